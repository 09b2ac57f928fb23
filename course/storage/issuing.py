"""Runs that issue many certificates: who is to have one, how far a run is, and who runs it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import exists, func, select, update

from course.storage.database import Found, Query, changed, db, insert_once
from course.storage.tables import Account, Certificate, CourseCompletion, Enrolment, IssuingRun

COLUMNS = (
    IssuingRun.id,
    IssuingRun.course_id,
    IssuingRun.started_by,
    IssuingRun.started_at,
    IssuingRun.seen_at,
    IssuingRun.finished_at,
    IssuingRun.total,
    IssuingRun.done,
    IssuingRun.passed_over,
)
LEASE = timedelta(minutes=1)  # after which a run that nobody moves is taken over


def _completed(course_id: str) -> Any:
    """Those who have completed a course and hold no certificate of it, in the order they completed it."""
    held = exists().where(Certificate.enrolment_id == Enrolment.id, Certificate.state == "valid")
    return (
        select(Enrolment.account_id)
        .join(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.course_id == course_id, ~held)
    )


def without_certificate(course_id: str) -> list[int]:
    """The accounts that have completed a course and hold no certificate of it."""
    return list(db.session.scalars(_completed(course_id).order_by(CourseCompletion.id)))


def count_without(course_id: str) -> int:
    return db.session.scalar(select(func.count()).select_from(_completed(course_id).subquery())) or 0


def start(course_id: str, total: int, actor_id: int | None, now: datetime) -> int | None:
    """Insert a run; its id, or None while another one of the course is not finished.

    Nobody else starts one before this transaction ends (PostgreSQL; SQLite has one writer anyway). The new
    run counts as left by somebody, so that the next process takes it.
    """
    if db.engine.dialect.name == "postgresql":
        key = crc32(f"issuing:{course_id}".encode())
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
    if running(course_id):
        return None
    return insert_once(
        IssuingRun,
        course_id=course_id,
        started_by=actor_id,
        started_at=now,
        seen_at=now - 2 * LEASE,
        total=total,
        done=0,
        passed_over=[],
    )


def running(course_id: str) -> Found | None:
    """The run of a course that is not finished."""
    where = (IssuingRun.course_id == course_id, IssuingRun.finished_at.is_(None))
    return db.session.execute(select(*COLUMNS).where(*where)).first()


def by_id(run_id: int) -> Found | None:
    return db.session.execute(select(*COLUMNS).where(IssuingRun.id == run_id)).first()


def left(now: datetime) -> list[Found]:
    """Unfinished runs that nobody has moved for as long as a lease lasts."""
    where = (IssuingRun.finished_at.is_(None), IssuingRun.seen_at <= now - LEASE)
    return list(db.session.execute(select(*COLUMNS).where(*where).order_by(IssuingRun.id)))


def move(run_id: int, seen_at: datetime, now: datetime, **values: Any) -> bool:
    """Go on with a run that was last moved at `seen_at`; False if another process has it now."""
    done = db.session.execute(
        update(IssuingRun)
        .where(IssuingRun.id == run_id, IssuingRun.seen_at == seen_at, IssuingRun.finished_at.is_(None))
        .values(seen_at=now, **values)
    )
    return changed(done)


def listing() -> Query:
    """Runs, latest first, with the address of whoever started them."""
    return (
        select(*COLUMNS, Account.email)
        .join(Account, Account.id == IssuingRun.started_by, isouter=True)
        .order_by(IssuingRun.id.desc())
    )


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(IssuingRun)) or 0
