"""Completed courses for tests: rows as the services write them, without a learner clicking through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache

from flask import Flask
from sqlalchemy import event

from course.config import ROOT
from course.content.catalogue import load
from course.content.model import Course
from course.services import certificates
from course.services.certificates import Issuer
from course.storage import enrolments, progress
from course.storage.accounts import Person
from course.storage.database import db, writing

ISSUER = Issuer("Equality Training Centre", "https://learn.example.org")


def complete(person: Person, now: datetime, course_id: str = "masculinities", score: float = 0.9) -> None:
    """Record that the person completed the course at that moment."""
    with writing():
        enrolment_id = enrolments.enrol(person.id, course_id, now)
        progress.complete_module(enrolment_id, "first-steps", ["ladder", "levels"], "r1", now)
        progress.complete_course(enrolment_id, [{"id": "first-steps"}], score, "r1", now)


@cache
def sample_course() -> Course:
    course = load(ROOT / "tests" / "sample").course("masculinities")
    assert course is not None
    return course


def certify(person: Person, name: str, now: datetime) -> str:
    """Issue the person's certificate of the sample course; its code."""
    return certificates.issue(person, sample_course(), name, ISSUER, now)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the database executes meanwhile."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
