"""The certificate as its holder sees it: what is missing, the name to confirm, the sheet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from course import jobs
from course.documents import pdf
from course.rules.certificates import format_code
from course.services import certificates, revocations, sessions
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate
from tests.completed import certify, complete
from tests.conftest import NOW
from tests.services import renderers
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
PAGE = "/courses/masculinities/certificate"


CONFIRM = "The name is right: issue the certificate"


def proof_in(page: str) -> str:
    """What proves that a name was seen on the sheet."""
    found = re.search(r'name="proven" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@contextmanager
def drawings() -> Iterator[list[str]]:
    """The names on every sheet that is drawn meanwhile, specimens too."""
    seen: list[str] = []
    ask = pdf.Renderer.render

    def note(self: pdf.Renderer, html: str, **options: Any) -> pdf.Rendered:
        seen.extend(name for name in ("Amina Bâ",) if name in html)
        return ask(self, html, **options)

    pdf.Renderer.render = note  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        pdf.Renderer.render = ask  # type: ignore[method-assign]


def code_of(app: Flask) -> str:
    """The code of the latest certificate."""
    with app.app_context():
        return str(db.session.scalars(select(Certificate.code).order_by(Certificate.id.desc())).first())


def issued(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


@pytest.fixture
def mine(app: Flask, signed_in: SignedIn, amina: Person, now: datetime) -> Browser:
    """The browser of Amina, who has completed the course."""
    with app.app_context():
        complete(amina, now)
    return signed_in(amina)


def test_before_the_course_is_completed_the_page_says_what_is_missing(
    app: Flask, signed_in: SignedIn, dana: Person
) -> None:
    browser = signed_in(dana)
    assert browser.get("/courses/masculinities/completion").location == "/courses/masculinities"
    assert "Complete the module" in browser.get(PAGE).text
    said = browser.post(PAGE, data={"name": "Dana Osei"})
    assert (said.status_code, said.location, issued(app)) == (303, PAGE, 0)
    assert "cannot be issued yet" in browser.get(PAGE).text


def test_the_name_is_shown_on_the_sheet_before_it_can_be_issued(app: Flask, mine: Browser) -> None:
    first = mine.get(PAGE).text
    assert ('value="Amina"' in first, CONFIRM in first) == (True, False)
    shown = mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"})
    assert (shown.status_code, "Amina Bâ" in shown.text, CONFIRM in shown.text) == (200, True, True)
    assert ("No font on this server" in shown.text, issued(app)) == (False, 0)


def test_the_answer_opens_at_the_specimen_and_at_no_other_place(mine: Browser) -> None:
    first, shown = mine.get(PAGE).text, mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"}).text
    refused = mine.post(PAGE, data={"name": ""}).text
    for page in (first, shown, refused):
        assert f'action="{PAGE}#specimen"' in page
    assert ['id="specimen"' in page for page in (first, shown, refused)] == [False, True, False]


def test_a_name_that_was_changed_after_the_preview_is_shown_again(app: Flask, mine: Browser) -> None:
    proven = proof_in(mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"}).text)
    again = mine.post(PAGE, data={"name": "Amina Baa", "proven": proven})
    assert (again.status_code, "Amina Baa" in again.text, issued(app)) == (200, True, 0)
    assert mine.post(PAGE, data={"name": "Amina Bâ", "proven": proven}).status_code == 303
    assert issued(app) == 1


def test_looking_draws_nothing_and_issuing_draws_one_sheet(app: Flask, mine: Browser) -> None:
    pdf.stop()
    mine.get(PAGE)
    assert pdf._shared.pid is None
    proven = proof_in(mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"}).text)
    with drawings() as drawn:
        mine.post(PAGE, data={"name": "Amina Bâ", "proven": proven})
        sheet = mine.get(f"/certificates/{code_of(app)}.pdf")
        mine.get(f"/certificates/{code_of(app)}")
    assert (sheet.status_code, drawn) == (200, ["Amina Bâ"])


def test_characters_that_would_be_boxes_are_named_and_bar_nobody(app: Flask, mine: Browser) -> None:
    name = "Amina \U000107c0"  # given to no letter so far
    shown = mine.post(PAGE, data={"name": name, "preview": "1"}).text
    assert "No font on this server can draw these characters" in shown
    assert mine.post(PAGE, data={"name": name, "proven": proof_in(shown)}).status_code == 303
    assert issued(app) == 1


def test_without_a_renderer_amina_is_told_that_her_sheet_is_being_drawn(app: Flask, mine: Browser) -> None:
    with renderers.away():
        shown = mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"}).text
        assert (CONFIRM in shown, 'name="proven"' in shown) == (True, False)
        said = mine.post(PAGE, data={"name": "Amina Bâ"}, follow_redirects=True)
    assert ("Its sheet is being drawn" in said.text, "Download" in said.text) == (True, False)
    later = mine.get(f"/certificates/{code_of(app)}.pdf")
    assert (later.status_code, later.headers["Retry-After"]) == (503, "20")
    assert "The sheet is being drawn" in later.text
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False), app.app_context():
        assert jobs.draw_sheets(app) == 1
    assert mine.get(f"/certificates/{code_of(app)}.pdf").status_code == 200
    assert "Download" in mine.get(PAGE).text


def test_amina_confirms_her_name_and_holds_one_certificate(app: Flask, mine: Browser, amina: Person) -> None:
    for name in ("Amina Bâ", "Somebody Else"):
        assert mine.post(PAGE, data={"name": name}).status_code == 303
    page = mine.get(PAGE).text
    assert ("Amina Bâ" in page, "Somebody Else" in page, issued(app)) == (True, False, 1)
    with app.app_context():
        held = certificates.active(amina.id, "masculinities")
        assert held
    sheets = [mine.get(f"/certificates/{format_code(held.code)}.pdf") for _ in range(2)]
    assert [(sheet.status_code, sheet.mimetype) for sheet in sheets] == [(200, "application/pdf")] * 2
    assert sheets[0].get_data() == sheets[1].get_data()
    assert hashlib.sha256(sheets[0].get_data()).hexdigest() in page
    assert format_code(held.code) in sheets[0].headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 121, "Amina\u202e", "test", "amina@example.org", "Amina" + "\ufdfd" * 110]
)
def test_a_name_that_cannot_be_printed_is_asked_for_again(app: Flask, mine: Browser, name: str) -> None:
    said = mine.post(PAGE, data={"name": name})
    assert (said.status_code in (200, 422), issued(app)) == (True, 0)
    assert "certificate" in said.text


def test_nobody_else_fetches_the_sheet(
    app: Flask, mine: Browser, signed_in: SignedIn, amina: Person, dana: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        code = certify(amina, "Amina Bâ", now)
    for person in (dana, chen):
        assert signed_in(person).get(f"/certificates/{code}.pdf").status_code == 404
    for path in ("/certificates/0000000000000.pdf", "/certificates/nothing.pdf"):
        assert mine.get(path).status_code == 404


def test_an_expired_certificate_leads_to_a_new_one(app: Flask, mine: Browser, amina: Person) -> None:
    old = issue(mine, app)
    later = NOW + timedelta(days=3 * 366)
    with time_machine.travel(later, tick=False):
        with app.app_context():
            token = sessions.open_session(amina, "Firefox, Linux", 30, later)
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = token
        assert "Have it issued anew" in browser.get(f"/certificates/{old}").text
        page = browser.get(PAGE).text
        assert ("you can have it issued anew" in page, "Show this name on the certificate" in page) == (
            True,
            True,
        )
        browser.post(PAGE, data={"name": "Amina Bâ"})
        assert "was replaced by a new one" in browser.get(f"/certificates/{old}").text
        new = code_of(app)
        assert (new != old, "Download" in browser.get(PAGE).text) == (True, True)
        assert "Correct the name" not in browser.get(PAGE).text


def issue(browser: Browser, app: Flask, name: str = "Amina Bâ") -> str:
    assert browser.post(PAGE, data={"name": name}).status_code == 303
    return code_of(app)


@pytest.mark.parametrize(
    ("reason", "says", "may"),
    [
        ("name-misspelt", "You can have a new one issued", True),
        ("not-own-work", "only when an administrator allows it", False),
    ],
)
def test_a_revocation_is_told_with_what_can_be_done_and_never_why(
    app: Flask, mine: Browser, chen: Person, now: datetime, reason: str, says: str, may: bool
) -> None:
    old = issue(mine, app)
    with app.app_context():
        revocations.revoke(old, reason, "a letter came", chen.id, now)
    page = mine.get(PAGE).text
    assert (says in page, 'name="name"' in page, "letter" in page, reason in page) == (
        True,
        may,
        False,
        False,
    )
    assert "was revoked on 2 March 2026" in mine.get(f"/certificates/{old}").text
    mine.post(PAGE, data={"name": "Amina Bâ"})
    assert issued(app) == (2 if may else 1)


def test_amina_chooses_what_others_see_of_her_name(
    app: Flask, mine: Browser, signed_in: SignedIn, dana: Person
) -> None:
    code = issue(mine, app)
    page = mine.get(f"/certificates/{code}").text
    assert ("Amina Bâ" in page, "A. B." in page, 'value="full" checked' in page) == (True, True, True)
    said = mine.post(f"/certificates/{code}/public-name", data={"public_name": "initials"})
    assert said.location == f"/certificates/{code}#public-name"
    assert 'value="initials" checked' in mine.get(f"/certificates/{code}").text
    mine.post(f"/certificates/{code}/public-name", data={"public_name": "odd"})
    assert "Choose one of the three." in mine.get(f"/certificates/{code}").text
    hers = signed_in(dana)
    assert hers.post(f"/certificates/{code}/public-name", data={"public_name": "full"}).status_code == 404
    with app.app_context():
        assert certificates.verify(code, NOW).name == "A. B."


def test_a_certificate_of_a_course_that_is_gone_is_still_there_for_its_holder(
    app: Flask, mine: Browser, now: datetime
) -> None:
    code = issue(mine, app)
    with app.app_context(), writing() as session:
        session.query(Certificate).update({"course_id": "gone"})
    page = mine.get(f"/certificates/{code.lower()}")
    assert (page.status_code, "Amina Bâ" in page.text) == (200, True)
