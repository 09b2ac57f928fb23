"""Issuing to many from the desk: started once, done by the job, followed on a page that looks again by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from course import jobs
from course.services import accounts
from course.storage.accounts import Person
from course.storage.database import writing
from course.storage.tables import IssuingRun
from tests.completed import complete
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
RUNS = "/admin/certificates/runs"
REFRESH = '<meta http-equiv="refresh"'


@pytest.fixture
def desk(app: Flask, signed_in: SignedIn, chen: Person, now: datetime) -> Browser:
    """Chen's browser; Esi and Farid have completed the course, and Farid is called "test"."""
    with app.app_context():
        for name in ("Esi Mensah", "test"):
            email = f"{name.split()[0].lower()}@example.org"
            complete(accounts.add(email, name, "learner", None, "en", "UTC", now), now)
    return signed_in(chen)


def done(app: Flask) -> int:
    with app.app_context():
        return jobs.issue_many(app)


def test_a_run_is_started_done_and_followed(app: Flask, desk: Browser) -> None:
    assert "2 people have completed it and hold no certificate." in desk.get(RUNS).text
    page = desk.post(RUNS, data={"course": "masculinities"}).location or ""
    going = desk.get(page).text
    assert ("0 of 2 looked at" in going, REFRESH in going) == (True, True)
    assert REFRESH not in desk.get(f"{page}?still=1").text
    again = desk.post(RUNS, data={"course": "masculinities"})
    assert (again.location, "not finished yet" in desk.get(page).text) == (page, True)
    assert (done(app), done(app)) == (1, 0)
    over = desk.get(page).text
    assert ("This run is finished." in over, REFRESH in over) == (True, False)
    assert ("test@example.org" in over, "Their name cannot be printed." in over) == (True, True)
    listed = desk.get(RUNS).text
    assert ("Run 1" in listed, "1 person has completed it" in listed) == (True, True)
    assert "Esi Mensah" in desk.get("/admin/certificates").text


def test_where_nobody_waits_nothing_is_started(app: Flask, signed_in: SignedIn, chen: Person) -> None:
    desk = signed_in(chen)
    said = desk.post(RUNS, data={"course": "masculinities"})
    assert (said.location, "Everyone who has completed this course" in desk.get(RUNS).text) == (RUNS, True)
    assert desk.post(RUNS, data={"course": "gone"}).status_code == 404
    assert desk.get(f"{RUNS}/4711").status_code == 404


def test_the_run_of_a_course_that_is_gone_is_ended(app: Flask, desk: Browser) -> None:
    page = desk.post(RUNS, data={"course": "masculinities"}).location or ""
    with app.app_context(), writing() as session:
        session.query(IssuingRun).update({"course_id": "gone"})
    assert done(app) == 0
    assert "This run is finished." in desk.get(page).text
