"""Habits of good teaching that a machine can notice; all of them are warnings."""

from __future__ import annotations

from datetime import date

import pytest

from course.content.catalogue import load
from tests.content.tree import COURSE, FIRST, WORDS, Tree


@pytest.mark.parametrize(
    "text",
    [
        "Women hold 27.2% of seats.",
        "It costs 20,9 billion a year.",
        "Some 40 per cent agree.",
        "Environ 40 % sont d'accord.",
        "Un 40 por ciento.",
        "3 millones de personas",
        "نحو 40 في المئة",
        "A line\nand 5 million people.",
    ],
)
def test_a_figure_without_a_source_is_told(tree: Tree, text: str) -> None:
    tree.lesson(f"Calm.\n\n{text}")
    assert tree.codes() == ["figure-source"]
    tree.lesson(f"Calm.\n\n{text} So it is said [@ipu2025].")
    assert tree.codes() == []


def test_plain_numbers_and_code_need_no_source(tree: Tree) -> None:
    tree.lesson("In 1995 there were 3 books.\n\n```\n100%\n+34 600 123 456\n```")
    assert tree.codes() == []


@pytest.mark.parametrize(
    "phone", ["+34 600 123 456", "+1 (809) 555-0123", "0800 123 456", "(0212) 555 01 23"]
)
def test_a_telephone_number_belongs_in_one_file(tree: Tree, phone: str) -> None:
    tree.lesson(f"Call {phone} at night.")
    assert tree.codes() == ["phone"]
    assert tree.problems()[0].column == 6


@pytest.mark.parametrize(
    "text",
    [
        "2018-06-06 to 2018-06-20",
        "doi 10.1177/0464700104040813",
        "1995, 2005 and 2015",
        "ISBN 978-0-7456-3427-2",
    ],
)
def test_dates_and_other_numbers_are_no_telephone_numbers(tree: Tree, text: str) -> None:
    tree.lesson(f"See {text} for more.")
    assert tree.codes() == []


@pytest.mark.parametrize(
    "answer",
    ["All of the above", "None of these", "Toutes les réponses", "Todas las anteriores", "كل ما سبق"],
)
def test_all_of_the_above_is_no_answer(tree: Tree, answer: str) -> None:
    tree.lesson(f"Text.\n\n:::check a\nSo?\n\n- ( ) A\n- (x) {answer}\n:::")
    assert tree.codes() == ["all-of-the-above"]
    assert tree.problems()[0].line == 12


def test_feedback_leaves_the_verdict_to_the_page(tree: Tree) -> None:
    tree.quiz("## a\nSo?\n\n- (x) A\n  > Correct. Well seen.\n- ( ) B\n  > Right after the war it changed.\n")
    assert [str(p).partition("quiz.md:")[2] for p in tree.problems() if p.code != "objective-untested"] == [
        '5:5: feedback-verdict Feedback begins with "Correct.". The page already says whether it was right.'
    ]


def questions(*answers: str) -> str:
    return "\n".join(f"## q{number}\nSo?\n\n{answer}\n" for number, answer in enumerate(answers))


def told_of_guessing(tree: Tree) -> list[str]:
    return [str(p).partition("quiz.md:")[2] for p in tree.problems() if p.code.startswith("right-")]


def test_a_quiz_that_can_be_passed_by_the_look_of_the_answers_is_told(tree: Tree) -> None:
    first = questions(*["- (x) A\n- ( ) Bee"] * 4, "- ( ) A\n- (x) B")
    tree.quiz(first)
    assert told_of_guessing(tree) == [
        "1:1: right-first Always the first answer as written scores 4 of 5 points, which passes. "
        "Files are read by people, too: vary the place in: q0, q1, q2, q3."
    ]
    tree.quiz(questions(*["- ( ) A\n- (x) Bee"] * 4, "- ( ) Bee\n- (x) A"), head="pass: 80%\n")
    assert told_of_guessing(tree) == [
        "4:1: right-longest Always the longest answer scores 4 of 5 points, which passes. "
        "Shorten what is right or say more in the others of: q0, q1, q2, q3."
    ]


def test_the_luckiest_draw_counts_and_the_pass_mark_of_the_quiz_or_else_of_the_course(tree: Tree) -> None:
    longest = questions(*["- ( ) A\n- (x) Bee"] * 3, *["- ( ) Bee\n- (x) A"] * 3)
    tree.quiz(longest)
    assert told_of_guessing(tree) == []
    tree.quiz(longest, head="draw: 4\npass: 75%\n")
    assert told_of_guessing(tree) == [
        "5:1: right-longest Always the longest answer scores 3 of 4 points in the luckiest draw, which passes. "
        "Shorten what is right or say more in the others of: q0, q1, q2."
    ]
    tree.quiz(longest, head="draw: 4\n")
    assert told_of_guessing(tree) == []
    tree.change(f"{COURSE}/course.yaml", "pass: 80%", "pass: 75%")
    assert [line[:16] for line in told_of_guessing(tree)] == ["4:1: right-longe"]


def test_three_questions_or_a_broken_quiz_are_not_judged_for_guessing(tree: Tree) -> None:
    tree.quiz(questions(*["- (x) A\n- ( ) Bee"] * 3))
    assert told_of_guessing(tree) == []
    tree.quiz(questions(*["- (x) A\n- ( ) Bee"] * 4, "- ( ) A\n- ( ) B"))
    assert told_of_guessing(tree) == ["25:4: right-missing No answer is marked as right. Mark one with (x)."]


def test_an_objective_that_no_question_tests_is_told_at_its_place(tree: Tree) -> None:
    tree.quiz("## a\nSo?\n\n- (x) A\n- ( ) B\n")
    assert tree.told() == [
        f'{WORDS}/module.md:5:14: objective-untested No question of the quiz tests the objective "plain-words". '
        "Add {objective=plain-words} to one."
    ]


def test_a_fact_past_its_day_of_review_is_told_when_the_day_is_known(tree: Tree) -> None:
    assert load(tree.root).problems == ()
    assert load(tree.root, today=date(2027, 1, 31)).problems == ()
    assert [str(p) for p in load(tree.root, today=date(2027, 2, 1)).problems] == [
        'sources.yaml:19:14: review-due "ipu2025" was to be reviewed by 2027-01-31. '
        "Check for newer figures, then set a later day."
    ]


def test_unknown_words_in_other_files_suggest_the_nearest(tree: Tree) -> None:
    tree.change(
        f"{FIRST}/module.md", "dialogue: 2018-06-men-and-training", "dialogue: 2018-06-men-and-trainings"
    )
    tree.change(f"{FIRST}/module.md", "see_also: [words, sharing-care]", "see_also: [word]")
    assert tree.told() == [
        f'{FIRST}/module.md:7:11: dialogue-unknown There is no dialogue "2018-06-men-and-trainings". '
        'Did you mean "2018-06-men-and-training"?',
        f'{FIRST}/module.md:8:12: see-also-unknown There is no dialogue or module "word". Did you mean "words"?',
    ]


def test_a_register_that_is_not_there_knows_nothing(tree: Tree) -> None:
    tree.path("people.yaml").unlink()
    assert tree.codes() == ["person-unknown"]


def test_a_register_that_cannot_be_read_is_not_held_against_others(tree: Tree) -> None:
    tree.write("glossary.yaml", "a: b: c")
    tree.path("glossary.fr.yaml").unlink()
    assert tree.codes() == ["yaml"]
