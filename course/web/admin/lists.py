"""Long lists: the filter in the address, and one page of rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from course.storage import completions
from course.storage.database import Found, Query

SIZE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: `rows` of `total`; `args` is the filter as the address carries it."""

    rows: Sequence[Found]
    total: int
    page: int
    pages: int
    args: Mapping[str, str] = field(default_factory=dict)


def typed(name: str, longest: int = 120) -> str:
    """A text of the address, without what no name or address holds."""
    value = " ".join(request.args.get(name, "").replace("\0", " ").split())
    return value[:longest]


def chosen(name: str, known: Sequence[str]) -> str:
    """A word of the address, or "" when it is none of `known`."""
    value = request.args.get(name, "")
    return value if value in known else ""


def listed(statement: Query, total: int, args: Mapping[str, str], size: int = SIZE) -> Listed:
    """The page that the address asks for; the nearest one when there is no such page."""
    pages = max(1, -(-total // size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = completions.page(statement, page, size) if total else []
    return Listed(rows, total, page, pages, {name: value for name, value in args.items() if value})
