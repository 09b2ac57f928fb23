"""A course: for who looks, for who learns, and why things are so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Enrolment
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
COURSE = "/courses/masculinities"


def enrolments(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Enrolment)) or 0


def test_the_only_course_is_the_landing_page(browser: Browser) -> None:
    assert browser.get("/").location == COURSE
    page = browser.get(COURSE).text
    assert "Masculinities: a sample" in page
    assert f"{COURSE}/modules/first-steps/lessons/ladder" in page


def test_amina_enrols_once_and_goes_to_the_first_lesson(
    app: Flask, signed_in: SignedIn, amina: Person
) -> None:
    browser = signed_in(amina)
    for _ in range(2):
        said = browser.post(f"{COURSE}/enrolment")
        assert (said.status_code, said.location) == (303, f"{COURSE}/modules/first-steps/lessons/ladder")
    assert enrolments(app) == 1
    assert browser.get(COURSE).status_code == 200


def test_a_visitor_is_asked_to_sign_in_before_she_enrols(app: Flask, browser: Browser) -> None:
    assert (browser.post(f"{COURSE}/enrolment").status_code, enrolments(app)) == (401, 0)


def test_every_state_says_why(signed_in: SignedIn, amina: Person) -> None:
    browser = signed_in(amina)
    for page in (
        browser.get(f"{COURSE}/why").text,
        (browser.post(f"{COURSE}/enrolment"), browser.get(f"{COURSE}/why"))[1].text,
    ):
        assert "A module is completed when all its lessons are done and its quiz is passed." in page
        assert "This course is taken in order" in page
        assert "The certificate is issued when the course is completed" in page


@pytest.mark.parametrize("path", ["/courses/nowhere", "/courses/nowhere/why", "/courses/nowhere/certificate"])
def test_a_course_that_does_not_exist_is_not_there(signed_in: SignedIn, amina: Person, path: str) -> None:
    assert signed_in(amina).get(path).status_code == 404
