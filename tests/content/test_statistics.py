"""The numbers of a tree: what is counted, what tests what, what is cited, translated or unreadable."""

from __future__ import annotations

from datetime import date

import pytest

from course.content.guessing import Luck, Strategy
from course.content.model import Kind
from course.content.statistics.counts import Statistics, Uncounted, statistics
from course.content.statistics.modules import LessonCounts, ModuleCounts
from course.content.statistics.prose import Sentence, Wording
from course.content.statistics.shared import SourceCounts, TermCounts
from course.content.statistics.translations import State, share
from tests.content.tree import COURSE, DIALOGUE, DRAFT, FIRST, WORDS, Tree

TODAY = date(2026, 3, 2)

LESSON = """\
---
title: Words
minutes: 9
objectives: {asked: "Ask", drawn: "Draw", left: "Leave out"}
---
Read this first [@hearn2004].

## One {#one minutes=4}

Nine words stand here, in two sentences. Truly [@connell1995].

### A heading of five words

![A dot](media/dot.png "Not counted")

:::check first {objective=asked}
So?

- (x) A
- ( ) B

> Says [@ipu2025].
:::

:::check second
So?

- (x) A
- ( ) B
:::

:::practice
Try it.
:::

:::reflect mine
Which?
:::

:::video talk
src: https://www.example.org/talk.mp4
minutes: 4
:::

## Two {#two}

{{WORDS}}
"""


def numbers(tree: Tree, today: date = TODAY) -> Statistics:
    return statistics(tree.root, today)


def module(tree: Tree, id_: str) -> ModuleCounts:
    return next(each for each in numbers(tree).courses[0].modules if each.id == id_)


def written(tree: Tree, quiz: str = "") -> ModuleCounts:
    """The second module with the lessons above, and perhaps with a quiz."""
    tree.write(f"{WORDS}/module.md", LESSON.replace("{{WORDS}}", "Two words. " * 101))
    tree.write(f"{WORDS}/media/dot.png", tree.path(f"{FIRST}/media/dot.png").read_bytes())
    for name in ("module.ar.md", "quiz.md", "quiz.ar.md"):
        tree.path(f"{WORDS}/{name}").unlink()
    if quiz:
        tree.write(f"{WORDS}/quiz.md", quiz)
    return module(tree, "words")


def test_a_lesson_is_counted_piece_by_piece(tree: Tree) -> None:
    one, two = written(tree).texts["en"].lessons
    assert one == LessonCounts(
        id="one",
        title="One",
        line=8,
        wording=Wording(15, 3, 10, 1, 1, Sentence("Nine words stand here, in two sentences.", 7, 10)),
        written=4,
        checks=("asked", ""),
        practices=1,
        reflections=1,
        video_minutes=4,
        sources=frozenset({"connell1995", "ipu2025"}),
    )
    assert one.minutes == 1 + 1 + 1 + 2 + 4
    assert (two.wording.words, two.written, two.minutes) == (202, None, 3)


def test_a_module_adds_its_lessons_its_introduction_and_a_minute_for_each_question_drawn(tree: Tree) -> None:
    counted = written(tree, "---\ndraw: 2\n---\n" + "".join(f"## q{n}\nSo?\n\n- = A\n\n" for n in range(3)))
    assert (counted.number, counted.written, counted.minutes("en")) == (2, 9, 9 + 3 + 2)
    text = counted.texts["en"]
    assert (text.wording.words, text.wording.figures) == (15 + 202 + 3, 1)
    assert text.sources == {"hearn2004", "connell1995", "ipu2025"}
    assert counted.minutes("fr") == 2


def test_objectives_tell_what_tests_them(tree: Tree) -> None:
    counted = written(tree, "## a {objective=drawn}\nSo?\n\n- = A\n\n## b {objective=asked}\nSo?\n\n- = A\n")
    assert counted.objectives == {"asked": (1, 1), "drawn": (0, 1), "left": (0, 0)}
    assert module(tree, "first-steps").objectives == {"see-privilege": (1, 5), "four-levels": (1, 3)}


def test_a_quiz_tells_its_kinds_its_draw_and_what_guessing_brings(tree: Tree) -> None:
    quiz = module(tree, "first-steps").quiz
    assert quiz is not None
    assert (quiz.path, quiz.items, quiz.drawn, quiz.unread) == (f"{FIRST}/quiz.md", 10, 9, 0)
    assert (quiz.pass_mark, quiz.kinds) == (0.75, dict.fromkeys(Kind, 1))
    assert quiz.guesses[Strategy.LONGEST].items == (
        "spared-question",
        "who-gains",
        "match-levels",
        "dividend",
    )
    words = module(tree, "words").quiz
    assert words is not None
    assert (words.drawn, words.pass_mark, words.guesses[Strategy.FIRST]) == (2, 0.8, Luck(0, 2))
    assert module(tree, "draft-power").quiz is None


def test_modules_stand_in_their_order_and_drafts_last_each_in_its_languages(tree: Tree) -> None:
    course = numbers(tree).courses[0]
    assert (course.id, course.title, course.languages) == (
        *(COURSE, "Masculinities: a sample"),
        ("en", "fr", "ar"),
    )
    assert [(each.id, each.number, list(each.texts)) for each in course.modules] == [
        ("first-steps", 1, ["en", "fr"]),
        ("words", 2, ["en", "ar"]),
        ("draft-power", 0, ["en"]),
    ]
    assert [each.id for each in course.published] == ["first-steps", "words"]


def test_terms_tell_which_of_them_nothing_links(tree: Tree) -> None:
    assert numbers(tree).terms == TermCounts(2, ("patriarchal-dividend",))
    tree.change(f"{WORDS}/module.md", "\n## ", "\nA [word](glossary:patriarchal-dividend).\n\n## ")
    assert numbers(tree).terms == TermCounts(2, ())


def test_sources_tell_where_they_are_cited_and_when_they_are_due(tree: Tree) -> None:
    entry = "{author: A, title: T, year: 2020, review_by: 2026-05-31}"
    added = f"nobody: {entry}\nquizzed: {entry}\nlater: {entry.replace('05-31', '06-01')}\n"
    tree.write("sources.yaml", f"{tree.read('sources.yaml')}\n{added}")
    tree.write(f"{WORDS}/quiz.md", f"{tree.read(f'{WORDS}/quiz.md').rstrip()}\n\n> So [@quizzed].\n")
    tree.change("glossary.yaml", "@connell1995", "@later")
    assert numbers(tree).sources == SourceCounts(
        sources=6,
        lessons=3,
        elsewhere=("later", "quizzed"),
        never=("nobody",),
        due=(("nobody", date(2026, 5, 31)), ("quizzed", date(2026, 5, 31))),
    )
    assert [key for key, _ in numbers(tree, date(2027, 3, 1)).sources.due] == [
        *("nobody", "quizzed", "later", "ipu2025")
    ]


def test_each_file_of_a_translation_has_a_state(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "Privilege rarely feels", "Privilege hardly ever feels")
    tree.change(f"{FIRST}/quiz.fr.md", "- (x) Faux", "- ( ) Faux")
    tree.write("support.fr.yaml", "services: {}\n")
    source = next(line for line in tree.read(f"{WORDS}/quiz.ar.md").split("\n") if line.startswith("source:"))
    tree.change(f"{WORDS}/quiz.ar.md", source + "\n", "")
    found = numbers(tree).translations
    assert found == {
        "fr": {
            f"{DIALOGUE}/dialogue.fr.md": State.CURRENT,
            "dialogues/2026-05-sharing-care/dialogue.fr.md": State.MISSING,
            "glossary.fr.yaml": State.CURRENT,
            f"{FIRST}/module.fr.md": State.STALE,
            f"{FIRST}/quiz.fr.md": State.BROKEN,
            f"{WORDS}/module.fr.md": State.MISSING,
            f"{WORDS}/quiz.fr.md": State.MISSING,
            f"{COURSE}/course.fr.yaml": State.CURRENT,
            "support.fr.yaml": State.PARTIAL,
        },
        "ar": {
            f"{DIALOGUE}/dialogue.ar.md": State.MISSING,
            "dialogues/2026-05-sharing-care/dialogue.ar.md": State.MISSING,
            "glossary.ar.yaml": State.MISSING,
            f"{FIRST}/module.ar.md": State.MISSING,
            f"{FIRST}/quiz.ar.md": State.MISSING,
            f"{WORDS}/module.ar.md": State.CURRENT,
            f"{WORDS}/quiz.ar.md": State.STALE,
            f"{COURSE}/course.ar.yaml": State.CURRENT,
            "support.ar.yaml": State.MISSING,
        },
    }
    assert share(found["fr"].values()) == pytest.approx(3 / 9)
    assert share([]) == 1


def test_a_dialogue_in_another_language_needs_no_translation_into_it(tree: Tree) -> None:
    tree.change(f"{DIALOGUE}/dialogue.md", "title:", "language: fr\ntitle:")
    tree.path("glossary.yaml").unlink()
    found = numbers(tree).translations
    assert f"{DIALOGUE}/dialogue.fr.md" not in found["fr"]
    assert found["en"] == {f"{DIALOGUE}/dialogue.en.md": State.MISSING}
    assert "glossary.fr.yaml" not in found["fr"]


def test_two_courses_may_have_each_others_source_language(tree: Tree) -> None:
    tree.write("soins/course.yaml", "title: Soins\nsummary: S\nlanguages: [fr, en]\nmodules: []\n")
    tree.write("soins/01-un/module.md", "---\ntitle: Un\n---\n## Un {#un}\nDes mots.\n")
    assert numbers(tree).translations["en"] == {"soins/course.en.yaml": State.MISSING}


def told(tree: Tree) -> list[str]:
    return [str(each) for each in numbers(tree).uncounted]


def test_a_sound_tree_is_counted_whole(tree: Tree) -> None:
    assert told(tree) == []
    tree.path("sources.yaml").unlink()
    tree.path("glossary.yaml").unlink()
    assert (told(tree), numbers(tree).sources.sources) == ([], 0)


def test_what_cannot_be_read_is_told_and_the_rest_is_counted(tree: Tree) -> None:
    before = module(tree, "first-steps")
    tree.change(f"{FIRST}/module.md", "title: First steps", "titel: First steps")
    tree.change(f"{FIRST}/quiz.md", "- (x) Men are", "- ( ) Men are")
    tree.change(f"{FIRST}/quiz.md", "draw: 9", "draws: 9")
    tree.write(f"{WORDS}/module.md", b"\xff\xfe")
    tree.write(f"{WORDS}/quiz.md", "---\n")
    tree.change("sources.yaml", "year: 2004", "yaer: 2004")
    tree.write("glossary.yaml", "a: b: c")
    tree.change(f"{COURSE}/course.yaml", "  - 02-words\n", "  - 02-words\n  - 03-gone\n")
    tree.write("loose/01-first/module.md", "---\ntitle: First\n---\n## One {#one}\nSome words.\n")
    assert told(tree) == [
        "glossary.yaml:1: This file cannot be read. A second colon stands in this line.",
        "loose/course.yaml:1: This folder has no course.yaml.",
        f'{FIRST}/module.md:2: Minutes and objectives are not known. The key "title" is missing.',
        f'{FIRST}/quiz.md:5: 1 of 10 questions cannot be read. The key "draws" is not known here.',
        f'{FIRST}/quiz.md:5: The rules are not known: no draw. The key "draws" is not known here.',
        f"{WORDS}/module.md:1: This file cannot be read. The file is not UTF-8 from here on.",
        f"{WORDS}/quiz.md:1: This file cannot be read. The front matter is never closed.",
        f'{COURSE}/course.yaml:1: There is no module "03-gone".',
        'sources.yaml:7: 1 of 3 entries cannot be read. The key "year" is missing.',
    ]
    counted = numbers(tree)
    after, words, _ = next(course for course in counted.courses if course.id == COURSE).modules
    assert after.texts == before.texts
    assert (after.objectives, after.quiz and (after.quiz.items, after.quiz.drawn, after.quiz.unread)) == (
        {},
        (9, 9, 1),
    )
    assert (list(words.texts), words.quiz, words.minutes("en")) == (["ar"], None, 0)
    loose = next(course for course in counted.courses if course.id == "loose")
    assert (loose.title, loose.languages, [each.number for each in loose.modules]) == ("", ("en",), [0])
    assert loose.modules[0].texts["en"].wording.words == 2


def test_without_course_yaml_modules_count_as_drafts_in_english(tree: Tree) -> None:
    tree.write(f"{COURSE}/course.yaml", "titel: Masculinities\n")
    assert told(tree) == [
        f"{COURSE}/course.yaml:1: The order of the modules is not known: all count as drafts, in English. "
        'The key "title" is missing.'
    ]
    course = numbers(tree).courses[0]
    assert ([each.number for each in course.modules], course.published) == ([0, 0, 0], ())
    assert numbers(tree).translations == {}


def test_a_folder_that_is_not_there_has_no_numbers(tree: Tree) -> None:
    counted = statistics(tree.root / "nowhere", TODAY)
    assert counted.courses == ()
    assert counted.uncounted == (Uncounted(".", 1, "There is no folder of modules here."),)


def test_an_unreadable_number_of_minutes_is_none(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "minutes=7", "minutes=seven")
    assert [each.written for each in module(tree, "first-steps").texts["en"].lessons] == [None, None]


def test_a_text_without_front_matter_or_lessons_is_no_text(tree: Tree) -> None:
    tree.write(f"{DRAFT}/module.md", "Only words.\n")
    assert module(tree, "draft-power").texts == {}
    assert told(tree) == [f'{DRAFT}/module.md:1: This file cannot be read. The key "title" is missing.']
