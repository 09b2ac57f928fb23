"""What programs fetch: kinds, caching, and who gets what."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from course.services import keys
from course.storage.accounts import Person
from tests.credentialed import Credentialed, credentialed, end
from tests.services.test_keys import with_secret
from tests.web.page import Browser

SITE = "http://127.0.0.1:8000"
SignedIn = Callable[[Person | None], Browser]
CODE = "0000000000000"
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])


@pytest.fixture
def held(app: Flask, amina: Person, now: datetime) -> Credentialed:
    """Amina's certificate."""
    with app.app_context():
        return credentialed(amina, now, SITE)


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/did.json"])
def test_the_keys_are_published_for_everyone_and_five_minutes(
    app: Flask, browser: Browser, held: Credentialed, now: datetime, path: str
) -> None:
    with app.app_context():
        keys.rotate(now, None)
        halves = list(keys.public())
    answer = browser.get(path)
    document = json.loads(answer.data)
    assert (answer.status_code, answer.content_type) == (200, "application/did+json")
    assert document["id"] == "did:web:127.0.0.1%3A8000"
    assert [method["publicKeyMultibase"] for method in document["verificationMethod"]] == halves
    assert document["assertionMethod"] == [f"did:web:127.0.0.1%3A8000#{half}" for half in halves]
    assert (answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == (
        "public, max-age=300",
        "*",
    )
    again = browser.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_before_the_first_certificate_there_is_nothing_and_nothing_is_made(
    app: Flask, browser: Browser
) -> None:
    for path in ("/.well-known/did.json", "/credentials/status/1", f"/c/{CODE}/credential.json"):
        assert browser.get(path).status_code == 404
    with app.app_context():
        assert keys.every() == []


def test_a_status_list_is_public_and_shows_a_revocation_at_once(
    app: Flask, browser: Browser, held: Credentialed, now: datetime
) -> None:
    before = browser.get("/credentials/status/1")
    assert (before.status_code, before.content_type) == (200, "application/vc+ld+json")
    assert before.headers["Cache-Control"] == "public, max-age=300"
    assert json.loads(before.data)["id"] == f"{SITE}/credentials/status/1"
    assert browser.get("/credentials/status/1").data == before.data
    with app.app_context():
        end(held, "revoked", now)
    after = browser.get("/credentials/status/1", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.data != before.data) == (200, True)


@SQLITE
@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "99999999999999999999"])
def test_a_list_that_no_certificate_is_in_is_not_there(
    browser: Browser, held: Credentialed, number: str
) -> None:
    assert browser.get(f"/credentials/status/{number}").status_code == 404


@SQLITE
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/vc+ld+json"),
        ("*/*", "application/vc+ld+json"),
        ("text/html", "application/vc+ld+json"),
        ("application/vc", "application/vc"),
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/json", "application/json"),
    ],
)
def test_a_program_gets_the_kind_it_asks_for(
    browser: Browser, held: Credentialed, accept: str, kind: str
) -> None:
    for path in ("/credentials/status/1", f"/c/{held.code}/credential.json"):
        answer = browser.get(path, headers={"Accept": accept} if accept else {})
        assert (answer.content_type, "Accept" in answer.headers["Vary"]) == (kind, True)


def test_the_credential_is_served_as_it_was_signed_and_kept_out_of_search_engines(
    browser: Browser, held: Credentialed
) -> None:
    answer = browser.get(f"/c/{held.code.lower()}/credential.json")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, held.text)
    headers = {name: answer.headers[name] for name in ("X-Robots-Tag", "Cache-Control", "Referrer-Policy")}
    assert headers == {
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    assert answer.headers["Content-Disposition"].startswith('inline; filename="credential-')


@pytest.mark.parametrize(
    ("public_name", "state", "others"),
    [("full", "valid", 200), ("initials", "valid", 404), ("hidden", "valid", 404), ("full", "replaced", 404)],
)
def test_a_name_that_its_holder_does_not_show_is_in_no_public_credential(
    app: Flask,
    signed_in: SignedIn,
    amina: Person,
    chen: Person,
    dana: Person,
    now: datetime,
    public_name: str,
    state: str,
    others: int,
) -> None:
    with app.app_context():
        row = credentialed(amina, now, SITE, public_name=public_name)
        end(row, state, now)
    answers = [signed_in(who).get(f"/c/{row.code}/credential.json") for who in (amina, dana, chen, None)]
    assert [answer.status_code for answer in answers] == [200, others, others, others]
    assert [b"Wanjiru" in answer.data for answer in answers[1:]] == [others == 200] * 3


def test_guessing_codes_is_slowed_and_a_hidden_one_is_answered_like_an_unknown_one(
    app: Flask, browser: Browser, amina: Person, now: datetime
) -> None:
    with app.app_context():
        row = credentialed(amina, now, SITE, public_name="hidden")
    hidden = browser.get(f"/c/{row.code}/credential.json")
    unknown = [browser.get(f"/c/{CODE}/credential.json") for _ in range(30)]
    assert {(answer.status_code, "Set-Cookie" in answer.headers) for answer in unknown} == {(404, False)}
    assert hidden.data.replace(row.code.encode(), CODE.encode()) == unknown[0].data
    assert browser.get(f"/c/{CODE}/credential.json").status_code == 429
    assert browser.get("/c/mistyped/credential.json").status_code == 404


def test_with_another_secret_a_list_is_not_there_for_now_and_the_log_says_why(
    app: Flask, browser: Browser, held: Credentialed, caplog: pytest.LogCaptureFixture
) -> None:
    with_secret(app, "another secret")
    answer = browser.get("/credentials/status/1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "./run keys rotate" in caplog.text
    assert browser.get("/.well-known/did.json").status_code == 200
    assert browser.get(f"/c/{held.code}/credential.json").status_code == 200
