"""Answers that learners type or pick in a text: short, numeric, gaps and the poles of a scale."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from course.content.items import Shape, Written
from course.content.markup import Span
from course.content.model import Answer, Gap, Item, Kind, Scale
from course.content.numbers import Number, number
from course.content.problems import Report

_GAP = re.compile(r"\{\{(.*?)\}\}")
_SCALE = re.compile(
    r"(-?\d+)[ \t]*\.\.[ \t]*(-?\d+)[ \t]+[\"“«](.*?)[\"”»][ \t]*\.\.[ \t]*[\"“«](.*?)[\"”»][ \t]*", re.ASCII
)
_RUNAWAY = re.compile(r"\([^()]*[+*][^()]*\)[+*{]")
_PATTERN = 200

Says = Callable[[Written], str]


def short(item: Item, answers: Sequence[Written], says: Says, report: Report) -> Item | None:
    """A short item, or a numeric one when an accepted answer carries a tolerance."""
    accepted = [answer for answer in answers if answer.shape is not Shape.WRONG]
    if not accepted:
        what = "No answer is accepted."
        report.error("right-missing", answers[0].at, what, "Write at least one: - = answer")
        return None
    for answer in answers:
        if not answer.text.text:
            report.error("answer-empty", answer.at, "This answer is empty.", "Write its text.")
            return None
    numbers = [number(answer.text.text) for answer in accepted if answer.shape is Shape.ACCEPTED]
    if any(found and found.tolerance for found in numbers):
        return _numeric(item, answers, says, report)
    read: list[Answer] = []
    for answer in answers:
        pattern = answer.shape is Shape.PATTERN
        if pattern:
            _pattern(answer, report)
        text = " ".join(answer.text.text.split())
        read.append(Answer(text, answer.shape is not Shape.WRONG, pattern, feedback=says(answer)))
    _twice(answers, [answer.text.casefold() for answer in read], report)
    if all(answer.pattern for answer in read if answer.accepted):
        what = "No accepted answer can be shown: there are only patterns."
        report.warning("pattern-only", answers[0].at, what, "Add one in words: - = answer")
    return replace(item, kind=Kind.SHORT, answers=tuple(read))


def _pattern(answer: Written, report: Report) -> None:
    """Refuse a pattern that is none, or whose repeated repetition could run for ever."""
    written = answer.text.text
    at = (answer.line, answer.column)
    try:
        re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        report.error("pattern", at, f"This is not a regular expression: {error}.")
        return
    if _RUNAWAY.search(written) or len(written) > _PATTERN:
        what = "This pattern could take very long to compare."
        report.error(
            "pattern", at, what, f"Avoid + or * after a group with + or *; at most {_PATTERN} characters."
        )


def _numeric(item: Item, answers: Sequence[Written], says: Says, report: Report) -> Item:
    read: list[Answer] = []
    kept: list[Written] = []
    units: list[str] = []
    for answer in answers:
        at = (answer.line, answer.column)
        found = number(answer.text.text) if answer.shape is not Shape.PATTERN else None
        if found is None or (answer.shape is Shape.ACCEPTED and not found.tolerance):
            what = "This is not a number with a tolerance."
            report.error("number", at, what, "Write 20.9 ± 0.05, with a unit after it if there is one.")
            continue
        _readable(found, at, report)
        read.append(_answer(found, answer, says))
        kept.append(answer)
        units += [found.unit] if found.unit else []
        if found.unit and found.unit != units[0]:
            what = f'The unit "{found.unit}" differs from "{units[0]}".'
            report.error("unit", at, what, "Give all answers in one unit.")
    _twice(kept, [answer.value for answer in read], report)
    return replace(item, kind=Kind.NUMERIC, answers=tuple(read), unit=units[0] if units else "")


def _readable(found: Number, at: tuple[int, int], report: Report) -> None:
    if found.ambiguous:
        what = "The comma can be read in two ways here."
        report.error("number", at, what, "Write 1000 without a comma, or 1.000 with a point.")
    if found.tolerance.startswith("-"):
        report.error("number", at, "The tolerance is below 0.", "Write ± 0 or more.")


def _answer(found: Number, answer: Written, says: Says) -> Answer:
    return Answer(
        found.shown,
        answer.shape is Shape.ACCEPTED,
        value=found.value,
        tolerance=found.tolerance or "0",
        feedback=says(answer),
    )


def _twice(answers: Sequence[Written], texts: Sequence[str], report: Report) -> None:
    for index, text in enumerate(texts):
        if text in texts[:index]:
            report.error("answers-equal", answers[index].at, "This answer stands here twice.", "Keep one.")


def gaps(prompt: Span, report: Report) -> tuple[Span, tuple[Gap, ...]]:
    """The prompt with marks {{0}}, {{1}} … and the gaps; no gaps after an error."""
    found: list[Gap] = []
    failed = False

    def take(match: re.Match[str]) -> str:
        nonlocal failed
        before = prompt.text[: match.start()]
        at = (prompt.line + before.count("\n"), len(before) - before.rfind("\n"))
        words = [" ".join(word.split()) for word in match[1].replace("\\|", "|").split("|")]
        accepted = tuple(word[1:].strip() for word in words if word.startswith("="))
        options = tuple(word for word in words if not word.startswith("="))
        if not any(accepted) or "" in (*accepted, *options):
            report.error(
                "gap", at, "This gap lacks an accepted form.", "Write {{=right}} or {{wrong|=right}}."
            )
            failed = True
        elif len({word.casefold() for word in (*accepted, *options)}) < len(words):
            report.error("answers-equal", at, "Two forms in this gap are equal.", "Make them differ.")
            failed = True
        found.append(Gap(accepted, options))
        return f"{{{{{len(found) - 1}}}}}"

    text = _GAP.sub(take, prompt.text)
    rest = re.sub(r"\{\{\d+\}\}", "", text)
    if "{{" in rest or "}}" in rest:
        at = report.locate("{{", prompt.line, prompt.last)
        report.error("gap", at, "A gap is not closed.", "Write {{=right}} on one line.")
        failed = True
    return Span(text, prompt.line, prompt.column), () if failed else tuple(found)


def scale(answers: Sequence[Written], report: Report) -> Scale | None:
    """The poles of a scale; None after an error."""
    if len(answers) > 1:
        report.error("answers-many", answers[1].at, "One scale is enough.", "Delete this one.")
        return None
    match = _SCALE.fullmatch(answers[0].text.text)
    expected = 'Write - 1..5 "disagree" .. "agree".'
    if match is None:
        report.error("scale", answers[0].at, "This is not a scale.", expected)
        return None
    low, high = int(Decimal(match[1])), int(Decimal(match[2]))
    if not 2 <= high - low + 1 <= 11 or max(abs(low), abs(high)) > 100:
        report.error("scale", answers[0].at, f"{low}..{high} is not a usable scale.", "It has 2 to 11 steps.")
        return None
    return Scale(low, high, match[3].strip(), match[4].strip())
