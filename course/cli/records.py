"""`course records`: export completions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkstemp

import click
from flask import current_app
from flask.cli import with_appcontext

from course.cli.failures import plainly
from course.services import records as services
from course.services.records import FORMATS, Filter


class Moment(click.ParamType[date | datetime]):
    """A day (its first moment in the site's zone), or a moment with its offset."""

    name = "day|moment"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: write a day as 2026-03-31, or a moment as 2026-03-31T12:00:00+00:00")
        if moment.tzinfo is None:
            self.fail(f"{value!r}: a moment needs its offset, such as +00:00")
        return moment


def _moment(value: date | datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return services.start_of(value, current_app.config["COURSE"].timezone)


@click.group()
def records() -> None:
    """Completion records."""


@records.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="csv", show_default=True)
@click.option("--course", "course_id", default="", help="Only this course (its id).")
@click.option("--since", type=Moment(), default=None, help="Completed on this day or later.")
@click.option("--until", type=Moment(), default=None, help="Completed before this day.")
@click.option("--language", default="", help="Only accounts that use this language.")
@click.option("--search", default="", help="Only holders whose name or address contains this.")
@click.option("--output", default="-", metavar="FILE|-", help="Where to write; - is the standard output.")
@plainly
@with_appcontext
def export(
    form: str,
    course_id: str,
    since: date | datetime | None,
    until: date | datetime | None,
    language: str,
    search: str,
    output: str,
) -> None:
    """Export completion records: the same bytes as from the page. The audit notes it."""
    content = current_app.extensions["library"].current
    if course_id and content.course(course_id) is None:
        known = ", ".join(content.courses) or "none"
        click.echo(f"note: there is no course {course_id!r} now (courses: {known})", err=True)
    stdout = sys.stdout.buffer
    if output == "-" and form == "xlsx" and stdout.isatty():
        raise click.ClickException("A spreadsheet cannot be shown here. Say where to: --output records.xlsx")
    chosen = Filter(course_id, _moment(since), _moment(until), language, search)
    made = services.export(chosen, form, services.titles_of(content), None, datetime.now(UTC))
    if output == "-":
        for chunk in made.chunks:
            stdout.write(chunk)
        stdout.flush()
    else:
        _write(Path(output), made.chunks)
    click.echo(f"{made.rows} rows", err=True)


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    """Write the file whole or not at all; only its owner can read it."""
    try:
        descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as part:
                part.writelines(chunks)
                part.flush()
                os.fsync(part.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
