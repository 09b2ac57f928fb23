"""A small course, and the ways a trainer edits it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from course.content.fingerprints import fingerprint
from course.content.model import (
    CertificateTerms,
    Choice,
    Course,
    Gap,
    Item,
    Kind,
    Lesson,
    Module,
    Quiz,
    Scale,
)

REVISION = "revision-1"


def asked(item: Item) -> Item:
    """The item with the fingerprint that the reader of files would give it."""
    return replace(item, fingerprint=fingerprint(item))


def single(item_id: str, prompt: str = "What makes this privilege?") -> Item:
    """A question with three choices; the first is right."""
    choices = (Choice("A burden is spared", True), Choice("They meant to exclude"), Choice("Not sure"))
    return asked(Item(item_id, Kind.SINGLE, f"<p>{prompt}</p>", choices=choices))


SPARED = single("spared")
NORMS = asked(
    Item("norms", Kind.TRUE_FALSE, "<p>Fixed by nature.</p>", choices=(Choice("True"), Choice("False", True)))
)
LEVELS = asked(
    Item(
        "levels",
        Kind.MULTIPLE,
        "<p>Which are levels?</p>",
        points=2,
        partial=True,
        choices=(Choice("Person", True), Choice("Institution", True), Choice("Weather"), Choice("Moon")),
    )
)
CLOZE = asked(
    Item(
        "cloze",
        Kind.GAPS,
        "The {{0}} dividend is {{1}}.",
        gaps=(Gap(("patriarchal",)), Gap(("unequal",))),
    )
)
AGREE = asked(Item("agree", Kind.SCALE, "<p>I can use this.</p>", scale=Scale(1, 5, "disagree", "agree")))
NEXT = asked(Item("next", Kind.OPEN, "<p>What will you try?</p>"))
ITEMS = (SPARED, NORMS, LEVELS, CLOZE, AGREE, NEXT)
RIGHT = {"spared": 0, "norms": 1, "levels": [0, 1], "cloze": ["patriarchal", "unequal"]}
WRONG = {"spared": 1, "norms": 0, "levels": [2], "cloze": ["fatherly", "even"]}


def quiz(*items: Item, **settings: object) -> Quiz:
    made = Quiz(items or ITEMS, "en", **settings)  # type: ignore[arg-type]
    return replace(made, fingerprint=fingerprint(made))


def lesson(lesson_id: str, was: str = "") -> Lesson:
    return Lesson(lesson_id, lesson_id.title(), 6, 600, (), was=was)


def module(
    module_id: str, *lessons: str | Lesson, quiz: Quiz | None = None, number: int = 1, was: str = ""
) -> Module:
    made = tuple(each if isinstance(each, Lesson) else lesson(each) for each in lessons)
    return Module(
        module_id, number, Path(module_id), module_id.title(), "en", 30, {}, made, quiz=quiz, was=was
    )


def course(*modules: Module, certificate: CertificateTerms | None = CertificateTerms(6)) -> Course:  # noqa: B008 - frozen
    return Course(
        "masculinities", "Masculinities", "", "", "en", ("en",), modules,
        certificate=certificate, fingerprint="content-1",
    )  # fmt: skip


FIRST = module("first-steps", "ladder", "levels", quiz=quiz())
WORDS = module("words", "describe", number=2)
COURSE = course(FIRST, WORDS)
ONE_LESSON = course(module("short", "only"))


def edited(of: Course, changed: Module) -> Course:
    """The course after a trainer changed one of its modules."""
    return replace(
        of, modules=tuple(changed if each.number == changed.number else each for each in of.modules)
    )
