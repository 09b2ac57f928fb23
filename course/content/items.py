"""The written form of one item: prompt, hint, answer lines with their feedback, explanation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from course.content.markup import Line, Span, fenced, span
from course.content.problems import Position, Report


class Shape(Enum):
    """What the beginning of an answer line says about the kind of the item."""

    ROUND = "( )"
    SQUARE = "[ ]"
    PAIR = "=>"
    ACCEPTED = "="
    PATTERN = "~"
    WRONG = "!"
    SCALE = "1..5"
    OPEN = "..."
    STEP = "1."
    PLAIN = "-"


_MARK = re.compile(r"-[ \t]*([(\[])(.?)([)\]])(?:[ \t]+(.*))?")
_SHAPES = (
    (Shape.OPEN, re.compile(r"-[ \t]+(\.\.\.|…)[ \t]*")),
    (Shape.SCALE, re.compile(r"-[ \t]+(-?\d+[ \t]*\.\.[ \t]*-?\d+.*)", re.ASCII)),
    (Shape.ACCEPTED, re.compile(r"-[ \t]+=(?!>)[ \t]*(.*)")),
    (Shape.PATTERN, re.compile(r"-[ \t]+~[ \t]*(.*)")),
    (Shape.WRONG, re.compile(r"-[ \t]+!(?!\[)[ \t]*(.*)")),
    (Shape.PAIR, re.compile(r"-[ \t]+((?:.*[^\s=])?[ \t]*=>.*)")),
    (Shape.STEP, re.compile(r"\d{1,3}[.)][ \t]+(.*)", re.ASCII)),
    (Shape.PLAIN, re.compile(r"[-*+](?:[ \t]+(.*)|$)")),
)
_FEEDBACK = re.compile(r"([ \t]+>[ \t]?)(.*)")
_EXPLANATION = re.compile(r"(>[ \t]?)(.*)")
_HINT = re.compile(r"(\?[ \t]+)(.*)")


@dataclass(slots=True)
class Written:
    """One answer line. `mark` is the character between the brackets."""

    shape: Shape
    line: int
    column: int
    lines: list[str]
    mark: str = ""
    feedback: list[str] = field(default_factory=list)
    feedback_at: Position = (0, 0)

    @property
    def at(self) -> Position:
        return self.line, 1

    @property
    def text(self) -> Span:
        return Span("\n".join(self.lines).strip(), self.line, self.column)

    @property
    def says(self) -> Span | None:
        """The feedback, if any."""
        return Span("\n".join(self.feedback).strip(), *self.feedback_at) if self.feedback else None


@dataclass(slots=True)
class Parts:
    """An item taken apart, nothing rendered yet."""

    prompt: Span
    hint: Span | None = None
    answers: list[Written] = field(default_factory=list)
    explanation: Span | None = None


def cut(lines: Sequence[Line], at: Position, report: Report) -> Parts:
    """Take the body of an item apart; what does not fit is reported where it stands."""
    cutter = _Cutter(report)
    shapes = [None if code else answer(number, text) for number, text, code in fenced(lines)]
    start = _start(lines, shapes)
    prompt = cutter.prompt(lines[:start], answered=start < len(lines))
    for (number, text), shape in zip(lines[start:], shapes[start:], strict=True):
        cutter.take(number, text, shape)
    explanation = cutter.explanation
    body = span(prompt, at[0])
    return Parts(
        body,
        span(cutter.hint) if cutter.hint else None,
        cutter.answers,
        Span("\n".join(text for _, text in explanation).strip(), explanation[0][0], 3)
        if explanation
        else None,
    )


def answer(number: int, text: str) -> Written | None:
    """The answer that a line begins, by its shape; None for any other line."""
    if not text or text[0] not in "-*+0123456789":
        return None
    if match := _MARK.fullmatch(text):
        shape = Shape.ROUND if match[1] == "(" else Shape.SQUARE
        fits = match[1] + match[3] in ("()", "[]")
        body = match[4] or ""
        mark = match[2] if fits else "?"
        return Written(shape, number, len(text.rstrip()) - len(body.rstrip()) + 1, [body], mark)
    for shape, pattern in _SHAPES:
        if match := pattern.fullmatch(text):
            return Written(shape, number, max(match.start(1), 0) + 1, [match[1] or ""])
    return None


def _start(lines: Sequence[Line], shapes: Sequence[Written | None]) -> int:
    """Where the answers begin: lists in a prompt are no answers while an answer mark follows."""
    weak = (Shape.STEP, Shape.PLAIN)
    first = next((i for i, found in enumerate(shapes) if found and found.shape not in weak), None)
    if first is not None:
        return _unmarked(lines, shapes, first)
    if any("{{" in text for _, text in lines):
        return len(lines)
    for shape in weak:
        steps = [i for i, found in enumerate(shapes) if found and found.shape is shape]
        if steps:
            return steps[0]
    return len(lines)


def _unmarked(lines: Sequence[Line], shapes: Sequence[Written | None], first: int) -> int:
    """The first of the lines that stand right above an answer and look like one without its mark."""
    for i in range(first - 1, -1, -1):
        found, text = shapes[i], lines[i][1]
        if found is not None and found.shape is Shape.PLAIN:
            first = i
        elif not text.strip() or not text[0].isspace():
            break
    return first


class _Cutter:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.answers: list[Written] = []
        self.hint: list[Line] = []
        self.explanation: list[Line] = []

    def prompt(self, lines: Sequence[Line], answered: bool) -> list[Line]:
        """The lines before the answers, without the hint and, when no answers follow, the explanation."""
        kept: list[Line] = []
        hinting = False
        for number, text, code in fenced(lines):
            match = None if code else _HINT.fullmatch(text)
            hinting = bool(match) or (hinting and bool(text.strip()) and not text.startswith(">"))
            if match:
                self._hinted(number, match[2])
            elif hinting:
                self.hint.append((number, text.strip()))
            else:
                kept.append((number, text))
        while not answered and kept:
            last = _EXPLANATION.fullmatch(kept[-1][1])
            if last is None and kept[-1][1].strip():
                break
            number, _ = kept.pop()
            if last is not None:
                self.explanation.insert(0, (number, last[2]))
        return kept

    def take(self, number: int, text: str, found: Written | None) -> None:
        """One line from the first answer on."""
        if found is not None:
            if self.explanation:
                what = "This explanation stands before an answer."
                expected = "Indent feedback by two spaces; the explanation comes last."
                self.report.error("explanation-early", (self.explanation[0][0], 1), what, expected)
                self.explanation.clear()
            self.answers.append(found)
        elif match := _EXPLANATION.fullmatch(text):
            self.explanation.append((number, match[2]))
        elif match := _HINT.fullmatch(text):
            self._hinted(number, match[2])
        elif text.strip():
            self._more(number, text)

    def _more(self, number: int, text: str) -> None:
        """Feedback under an answer, or the continuation of an answer or of its feedback."""
        last = self.answers[-1]
        match = _FEEDBACK.fullmatch(text)
        if self.explanation or not text[0].isspace():
            what = "This text belongs to no answer."
            expected = 'The prompt comes first; begin feedback with "  > " and an explanation with "> ".'
            self.report.error("text-stray", (number, 1), what, expected)
        elif match:
            if not last.feedback:
                last.feedback_at = (number, len(match[1]) + 1)
            last.feedback.append(match[2])
        else:
            (last.feedback or last.lines).append(text.strip())

    def _hinted(self, number: int, text: str) -> None:
        if self.hint:
            self.report.error("hint-twice", (number, 1), "This is a second hint.", "Keep one.")
        self.hint.append((number, text))
