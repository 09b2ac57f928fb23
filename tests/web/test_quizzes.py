"""A quiz before it is begun: its rules, the button that starts it, and the attempts so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.config import Config
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Attempt
from tests.load import content
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
QUIZ = "/courses/short/modules/only/quiz"
START = "/courses/short/modules/only/attempts"


@pytest.fixture
def config(database: str, tmp_path: Path) -> Config:
    """A site with one short course, whose quiz may be tried once."""
    modules = content.write(tmp_path / "modules")
    return Config(
        data=tmp_path / "data",
        modules=modules,
        database_url=database,
        secret="only for tests: not a secret at all",
    )


def attempts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_the_rules_stand_before_the_button(signed_in: SignedIn, amina: Person) -> None:
    page = signed_in(amina).get(QUIZ).text
    for rule in (
        "4 questions.",
        "You pass with 75% or more.",
        "You have 1 attempt.",
        "There is no time limit.",
    ):
        assert rule in page
    assert f'action="{START}"' in page


def test_the_button_pressed_twice_starts_one_attempt(app: Flask, signed_in: SignedIn, amina: Person) -> None:
    browser = signed_in(amina)
    first, second = browser.post(START), browser.post(START)
    assert (first.status_code, first.location) == (303, second.location)
    assert (attempts(app), "Go on with attempt 1" in browser.get(QUIZ).text) == (1, True)


def test_no_attempt_starts_once_they_are_used_up(app: Flask, signed_in: SignedIn, amina: Person) -> None:
    browser = signed_in(amina)
    address = browser.post(START).location
    browser.post(f"{address}/submission", data={"anyway": "1", "token": "token"})
    said = browser.post(START)
    assert (said.status_code, said.location, attempts(app)) == (303, QUIZ, 1)
    page = browser.get(QUIZ).text
    assert "Another attempt cannot start now." in page
    assert "All attempts are used up." in page
    assert "0 of 3" in page


def test_a_visitor_is_asked_who_she_is(app: Flask, browser: Browser) -> None:
    assert browser.get(QUIZ).location == f"/sign-in?next={QUIZ}"
    assert (browser.post(START).status_code, attempts(app)) == (401, 0)


def test_what_a_module_is_about_is_said_before_its_quiz_and_beside_the_result(
    config: Config, app: Flask, signed_in: SignedIn, amina: Person
) -> None:
    text = config.modules / "short" / "01-only" / "module.md"
    text.write_text(text.read_text().replace("---\n", '---\ncontent_note: "Mentions violence."\n', 1))
    app.extensions["library"].refresh()
    browser = signed_in(amina)
    attempt = browser.post(START).location
    pages = [browser.get(QUIZ).text, browser.get(attempt).text]
    browser.post(f"{attempt}/submission", data={"anyway": "1", "token": "token"})
    for page in (*pages, browser.get(attempt).text):
        assert "Mentions violence." in page
        assert 'href="/privacy#support"' in page
