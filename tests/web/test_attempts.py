"""An attempt as its learner sees it: answered, saved, submitted once, and its result."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.config import Config
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Attempt, Response
from tests.load import content
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
START = "/courses/short/modules/only/attempts"
RIGHT = {"q1": "a", "q2": "a", "q3": "a", "q4": "This window"}
SCRIPT = {"X-Requested-With": "fetch"}


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


@pytest.fixture
def mine(signed_in: SignedIn, amina: Person) -> Browser:
    """Amina's browser."""
    return signed_in(amina)


@pytest.fixture
def address(mine: Browser) -> str:
    """Amina's attempt."""
    location = mine.post(START).location
    assert location
    return str(location)


def recorded(app: Flask) -> tuple[int, int, str | None, float | None]:
    """How many attempts and answers there are; token and points of the attempt."""
    with app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Attempt, Response)
        ]
        row = db.session.execute(select(Attempt.token, Attempt.points)).one()
    return counts[0], counts[1], row.token, row.points


def test_an_attempt_tells_no_answer_before_it_is_submitted(mine: Browser, address: str) -> None:
    page = mine.get(address).text
    assert "Quiz, attempt 1" in page
    assert re.search(r"correct|right answer|data-key", page, re.IGNORECASE) is None


def test_answers_are_saved_by_the_script_and_by_the_button(app: Flask, mine: Browser, address: str) -> None:
    assert mine.post(f"{address}/responses", data={"q1": "b"}, headers=SCRIPT).status_code == 204
    said = mine.post(f"{address}/responses", data={"q1": "a", "q4": "Half a thought"})
    assert (said.status_code, said.location) == (303, address)
    page = mine.get(address).text
    assert "Your answers are saved." in page
    assert "Half a thought" in page
    assert re.search(r'name="q1"[^>]*value="a"[^>]*checked|checked[^>]*name="q1"[^>]*value="a"', page)


def test_unanswered_questions_are_pointed_out_and_may_be_left(
    app: Flask, mine: Browser, address: str
) -> None:
    said = mine.post(f"{address}/submission", data={"q1": "a", "token": "token"})
    assert said.location == f"{address}?missing=1#missing"
    page = mine.get(f"{address}?missing=1").text
    assert "3 questions are not answered yet" in page
    assert ('href="#question-2"' in page, 'href="#question-1"' in page) == (True, False)
    assert recorded(app)[2] is None
    said = mine.post(f"{address}/submission", data={"q1": "a", "token": "token", "anyway": "1"})
    assert (said.location, recorded(app)) == (f"{address}#result", (1, 4, "token", 1.0))


def test_submitting_shows_the_result_once_and_for_all(app: Flask, mine: Browser, address: str) -> None:
    said = mine.post(f"{address}/submission", data={**RIGHT, "token": "token"})
    assert said.location == f"{address}#result"
    again = mine.post(f"{address}/submission", data={**RIGHT, "q1": "b", "token": "token"})
    assert again.location == f"{address}#result"
    assert recorded(app) == (1, 4, "token", 3.0)
    page = mine.get(address).text
    assert "already sent" not in page
    assert "This window" in page


def test_a_second_window_is_told_that_the_first_counts(app: Flask, mine: Browser, address: str) -> None:
    mine.post(f"{address}/submission", data={**RIGHT, "token": "first"})
    mine.post(f"{address}/submission", data={**RIGHT, "q1": "b", "token": "second"})
    assert "already sent, perhaps from another window" in mine.get(address).text
    assert mine.post(f"{address}/responses", data={"q1": "b"}, headers=SCRIPT).status_code == 409
    assert mine.post(f"{address}/responses", data={"q1": "b"}).location == address
    assert recorded(app) == (1, 4, "first", 3.0)


def test_six_windows_submit_at_once_and_every_one_is_answered(
    app: Flask, signed_in: SignedIn, amina: Person, mine: Browser, address: str
) -> None:
    windows = [signed_in(amina) for _ in range(6)]

    def press(number: int) -> int:
        data = {**RIGHT, "token": f"token {number // 2}"}
        return windows[number].post(f"{address}/submission", data=data).status_code

    with ThreadPoolExecutor(6) as threads:
        said = list(threads.map(press, range(6)))
    assert said == [303] * 6
    assert (recorded(app)[:2], recorded(app)[3]) == ((1, 4), 3.0)


def test_the_last_quiz_of_a_course_leads_to_its_completion(mine: Browser, address: str) -> None:
    for lesson in ("one", "two"):
        mine.post(f"/courses/short/modules/only/lessons/{lesson}/completion")
    said = mine.post(f"{address}/submission", data={**RIGHT, "token": "token"})
    assert said.location == "/courses/short/completion"
    assert mine.get("/courses/short/completion").status_code == 200


def test_an_attempt_of_a_course_that_was_removed_is_still_the_learners(
    app: Flask, config: Config, mine: Browser, address: str
) -> None:
    (config.modules / "short" / "course.yaml").unlink()
    (config.modules / "short" / "01-only" / "module.md").unlink()
    app.extensions["library"].refresh()
    assert mine.get(address).status_code == 200
    assert mine.post(f"{address}/submission", data={**RIGHT, "token": "token"}).status_code == 303
    assert "This window" in mine.get(address).text


@pytest.mark.parametrize(
    "data", [{"q1": ["a", "b"]}, {"q1": "z"}, {"q9": "a"}, {"q1-0": "a"}, {"question-1": "a"}]
)
def test_what_was_not_asked_is_no_answer(
    app: Flask, mine: Browser, address: str, data: dict[str, str]
) -> None:
    mine.post(f"{address}/submission", data={**data, "token": "token", "anyway": "1"})
    assert recorded(app) == (1, 4, "token", 0.0)


def test_a_missing_or_endless_token_is_made_good(app: Flask, mine: Browser, address: str) -> None:
    mine.post(f"{address}/submission", data={**RIGHT, "token": "x" * 500})
    assert recorded(app)[2] == "x" * 64
