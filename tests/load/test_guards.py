"""What holds when many come at once: the same crowd, with one guard taken away at a time, must do damage."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, UniqueConstraint, event

from course.config import Config
from course.content.catalogue import load
from course.content.model import Course
from course.services import attempts, progress
from course.storage import attempts as rows
from course.storage import database
from course.storage.database import Base, db, prepare
from course.storage.tables import Account
from tests.load import content, crowd
from tests.load.records import faults

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WINDOWS, LEARNERS = 4, 3
REACHED = ("response", "reflection", "account")  # without these the statements themselves are refused


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    found = load(content.write(tmp_path_factory.mktemp("guards") / "modules")).course("short")
    assert found
    return found


@contextmanager
def site(address: str, tables: MetaData) -> Iterator[Flask]:
    """The database with these tables and three learners in it."""
    app = Flask("course")
    app.config["SQLALCHEMY_DATABASE_URI"] = Config(database_url=address).database
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        tables.create_all(db.engine)
        for number in range(LEARNERS):
            db.session.add(
                Account(
                    email=f"p{number}@example.org", display_name="P", role="learner", language="en",
                    timezone="UTC", created_at=NOW,
                )
            )  # fmt: skip
        db.session.commit()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def unguarded(*names: str) -> MetaData:
    """The tables of the code without what forbids a second row in the tables named."""
    copy = MetaData(naming_convention=database.NAMES)
    for table in Base.metadata.sorted_tables:
        made = table.to_metadata(copy)
        if table.name not in names:
            continue
        made.constraints -= {each for each in made.constraints if isinstance(each, UniqueConstraint)}
        made.indexes -= {each for each in made.indexes if each.unique}
        for column in made.columns:
            column.unique = None
    return copy


def scenario(app: Flask, course: Course) -> list[str]:
    """Every learner takes the course in four windows at once; the damage, and what was answered amiss."""
    module = course.modules[0]

    def window(number: int) -> None:
        person, which = number % LEARNERS + 1, f"{number % LEARNERS} window {number // LEARNERS}"
        for lesson in module.lessons:
            progress.finish_lesson(person, course, module, lesson, "r", NOW)
        answers = {"question-1": 0, "question-2": 0, "question-3": 0, "which-window": which}
        attempt = attempts.start(person, course, module, "r", number, NOW)
        attempts.save(person, attempt, answers, NOW)
        attempts.submit(person, attempt, answers, which, course, "r", NOW)
        attempts.submit(person, attempt, answers, which, course, "r", NOW)

    said = crowd.at_once(app, WINDOWS * LEARNERS, window)
    late = ("submitted", "used-up")  # what a window is told that comes after the one that counts
    amiss = [f"{type(each).__name__}: {each}" for each in said if each is not None and str(each) not in late]
    return amiss + faults(range(1, LEARNERS + 1))


def test_with_every_guard_nothing_is_amiss(empty_database: str, course: Course) -> None:
    with site(empty_database, unguarded()) as app:
        assert scenario(app, course) == []


def test_without_its_unique_constraint_a_lesson_is_done_twice(empty_database: str, course: Course) -> None:
    with site(empty_database, unguarded("lesson_completion")) as app:
        assert [each for each in scenario(app, course) if "lesson doubled" in each] != []


def test_without_its_unique_constraint_nobody_knows_which_enrolment_counts(
    empty_database: str, course: Course
) -> None:
    with site(empty_database, unguarded("enrolment")) as app:
        assert scenario(app, course) != []


def test_without_any_unique_constraint_the_course_cannot_be_taken_once(
    empty_database: str, course: Course
) -> None:
    names = [table for table in Base.metadata.tables if table not in REACHED]
    with site(empty_database, unguarded(*names)) as app:
        assert scenario(app, course) != []


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_plain_begin_is_made_good_by_the_turn(empty_database: str, course: Course) -> None:
    with site(empty_database, unguarded()) as app:
        event.listen(db.engine, "before_cursor_execute", _plain_begin, retval=True)
        assert scenario(app, course) == []


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_without_begin_immediate_and_turn_writers_are_locked_out(
    empty_database: str, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_turn_of", lambda engine: None)
    with site(empty_database, unguarded()) as app:
        event.listen(db.engine, "before_cursor_execute", _plain_begin, retval=True)
        said = scenario(app, course)
    assert [each for each in said if "database is locked" in each] != []


def _plain_begin(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> Any:
    return ("BEGIN" if statement == "BEGIN IMMEDIATE" else statement), parameters


def late_save(app: Flask, course: Course) -> list[str]:
    """One window submits between the moment at which another sees the attempt open and saves into it."""
    module = course.modules[0]
    for lesson in module.lessons:
        progress.finish_lesson(1, course, module, lesson, "r", NOW)
    attempt = attempts.start(1, course, module, "r", 1, NOW)
    row = attempts.sheet(1, attempt).row
    answers = {"question-1": 0, "question-2": 0, "question-3": 0, "which-window": "token"}

    def submit() -> None:
        with app.app_context():
            attempts.submit(1, attempt, answers, "token", course, "r", NOW)

    other = threading.Thread(target=submit)
    with database.writing():
        attempts.enrolments.lock(row.enrolment_id)
        assert rows.is_open(attempt)
        other.start()
        other.join(1)
        fingerprints = {item_id: fingerprint for item_id, fingerprint, _order in row.layout}
        rows.save(attempt, {"which-window": (fingerprints["which-window"], "late", None)}, NOW)
    other.join()
    return faults([1])


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_an_answer_saved_while_another_window_submits_is_part_of_it(
    empty_database: str, course: Course
) -> None:
    with site(empty_database, unguarded()) as app:
        assert late_save(app, course) == []


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_without_the_locked_enrolment_it_changes_what_was_submitted(
    empty_database: str, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts.enrolments, "lock", lambda enrolment_id: None)
    with site(empty_database, unguarded()) as app:
        assert [each for each in late_save(app, course) if "'late'" in each] != []
