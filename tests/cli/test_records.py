"""`course records`: the same bytes as the page, whole files, plain refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from course.app import main
from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db
from tests.completed import certify, complete


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(main, words)


@pytest.fixture
def completed(app: Flask, amina: Person, bruno: Person, now: datetime) -> str:
    """Amina has a certificate, Bruno completed another course a month later; Amina's code."""
    with app.app_context():
        complete(amina, now)
        complete(bruno, now + timedelta(days=30), course_id="gone")
        return certify(amina, "Amina Diallo", now)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_page_and_command_export_the_same_bytes(
    app: Flask,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, Person], None],
    chen: Person,
    completed: str,
    tmp_path: Path,
    form: str,
) -> None:
    sign_in(client, chen)
    page = client.post("/admin/records/export", data={"format": form, "since": "2026-03-02"})
    file = tmp_path / f"records.{form}"
    result = run(app, "records", "export", "--format", form, "--since", "2026-03-02", "--output", str(file))
    assert (result.exit_code, result.stderr) == (0, "2 rows\n")
    assert file.read_bytes() == page.get_data()
    with app.app_context():
        by_command, by_page = db.session.execute(audit.listing(action="records:export")).all()
    assert (by_command.detail, by_command.actor_id, by_page.actor_id) == (by_page.detail, None, chen.id)


def test_the_output_holds_the_export_and_nothing_else(app: Flask, completed: str) -> None:
    result = run(app, "records", "export", "--course", "masculinities")
    lines = result.stdout_bytes.decode("utf-8-sig").splitlines()
    assert ([line.split(",")[2] for line in lines], result.stderr) == (
        ["E-mail address", "amina@example.org"],
        "1 rows\n",
    )


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (("--until", "2026-03-03"), "1 rows\n"),
        (("--since", "2026-03-02T09:00:01+00:00"), "1 rows\n"),
        (("--language", "fr"), "0 rows\n"),
        (("--search", "BRUNO"), "1 rows\n"),
    ],
)
def test_filters_keep_the_rows_they_name(
    app: Flask, completed: str, options: tuple[str, ...], rows: str
) -> None:
    assert run(app, "records", "export", *options).stderr == rows


def test_a_course_that_is_gone_is_exported_with_a_note(app: Flask, completed: str) -> None:
    assert run(app, "records", "export", "--course", "gone").stderr == (
        "note: there is no course 'gone' now (courses: masculinities)\n1 rows\n"
    )


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30", "2026-03-02T09:00:00"])
def test_a_day_that_is_none_is_refused(app: Flask, moment: str) -> None:
    result = run(app, "records", "export", "--since", moment)
    assert (result.exit_code, moment in result.stderr, "Traceback" in result.stderr) == (2, True, False)


def test_a_file_that_cannot_be_written_is_said_in_a_line(app: Flask, completed: str, tmp_path: Path) -> None:
    result = run(app, "records", "export", "--output", str(tmp_path / "missing" / "records.csv"))
    assert (result.exit_code, result.stderr.splitlines()[0].endswith("No such file or directory")) == (
        1,
        True,
    )


def test_an_export_that_fails_leaves_the_file_as_it_was(app: Flask, completed: str, tmp_path: Path) -> None:
    folder = tmp_path / "records.csv"
    folder.mkdir()
    assert run(app, "records", "export", "--output", str(folder)).exit_code == 1
    assert [path.name for path in tmp_path.glob(".records.csv.*")] == []
