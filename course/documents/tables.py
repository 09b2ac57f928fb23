"""Records as CSV, JSON and XLSX, written as they are read: memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from course.documents.columns import Cell, Column, guard, iso
from course.documents.workbook import write_xlsx

__all__ = ["Cell", "Column", "write_csv", "write_json", "write_xlsx"]

BATCH = 500  # rows in one piece


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark (Excel needs it), lines ended by CR LF (RFC 4180), titles first.

    Text and titles that begin like a formula get an apostrophe; numbers stay numbers, moments are UTC.
    """
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\r\n")
    lines.writerow([guard(column.title) for column in columns])
    yield b"\xef\xbb\xbf"
    yield _taken(buffer)
    for batch in _batches(rows):
        lines.writerows([_plain(cell) for cell in row] for row in batch)
        yield _taken(buffer)


def write_json(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], meta: Mapping[str, object] | None = None
) -> Iterator[bytes]:
    """One object: the members of `meta`, "columns" with their meaning, and "records", one object a line."""
    head = {
        **(meta or {}),
        "columns": [
            {"name": column.name, "title": column.title, "kind": column.kind, "description": column.describe}
            for column in columns
        ],
    }
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "records": [').encode()
    names = [column.name for column in columns]
    between = "\n"
    for batch in _batches(rows):
        lines = (
            json.dumps(
                {name: _jsonable(cell) for name, cell in zip(names, row, strict=True)}, ensure_ascii=False
            )
            for row in batch
        )
        yield (between + ",\n".join(lines)).encode("utf-8", "replace")
        between = ",\n"
    yield b"\n]}\n"


def _batches(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def _plain(cell: Cell) -> str | int | float | Decimal:
    if isinstance(cell, str):
        return guard(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return iso(cell)
    return cell


def _jsonable(cell: Cell) -> object:
    if isinstance(cell, date):
        return iso(cell)
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell
