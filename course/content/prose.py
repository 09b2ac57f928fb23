"""Habits of good prose in lessons: numbers carry a source, telephone numbers are kept in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from course.content.markup import Line, fenced
from course.content.problems import Report

_FIGURE = re.compile(
    r"\d[\d.,\u00a0\u202f ]*\s?(?:%|٪|per ?cent\b|pour ?cent\b|por ciento|في المئة|بالمئة"
    r"|(?:million|billion|milliard|millones|millón)\w*)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.=-])(?:\+\d{1,3}[ ()./-]{0,2}|\(?0\d{1,4}\)?[ ./-])\d(?:[ ()./-]{0,2}\d){5,12}(?![\w/-])"
)


def check(lines: Sequence[Line], report: Report) -> None:
    """Warn about paragraphs with a figure but no citation, and about telephone numbers."""
    paragraph: list[Line] = []
    for number, text, code in [*fenced(lines), (0, "", False)]:
        if code or not text.strip():
            _figures(paragraph, report)
            paragraph = []
            continue
        paragraph.append((number, text))
        if ("+" in text or "0" in text) and (match := _PHONE.search(text)):
            what = "A telephone number stands in a lesson."
            report.warning(
                "phone", (number, match.start() + 1), what, "Move it to support.yaml, with its date."
            )


def _figures(paragraph: Sequence[Line], report: Report) -> None:
    if any("[@" in text for _, text in paragraph):
        return
    for number, text in paragraph:
        if match := _FIGURE.search(text):
            what = f'The figure "{match.group().strip()}" has no source.'
            report.warning("figure-source", (number, match.start() + 1), what, "Cite one: [@key].")
            return
