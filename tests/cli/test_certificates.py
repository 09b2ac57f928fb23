"""`course certificates`: issue to many, list, show, revoke; reports a person can act on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from course.app import main
from course.services import accounts, corrections
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Certificate
from tests.completed import ISSUER, certify, complete
from tests.services.test_keys import with_secret


def run(app: Flask, *words: str, text: str | None = None) -> Result:
    return app.test_cli_runner().invoke(main, ["certificates", *words], input=text)


def printed(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Certificate.state).order_by(Certificate.id)))


@pytest.fixture
def code(app: Flask, amina: Person, now: datetime) -> str:
    """Amina's certificate; its code."""
    with app.app_context():
        complete(amina, now)
        return certify(amina, "Amina Diallo", now)


@pytest.fixture
def learners(app: Flask, now: datetime) -> list[str]:
    """Esi, Farid and Gloria have completed the course; Farid is called "test". Their addresses."""
    emails = []
    with app.app_context():
        for name in ("Esi Mensah", "test", "Gloria \U000107c0"):
            email = f"{name.split()[0].lower()}@example.org"
            complete(accounts.add(email, name, "learner", None, "en", "UTC", now), now)
            emails.append(email)
    return emails


def test_all_who_completed_the_course_are_issued_one(app: Flask, code: str, learners: list[str]) -> None:
    result = run(app, "issue", "--course", "masculinities")
    assert (result.exit_code, result.stdout) == (0, "issued: 2, passed over: 1\n")
    said = result.stderr.splitlines()[-2:]
    assert said == [
        "gloria@example.org: no font here draws \U000107c0",
        "test@example.org: passed over. Their name cannot be printed.",
    ]
    assert states(app) == ["valid"] * 3
    with app.app_context():
        assert None not in db.session.scalars(select(Certificate.sha256)).all()
    again = run(app, "issue", "--course", "masculinities")
    assert (again.exit_code, again.stdout) == (0, "issued: 0, passed over: 1\n")


def test_a_dry_run_says_the_same_and_issues_nothing(app: Flask, code: str, learners: list[str]) -> None:
    result = run(app, "issue", "--course", "masculinities", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "would be issued: 2, passed over: 1\n")
    assert "gloria@example.org: no font here draws \U000107c0" in result.stderr
    assert states(app) == ["valid"]


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_list_of_addresses_chooses_and_each_is_reported(
    app: Flask, code: str, learners: list[str], dana: Person, tmp_path: Path, way: str
) -> None:
    text = "\n".join(
        ["Esi@Example.org", "", "esi@example.org", "dana@example.org", "amina@example.org", "nobody"]
    )
    file = tmp_path / "learners.txt"
    file.write_text(text, encoding="utf-8-sig")  # as spreadsheets write it
    result = run(
        app,
        "issue",
        "--course",
        "masculinities",
        "--learners",
        str(file) if way == "file" else "-",
        text=text,
    )
    assert (result.exit_code, result.stdout) == (1, "issued: 1, passed over: 3\n")
    assert result.stderr.splitlines()[-3:] == [
        "dana@example.org: passed over. The course is not completed.",
        "amina@example.org: passed over. They hold a certificate already.",
        "nobody: passed over. There is no account with this address.",
    ]


def test_a_list_that_is_no_text_is_reported_line_by_line(app: Flask, code: str, tmp_path: Path) -> None:
    file = tmp_path / "learners.csv"
    file.write_bytes("josé@example.org\n".encode("latin-1"))
    result = run(app, "issue", "--course", "masculinities", "--learners", str(file))
    assert (result.exit_code, result.stdout) == (1, "issued: 0, passed over: 1\n")
    assert "passed over. There is no account with this address." in result.stderr


def test_without_a_key_that_opens_nothing_is_issued_and_it_is_said_once(
    app: Flask, code: str, learners: list[str]
) -> None:
    with_secret(app, "another secret, of another machine")
    result = run(app, "issue", "--course", "masculinities")
    assert (result.exit_code, result.output.count("was sealed with another COURSE_SECRET")) == (1, 1)
    assert states(app) == ["valid"]


def test_a_course_that_does_not_exist_is_named(app: Flask) -> None:
    result = run(app, "issue", "--course", "gone")
    assert (result.exit_code, result.output) == (
        1,
        "Error: There is no course 'gone'. Courses: masculinities.\n",
    )


def test_certificates_are_listed_and_shown(app: Flask, code: str, amina: Person, now: datetime) -> None:
    with app.app_context():
        new = corrections.correct(amina, code, "Amina Diallo-Bâ", ISSUER.public_url, now)
    lines = run(app, "list").output.splitlines()
    assert lines == [
        f"{printed(new)}  MASC-2026-00002  valid     2026-03-02  amina@example.org  Amina Diallo-Bâ",
        f"{printed(code)}  MASC-2026-00001  replaced  2026-03-02  amina@example.org  Amina Diallo",
    ]
    told = json.loads(run(app, "list", "--format", "json", "--search", printed(new)).output)
    assert [(each["name"], each["sheet"], each["course"]) for each in told] == [
        ("Amina Diallo-Bâ", "drawn", "masculinities")
    ]
    assert run(app, "list", "--course", "gone").output == ""
    shown = run(app, "show", printed(code).lower()).output
    assert f"replaced_by      {printed(new)}" in shown
    assert "completed_on     2026-03-02" in shown
    facts = json.loads(run(app, "show", new, "--format", "json").output)
    assert (facts["state"], facts["holder"], facts["replaced_by"]) == ("valid", "amina@example.org", "")
    assert "There is no such thing here." in run(app, "show", "nonsense").output


def test_a_certificate_is_revoked_by_its_printed_code(app: Flask, code: str) -> None:
    typed = printed(code).lower()
    result = run(app, "revoke", typed, "--reason", "other", "--note", "Asked by court")
    assert (result.exit_code, result.output) == (0, f"{typed}: revoked\n")
    with app.app_context():
        row = db.session.execute(select(Certificate.state, Certificate.revoked_reason)).one()
    assert (row.state, row.revoked_reason) == ("revoked", "other: Asked by court")
    assert "revoked_because  other: Asked by court" in run(app, "show", code).output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nonsense", "--reason", "other"), "There is no such thing here."),
        (("0000000000000", "--reason", "name-misspelt"), "There is no such thing here."),
        (("{code}", "--reason", "other"), "Say more in the note"),
    ],
)
def test_a_revocation_that_cannot_be_is_said_in_a_line(
    app: Flask, code: str, words: tuple[str, ...], message: str
) -> None:
    result = run(app, "revoke", *(word.format(code=code) for word in words))
    assert (result.exit_code, result.output.startswith(f"Error: {message}")) == (1, True)


def test_a_certificate_is_revoked_once(app: Flask, code: str) -> None:
    words = ("revoke", code, "--reason", "name-misspelt")
    assert run(app, *words).exit_code == 0
    again = run(app, *words)
    assert (again.exit_code, "not valid any more" in again.output) == (1, True)
