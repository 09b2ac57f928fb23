"""Items, modules and courses as the tests of the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from course.content.model import (
    Answer,
    CertificateTerms,
    Choice,
    Course,
    Gap,
    Item,
    Kind,
    Lesson,
    Module,
    Pair,
    Quiz,
    Scale,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SINGLE = Item(
    "privilege",
    Kind.SINGLE,
    "<p>What makes this privilege?</p>",
    choices=(
        Choice("A burden is spared", True, "Yes."),
        Choice("They meant to exclude"),
        Choice("Not sure", feedback="Fair."),
    ),
)
TRUE_FALSE = Item(
    "fixed", Kind.TRUE_FALSE, "", choices=(Choice("True"), Choice("False", True, "It changes."))
)
MULTIPLE = Item(
    "levels",
    Kind.MULTIPLE,
    "",
    points=2,
    choices=(Choice("Person", True), Choice("Institution", True), Choice("Weather"), Choice("Moon")),
)
MATCHING = Item(
    "terms",
    Kind.MATCHING,
    "",
    points=3,
    choices=(),
    pairs=(
        Pair("Dividend", "What men gain", "Think of wages."),
        Pair("Norm", "What is expected"),
        Pair("", "What is forbidden"),
        Pair("Custom", "What is expected"),
    ),
)
ORDERING = Item(
    "steps", Kind.ORDERING, "", choices=(Choice("Ask"), Choice("Listen"), Choice("Reflect"), Choice("Act"))
)
SHORT = Item(
    "word",
    Kind.SHORT,
    "",
    answers=(
        Answer("patriarchal dividend", feedback="Connell's word."),
        Answer("male (dividend|bonus)s?", pattern=True),
        Answer("salary", accepted=False, feedback="Wider than pay."),
    ),
)
NUMERIC = Item(
    "pay",
    Kind.NUMERIC,
    "",
    unit="billion",
    answers=(
        Answer("20.9 ± 0.05 billion", value="20.9", tolerance="0.05", feedback="Yes."),
        Answer("20,9 million", accepted=False, feedback="A thousand times too few."),
        Answer("nobody knows", accepted=False, feedback="Somebody counted."),
    ),
)
GAPS = Item(
    "cloze",
    Kind.GAPS,
    "The {{0}} dividend is {{1}}.",
    gaps=(Gap(("patriarchal", "male")), Gap(("unequal",), ("uneven", "equal"))),
)
SCALE = Item("view", Kind.SCALE, "", scale=Scale(1, 5, "disagree", "agree"))
OPEN = Item("reflect", Kind.OPEN, "")
ALL = (SINGLE, TRUE_FALSE, MULTIPLE, MATCHING, ORDERING, SHORT, NUMERIC, GAPS, SCALE, OPEN)


def lesson(lesson_id: str, was: str = "") -> Lesson:
    return Lesson(lesson_id, lesson_id.title(), 6, 600, (), was=was)


def quiz(*items: Item, **settings: object) -> Quiz:
    return Quiz(items or (SINGLE, MULTIPLE), "en", **settings)  # type: ignore[arg-type]


def module(
    module_id: str,
    lessons: Sequence[str | Lesson] = (),
    quiz: Quiz | None = None,
    number: int = 1,
    was: str = "",
) -> Module:
    made = tuple(each if isinstance(each, Lesson) else lesson(each) for each in lessons)
    return Module(
        module_id, number, Path(module_id), module_id.title(), "en", 30, {}, made, quiz=quiz, was=was
    )


def course(*modules: Module, required_order: bool = False, certificate: bool = True) -> Course:
    return Course(
        "masculinities",
        "Masculinities",
        "",
        "",
        "en",
        ("en",),
        modules,
        required_order=required_order,
        certificate=CertificateTerms(6) if certificate else None,
    )
