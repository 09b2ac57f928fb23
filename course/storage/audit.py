"""The audit: who did what to whose record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from course.storage.database import Query, db
from course.storage.tables import Account, AuditEntry


def record(action: str, subject: str, now: datetime, actor_id: int | None = None, **detail: Any) -> None:
    """Append an entry; `action` is noun:verb, `subject` names the record, e.g. "account:12"."""
    db.session.add(AuditEntry(at=now, actor_id=actor_id, action=action, subject=subject, detail=detail))


def listing(account_id: int | None = None, action: str = "") -> Query:
    """Entries with the actor's address, latest first; by or about one account, of one action."""
    columns = (AuditEntry.id, AuditEntry.at, AuditEntry.action, AuditEntry.subject, AuditEntry.detail)
    statement = (
        select(*columns, AuditEntry.actor_id, Account.email.label("actor"))
        .join(Account, Account.id == AuditEntry.actor_id, isouter=True)
        .order_by(AuditEntry.id.desc())
    )
    if account_id is not None:
        mine = or_(AuditEntry.actor_id == account_id, AuditEntry.subject == f"account:{account_id}")
        statement = statement.where(mine)
    return statement.where(AuditEntry.action == action) if action else statement


def count(account_id: int | None = None, action: str = "") -> int:
    narrowed = listing(account_id, action).with_only_columns(AuditEntry.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(narrowed)) or 0


def actions() -> list[str]:
    """Every action there is an entry of, by name."""
    return list(db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
