"""Columns of an export, and the cells that no spreadsheet may take for a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

Cell = str | int | float | Decimal | bool | date | datetime | None
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for programs, `title` heads the column, `describe` says in a sentence what it holds."""

    name: str
    title: str
    kind: Literal["text", "number", "date"] = "text"
    describe: str = ""


def guard(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it (OWASP, "CSV Injection")."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")  # many readers stop at it
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def iso(value: date | datetime) -> str:
    """ISO 8601; a moment in UTC to the second, with Z."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return value.isoformat()
