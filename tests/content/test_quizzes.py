"""The ten kinds of item as trainers write them. (What may be wrong stands in test_malformed.py.)"""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from course.content.model import Answer, Choice, Gap, Item, Kind, Pair, Scale
from tests.content.tree import Tree


def one(tree: Tree, body: str, head: str = "a") -> Item:
    items = tree.quiz(f"## {head}\n{body}\n")
    assert [str(problem) for problem in tree.errors()] == []
    assert len(items) == 1
    return items[0]


def test_every_kind_of_the_sample_is_what_it_looks_like(tree: Tree) -> None:
    quiz = tree.module().quiz
    assert quiz is not None
    assert [(item.id, item.kind.value) for item in quiz.items] == [
        ("spared-question", "single"),
        ("who-gains", "multiple"),
        ("norms-are-nature", "true-false"),
        ("match-levels", "matching"),
        ("change-order", "ordering"),
        ("author", "short"),
        ("seats", "numeric"),
        ("dividend", "gaps"),
        ("agree", "scale"),
        ("next-step", "open"),
    ]
    assert set(Kind) == {item.kind for item in quiz.items}


def test_an_item_makes_the_round_trip_to_json(tree: Tree) -> None:
    quiz = tree.module().quiz
    assert quiz is not None
    adapter = TypeAdapter(tuple[Item, ...])
    assert adapter.validate_json(adapter.dump_json(quiz.items)) == quiz.items


def test_a_single_choice_with_everything(tree: Tree) -> None:
    item = one(
        tree,
        "A *prompt*\nof two lines?\n\n- a list\n- in it\n\n? A hint\nof two lines.\n\n"
        '- (X) Right\n  and long\n  > First line\n  > second line\n    and a third\n- ( ) Wrong: `x` = "y" # no\n\n'
        "> Explained.\n>\n> Twice.",
        "a {points=3 was=b}",
    )
    assert item.kind is Kind.SINGLE
    assert (
        item.prompt == "<p>A <em>prompt</em>\nof two lines?</p>\n<ul>\n<li>a list</li>\n<li>in it</li>\n</ul>"
    )
    assert item.hint == "A hint\nof two lines."
    assert item.choices == (
        Choice("Right\nand long", True, "First line\nsecond line\nand a third"),
        Choice('Wrong: <code>x</code> = "y" # no', False, ""),
    )
    assert item.explanation == "<p>Explained.</p>\n<p>Twice.</p>"
    assert (item.points, item.was, item.line, len(item.fingerprint)) == (3, "b", 1, 16)


@pytest.mark.parametrize(
    ("right", "wrong"), [("True", "False"), ("Vrai", "Faux."), ("verdadero", "FALSO"), ("صحيح", "خطأ")]
)
def test_true_and_false_are_known_in_every_language_of_the_interface(
    tree: Tree, right: str, wrong: str
) -> None:
    assert one(tree, f"So?\n\n- ( ) {wrong}\n- (x) {right}").kind is Kind.TRUE_FALSE
    assert one(tree, f"So?\n\n- ( ) {wrong}\n- (x) {right}\n- ( ) Both").kind is Kind.SINGLE
    assert one(tree, "So?\n\n- ( ) True\n- (x) Faux").kind is Kind.SINGLE


def test_several_right_answers(tree: Tree) -> None:
    item = one(tree, "Which?\n\n- [x] A\n- [ ] B\n- [x] C", "a {credit=partial}")
    assert (item.kind, item.partial) == (Kind.MULTIPLE, True)
    assert [choice.correct for choice in item.choices] == [True, False, True]
    assert not one(tree, "Which?\n\n- [x] A\n- [ ] B", "a {credit=all}").partial


def test_pairs_and_distractors_are_plain_text(tree: Tree) -> None:
    item = one(
        tree, "Match.\n\n- a <b> => *c*\n  > Because.\n- d = e =>f\n- => g\n- long left => long\n  right"
    )
    assert item.kind is Kind.MATCHING
    assert item.pairs == (
        Pair("a <b>", "*c*", "Because."),
        Pair("d = e", "f", ""),
        Pair("", "g", ""),
        Pair("long left", "long right", ""),
    )


def test_steps_in_order(tree: Tree) -> None:
    item = one(tree, "Order.\n\n1. First *x*\n2. Second\n10) Third", "a {credit=partial}")
    assert (item.kind, item.partial) == (Kind.ORDERING, True)
    assert item.choices == (Choice("First <em>x</em>"), Choice("Second"), Choice("Third"))


def test_a_short_answer_with_a_pattern_and_a_typical_mistake(tree: Tree) -> None:
    item = one(tree, "Who?\n\n- =  Raewyn   Connell\n- ~ r\\.? connell\n- ! Kimmel\n  > He wrote *another*.")
    assert item.kind is Kind.SHORT
    assert item.answers == (
        Answer("Raewyn Connell"),
        Answer("r\\.? connell", pattern=True),
        Answer("Kimmel", accepted=False, feedback="He wrote <em>another</em>."),
    )


def test_a_short_answer_of_patterns_only_cannot_be_shown(tree: Tree) -> None:
    tree.quiz("## a\nWho?\n\n- ~ x+\n")
    assert "pattern-only" in tree.codes()


def test_a_pattern_that_is_too_long_or_too_large_is_refused(tree: Tree) -> None:
    for pattern in ("x" * 300, "(?:a{1,99999999999999}){9}", "(x*)*", "(a|b+)+c"):
        assert tree.quiz(f"## a\nWho?\n\n- = y\n- ~ {pattern}\n") == ()
        assert "pattern" in tree.codes()


def test_a_number_needs_its_tolerance(tree: Tree) -> None:
    item = one(
        tree, "How much?\n\n- = 20.9 ± 0.05 billion\n- ! 2,09\n  > And the comma?\n- ! 21 ± 0.01 billion"
    )
    assert (item.kind, item.unit) == (Kind.NUMERIC, "billion")
    assert item.answers == (
        Answer("20.9 billion", value="20.9", tolerance="0.05"),
        Answer("2,09", accepted=False, value="2.09", feedback="And the comma?"),
        Answer("21 billion", accepted=False, value="21", tolerance="0.01"),
    )


def test_numbers_without_tolerance_are_words(tree: Tree) -> None:
    item = one(tree, "When?\n\n- = 1995\n- ! 1985")
    assert (item.kind, item.unit) == (Kind.SHORT, "")


def test_one_number_with_a_tolerance_makes_all_of_them_numbers(tree: Tree) -> None:
    tree.quiz("## a\nHow much?\n\n- = 20 ± 1\n- = 30\n- ~ x\n")
    assert [p.code for p in tree.errors()] == ["number", "number"]


def test_gaps_are_boxes_or_lists(tree: Tree) -> None:
    item = one(
        tree,
        "The {{=patriarchal|=Patriarchal's}} dividend is {{even|=un even\\|=unequal}}.\n\n- a list\n\n> Why.",
    )
    assert item.kind is Kind.GAPS
    assert item.prompt == "<p>The {{0}} dividend is {{1}}.</p>\n<ul>\n<li>a list</li>\n</ul>"
    assert item.gaps == (
        Gap(("patriarchal", "Patriarchal's")),
        Gap(("un even", "unequal"), ("even",)),
    )
    assert item.explanation == "Why."


def test_gaps_and_choices_do_not_mix(tree: Tree) -> None:
    assert tree.quiz("## a\nThe {{=x}}.\n\n- (x) A\n- ( ) B\n") == ()
    assert "kind-mixed" in tree.codes()


def test_a_gap_stays_on_its_line(tree: Tree) -> None:
    assert tree.quiz("## a\nThe {{=x\ny}} end.\n") == ()
    assert "gap" in tree.codes()


def test_an_opinion_and_an_open_question(tree: Tree) -> None:
    item, other, last = tree.quiz(
        "## a\nSo?\n\n- -2..2 “no” .. “yes”\n\n## b\nSo?\n\n- …\n\n## c\nSo?\n\n- (x) A\n- ( ) B\n"
    )
    assert (item.kind, item.scale) == (Kind.SCALE, Scale(-2, 2, "no", "yes"))
    assert (other.kind, other.explanation) == (Kind.OPEN, "")
    assert last.kind is Kind.SINGLE
    assert not item.kind.scored
    assert not other.kind.scored


def test_opinions_have_no_feedback(tree: Tree) -> None:
    tree.quiz('## a\nSo?\n\n- 1..5 "a" .. "b"\n  > x\n\n## b\nSo?\n\n- ...\n  > x\n')
    assert [p.code for p in tree.errors()] == ["feedback", "feedback"]


def test_a_quiz_of_opinions_cannot_be_passed(tree: Tree) -> None:
    tree.quiz("## a\nSo?\n\n- ...\n")
    assert "quiz-unscored" in tree.codes()


def test_a_check_is_never_open(tree: Tree) -> None:
    lesson = tree.lesson("Text.\n\n:::check a\nSo?\n\n- ...\n:::")
    assert lesson.checks == {}
    assert "check-open" in tree.codes()


@pytest.mark.parametrize(
    "text",
    [
        "A: b: c = d # e [f] (g) 100% {h} | i",
        "\"Quoted\" – and 'so'",
        "- a dash",
        "> a sign",
        "? a question",
        "1. May",
        "*starred",
        "a => b",
        "yes, no, null, 010, 12:30",
        "@name & co; <tag",
    ],
)
def test_pasted_text_in_an_answer_stays_what_it_is(tree: Tree, text: str) -> None:
    item = one(tree, f"So?\n\n- (x) {text}\n  > {text}\n- ( ) Other")
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert item.choices[0] == Choice(plain, True, plain)


def test_a_quotation_in_a_prompt_is_no_explanation(tree: Tree) -> None:
    item = one(tree, "> He said so.\n\nDid he?\n\n- (x) Yes\n- ( ) No\n> Explained.")
    assert item.prompt == "<blockquote>\n<p>He said so.</p>\n</blockquote>\n<p>Did he?</p>"
    assert item.explanation == "Explained."


def test_code_in_a_prompt_holds_no_answers(tree: Tree) -> None:
    item = one(tree, "What is this?\n\n```\n- (x) code\n## code\n? code\n```\n\n- (x) Code\n- ( ) No code")
    assert "<pre><code>- (x) code\n## code\n? code\n</code></pre>" in item.prompt
    assert len(item.choices) == 2


def test_lines_that_begin_like_an_answer_and_are_none_belong_to_the_prompt(tree: Tree) -> None:
    item = one(tree, "In one of these years:\n1995 or\n-5 degrees?\n\n- (x) Yes\n- ( ) No")
    assert item.prompt == "In one of these years:\n1995 or\n-5 degrees?"


def test_a_hint_may_stand_below_the_answers(tree: Tree) -> None:
    item = one(tree, "So?\n\n- (x) A\n- ( ) B\n\n? Think.\n\n> Explained.")
    assert (item.hint, item.explanation) == ("Think.", "Explained.")


def test_the_fault_of_a_question_stands_at_its_line(tree: Tree) -> None:
    tree.quiz("## a\nSo?\n\n- (x) A\n- (x) B\n\n## b\nPick.\n\n- A\n- B\n\n## c\nNo answer.\n")
    assert [str(p).partition("quiz.md:")[2] for p in tree.errors()] == [
        "5:1: right-twice A second answer is marked as right. Use [x] and [ ] when several are right.",
        "10:1: mark-missing This answer has no mark. Write - (x) or - ( ) before it.",
        "13:4: answers-missing This question has no answers. "
        "Add them: - (x) right and - ( ) wrong, or - ... for an open question.",
    ]


def test_the_rules_of_a_quiz(tree: Tree) -> None:
    quiz = tree.module().quiz
    assert quiz is not None
    assert (quiz.pass_mark, quiz.attempts, quiz.wait, quiz.draw, quiz.asked) == (0.75, 5, 30, 9, 9)
    assert (quiz.shuffle.value, quiz.show, quiz.keep, quiz.language) == (
        "questions",
        "after-pass",
        "last",
        "en",
    )
    words = tree.module("words").quiz
    assert words is not None
    assert (words.pass_mark, words.attempts, words.wait, words.draw, words.asked) == (0.8, None, 0, None, 2)
    assert (words.shuffle.value, words.show, words.keep) == ("both", "after-submit", "best")


@pytest.mark.parametrize(
    ("wait", "minutes"),
    [("none", 0), ("0", 0), ("1 minute", 1), ("2 hours", 120), ("1 day", 1440), ("1 week", 10080)],
)
def test_a_waiting_time_is_written_in_words(tree: Tree, wait: str, minutes: int) -> None:
    tree.quiz("## a\nSo?\n\n- (x) A\n- ( ) B\n", head=f"wait: {wait}\nattempts: unlimited\npass: 0.5\n")
    quiz = tree.module("words").quiz
    assert quiz is not None
    assert (quiz.wait, quiz.attempts, quiz.pass_mark) == (minutes, None, 0.5)


def test_a_question_has_its_id_before_the_braces(tree: Tree) -> None:
    assert tree.quiz("## a {#b}\nSo?\n\n- (x) A\n- ( ) B\n") == ()
    assert [str(p).partition("quiz.md:")[2] for p in tree.errors()] == [
        "1:7: attribute An id in braces does not belong here."
    ]


def test_a_choice_without_mark_at_the_very_start_is_told(tree: Tree) -> None:
    tree.quiz("## a\n- A\n- (x) B\n")
    assert [p.code for p in tree.errors()] == ["prompt", "mark-missing"]
    tree.quiz("## a\nSo?\n\n-\n- (x) B\n- ( ) C\n")
    assert [p.code for p in tree.errors()] == ["mark-missing"]
