"""Enrolments, and the one query that tells where a learner stands in a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal, null, select, union_all, update

from course.storage.database import db, execute, insert
from course.storage.tables import (
    Attempt,
    Certificate,
    CourseCompletion,
    Enrolment,
    LessonCompletion,
    ModuleCompletion,
)


@dataclass(slots=True)
class AttemptRow:
    """An attempt as the rules and the pages list it; `points` and `points_of` are None while it is open."""

    id: int
    module_id: str
    number: int
    state: str
    passed: bool | None
    points: float | None
    points_of: float | None
    started_at: datetime
    submitted_at: datetime | None


@dataclass(slots=True)
class Standing:
    """All rows about one enrolment, as read."""

    id: int
    account_id: int
    course_id: str
    enrolled_at: datetime
    position: tuple[str, str] | None
    lessons: set[tuple[str, str]] = field(default_factory=set)
    modules: dict[str, datetime] = field(default_factory=dict)
    completed_at: datetime | None = None
    certificate: tuple[str, str] | None = None  # code, state
    attempts: list[AttemptRow] = field(default_factory=list)


def _rows(kind: str, table: Any, *columns: Any) -> Any:
    """A part of the union: kind, three texts, two numbers, two moments, a flag and an id."""
    query = select(literal(kind).label("kind"), *columns)
    if table is Enrolment:
        return query.where(Enrolment.id == _MINE)
    return query.where(table.enrolment_id == _MINE)


_MINE = (
    select(Enrolment.id)
    .where(Enrolment.account_id == bindparam("account_id"), Enrolment.course_id == bindparam("course_id"))
    .scalar_subquery()
)
_no_text, _no_number, _no_moment, _no_flag = (
    cast(null(), String),
    cast(null(), Attempt.points.type),
    cast(null(), Attempt.started_at.type),
    cast(null(), Attempt.passed.type),
)
_STANDING = union_all(
    _rows(
        "enrolment",
        Enrolment,
        Enrolment.id,
        Enrolment.position_module.label("a"),
        Enrolment.position_lesson.label("b"),
        _no_number.label("x"),
        _no_number.label("y"),
        Enrolment.enrolled_at.label("at"),
        _no_moment.label("until"),
        _no_flag.label("flag"),
    ),
    _rows(
        "lesson",
        LessonCompletion,
        LessonCompletion.id,
        LessonCompletion.module_id,
        LessonCompletion.lesson_id,
        _no_number,
        _no_number,
        LessonCompletion.completed_at,
        _no_moment,
        _no_flag,
    ),
    _rows(
        "module",
        ModuleCompletion,
        ModuleCompletion.id,
        ModuleCompletion.module_id,
        _no_text,
        _no_number,
        _no_number,
        ModuleCompletion.completed_at,
        _no_moment,
        _no_flag,
    ),
    _rows(
        "course",
        CourseCompletion,
        CourseCompletion.id,
        _no_text,
        _no_text,
        _no_number,
        _no_number,
        CourseCompletion.completed_at,
        _no_moment,
        _no_flag,
    ),
    _rows(
        "attempt",
        Attempt,
        Attempt.id,
        Attempt.module_id,
        Attempt.state,
        Attempt.points,
        Attempt.points_of,
        Attempt.started_at,
        Attempt.submitted_at,
        Attempt.passed,
    ),
    _rows(
        "certificate",
        Certificate,
        Certificate.id,
        Certificate.code,
        Certificate.state,
        _no_number,
        _no_number,
        Certificate.issued_at,
        _no_moment,
        _no_flag,
    ),
)


_LOCK = select(Enrolment.id).where(Enrolment.id == bindparam("id")).with_for_update()


def standing(account_id: int, course_id: str) -> Standing | None:
    """Everything about a learner in a course, in one query; None if they are not enrolled."""
    rows = execute(_STANDING, {"account_id": account_id, "course_id": course_id}).all()
    found: Standing | None = None
    for kind, row_id, a, b, x, y, at, until, flag in sorted(rows, key=lambda row: row[0] != "enrolment"):
        if kind == "enrolment":
            found = Standing(row_id, account_id, course_id, at, (a, b) if a and b else None)
        elif found is None:  # pragma: no cover - a part of the union cannot exist without its enrolment
            break
        elif kind == "lesson":
            found.lessons.add((a, b))
        elif kind == "module":
            found.modules[a] = at
        elif kind == "course":
            found.completed_at = at
        elif kind == "attempt":
            found.attempts.append(AttemptRow(row_id, a, 0, b, flag, x, y, at, until))
        elif found.certificate is None or b == "valid":
            found.certificate = (a, b)
    if found:
        found.attempts.sort(key=lambda attempt: attempt.id)
        counts: dict[str, int] = {}
        for attempt in found.attempts:
            counts[attempt.module_id] = attempt.number = counts.get(attempt.module_id, 0) + 1
    return found


def enrol(account_id: int, course_id: str, now: datetime) -> int:
    """Enrol, or find the enrolment there is; its id."""
    db.session.execute(
        insert(Enrolment)
        .values(account_id=account_id, course_id=course_id, enrolled_at=now, active_at=now)
        .on_conflict_do_nothing()
    )
    where = (Enrolment.account_id == account_id, Enrolment.course_id == course_id)
    return db.session.execute(select(Enrolment.id).where(*where)).scalar_one()


def lock(enrolment_id: int) -> None:
    """Hold the enrolment until the transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    execute(_LOCK, {"id": enrolment_id})


def move(enrolment_id: int, module_id: str, lesson_id: str, now: datetime) -> None:
    """Remember the place a learner was led to; `lesson_id` is "quiz" on the quiz."""
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .values(position_module=module_id, position_lesson=lesson_id, active_at=now)
    )


def courses_of(account_id: int) -> list[str]:
    """The ids of the courses an account is enrolled in, oldest first."""
    statement = select(Enrolment.course_id).where(Enrolment.account_id == account_id).order_by(Enrolment.id)
    return list(db.session.scalars(statement))


def modules_completed(account_ids: Sequence[int]) -> dict[int, int]:
    """How many modules each of these accounts completed, in all courses; those with none are absent."""
    statement = (
        select(Enrolment.account_id, func.count(ModuleCompletion.id))
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.account_id.in_(account_ids))
        .group_by(Enrolment.account_id)
    )
    return dict(db.session.execute(statement).all())
