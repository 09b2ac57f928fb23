"""Completion records: one line a completed course, as the desk lists and exports them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, and_, cast, func, select, type_coerce

from course.storage.accounts import holds
from course.storage.database import Found, Query, db, execute
from course.storage.tables import Account, Certificate, CourseCompletion, Enrolment


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records: of a course, completed from `since` until before `until`, of accounts in a language,
    whose holder's names or address contain `search`. What is empty does not restrict."""

    course: str = ""
    since: datetime | None = None
    until: datetime | None = None
    language: str = ""
    search: str = ""


def _columns() -> tuple[Any, ...]:
    return (
        CourseCompletion.id,
        _certificate_name(),
        Account.display_name,
        Account.email,
        Account.language,
        Enrolment.course_id,
        Enrolment.enrolled_at,
        CourseCompletion.completed_at,
        CourseCompletion.score,
        CourseCompletion.revision,
        func.coalesce(Certificate.serial, "").label("serial"),
        func.coalesce(Certificate.code, "").label("code"),
        func.coalesce(Certificate.state, "").label("certificate_state"),
        Certificate.issued_at,
        Certificate.expires_at,
        Account.id.label("account_id"),
    )


def _certificate_name() -> ColumnElement[str]:
    """The name as printed on the certificate, else as the learner wishes it printed, else ""."""
    sqlite = db.engine.dialect.name == "sqlite"
    snapshot: Any = type_coerce(Certificate.snapshot, JSON) if sqlite else cast(Certificate.snapshot, JSON)
    printed = snapshot["name"].as_string()
    return func.coalesce(printed, Account.certificate_name, "").label("certificate_name")


def _where(chosen: Filter, last_id: int | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if chosen.course:
        where.append(Enrolment.course_id == chosen.course)
    if chosen.since:
        where.append(CourseCompletion.completed_at >= chosen.since)
    if chosen.until:
        where.append(CourseCompletion.completed_at < chosen.until)
    if chosen.language:
        where.append(Account.language == chosen.language)
    if chosen.search.strip():
        where.append(holds((Account.email, Account.display_name, Account.certificate_name), chosen.search))
    if last_id is not None:
        where.append(CourseCompletion.id <= last_id)
    return where


def _joined(statement: Select[*tuple[Any, ...]]) -> Query:
    """Each completion with its account and its latest certificate, if it has one."""
    latest = (
        select(func.max(Certificate.id))
        .where(Certificate.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return (
        statement.select_from(CourseCompletion)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Account, Account.id == Enrolment.account_id)
        .join(
            Certificate,
            and_(Certificate.enrolment_id == Enrolment.id, Certificate.id == latest),
            isouter=True,
        )
    )


def listing(chosen: Filter, last_id: int | None = None) -> Query:
    """Records in the order they were made, none after `last_id`: the same filter has the same rows."""
    return _joined(select(*_columns())).where(*_where(chosen, last_id)).order_by(CourseCompletion.id)


def count(chosen: Filter, last_id: int | None = None) -> int:
    statement = (
        select(func.count(CourseCompletion.id))
        .select_from(CourseCompletion)
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Account, Account.id == Enrolment.account_id)
    )
    return db.session.scalar(statement.where(*_where(chosen, last_id))) or 0


def last_id() -> int:
    """The id of the latest record, 0 when there is none."""
    return db.session.scalar(select(func.max(CourseCompletion.id))) or 0


def page(statement: Query, number: int, size: int) -> list[Found]:
    """One page of any listing, counted from 1."""
    return list(db.session.execute(statement.limit(size).offset((number - 1) * size)))


def stream(statement: Query, batch: int = 1000) -> Iterator[Found]:
    """The rows of a listing one by one, in flat memory."""
    return iter(execute(statement.execution_options(yield_per=batch)))
