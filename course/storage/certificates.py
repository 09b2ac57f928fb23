"""Certificates: frozen facts and bytes."""

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
    Certificate.course_id,
    Certificate.code,
    Certificate.serial,
    Certificate.state,
    Certificate.issued_at,
    Certificate.expires_at,
    Certificate.revoked_at,
    Certificate.snapshot,
    Certificate.sha256,
)


def add(**values: Any) -> bool:
    """Insert a valid certificate; False if there is an active one, or if code or serial are taken."""
    return insert_once(Certificate, state="valid", **values) is not None


def active(account_id: int, course_id: str) -> Found | None:
    """The valid certificate of an account in a course."""
    return db.session.execute(
        select(*COLUMNS).where(
            Certificate.account_id == account_id,
            Certificate.course_id == course_id,
            Certificate.state == "valid",
        )
    ).first()


def by_code(code: str) -> Found | None:
    return db.session.execute(select(*COLUMNS).where(Certificate.code == code)).first()


def sheet(certificate_id: int) -> bytes | None:
    """The bytes of the PDF, if it was rendered."""
    return db.session.scalar(select(Certificate.pdf).where(Certificate.id == certificate_id))


def keep_sheet(certificate_id: int, pdf: bytes, sha256: str) -> None:
    """Store the bytes, once: a second rendering never replaces the first."""
    db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.pdf.is_(None))
        .values(pdf=pdf, sha256=sha256)
    )


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
    done = db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.state == "valid")
        .values(state="revoked", revoked_at=now, revoked_reason=reason)
    )
    return changed(done)


def listing(search: str = "") -> Query:
    """Certificates with their holder's address, latest first."""
    statement = (
        select(*COLUMNS, Certificate.revoked_reason, Account.email, Account.display_name)
        .join(Account, Account.id == Certificate.account_id)
        .order_by(Certificate.id.desc())
    )
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
