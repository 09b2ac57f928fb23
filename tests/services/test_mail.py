"""The outbox: every letter goes once, is tried again later, and leaves no text behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.config import Config
from course.documents.mail import Postman
from course.services import mail
from course.services.errors import Refused
from course.storage.database import db, writing
from course.storage.tables import Mail


class Post:
    """A mail server that keeps what it is given, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[tuple[str, str]] = []

    def __call__(self, mail_id: int, to: str, subject: str, body: str, created_at: datetime) -> str:
        if self.failures:
            self.failures -= 1
            raise OSError("the mail server does not answer")
        self.sent.append((to, body))
        return "sent"


def write(now: datetime, *names: str) -> None:
    with writing():
        for name in names:
            mail.enqueue(f"{name}@example.org", "password-changed", "en", now, name=name)


def outbox() -> list[tuple[datetime | None, int, str | None, bool]]:
    """Of each letter: when it was sent, how often tried, the last error, and whether its text is there."""
    db.session.rollback()
    statement = select(Mail.sent_at, Mail.tries, Mail.error, Mail.body != "").order_by(Mail.id)
    return [tuple(row) for row in db.session.execute(statement)]


def test_letters_go_once_oldest_first_and_their_text_is_emptied(context: Flask, now: datetime) -> None:
    write(now, "amina", "bruno")
    post = Post()
    assert (mail.send_pending(post, now), mail.send_pending(post, now)) == (2, 0)
    assert [to for to, _body in post.sent] == ["amina@example.org", "bruno@example.org"]
    assert all(
        "Hello" in body or name in body
        for (_to, body), name in zip(post.sent, ("amina", "bruno"), strict=True)
    )
    assert outbox() == [(now, 1, None, False)] * 2


def test_a_letter_of_a_service_that_fails_is_never_sent(context: Flask, now: datetime) -> None:
    with pytest.raises(Refused):
        _write_and_refuse(now)
    assert outbox() == []


def _write_and_refuse(now: datetime) -> None:
    with writing():
        mail.enqueue("amina@example.org", "password-changed", "en", now, name="Amina")
        raise Refused("later")


def test_a_letter_that_cannot_go_waits_longer_each_time_and_then_gives_up(
    context: Flask, now: datetime
) -> None:
    write(now, "amina")
    post, moment, waits = Post(failures=100), now, []
    for _ in range(10):
        assert mail.send_pending(post, moment) == 0
        after = db.session.scalars(select(Mail.try_after)).one()
        waits.append((after - moment).total_seconds() / 60)
        assert mail.send_pending(post, after - timedelta(seconds=1)) == 0
        moment = after
    assert waits == [2**n for n in range(10)]
    assert post.failures == 90
    assert outbox() == [(None, 10, "the mail server does not answer", True)]
    assert mail.send_pending(Post(), moment + timedelta(days=30)) == 0


def test_a_letter_goes_when_the_server_answers_again(context: Flask, now: datetime) -> None:
    write(now, "amina")
    post = Post(failures=1)
    mail.send_pending(post, now)
    assert mail.send_pending(post, now + timedelta(minutes=1)) == 1
    assert [to for to, _body in post.sent] == ["amina@example.org"]


def test_one_letter_that_cannot_go_does_not_keep_the_others(context: Flask, now: datetime) -> None:
    write(now, "amina", "bruno", "chen")
    post = Post(failures=1)
    assert mail.send_pending(post, now) == 2
    assert [to for to, _body in post.sent] == ["bruno@example.org", "chen@example.org"]


def test_four_processes_send_every_letter_once(
    context: Flask, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    names = [f"person{number}" for number in range(20)]
    write(now, *names)
    post = Post()
    sent = at_once(4, lambda _: mail.send_pending(post, now))
    assert sum(sent) == 20
    assert sorted(to for to, _body in post.sent) == sorted(f"{name}@example.org" for name in names)


def test_without_a_mail_server_letters_are_files_in_the_data_folder(
    context: Flask, config: Config, now: datetime
) -> None:
    write(now, "amina")
    post = Postman(config.smtp_url, config.sender, config.site_name, config.data / "mail")
    assert mail.send_pending(post, now) == 1
    files = list((config.data / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"]
    assert "To: amina@example.org" in files[0].read_text()
