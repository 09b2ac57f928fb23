"""What the database must hold after a crowd has taken the course: nothing lost, nothing double."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from course.storage.database import db
from course.storage.tables import (
    Attempt,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
    Response,
)

ONE_EACH = {"enrolment": 1, "lesson": 2, "module": 1, "course": 1, "attempt": 1, "response": 4}


def faults(account_ids: Iterable[int]) -> list[str]:
    """Each way in which the records of these learners differ from one course taken once."""
    db.session.rollback()
    found = []
    for account_id in account_ids:
        mine = select(Enrolment.id).where(Enrolment.account_id == account_id)
        attempts = select(Attempt.id).where(Attempt.enrolment_id.in_(mine))
        counted = {
            "enrolment": _rows(mine),
            "lesson": _rows(
                select(LessonCompletion.lesson_id).where(LessonCompletion.enrolment_id.in_(mine))
            ),
            "module": _rows(select(ModuleCompletion.id).where(ModuleCompletion.enrolment_id.in_(mine))),
            "course": _rows(select(CourseCompletion.id).where(CourseCompletion.enrolment_id.in_(mine))),
            "attempt": _rows(attempts),
            "response": _rows(select(Response.item_id).where(Response.attempt_id.in_(attempts))),
        }
        for noun, rows in counted.items():
            if len(rows) < ONE_EACH[noun]:
                found.append(f"account {account_id}: {noun} lost, {len(rows)} of {ONE_EACH[noun]}")
            if len(rows) > ONE_EACH[noun] or max(Counter(rows).values(), default=1) > 1:
                found.append(f"account {account_id}: {noun} doubled, {len(rows)} rows")
        found += [f"account {account_id}: {each}" for each in _mixed(mine)]
    return found


def _rows(statement: Any) -> list[Any]:
    return list(db.session.scalars(statement))


def _mixed(mine: Any) -> list[str]:
    """Attempts whose answers are not those that were sent with the token that won."""
    columns = (Attempt.id, Attempt.state, Attempt.token, Attempt.points)
    said = []
    for row in db.session.execute(select(*columns).where(Attempt.enrolment_id.in_(mine))):
        answers = [
            json.loads(answer) if answer else None
            for answer in _rows(
                select(Response.answer).where(
                    Response.attempt_id == row.id, Response.item_id == "which-window"
                )
            )
        ]
        if row.state != "submitted" or row.points != 3.0 or answers != [row.token]:
            said.append(f"attempt {row.id}: {row.state}, {row.points} points, {row.token}, {answers}")
    return said
