"""Credentials: the signed text of a certificate, and the numbers by which it can be revoked."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, text

from course.storage.database import Found, db
from course.storage.tables import Certificate


def by_code(code: str) -> Found | None:
    """What decides who may read the credential of that code, and its text."""
    columns = (Certificate.account_id, Certificate.state, Certificate.public_name, Certificate.credential)
    return db.session.execute(select(*columns).where(Certificate.code == code)).first()


def highest_index() -> int | None:
    """The highest status index that any certificate has."""
    return db.session.scalar(select(func.max(Certificate.status_index)))


def taken(indices: Collection[int]) -> set[int]:
    """Those of the status indices that certificates have."""
    found = db.session.scalars(select(Certificate.status_index).where(Certificate.status_index.in_(indices)))
    return {index for index in found if index is not None}


def ended(first: int, last: int) -> frozenset[int]:
    """The status indices from `first` to `last` of certificates that were revoked or replaced.

    "not valid" stands in the words of a partial index, for SQLite to use one.
    """
    statement = select(Certificate.status_index).where(
        Certificate.status_index.between(first, last), text("certificate.state <> 'valid'")
    )
    return frozenset(index for index in db.session.scalars(statement) if index is not None)
