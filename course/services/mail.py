"""Mail: written into the outbox with what causes it, sent after by a background job."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from course.documents import mail as letters
from course.storage import mail
from course.storage.database import db, writing

log = logging.getLogger(__name__)


def enqueue(to: str, letter: str, language: str, now: datetime, **facts: str) -> None:
    """Put a letter into the outbox, inside the transaction of the service that causes it."""
    subject, body = letters.compose(letter, language, facts)
    mail.add(to, subject, body, now)


def send_pending(deliver: Callable[[int, str, str, str, datetime], str], now: datetime) -> int:
    """Send what waits, oldest first; how many went. `deliver` raises OSError when a letter cannot go now."""
    waiting = mail.pending(now)
    db.session.rollback()
    sent = 0
    for mail_id, to, subject, body, created_at, tries in waiting:
        with writing():
            taken = mail.claim(mail_id, tries, now)
        if not taken:
            continue
        try:
            how = deliver(mail_id, to, subject, body, created_at)
        except OSError as error:
            log.warning("mail %s was not sent, it will be tried again: %s", mail_id, error)
            with writing():
                mail.mark_failed(mail_id, str(error))
            continue
        with writing():
            mail.mark_sent(mail_id, now)
        log.info("mail %s: %s", mail_id, how)
        sent += 1
    return sent
