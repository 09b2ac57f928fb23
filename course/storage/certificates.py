"""Certificates: frozen facts, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import func, select, update

from course.storage.accounts import holds
from course.storage.database import Found, Query, changed, db, insert_once
from course.storage.tables import Account, Certificate

COLUMNS = (
    Certificate.id,
    Certificate.account_id,
    Certificate.enrolment_id,
    Certificate.replaces_id,
    Certificate.course_id,
    Certificate.code,
    Certificate.serial,
    Certificate.state,
    Certificate.issued_at,
    Certificate.expires_at,
    Certificate.revoked_at,
    Certificate.snapshot,
    Certificate.public_name,
    Certificate.sha256,
)


def add(**values: Any) -> int | None:
    """Insert a valid certificate; its id, or None if there is an active one, or if a number is taken."""
    return insert_once(Certificate, state="valid", **values)


def active(account_id: int, course_id: str) -> Found | None:
    """The certificate of an account in a course that is neither revoked nor replaced; it may have expired."""
    return db.session.execute(
        select(*COLUMNS).where(
            Certificate.account_id == account_id,
            Certificate.course_id == course_id,
            Certificate.state == "valid",
        )
    ).first()


def latest(enrolment_id: int) -> Found | None:
    """The latest certificate of an enrolment, whatever its state, with `revoked_reason`."""
    statement = (
        select(*COLUMNS, Certificate.revoked_reason)
        .where(Certificate.enrolment_id == enrolment_id)
        .order_by(Certificate.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).first()


def by_code(code: str) -> Found | None:
    return db.session.execute(select(*COLUMNS).where(Certificate.code == code)).first()


def by_id(certificate_id: int) -> Found | None:
    return db.session.execute(select(*COLUMNS).where(Certificate.id == certificate_id)).first()


def reason_of(certificate_id: int) -> str | None:
    """Why a certificate was revoked: the reason, and a note after ": "."""
    return db.session.scalar(select(Certificate.revoked_reason).where(Certificate.id == certificate_id))


def replacement(certificate_id: int) -> Found | None:
    """The certificate that replaces this one."""
    return db.session.execute(select(*COLUMNS).where(Certificate.replaces_id == certificate_id)).first()


def last_number(serial_prefix: str) -> int:
    """The highest number of the serials that begin so; nobody else takes the next one before this
    transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(crc32(serial_prefix.encode()))))
    highest = db.session.scalar(
        select(Certificate.serial)
        .where(Certificate.serial.like(f"{serial_prefix}%"))
        .order_by(func.length(Certificate.serial).desc(), Certificate.serial.desc())
        .limit(1)
    )
    return int(highest.rsplit("-", 1)[1]) if highest else 0


def revoke(certificate_id: int, reason: str, now: datetime) -> bool:
    """Revoke a valid certificate; False if it is not valid."""
    return _end(certificate_id, state="revoked", revoked_at=now, revoked_reason=reason)


def replace(certificate_id: int) -> bool:
    """Mark a valid certificate as replaced; False if it is not valid."""
    return _end(certificate_id, state="replaced")


def _end(certificate_id: int, **values: Any) -> bool:
    done = db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.state == "valid")
        .values(**values)
    )
    return changed(done)


def show_name(certificate_id: int, choice: str) -> bool:
    """Keep the holder's choice for the name on the public page; False if it is the same as before."""
    done = db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.public_name != choice)
        .values(public_name=choice)
    )
    return changed(done)


def listing(search: str = "", course_id: str = "") -> Query:
    """Certificates with their holder's address, latest first."""
    statement = (
        select(*COLUMNS, Certificate.revoked_reason, Account.email, Account.display_name)
        .join(Account, Account.id == Certificate.account_id)
        .order_by(Certificate.id.desc())
    )
    if course_id:
        statement = statement.where(Certificate.course_id == course_id)
    if search:
        columns = (Certificate.serial, Account.email, Account.display_name, Account.certificate_name)
        statement = statement.where(
            holds(columns, search) | holds((Certificate.code,), search.replace("-", ""))
        )
    return statement


def count(search: str = "") -> int:
    statement = select(func.count()).select_from(listing(search).order_by(None).subquery())
    return db.session.scalar(statement) or 0


def of_account(account_id: int) -> list[Found]:
    """The certificates of an account, latest first."""
    statement = (
        select(*COLUMNS, Certificate.revoked_reason)
        .where(Certificate.account_id == account_id)
        .order_by(Certificate.id.desc())
    )
    return list(db.session.execute(statement))
