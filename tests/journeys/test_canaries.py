"""Before an attempt is submitted no key, feedback or explanation leaves the server, not even in an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.app import create_app
from course.config import Config
from course.content.model import Module
from course.rules.attempts import draw
from course.services import accounts, sessions
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db
from tests.journeys.site import PASSWORD

HEADS = """\
id: secrets
title: Secrets
summary: You will not see the answers before.
audience: Anyone.
languages: [en]
modules: [01-kept]
pass: 60%
"""
ITEMS = """\
## single-one {objective=keep}
Prompt of the single item?

? Hint of the single item.

- ( ) First choice
  > Canary-01 feedback.
- (x) Second choice
  > Canary-02 feedback.

> Canary-03 explanation.

## multiple-one {objective=keep}
Prompt of the multiple item?

- [x] Third choice
  > Canary-04 feedback.
- [ ] Fourth choice
  > Canary-05 feedback.

> Canary-06 explanation.

## true-one {objective=keep}
Prompt of the item that is true or false.

- (x) True
  > Canary-07 feedback.
- ( ) False
  > Canary-08 feedback.

## matching-one {objective=keep}
Prompt of the matching item.

- Left one => Right one
  > Canary-09 feedback.
- Left two => Right two
- => Right three

> Canary-10 explanation.

## ordering-one {objective=keep}
Prompt of the ordering item.

1. Step one
2. Step two
3. Step three

> Canary-11 explanation.

## short-one {objective=keep}
Prompt of the short item?

- = Canary-12
- ~ canary-13.*
- ! Canary-14
  > Canary-15 feedback.

## numeric-one {objective=keep}
Prompt of the numeric item?

- = 4711.25 ± 0.125 Unit
- ! 815.75
  > Canary-16 feedback.

## gaps-one {objective=keep}
A text with {{=Canary-17}} typed and {{=chosen|=preferred|refused}} selected.

> Canary-18 explanation.
"""
CHECKS = """\
---
id: kept
title: Kept
minutes: 5
objectives: {keep: "Keep a secret"}
---
## Before {#before}
Text.

:::check single-check {objective=keep}
Which one?

? A hint.

- (x) Here
  > Canary-20 feedback.
- ( ) There
  > Canary-21 feedback.

> Canary-22 explanation.
:::

:::check short-check {objective=keep}
Which word?

- = Canary-23
- ! Canary-24
  > Canary-25 feedback.
:::
"""
SECRET = re.compile(r"canary-\d\d|4711|0\.125|815\.75", re.IGNORECASE)
KEYS = re.compile(
    r"correct|accepted|right-answer|is-right|data-(key|answer|ok|score)|tolerance", re.IGNORECASE
)
LESSON = "/courses/secrets/modules/kept/lessons/before"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Flask]:
    """A site whose secrets are easily recognised."""
    modules = tmp_path / "modules"
    folder = modules / "secrets" / "01-kept"
    folder.mkdir(parents=True)
    (modules / "secrets" / "course.yaml").write_text(HEADS)
    (folder / "module.md").write_text(CHECKS)
    (folder / "quiz.md").write_text(ITEMS)
    app = create_app(
        Config(data=tmp_path / "data", modules=modules, secret="only for tests: not a secret at all")
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        schema.upgrade_engine(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def amina(kept: Flask) -> Person:
    with kept.app_context():
        return accounts.add("amina@example.org", "Amina", "learner", PASSWORD, "en", "UTC", datetime.now(UTC))


@pytest.fixture
def browser_of_amina(kept: Flask, amina: Person) -> FlaskClient:
    with kept.app_context():
        token = sessions.open_session(amina, "Firefox", 30, datetime.now(UTC))
    client = kept.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def module_of(app: Flask) -> Module:
    found: Module = app.extensions["library"].current.course("secrets").modules[0]
    return found


def received(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> str:
    """Every byte of an answer, headers too, as text."""
    answer = client.get(address, headers=headers)
    return str(answer.headers) + answer.get_data(as_text=True)


def test_the_tree_holds_what_is_looked_for(kept: Flask) -> None:
    module = module_of(kept)
    assert module.quiz
    assert len(module.quiz.items) == 8
    assert len(set(re.findall(r"Canary-\d\d", str(module.quiz.items), re.IGNORECASE))) == 18
    assert kept.extensions["library"].current.problems == ()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_pages_before_submission_hold_no_secret(
    kept: Flask, browser_of_amina: FlaskClient, accept: str
) -> None:
    client, headers = browser_of_amina, {"Accept": accept}
    client.post("/courses/secrets/enrolment")
    started = client.post("/courses/secrets/modules/kept/attempts").headers["Location"]
    addresses = [
        *("/courses/secrets", "/courses/secrets/why", "/courses/secrets/modules/kept", "/learning"),
        *("/courses/secrets/modules/kept/whole", "/courses/secrets/modules/kept/quiz", LESSON),
        *(started, f"{started}?missing=1", f"{LESSON}?check=single-check", f"{LESSON}?check=short-check"),
    ]
    for address in addresses:
        text = received(client, address, headers)
        assert SECRET.findall(text) == [], address
        assert KEYS.findall(text) == [], address


def test_saving_answers_tells_nothing_about_them(browser_of_amina: FlaskClient) -> None:
    client = browser_of_amina
    started = client.post("/courses/secrets/modules/kept/attempts").headers["Location"]
    names = set(re.findall(r'name="(q[\d-]+)"', client.get(started).get_data(as_text=True)))
    assert len(names) == 5 + 2 + 3 + 2  # single, multiple, true, short, numeric; matching; ordering; gaps
    for value in ("a", "b", "1", "chosen", "4"):
        answer = client.post(
            f"{started}/responses", data=dict.fromkeys(names, value), headers={"X-Requested-With": "fetch"}
        )
        assert (answer.status_code, answer.get_data()) == (204, b"")
        page = received(client, started)
        assert SECRET.findall(page) == []
        assert 'class="fb"' not in page
        assert "explanation" not in page


def test_a_wrong_choice_shows_its_own_feedback_and_no_other(browser_of_amina: FlaskClient) -> None:
    text = received(browser_of_amina, f"{LESSON}?check=single-check&c-single-check=b")
    assert SECRET.findall(text) == ["Canary-21"]


def test_the_order_on_the_page_tells_nothing(kept: Flask) -> None:
    """From attempt to attempt what stands first in the file stands in other places on the page."""
    quiz = module_of(kept).quiz
    assert quiz
    places: dict[str, set[int]] = {}
    for seed in range(60):
        for asked in draw(quiz, seed, frozenset()):
            if len(asked.order) > 1 and asked.item_id != "true-one":  # "True" always stands before "False"
                places.setdefault(asked.item_id, set()).add(asked.order.index(0))
    assert {name: len(found) > 1 for name, found in places.items()} == dict.fromkeys(places, True)
    assert set(places) == {"single-one", "multiple-one", "matching-one", "ordering-one", "gaps-one"}


def test_after_submission_the_explanations_are_there(browser_of_amina: FlaskClient) -> None:
    client = browser_of_amina
    started = client.post("/courses/secrets/modules/kept/attempts").headers["Location"]
    client.post(f"{started}/submission", data={"token": "once", "anyway": "1"})
    found = set(SECRET.findall(client.get(started).get_data(as_text=True)))
    assert {"Canary-03", "Canary-06", "Canary-10", "Canary-11", "Canary-18"} <= found
