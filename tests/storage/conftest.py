"""What tests of storage can ask for besides: threads that begin together, queries counted, a course's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from course.storage import enrolments
from course.storage.accounts import Person
from course.storage.database import db, writing
from tests.load import crowd


@pytest.fixture
def at_once(storage: Flask) -> Callable[..., list[Any]]:
    """`at_once(8, what)`: eight threads begin together; what each returned, or the error it raised."""
    return partial(crowd.at_once, storage)


@pytest.fixture
def queries(context: Flask) -> Callable[[], Any]:
    """`with queries() as said:` the statements that were run inside."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        said: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement != "BEGIN":
                said.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        yield said
        event.remove(db.engine, "before_cursor_execute", note)

    return counted


@pytest.fixture
def enrolment(context: Flask, amina: Person, now: datetime) -> int:
    """Amina's enrolment in the course "masculinities"."""
    with writing():
        return enrolments.enrol(amina.id, "masculinities", now)
