"""Wishes of holders: another name on a certificate, or a new one after a revocation; and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from course.storage.database import Found, Query, changed, db, insert_once
from course.storage.tables import Account, Certificate, NameCorrection

COLUMNS = (
    NameCorrection.id,
    NameCorrection.certificate_id,
    NameCorrection.name,
    NameCorrection.reason,
    NameCorrection.asked_at,
    NameCorrection.decided_at,
    NameCorrection.granted,
    NameCorrection.note,
)


def add(certificate_id: int, name: str, reason: str, now: datetime) -> int | None:
    """Insert a wish; its id, or None if one about the same certificate waits for its answer."""
    return insert_once(NameCorrection, certificate_id=certificate_id, name=name, reason=reason, asked_at=now)


def by_id(correction_id: int) -> Found | None:
    return db.session.execute(select(*COLUMNS).where(NameCorrection.id == correction_id)).first()


def decide(correction_id: int, granted: bool, note: str, actor_id: int | None, now: datetime) -> bool:
    """Answer a wish; False if somebody has answered it already."""
    done = db.session.execute(
        update(NameCorrection)
        .where(NameCorrection.id == correction_id, NameCorrection.decided_at.is_(None))
        .values(granted=granted, note=note, decided_by=actor_id, decided_at=now)
    )
    return changed(done)


def close(certificate_id: int, actor_id: int | None, now: datetime) -> None:
    """End the open wish about a certificate that is not valid any more; it is not granted."""
    db.session.execute(
        update(NameCorrection)
        .where(NameCorrection.certificate_id == certificate_id, NameCorrection.decided_at.is_(None))
        .values(granted=False, note="", decided_by=actor_id, decided_at=now)
    )


def granted_for(certificate_id: int) -> bool:
    """Whether a wish about this certificate was granted. Of a revoked one it lets the holder have a new one:
    a correction that is granted replaces the certificate at once, so it cannot be revoked afterwards."""
    statement = select(NameCorrection.id).where(
        NameCorrection.certificate_id == certificate_id, NameCorrection.granted.is_(True)
    )
    return db.session.scalar(statement.limit(1)) is not None


def about(certificate_ids: Sequence[int]) -> Found | None:
    """The latest wish about one of these certificates."""
    statement = (
        select(*COLUMNS)
        .where(NameCorrection.certificate_id.in_(certificate_ids))
        .order_by(NameCorrection.id.desc())
    )
    return db.session.execute(statement.limit(1)).first()


def granted_among(certificate_ids: Sequence[int]) -> set[int]:
    """Those of the certificates about which a wish was granted."""
    statement = select(NameCorrection.certificate_id).where(
        NameCorrection.certificate_id.in_(certificate_ids), NameCorrection.granted.is_(True)
    )
    return set(db.session.scalars(statement))


def waiting() -> Query:
    """Wishes without an answer with their certificates and holders, oldest first."""
    of = (
        Certificate.account_id,
        Certificate.code,
        Certificate.serial,
        Certificate.state,
        Certificate.issued_at,
        Certificate.snapshot,
        Account.email,
    )
    return (
        select(*COLUMNS, *of)
        .join(Certificate, Certificate.id == NameCorrection.certificate_id)
        .join(Account, Account.id == Certificate.account_id)
        .where(NameCorrection.decided_at.is_(None))
        .order_by(NameCorrection.id)
    )


def count() -> int:
    """How many wishes wait for an answer."""
    statement = select(func.count()).select_from(NameCorrection).where(NameCorrection.decided_at.is_(None))
    return db.session.scalar(statement) or 0
