"""The certificate as its holder sees it: what is missing, the name to confirm, the sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.rules.certificates import format_code
from course.services import certificates
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Certificate
from tests.completed import certify, complete
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
PAGE = "/courses/masculinities/certificate"


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


def test_the_name_is_shown_on_the_sheet_before_it_is_issued(app: Flask, mine: Browser) -> None:
    assert 'value="Amina"' in mine.get(PAGE).text
    shown = mine.post(PAGE, data={"name": "Amina Bâ", "preview": "1"})
    assert (shown.status_code, "Amina Bâ" in shown.text, issued(app)) == (200, True, 0)


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
