"""An item that is being read, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.content.items import Parts, Written
from course.content.markdown import Writer
from course.content.model import Item
from course.content.pages import Page
from course.content.problems import Position, Report


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that is being read: what all kinds share is in `item`, what is left to read in `parts`."""

    item: Item
    parts: Parts
    at: Position
    page: Page
    writer: Writer

    @property
    def report(self) -> Report:
        return self.page.report

    @property
    def answers(self) -> list[Written]:
        return self.parts.answers

    def says(self, answer: Written) -> str:
        feedback = answer.says
        return self.writer.lines(feedback) if feedback else ""

    def no_feedback(self, answer: Written, kind: str) -> None:
        if answer.says is not None:
            what = f"{kind} has no feedback here."
            self.report.error("feedback", (answer.feedback_at[0], 1), what, "Write an explanation: > …")


def distinct(draft: Draft, texts: Sequence[str]) -> None:
    """Report answers that say the same."""
    seen: dict[str, int] = {}
    for answer, text in zip(draft.answers, texts, strict=True):
        key = " ".join(text.casefold().split())
        if key in seen:
            what = f"This answer is equal to the one in line {seen[key]}."
            draft.report.error("answers-equal", answer.at, what, "Make them differ.")
        seen.setdefault(key, answer.line)
