"""Another name on a certificate, as its holder and an admin see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from course.services import certificates, revocations
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate, Mail, NameCorrection
from tests.completed import certify, complete
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
DESK = "/admin/certificates/corrections"


@pytest.fixture
def code(app: Flask, amina: Person, now: datetime) -> str:
    """The code of Amina's certificate, on which her name is misspelt."""
    with app.app_context():
        complete(amina, now)
        return certify(amina, "Amina Ba", now)


@pytest.fixture
def mine(signed_in: SignedIn, amina: Person, code: str) -> Browser:
    return signed_in(amina)


@pytest.fixture
def desk(signed_in: SignedIn, chen: Person) -> Browser:
    return signed_in(chen)


@pytest.fixture
def old(app: Flask, code: str, now: datetime) -> str:
    """The same code, issued twenty days ago."""
    with app.app_context(), writing():
        db.session.execute(update(Certificate).values(issued_at=now - timedelta(days=20)))
    return code


def states(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        codes = db.session.scalars(select(Certificate.code).order_by(Certificate.id)).all()
        found = [certificates.verify(each, datetime.fromisoformat("2026-03-02T09:00Z")) for each in codes]
    return [(each.state, each.name) for each in found]


def wish(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(NameCorrection.id).order_by(NameCorrection.id.desc())).first() or 0


def test_amina_sees_the_corrected_name_on_the_sheet_and_has_a_new_certificate(
    app: Flask, mine: Browser, code: str, browser: Browser
) -> None:
    page = f"/certificates/{code}/correction"
    assert "Correct the name" in mine.get(f"/certificates/{code}").text
    assert 'value="Amina Ba"' in mine.get(page).text
    shown = mine.post(page, data={"name": "Amina Bâ", "preview": "1"}).text
    proven = re.search(r'name="proven" value="(\w+)"', shown)
    assert proven
    said = mine.post(page, data={"name": "Amina Bâ", "proven": proven[1]})
    assert states(app) == [("replaced", ""), ("valid", "Amina Bâ")]
    new = (said.location or "").rsplit("/", 1)[1]
    told = mine.get(f"/certificates/{new}").text
    assert ("this is your new certificate" in told, "Is the name wrong?" in told) == (True, True)
    again = mine.post(page, data={"name": "Amina Bâ", "proven": proven[1]})
    assert (again.location, len(states(app))) == (said.location, 2)
    public = browser.get(f"/c/{code}").text + str(browser.get(f"/c/{code}.json").get_data(as_text=True))
    assert ("replaced" in public, "Amina" in public) == (True, False)
    assert mine.get(page).location == f"/certificates/{code}"


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "Type the name to print."), ("Amina Ba", "the name that the certificate has now")],
)
def test_what_is_wrong_with_a_name_is_said_beside_it(
    app: Flask, mine: Browser, code: str, name: str, says: str
) -> None:
    said = mine.post(f"/certificates/{code}/correction", data={"name": name})
    assert (said.status_code, says in said.text, len(states(app))) == (422, True, 1)


def test_after_fourteen_days_amina_asks_and_chen_grants(
    app: Flask, mine: Browser, desk: Browser, old: str
) -> None:
    page = f"/certificates/{old}/correction"
    assert "Ask for another name" in mine.get(f"/certificates/{old}").text
    assert "Say why" in mine.post(page, data={"name": "Amina Bâ"}).text
    mine.post(page, data={"name": "Amina Bâ", "reason": "It is spelt with an â."})
    told = mine.get(f"/certificates/{old}").text
    assert ("you asked for a certificate with this name" in told, "Ask for another" in told) == (True, False)
    mine.post(page, data={"name": "Amina Bah", "reason": "Or so."})
    assert "You have asked already." in mine.get(f"/certificates/{old}").text

    assert "1 request of a holder" in desk.get("/admin/certificates").text
    listed = desk.get(DESK).text
    assert [words in listed for words in ("Amina Bâ", "Amina Ba", "spelt with an â", "amina@")] == [True] * 4
    answer = f"{DESK}/{wish(app)}"
    assert "Make sure that it is the same person." in desk.get(answer).text
    said = desk.post(answer, data={"answer": "grant", "note": "Gladly."})
    assert states(app) == [("replaced", ""), ("valid", "Amina Bâ")]
    assert (said.location or "").startswith("/admin/certificates?search=")
    assert desk.post(answer, data={"answer": "refuse", "note": "No."}).location == DESK
    assert "Somebody else has answered this request already." in desk.get(DESK).text
    assert "Granted on 2 March 2026" in desk.get(answer).text
    mine_now = mine.get("/courses/masculinities/certificate").text
    assert ("Your request was granted on 2 March 2026. <bdi>Gladly.</bdi>" in mine_now) is True
    with app.app_context():
        assert db.session.scalars(select(Mail.subject)).all() == ["There is an answer for you"]


def test_chen_refuses_with_a_note_that_amina_reads(
    app: Flask, mine: Browser, desk: Browser, old: str
) -> None:
    mine.post(f"/certificates/{old}/correction", data={"name": "Dana Osei", "reason": "Sold."})
    answer = f"{DESK}/{wish(app)}"
    unsaid = desk.post(answer, data={"answer": "refuse"})
    assert (unsaid.status_code, "Say why" in unsaid.text) == (422, True)
    desk.post(answer, data={"answer": "refuse", "note": "That is another person."})
    told = mine.get(f"/certificates/{old}").text
    assert ("it was not granted. <bdi>That is another person.</bdi>" in told, "Ask for" in told) == (
        True,
        True,
    )
    assert states(app) == [("valid", "Amina Ba")]


def test_after_a_revocation_amina_asks_and_chen_allows_a_new_one(
    app: Flask, mine: Browser, desk: Browser, code: str, chen: Person, now: datetime
) -> None:
    with app.app_context():
        revocations.revoke(code, "issued-by-mistake", "", chen.id, now)
    assert "Ask for a new certificate" in mine.get("/courses/masculinities/certificate").text
    page = f"/certificates/{code}/correction"
    assert "you can have a new certificate issued" in mine.get(page).text
    mine.post(page, data={"name": "Amina Ba", "reason": "I did all of it."})
    assert "After the revocation" not in desk.get(DESK).text
    assert "A new certificate after the revocation" in desk.get(DESK).text
    assert "It was issued by mistake" in desk.get(f"{DESK}/{wish(app)}").text
    desk.post(f"{DESK}/{wish(app)}", data={"answer": "grant"})
    mine.post("/courses/masculinities/certificate", data={"name": "Amina Bâ"})
    assert states(app) == [("revoked", "Amina Ba"), ("valid", "Amina Bâ")]


def test_chen_allows_a_new_certificate_unasked(
    app: Flask, mine: Browser, desk: Browser, code: str, chen: Person, now: datetime
) -> None:
    with app.app_context():
        revocations.revoke(code, "not-own-work", "", chen.id, now)
    assert "Allow a new one" in desk.get("/admin/certificates").text
    for says in ("is told by mail", "Nothing keeps this holder"):
        said = desk.post(f"/admin/certificates/{code}/permission")
        assert says in desk.get(said.location or "").text
    assert "Allow a new one" not in desk.get("/admin/certificates").text
    assert "An administrator allowed a new certificate" in mine.get(f"/certificates/{code}").text
    mine.post("/courses/masculinities/certificate", data={"name": "Amina Bâ"})
    assert states(app) == [("revoked", "Amina Ba"), ("valid", "Amina Bâ")]
    assert desk.post("/admin/certificates/0000000000000/permission").status_code == 404


def test_a_request_that_nobody_made_is_not_there(desk: Browser) -> None:
    assert desk.get(f"{DESK}/4711").status_code == 404
    assert desk.post(f"{DESK}/4711", data={"answer": "grant"}).status_code == 404
    assert "No request waits for an answer." in desk.get(DESK).text
