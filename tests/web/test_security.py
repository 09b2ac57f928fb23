"""Forged requests, forged hosts, and pages that only look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.config import Config
from course.services import sessions
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Base, Mail
from tests.web.page import Browser, unproven
from tests.web.places import Places, routes

SignedIn = Callable[[Person | None], Browser]
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])


def contents(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table."""
    with app.app_context():
        return {
            name: sorted(map(str, db.session.execute(select(table)).all()))
            for name, table in Base.metadata.tables.items()
        }


def changes(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


@SQLITE
def test_every_form_must_prove_that_it_is_ours(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, bruno: Person, chen: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browsers = [signed_in(person) for person in (None, amina, bruno, chen)]
    before, accepted = contents(app), []
    for browser in browsers:
        for rule in routes(app, "POST"):
            for data in ({}, {"csrf_token": "forged"}):
                said = browser.post(places.address(app, rule, amina), data=data)
                if said.status_code != 400:
                    accepted.append(f"{rule.rule}: {said.status_code}")
    assert accepted == []
    assert changes(before, contents(app)) == []


@SQLITE
def test_every_form_that_we_show_carries_its_proof(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, bruno: Person, chen: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    bare = []
    for person in (None, amina, bruno, chen):
        for rule in routes(app, "GET"):
            said = signed_in(person).get(places.address(app, rule, amina))
            if said.mimetype == "text/html" and said.status_code == 200:
                bare += [f"{rule.rule}: {action}" for action in unproven(said.text)]
    # One exception: the form that checks a file changes nothing, and its page sets no cookie to prove it by.
    assert [
        each for each in bare if not each.startswith(("/c: /c", "/c/<code>: /c/", "/C/<code>: /c/"))
    ] == []


@SQLITE
def test_the_proof_of_one_person_is_no_proof_for_another(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, dana: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    proofs = []
    for person in (amina, dana):
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', signed_in(person).get("/account").text)
        assert found
        proofs.append(found[1])
    mine, hers = signed_in(amina), signed_in(dana)
    mine.get("/account")
    assert hers.post("/account/sessions/end", data={"csrf_token": proofs[0]}).status_code == 400


@SQLITE
@pytest.mark.parametrize("who", ["a visitor", "Amina", "Bruno", "Chen"])
def test_looking_changes_nothing(
    app: Flask,
    places: Places,
    signed_in: SignedIn,
    amina: Person,
    bruno: Person,
    chen: Person,
    who: str,
) -> None:
    person = {"a visitor": None, "Amina": amina, "Bruno": bruno, "Chen": chen}[who]
    changed = []
    for whose in (amina, None):
        for rule in routes(app, "GET"):
            browser = signed_in(person)
            before = contents(app)
            browser.get(places.address(app, rule, whose))
            changed += [f"{rule.endpoint}: {name}" for name in changes(before, contents(app))]
    assert changed == []


@SQLITE
def test_a_visit_is_noted_once_in_a_quarter_of_an_hour_so_that_who_reads_stays_signed_in(
    app: Flask, config: Config, signed_in: SignedIn, amina: Person
) -> None:
    from datetime import timedelta  # noqa: PLC0415  # slow import: one test needs it

    import time_machine  # noqa: PLC0415  # slow import: one test needs it

    from tests.conftest import NOW  # noqa: PLC0415  # slow import: one test needs it

    browser = signed_in(amina)
    for hours in range(0, config.idle_hours * 3, config.idle_hours - 1):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            assert browser.get("/learning").status_code == 200, f"after {hours} hours"


@SQLITE
@pytest.mark.parametrize(("purpose", "path"), [("reset", "/password"), ("link", "/sign-in-link")])
def test_mail_never_believes_the_host_of_a_request(
    app: Flask, config: Config, browser: Browser, amina: Person, purpose: str, path: str
) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    said = browser.post(path, data={"email": amina.email}, headers=headers, base_url="http://evil.example")
    assert said.status_code in (303, 400)
    with app.app_context():
        for body in db.session.scalars(select(Mail.body)):
            assert "evil.example" not in body
            assert f"{config.public_url}/" in body


@SQLITE
def test_certificates_never_believe_the_host_of_a_request(
    app: Flask, config: Config, places: Places, signed_in: SignedIn, amina: Person, chen: Person
) -> None:
    mine, cookie = places.own[amina.id], signed_in(amina).get_cookie("course")
    assert cookie
    with app.app_context():
        from course.services import certificates  # noqa: PLC0415  # slow import: one test needs it

        certificates.revoke(mine.code, "name-misspelt", chen.id, _now())
    said = app.test_client(use_cookies=False).post(
        "/courses/masculinities/certificate",
        data={"name": "Amina Bâ"},
        base_url="http://evil.example",
        headers={"Cookie": f"course={cookie.value}", "X-Forwarded-Host": "evil.example"},
    )
    with app.app_context():
        found = certificates.active(amina.id, "masculinities")
        assert found
        facts = certificates.verify(found.code, _now()).facts
    assert (said.status_code, facts.verify_url) == (303, f"{config.public_url}/c/{found.code}")
    assert "evil.example" not in (said.location or "")


def _now() -> Any:
    from tests.conftest import NOW  # noqa: PLC0415  # slow import: one test needs it

    return NOW


@SQLITE
def test_redirects_stay_on_the_site_whatever_the_host_says(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person
) -> None:
    away = []
    for rule in routes(app, "GET"):
        said = signed_in(amina).get(places.address(app, rule, amina), base_url="http://evil.example")
        if said.location and not said.location.startswith("/"):
            away.append(f"{rule.rule}: {said.location}")
    assert away == []


@SQLITE
def test_another_session_of_the_same_address_cannot_be_guessed(app: Flask, amina: Person) -> None:
    with app.app_context():
        tokens = {sessions.open_session(amina, "Firefox", 30, _now()) for _ in range(20)}
    assert (len(tokens), min(map(len, tokens)) >= 43) == (20, True)
