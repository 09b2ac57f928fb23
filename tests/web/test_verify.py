"""The public page of a certificate: what anyone who has the code may know, and no more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from course.app import create_app
from course.config import ROOT, Config
from course.documents.facts import Signatory
from course.rules.certificates import format_code
from course.services import certificates, sheets
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate
from tests.completed import ISSUER, certify, complete, counted, sample_course
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]


@pytest.fixture
def code(app: Flask, amina: Person, now: datetime) -> str:
    """The code of Amina's certificate, valid for three years."""
    with app.app_context():
        complete(amina, now)
        return certify(amina, "Amina Bâ", now)


def test_a_code_is_found_however_it_is_typed(browser: Browser, code: str) -> None:
    for typed in (code, format_code(code), format_code(code).lower(), f" {code} ".replace("0", "o")):
        said = browser.get("/c", query_string={"code": typed})
        assert said.location == f"/c/{code}"
    for address in (f"https://learn.example.org/c/{code}", f"learn.example.org/c/{code}/"):
        assert browser.get("/c", query_string={"code": address}).location == f"/c/{code}"
    page = browser.get(f"/c/{format_code(code)}")
    assert (page.status_code, "Amina Bâ" in page.text, "MASC-2026-00001" in page.text) == (200, True, True)
    assert "amina@example.org" not in page.text


@pytest.mark.parametrize("typed", ["7K2Q/95AB", "..", "x.json", "<b>", "Amina Bâ"])
def test_what_is_no_code_is_told_to_be_mistyped_whatever_it_holds(browser: Browser, typed: str) -> None:
    said = browser.get("/c", query_string={"code": typed})
    assert (said.status_code, "<h1>This code is mistyped</h1>" in said.text) == (404, True)


def test_the_page_is_found_by_no_search_engine_and_stored_by_nobody(browser: Browser, code: str) -> None:
    headers = browser.get(f"/c/{code}").headers
    assert {name: headers[name] for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control")} == {
        "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    }  # fmt: skip
    assert "Disallow: /c/" in browser.get("/robots.txt").text


KEYS = {
    "state", "code", "name", "name_shown", "course_title", "modules", "hours", "pass_mark", "completed_on", "issued_on",
    "expires_on", "revoked_at", "issuer", "issuer_address", "signatories", "statement", "serial", "language",
    "verify_url", "sha256", "credential",
}  # fmt: skip


def test_machines_read_the_same_facts(browser: Browser, code: str) -> None:
    told = browser.get(f"/c/{code}.json").get_json()
    assert (told["state"], told["name"], told["issued_on"]) == ("valid", "Amina Bâ", "2026-03-02")
    assert browser.get(f"/c/{code}", headers={"Accept": "application/json"}).get_json() == told
    assert browser.get("/c/0000000000000.json").get_json() == {"state": "unknown"}
    assert set(told) == KEYS


def test_every_key_is_documented() -> None:
    said = (ROOT / "docs" / "verifying.md").read_text()
    assert [key for key in KEYS if f"`{key}`" not in said] == []


def test_the_page_says_all_that_is_printed(app: Flask, browser: Browser, dana: Person, now: datetime) -> None:
    issuer = replace(
        ISSUER,
        signatories=(Signatory("Adaeze Okonkwo", "Head"), Signatory("José Martí", "Dean")),
        address="12 Ngong Road, Nairobi",
        statement="Recognised by the network.",
    )
    with app.app_context():
        complete(dana, now)
        code = certificates.issue(dana, sample_course(), "Dana Osei", issuer, now)
        pdf = sheets.sheet(code)
    page, told = browser.get(f"/c/{code}").text, browser.get(f"/c/{code}.json").get_json()
    digest = hashlib.sha256(pdf).hexdigest()
    for text in (
        "Dana Osei", sample_course().title, *(module.title for module in sample_course().modules), "2 March 2026",
        "Equality Training Centre", issuer.address, issuer.statement, "Adaeze Okonkwo", "Head", "José Martí", "Dean",
        "MASC-2026-00001", format_code(code), digest, f"/c/{code}/credential.json",
    ):  # fmt: skip
        assert text in page
    assert told["signatories"] == [
        {"name": "Adaeze Okonkwo", "role": "Head"}, {"name": "José Martí", "role": "Dean"},
    ]  # fmt: skip
    assert (told["statement"], told["issuer_address"], told["sha256"]) == (
        issuer.statement,
        issuer.address,
        digest,
    )
    assert browser.get(f"/c/{code}/credential.json").status_code == 200
    assert told["credential"].endswith(f"/c/{code}/credential.json")


def test_the_name_is_shown_as_its_holder_wishes(
    app: Flask, browser: Browser, amina: Person, code: str, now: datetime
) -> None:
    told = {}
    for choice in ("full", "initials", "hidden"):
        with app.app_context():
            certificates.set_public_name(amina, code, choice, now)
        said = browser.get(f"/c/{code}.json").get_json()
        page = browser.get(f"/c/{code}").text
        told[choice] = (
            said["name"],
            said["name_shown"],
            "Amina" in page,
            bool(said["sha256"]),
            bool(said["credential"]),
        )
    assert told == {
        "full": ("Amina Bâ", "full", True, True, True),
        "initials": ("A. B.", "initials", False, False, False),
        "hidden": (None, "hidden", False, False, False),
    }


def test_a_certificate_that_was_replaced_never_shows_its_old_name(
    app: Flask, browser: Browser, code: str
) -> None:
    with app.app_context(), writing():
        db.session.execute(update(Certificate).values(state="replaced"))
    said, page = browser.get(f"/c/{code}.json").get_json(), browser.get(f"/c/{code}").text
    assert (said["state"], said["name"], said["name_shown"], said["sha256"], said["credential"]) == (
        "replaced", None, "hidden", None, None,
    )  # fmt: skip
    assert ("This certificate was replaced by a new one" in page, "Amina" in page) == (True, False)


def test_a_visit_sets_no_cookie(browser: Browser, code: str) -> None:
    for address in ("/c", f"/c/{code}", f"/C/{code}", f"/c/{code}.json", "/c/0000000000000", "/c/mistyped"):
        assert "Set-Cookie" not in browser.get(address).headers


def test_a_code_that_is_unknown_takes_one_query_and_writes_nothing(
    app: Flask, browser: Browser, code: str
) -> None:
    asked = {}
    for typed in (code, "0000000000000", "0000000000001"):
        with counted(app) as statements:
            browser.get(f"/c/{typed}.json")
        asked[typed] = [one for one in statements if one != "BEGIN"]
    known, unknown, mistyped = asked.values()
    assert (len(unknown), unknown[0].split()[0], mistyped) == (1, "SELECT", [])
    assert known[0] == unknown[0]


def test_a_mistyped_code_is_told_apart_from_an_unknown_one(browser: Browser, code: str) -> None:
    mistyped = browser.get(f"/c/{code[:-1]}{'0' if code[-1] != '0' else '1'}")
    unknown = browser.get("/c/0000000000000")
    assert [page.status_code for page in (mistyped, unknown)] == [404, 404]
    assert mistyped.text != unknown.text
    assert "Amina" not in mistyped.text + unknown.text


def test_a_revoked_certificate_says_so_without_its_reason(
    app: Flask, browser: Browser, code: str, now: datetime
) -> None:
    with app.app_context():
        certificates.revoke(code, "not-own-work: copied", None, now)
    page = browser.get(f"/c/{code}").text
    told = browser.get(f"/c/{code}.json").get_json()
    assert (told["state"], told["revoked_at"]) == ("revoked", now.isoformat())
    assert [text for text in (page, str(told)) if "copied" in text or "own-work" in text] == []


def test_an_expired_certificate_says_so(browser: Browser, code: str, now: datetime) -> None:
    with time_machine.travel(now + timedelta(days=3 * 366), tick=False):
        assert browser.get(f"/c/{code}.json").get_json()["state"] == "expired"
        assert browser.get(f"/c/{code}").status_code == 200


def test_guessing_codes_is_stopped_after_thirty(browser: Browser, code: str) -> None:
    guesses = [browser.get("/c/0000000000000").status_code for _ in range(31)]
    assert guesses == [404] * 30 + [429]
    stopped = browser.get(f"/c/{code}")
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "900")


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_behind_https_the_forms_of_the_page_can_be_sent(
    config: Config, app: Flask, signed_in: SignedIn, amina: Person, code: str
) -> None:
    mine = signed_in(amina).get_cookie("course")
    assert mine
    site = create_app(config.model_copy(update={"public_url": "https://learn.example.org"}))
    browser, base = site.test_client(), "https://learn.example.org"
    browser.set_cookie("__Host-course", mine.value, domain="learn.example.org", secure=True)
    page = browser.get(f"/c/{code}", base_url=base)
    proof = re.search(r'action="/sign-out".*?name="csrf_token" value="([^"]+)"', page.text, re.DOTALL)
    assert proof
    sent = {"Referer": f"{base}/c/{code}"} if page.headers["Referrer-Policy"] != "no-referrer" else {}
    said = browser.post("/sign-out", data={"csrf_token": proof[1]}, base_url=base, headers=sent)
    assert said.status_code == 303
    with site.app_context():
        db.engine.dispose()
