"""What is recorded once stays as it was first recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from course.storage import progress
from course.storage.database import db, writing
from course.storage.tables import CourseCompletion, LessonCompletion, ModuleCompletion


def test_the_first_record_stands(enrolment: int, now: datetime) -> None:
    later = now + timedelta(days=1)
    for moment, first in ((now, True), (later, False)):
        with writing():
            assert progress.finish_lesson(enrolment, "words", "describe", moment) is first
            assert progress.complete_module(enrolment, "words", ["describe"], f"{moment}", moment) is first
            assert progress.complete_course(enrolment, [], 0.5, f"{moment}", moment) is first
    kept = [
        db.session.scalars(select(table.completed_at)).all()
        for table in (LessonCompletion, ModuleCompletion, CourseCompletion)
    ]
    assert kept == [[now]] * 3


def test_a_reflection_is_replaced_not_doubled(enrolment: int, now: datetime) -> None:
    for text in ("first", "second"):
        with writing():
            progress.save_reflection(enrolment, "words", "my-rule", text, now)
    assert progress.reflections(enrolment, "words") == {"my-rule": "second"}
    with writing():
        progress.delete_reflection(enrolment, "words", "another")
    assert progress.reflections(enrolment, "words") == {"my-rule": "second"}
    with writing():
        progress.delete_reflection(enrolment, "words", "my-rule")
    assert progress.reflections(enrolment, "words") == {}
