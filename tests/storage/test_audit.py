"""The audit as rows: appended, and found by person and action."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db, writing


def found(account_id: int | None = None, action: str = "") -> list[tuple[str, str, str | None]]:
    rows = db.session.execute(audit.listing(account_id, action)).all()
    assert audit.count(account_id, action) == len(rows)
    return [(row.action, row.subject, row.actor) for row in rows]


def test_entries_are_found_by_who_did_it_whom_it_concerns_and_what_was_done(
    amina: Person, chen: Person, context: Flask, now: datetime
) -> None:
    with writing():
        audit.record("account:disable", f"account:{amina.id}", now, chen.id)
        audit.record("records:export", "records", now, chen.id, rows=3)
        audit.record("database:restore", "database", now)
    made = [("account:add", f"account:{person.id}", person.email) for person in (amina, chen)]
    entries = [
        ("database:restore", "database", None),
        ("records:export", "records", "chen@example.org"),
        ("account:disable", f"account:{amina.id}", "chen@example.org"),
    ]
    assert found() == [*entries, *reversed(made)]
    assert found(chen.id) == [*entries[1:], made[1]]
    assert found(amina.id) == [entries[2], made[0]]
    assert found(action="records:export") == [entries[1]]
    assert found(amina.id, "records:export") == []
    assert audit.actions() == ["account:add", "account:disable", "database:restore", "records:export"]
