"""When something cannot be done: the right status, plain words, nothing lost, and never a crash."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from course.storage import database, enrolments
from course.storage.accounts import Person
from course.storage.database import db
from tests.web.page import Browser
from tests.web.places import Places, routes

SignedIn = Callable[[Person | None], Browser]
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
LESSON = "/courses/masculinities/modules/first-steps/lessons/ladder"
REFLECTION = "/courses/masculinities/modules/first-steps/lessons/levels/reflections/my-rule"
NOTE = "What I learned first:\nthat boys do not cry, and that it is not said."


def opened(browser: Browser) -> Browser:
    """A browser that takes every page: strange signs make no valid one, wherever they are shown again."""
    browser.strict = False
    return browser


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**30])
def test_a_number_that_no_row_can_have_is_not_there(
    app: Flask, places: Places, signed_in: SignedIn, chen: Person, number: int
) -> None:
    browser = signed_in(chen)
    said = []
    for method in ("GET", "POST"):
        for rule in routes(app, method):
            for name in {"attempt_id", "account_id", "session_id", "number"} & rule.arguments:
                address = rule.rule.replace(f"<int:{name}>", str(number))
                address = address.replace("<dialogue_id>", "2018-06-men-and-training")
                status = browser.open(address, method=method).status_code
                said.append((rule.rule, status))
    assert [each for each in said if each[1] not in (404, 303)] == []
    assert len(said) > 5


@pytest.mark.parametrize(
    "field", ["email", "password", "name", "text", "token", "q1", "role", "reason", "note"]
)
def test_signs_that_no_text_holds_break_nothing(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, chen: Person, field: str
) -> None:
    broken = []
    for person in (None, chen if field in ("role", "reason", "note") else amina):
        for rule in routes(app, "POST"):
            for sign in ("\0", "a\0b@example.org", "\ufffe\U000e0001\u202e", "\ud7ff\x1b[31m"):
                form = {
                    "email": "dana@example.org",
                    "password": "x",
                    "anyway": "1",
                    "reason": "other",
                    field: sign,
                }
                status = (
                    opened(signed_in(person)).post(places.address(app, rule, amina), data=form).status_code
                )
                if status >= 500:
                    broken.append(f"{rule.rule} {field}={sign!r}: {status}")
    assert broken == []


@pytest.mark.parametrize(
    "sign", ["%00", "%ff%fe", "%0d%0aSet-Cookie:x=1", "..%2f..%2fetc%2fpasswd", "%F0%9F%8C%8D"]
)
def test_strange_addresses_are_not_there(app: Flask, signed_in: SignedIn, chen: Person, sign: str) -> None:
    browser, broken = opened(signed_in(chen)), []
    for rule in routes(app, "GET"):
        address = rule.rule
        for name in rule.arguments:
            for kind in ("", "int:", "path:"):
                address = address.replace(f"<{kind}{name}>", sign)
        for query in ("", f"?page={sign}&search={sign}&next={sign}&language={sign}&code={sign}&since={sign}"):
            said = browser.get(address + query)
            if said.status_code >= 500 or "x" in said.headers.get("Set-Cookie", "").split("="):
                broken.append(f"{address}{query}: {said.status_code}")
    assert broken == []


@SQLITE
def test_a_form_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    said = browser.post("/sign-in", data={"email": "x" * 2_000_000, "password": "x"})
    assert said.status_code == 413
    many = browser.post("/sign-in", data={f"field-{number}": "x" for number in range(3000)})
    assert many.status_code in (413, 422)


@SQLITE
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"--x\r\nContent-Disposition: form-data", b"{}" * 100]
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain", ""]
)
def test_a_body_that_is_no_form_breaks_nothing(browser: Browser, body: bytes, kind: str) -> None:
    assert browser.post("/sign-in", data=body, content_type=kind).status_code in (400, 413, 422)


@SQLITE
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/sign-in", 405),
        ("GET", "/sign-out", 405),
        ("PUT", "/learning", 405),
    ],
)
def test_an_error_is_a_page_or_json_as_asked(browser: Browser, method: str, path: str, status: int) -> None:
    page = browser.open(path, method=method)
    told = browser.open(path, method=method, headers={"Accept": "application/json"})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert (told.status_code, told.get_json()["error"]) == (status, status)


@SQLITE
def test_who_was_signed_out_meanwhile_finds_her_text_on_the_page(
    app: Flask, signed_in: SignedIn, browser: Browser, amina: Person
) -> None:
    said = browser.post(REFLECTION, data={"text": NOTE})
    assert said.status_code == 401
    assert NOTE in said.text
    assert 'href="/sign-in"' in said.text


@SQLITE
def test_a_form_that_was_open_too_long_keeps_what_was_typed_but_no_password(
    app: Flask, signed_in: SignedIn, amina: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    said = signed_in(amina).post(REFLECTION, data={"text": NOTE, "csrf_token": "old"})
    assert (said.status_code, NOTE in said.text) == (400, True)
    secrets = {"old": "violet harbour 2041", "new": "amber lantern 7", "password": "five green kettles"}
    told = signed_in(amina).post("/account/password", data=secrets).text
    assert [word for word in secrets.values() if word in told] == []


@pytest.fixture
def hasty(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with a database that is given up after a fifth of a second."""
    monkeypatch.setattr(database, "BUSY_MS", 200)
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def _hasty(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout=200")

        db.engine.dispose()
    return app


def path_of(app: Flask) -> Path:
    with app.app_context():
        assert db.engine.url.database
        return Path(db.engine.url.database)


@SQLITE
def test_while_another_program_writes_readers_read_and_writers_are_asked_to_come_again(
    hasty: Flask, signed_in: SignedIn, amina: Person, now: datetime
) -> None:
    browser = signed_in(amina)
    with closing(sqlite3.connect(path_of(hasty), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert browser.get(LESSON).status_code == 200
        assert browser.get("/learning").status_code == 200
        said = browser.post(REFLECTION, data={"text": NOTE})
        assert (said.status_code, said.headers["Retry-After"]) == (503, "5")
        assert NOTE in said.text
    assert browser.post(REFLECTION, data={"text": NOTE}).status_code == 303
    assert NOTE in browser.get(REFLECTION.rsplit("/reflections", 1)[0]).text


@SQLITE
@pytest.mark.parametrize("trouble", ["gone", "a folder"])
def test_without_a_database_a_visitor_reads_and_the_rest_is_asked_to_come_again(
    hasty: Flask, signed_in: SignedIn, amina: Person, browser: Browser, trouble: str
) -> None:
    mine = signed_in(amina)
    path = path_of(hasty)
    with hasty.app_context():
        db.engine.dispose()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    if trouble == "a folder":
        path.mkdir()
    for page in (LESSON, "/courses/masculinities", "/glossary", "/help", "/healthz"):
        assert browser.get(page).status_code == 200
    assert mine.get(LESSON).status_code == 200
    said = [
        mine.get("/learning"),
        mine.post(REFLECTION, data={"text": NOTE}),
        browser.post("/sign-in", data={"email": "amina@example.org", "password": "violet harbour 2041"}),
    ]
    assert [(each.status_code, each.headers.get("Retry-After")) for each in said] == [(503, "5")] * 3
    assert NOTE in said[1].text
    assert ("amina@example.org" in said[2].text, "violet" in said[2].text) == (True, False)
    assert browser.get("/readyz").status_code == 503


@SQLITE
def test_what_was_saved_before_the_database_went_is_there_when_it_comes_back(
    hasty: Flask, storage: Flask, signed_in: SignedIn, amina: Person, now: datetime
) -> None:
    browser, path = signed_in(amina), path_of(hasty)
    assert browser.post(f"{LESSON}/completion").status_code == 303
    for site in (hasty, storage):
        with site.app_context():
            db.engine.dispose()
    away = path.rename(path.with_suffix(".away"))
    assert browser.post(f"{LESSON}/completion").status_code == 503
    path.unlink(missing_ok=True)
    away.rename(path)
    with hasty.app_context():
        db.engine.dispose()
        standing = enrolments.standing(amina.id, "masculinities")
        assert standing
        assert standing.lessons == {("first-steps", "ladder")}
