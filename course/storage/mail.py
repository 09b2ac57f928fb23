"""The outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from course.storage.database import Found, changed, db
from course.storage.tables import Mail

MAX_TRIES = 10


def add(to: str, subject: str, body: str, now: datetime) -> None:
    db.session.add(Mail(to=to, subject=subject, body=body, created_at=now, tries=0, try_after=now))


def pending(now: datetime, limit: int = 50) -> list[Found]:
    """Letters due to be sent, oldest first: id, to, subject, body, created_at, tries."""
    statement = (
        select(Mail.id, Mail.to, Mail.subject, Mail.body, Mail.created_at, Mail.tries)
        .where(Mail.sent_at.is_(None), Mail.tries < MAX_TRIES, Mail.try_after <= now)
        .order_by(Mail.id)
        .limit(limit)
    )
    return list(db.session.execute(statement))


def claim(mail_id: int, tries: int, now: datetime) -> bool:
    """Take a letter before sending it, so that no other process sends it too; the next try waits longer."""
    taken = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.tries == tries, Mail.sent_at.is_(None))
        .values(tries=tries + 1, try_after=now + timedelta(minutes=2**tries))
    )
    return changed(taken)


def mark_sent(mail_id: int, now: datetime) -> None:
    """Sent: its text, which may hold a code, is emptied."""
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(sent_at=now, body=""))


def mark_failed(mail_id: int, error: str) -> None:
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(error=error[:500]))
