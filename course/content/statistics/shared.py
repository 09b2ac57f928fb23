"""What courses share, in numbers: glossary terms and sources."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from course.content.findings import Findings

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Terms of the glossary, and those that nothing links."""

    terms: int
    unlinked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Sources: cited in lessons, elsewhere only, or nowhere; `due` for review within 90 days or overdue."""

    sources: int
    lessons: int
    elsewhere: tuple[str, ...]
    never: tuple[str, ...]
    due: tuple[tuple[str, date], ...]


def count_terms(found: Findings) -> TermCounts:
    terms = next(iter(found.glossary.values())).terms if found.glossary else {}
    linked = {
        reference.word for page in found.pages for reference in page.references if reference.kind == "term"
    }
    return TermCounts(len(terms), tuple(sorted(terms.keys() - linked)))


def count_sources(found: Findings, in_lessons: Collection[str], today: date) -> SourceCounts:
    """`in_lessons` are the keys that lessons cite."""
    sources = found.sources.sources
    named = {
        reference.word for page in found.pages for reference in page.references if reference.kind == "source"
    }
    due = [
        (key, each.review_by)
        for key, each in sources.items()
        if each.review_by and each.review_by <= today + SOON
    ]
    return SourceCounts(
        sources=len(sources),
        lessons=len(sources.keys() & set(in_lessons)),
        elsewhere=tuple(sorted((sources.keys() & named) - set(in_lessons))),
        never=tuple(sorted(sources.keys() - named - set(in_lessons))),
        due=tuple(sorted(due, key=lambda each: (each[1], each[0]))),
    )
