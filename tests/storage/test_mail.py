"""The outbox as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from course.storage import mail
from course.storage.database import writing


def waiting(now: datetime, limit: int = 50) -> list[str]:
    return [to for _id, to, _subject, _body, _created_at, _tries in mail.pending(now, limit)]


def test_what_waits_is_taken_by_one_and_waits_longer(context: Flask, now: datetime) -> None:
    with writing():
        for name in ("amina", "bruno"):
            mail.add(name, "Subject", "Body", now)
    assert (waiting(now), waiting(now, 1), waiting(now - timedelta(seconds=1))) == (
        ["amina", "bruno"],
        ["amina"],
        [],
    )
    first = mail.pending(now)[0][0]
    with writing():
        assert [mail.claim(first, 0, now) for _ in range(2)] == [True, False]
    assert (waiting(now), waiting(now + timedelta(minutes=1))) == (["bruno"], ["amina", "bruno"])
    with writing():
        assert mail.claim(first, 1, now)
        mail.mark_failed(first, "x" * 600)
    assert waiting(now + timedelta(minutes=1, seconds=59)) == ["bruno"]
    with writing():
        mail.mark_sent(first, now)
        assert mail.claim(first, 2, now) is False
    assert waiting(now + timedelta(days=1)) == ["bruno"]


def test_a_letter_that_was_tried_ten_times_waits_no_more(context: Flask, now: datetime) -> None:
    with writing():
        mail.add("amina", "Subject", "Body", now)
        first = mail.pending(now)[0][0]
        for tries in range(10):
            assert mail.claim(first, tries, now)
    assert waiting(now + timedelta(days=365)) == []
