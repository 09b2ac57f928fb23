"""`course accounts` and `course why`: what they change, what they print, and how they refuse."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.app import main
from course.services import accounts, progress, sessions
from course.services.errors import NotFound
from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Account
from tests.completed import certify, complete, sample_course

PASSWORD = "quiet meadow 1987"
NOBODY = "There is no account with the address nobody@example.org."


def run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(main, words, input=typed)


def link_in(result: Result) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000/password/(\S+)", result.output)
    assert found is not None
    return found[1]


def state_of(app: Flask, email: str) -> tuple[str, bool]:
    with app.app_context():
        row = db.session.execute(
            select(Account.role, Account.disabled_at).where(Account.email == email)
        ).one()
    return row.role, row.disabled_at is not None


def test_an_account_without_a_password_comes_with_a_link_that_sets_one(app: Flask, now: datetime) -> None:
    result = run(app, "accounts", "add", "Farid@Example.org", "--name", "Farid", "--role", "trainer")
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "farid@example.org: added as trainer")
    with app.app_context():
        sessions.reset_password(link_in(result), PASSWORD, now + timedelta(hours=23))
        assert sessions.sign_in("farid@example.org", PASSWORD, "here", now).display_name == "Farid"


def test_the_link_ends_after_a_day_and_after_its_use(app: Flask, amina: Person, now: datetime) -> None:
    first = link_in(run(app, "accounts", "reset", "amina@example.org"))
    second = link_in(run(app, "accounts", "reset", "amina@example.org"))
    with app.app_context():
        with pytest.raises(NotFound):
            sessions.reset_password(first, PASSWORD, now)  # the second link ended it
        with pytest.raises(NotFound):
            sessions.reset_password(second, PASSWORD, now + timedelta(hours=25))
        sessions.reset_password(second, PASSWORD, now)
        with pytest.raises(NotFound):
            sessions.reset_password(second, PASSWORD, now)


def test_the_printed_link_opens_a_page(app: Flask, client: FlaskClient, amina: Person) -> None:
    token = link_in(run(app, "accounts", "reset", "amina@example.org"))
    assert client.get(f"/password/{token}").status_code == 200


def test_a_password_can_come_from_the_input(app: Flask, now: datetime) -> None:
    result = run(app, "accounts", "add", "farid@example.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (result.exit_code, result.output) == (0, "farid@example.org: added as learner\n")
    with app.app_context():
        assert sessions.sign_in("farid@example.org", PASSWORD, "here", now).role == "learner"


@pytest.mark.parametrize(
    ("words", "typed", "message"),
    [
        (("add", "no address"), "", "This is not an e-mail address."),
        (("add", "amina@example.org"), "", "There is already an account with this e-mail address."),
        (("add", "x@example.org", "--password-stdin"), "short\n", "The password is too short"),
        (("add", "x@example.org", "--password-stdin"), "", "The input holds no password."),
        (("role", "chen@example.org", "learner"), "", "This is the only admin who can sign in."),
        (("disable", "chen@example.org"), "", "This is the only admin who can sign in."),
        (
            ("role", "nobody@example.org", "admin"),
            "",
            "There is no account with the address nobody@example.org.",
        ),
        (("reset", "nobody@example.org"), "", NOBODY),
        (("enable", "nobody"), "", "This is not an e-mail address."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    app: Flask, amina: Person, chen: Person, words: tuple[str, ...], typed: str, message: str
) -> None:
    result = run(app, "accounts", *words, typed=typed)
    assert (result.exit_code, result.output.startswith(f"Error: {message}")) == (1, True)
    assert "Traceback" not in result.output


def test_a_database_without_tables_is_said_in_a_line(app: Flask) -> None:
    with app.app_context():
        db.drop_all()
    result = run(app, "accounts", "list")
    assert (result.exit_code, "the database cannot be used" in result.output) == (1, True)


def test_a_role_is_changed_and_audited(app: Flask, amina: Person) -> None:
    result = run(app, "accounts", "role", "amina@example.org", "admin")
    assert (result.exit_code, result.output) == (0, "amina@example.org: learner -> admin\n")
    assert state_of(app, "amina@example.org") == ("admin", False)
    with app.app_context():
        entry = db.session.execute(audit.listing(action="account:role")).one()
    assert (entry.actor_id, entry.detail) == (None, {"before": "learner", "after": "admin"})


def test_an_account_is_disabled_and_enabled(app: Flask, amina: Person) -> None:
    assert run(app, "accounts", "disable", "amina@example.org").output == "amina@example.org: disabled\n"
    assert state_of(app, "amina@example.org") == ("learner", True)
    refused = run(app, "accounts", "reset", "amina@example.org")
    assert (refused.exit_code, refused.output) == (1, "Error: This account is disabled. Enable it first.\n")
    assert run(app, "accounts", "enable", "amina@example.org").output == "amina@example.org: enabled\n"
    assert state_of(app, "amina@example.org") == ("learner", False)


def test_accounts_are_listed_for_people_and_for_programs(
    app: Flask, amina: Person, bruno: Person, now: datetime
) -> None:
    with app.app_context():
        accounts.set_disabled(amina.id, True, now)
        accounts.add("x@example.org", "Red\x1b[31m", "learner", None, "en", "UTC", now)
    assert run(app, "accounts", "list").output.splitlines() == [
        "amina@example.org  learner  disabled  2026-03-02  Amina",
        "bruno@example.org  trainer  active    2026-03-02  Bruno",
        "x@example.org      learner  active    2026-03-02  Red [31m",
    ]
    assert json.loads(run(app, "accounts", "list", "--role", "trainer", "--format", "json").output) == [
        {
            "email": "bruno@example.org",
            "name": "Bruno",
            "role": "trainer",
            "state": "active",
            "added_on": "2026-03-02",
        }
    ]


def test_why_says_what_the_page_of_the_learner_says(
    app: Flask, client: FlaskClient, chen: Person, amina: Person, now: datetime, sign_in: object
) -> None:
    course = sample_course()
    with app.app_context():
        progress.finish_lesson(amina.id, course, course.modules[0], course.modules[0].lessons[0], "r1", now)
    told = json.loads(run(app, "why", "amina@example.org", "masculinities", "--format", "json").output)
    assert [(each["about"], each["id"], each["why"]["state"]) for each in told] == [
        ("course", "masculinities", "in-progress"),
        ("module", "first-steps", "in-progress"),
        ("quiz", "first-steps", "ready"),
        ("module", "words", "locked"),
        ("quiz", "words", "locked"),
        ("certificate", "masculinities", "not-yet"),
    ]
    sign_in(client, chen)  # type: ignore[operator]
    page = client.get(f"/admin/learners/{amina.id}").get_data(as_text=True)
    sentences = [line for each in told for line in (each["why"]["rule"], *each["why"]["missing"])]
    assert [line for line in sentences if line not in page] == []


def test_why_can_be_asked_of_one_module(app: Flask, amina: Person) -> None:
    result = run(app, "why", "amina@example.org", "masculinities", "--module", "words")
    assert result.output.splitlines() == [
        "amina@example.org is not enrolled in masculinities.",
        "module words “Words that work”: locked",
        "  rule     This course is taken in order: a module opens when the one before it is completed.",
        "  missing  Complete the module “First steps”.",
        "quiz words “Words that work”: locked",
        "  rule     You pass with 80% or more. Attempts are not limited. The best result counts.",
        "  fact     Attempts made: 0.",
        "  missing  Complete the module “First steps”.",
    ]


def test_why_tells_an_expired_certificate_from_a_valid_one(app: Flask, amina: Person, now: datetime) -> None:
    with app.app_context():
        complete(amina, now - timedelta(days=2000))
        certify(amina, "Amina Diallo", now - timedelta(days=2000))
    told = json.loads(run(app, "why", "amina@example.org", "masculinities", "--format", "json").output)
    assert told[-1]["why"]["state"] == "expired"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("amina@example.org", "gone"), "Error: There is no course 'gone'. Courses: masculinities.\n"),
        (
            ("amina@example.org", "masculinities", "--module", "gone"),
            "Error: There is no module 'gone'. Modules: first-steps, words.\n",
        ),
        (
            ("nobody@example.org", "masculinities"),
            "Error: There is no account with the address nobody@example.org.\n",
        ),
    ],
)
def test_why_names_what_it_does_not_find(
    app: Flask, amina: Person, words: tuple[str, ...], message: str
) -> None:
    result = run(app, "why", *words)
    assert (result.exit_code, result.output) == (1, message)
