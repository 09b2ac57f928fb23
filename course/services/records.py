"""Completion records: counted, listed, exported; the page, the command and the audit agree on every row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from course.content.model import Catalogue
from course.documents.columns import Cell, Column, iso
from course.documents.tables import write_csv, write_json, write_xlsx
from course.rules.certificates import format_code, state
from course.services.errors import Refused
from course.storage import audit, completions
from course.storage.completions import Filter
from course.storage.database import Found, writing

__all__ = [
    "COLUMNS", "FORMATS", "Export", "Filter", "count", "export", "page", "rows", "start_of", "titles_of",
]  # fmt: skip

N_ = str  # marks a text that the page translates
PIECE = 64 * 1024  # bytes of a workbook sent at once

COLUMNS = (
    Column(
        "certificate_name",
        N_("Name on the certificate"),
        describe=N_("As printed on it; before one is issued, as the learner wishes it; else empty."),
    ),
    Column("display_name", N_("Name shown on pages"), describe=N_("As the learner wrote it, at present.")),
    Column("email", N_("E-mail address"), describe=N_("The address the learner signs in with, at present.")),
    Column(
        "language", N_("Language"), describe=N_("The language of the account, at present: en, fr, es, ar.")
    ),
    Column("course_id", N_("Course"), describe=N_("The id of the course, which never changes.")),
    Column(
        "course_title",
        N_("Course title"),
        describe=N_("At present, in the language the course is written in; empty when it was removed."),
    ),
    Column(
        "enrolled_at",
        N_("Enrolled (UTC)"),
        "date",
        N_("When the learner enrolled, in UTC (ISO 8601, ended by Z)."),
    ),
    Column(
        "completed_at",
        N_("Completed (UTC)"),
        "date",
        N_("The first moment at which every module was completed, in UTC; it never changes."),
    ),
    Column(
        "score",
        N_("Score"),
        "number",
        N_("Mean of the best passed result of each quiz at that moment, from 0 to 1; empty without a quiz."),
    ),
    Column("revision", N_("Content revision"), describe=N_("Which state of the content was completed.")),
    Column("certificate_serial", N_("Certificate number"), describe=N_("As printed; empty without one.")),
    Column("certificate_code", N_("Verification code"), describe=N_("As printed; empty without one.")),
    Column(
        "certificate_state",
        N_("Certificate state"),
        describe=N_("Now: valid, expired, revoked or replaced; empty without one."),
    ),
    Column(
        "certificate_issued_at",
        N_("Certificate issued (UTC)"),
        "date",
        N_("When it was issued, in UTC; empty if none is."),
    ),
)

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is sent: how many rows, the name of the file, its media type, and its bytes as they are read."""

    rows: int
    name: str
    mimetype: str
    chunks: Iterator[bytes]


def start_of(day: date, zone: str) -> datetime:
    """The first moment of a day in an IANA zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def titles_of(content: Catalogue) -> dict[str, str]:
    """The titles of the courses by id, each in its source language."""
    courses = [content.course(course_id) for course_id in content.courses]
    return {course.id: course.title for course in courses if course}


def count(chosen: Filter) -> int:
    """How many records there are."""
    return completions.count(chosen)


def page(chosen: Filter, number: int, size: int) -> list[Found]:
    """One page of the records, counted from 1, in the order they were made."""
    return completions.page(completions.listing(chosen), number, size)


def rows(
    chosen: Filter, titles: Mapping[str, str], now: datetime, last_id: int | None = None
) -> Iterator[tuple[Cell, ...]]:
    """The records as exported, cell by cell as COLUMNS says, in flat memory; none after `last_id`."""
    for row in completions.stream(completions.listing(chosen, last_id)):
        yield _cells(row, titles, now)


def _cells(row: Found, titles: Mapping[str, str], now: datetime) -> tuple[Cell, ...]:
    return (
        row.certificate_name,
        row.display_name,
        row.email,
        row.language,
        row.course_id,
        titles.get(row.course_id, ""),
        row.enrolled_at,
        row.completed_at,
        None if row.score is None else round(row.score, 4),
        row.revision,
        row.serial,
        format_code(row.code) if row.code else "",
        state(row.certificate_state, row.expires_at, now),
        row.issued_at,
    )


def export(
    chosen: Filter, form: str, titles: Mapping[str, str], actor_id: int | None, now: datetime
) -> Export:
    """Export records in one of FORMATS; the audit has it, with filter and count, before any byte goes.

    Records made after this moment are left out, so that count and file agree. Equal rows give equal bytes,
    whoever asks. Raises Refused("format").
    """
    if form not in FORMATS:
        raise Refused("format")
    said = {name: value for name, value in asdict(chosen).items() if value}
    said = {name: iso(value) if isinstance(value, datetime) else value for name, value in said.items()}
    last_id = completions.last_id()
    number = completions.count(chosen, last_id)
    with writing():
        audit.record("records:export", "records", now, actor_id, format=form, rows=number, filter=said)
    name = "-".join(filter(None, ("records", chosen.course, f"{now:%Y-%m-%d}")))
    chunks = _WRITERS[form](rows(chosen, titles, now, last_id), said)
    return Export(number, f"{name}.{form}", FORMATS[form], chunks)


def _csv(cells: Iterator[tuple[Cell, ...]], said: Mapping[str, object]) -> Iterator[bytes]:
    return write_csv(COLUMNS, cells)


def _json(cells: Iterator[tuple[Cell, ...]], said: Mapping[str, object]) -> Iterator[bytes]:
    return write_json(COLUMNS, cells, {"filter": said})


_workbook = threading.Lock()  # one workbook at a time: it takes a core and a temporary file


def _xlsx(cells: Iterator[tuple[Cell, ...]], said: Mapping[str, object]) -> Iterator[bytes]:
    with TemporaryFile() as file:
        with _workbook:
            write_xlsx(COLUMNS, cells, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


_WRITERS: dict[str, Callable[[Iterator[tuple[Cell, ...]], Mapping[str, object]], Iterator[bytes]]] = {
    "csv": _csv,
    "json": _json,
    "xlsx": _xlsx,
}
