"""What tests of services can ask for besides: Amina's way through a course, and rows counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.content.model import Course
from course.services import attempts, progress
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Base
from tests.load import crowd
from tests.services.courses import REVISION, RIGHT


@pytest.fixture
def rows(context: Flask) -> Callable[[str], int]:
    """`rows("attempt")`: how many rows a table has."""

    def count(table: str) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0

    return count


@pytest.fixture
def at_once(storage: Flask) -> Callable[..., list[Any]]:
    """`at_once(8, what)`: eight threads begin together; what each returned, or the error it raised."""
    return partial(crowd.at_once, storage)


def complete(person: Person, course: Course, now: datetime) -> None:
    """The learner finishes every lesson and passes every quiz."""
    for module in course.modules:
        for lesson in module.lessons:
            progress.finish_lesson(person.id, course, module, lesson, REVISION, now)
        if module.quiz:
            attempt = attempts.start(person.id, course, module, REVISION, 1, now)
            attempts.submit(person.id, attempt, RIGHT, f"token-{attempt}", course, REVISION, now)


@pytest.fixture
def completed(context: Flask, now: datetime) -> Callable[[Person, Course], None]:
    """`completed(amina, course)`: Amina has completed the course."""
    return lambda person, course: complete(person, course, now)
