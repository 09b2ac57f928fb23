"""Keys that sign credentials: one is active, retired ones stay so that what they signed can be verified."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from course.storage.database import Found, db, insert_once
from course.storage.tables import SigningKey

COLUMNS = (SigningKey.name, SigningKey.public, SigningKey.created_at, SigningKey.retired_at)


def add(name: str, public: str, sealed: str, now: datetime) -> bool:
    """Insert an active key; False if there is one with that name."""
    added = insert_once(SigningKey, name=name, public=public, sealed=sealed, created_at=now, retired_at=None)
    return added is not None


def active() -> Found | None:
    """The key that signs: its name, public half and sealed private half."""
    columns = (SigningKey.name, SigningKey.public, SigningKey.sealed)
    latest = select(*columns).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.id.desc()).limit(1)
    return db.session.execute(latest).first()


def every() -> list[Found]:
    """Every key without its private half, the active one first, then the latest."""
    statement = select(*COLUMNS).order_by(SigningKey.retired_at.is_not(None), SigningKey.id.desc())
    return list(db.session.execute(statement))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(SigningKey)) or 0


def retire_all_but(name: str, now: datetime) -> None:
    db.session.execute(
        update(SigningKey)
        .where(SigningKey.name != name, SigningKey.retired_at.is_(None))
        .values(retired_at=now)
    )
