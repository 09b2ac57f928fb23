"""Attempts at a quiz: what was asked, what was answered, what it scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update

from course.storage.database import Found, changed, db, execute, insert, insert_once
from course.storage.tables import Attempt, Enrolment, ItemSnapshot, Response

_ONE = (
    select(
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.module_id,
        Attempt.number,
        Attempt.state,
        Attempt.language,
        Attempt.quiz_fingerprint,
        Attempt.layout,
        Attempt.pass_mark,
        Attempt.started_at,
        Attempt.submitted_at,
        Attempt.token,
        Attempt.points,
        Attempt.points_of,
        Attempt.passed,
        Enrolment.account_id,
        Enrolment.course_id,
    )
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Attempt.id == bindparam("id"))
)
_RESPONSES = select(Response.item_id, Response.answer, Response.score).where(
    Response.attempt_id == bindparam("attempt_id")
)
_ITEMS = select(ItemSnapshot.fingerprint, ItemSnapshot.body).where(
    ItemSnapshot.fingerprint.in_(bindparam("fingerprints", expanding=True))
)
_OPEN = select(Attempt.id).where(Attempt.id == bindparam("id"), Attempt.state == "open")
_CLOSE = update(Attempt).where(Attempt.id == bindparam("attempt"), Attempt.state == "open")


def find(attempt_id: int) -> Found | None:
    """The attempt with the account and course it belongs to."""
    return execute(_ONE, {"id": attempt_id}).first()


def numbers(enrolment_id: int, module_id: str) -> list[int]:
    statement = select(Attempt.number).where(
        Attempt.enrolment_id == enrolment_id, Attempt.module_id == module_id
    )
    return list(db.session.scalars(statement))


def asked_before(attempt_ids: Iterable[int]) -> frozenset[str]:
    """The ids of the items that these attempts asked."""
    layouts = db.session.scalars(select(Attempt.layout).where(Attempt.id.in_(list(attempt_ids))))
    return frozenset(entry[0] for layout in layouts for entry in layout)


def start(**values: Any) -> int | None:
    """Insert an open attempt; its id, or None if one with that number or another open one exists."""
    return insert_once(Attempt, state="open", **values)


def keep_items(bodies: Mapping[str, str]) -> None:
    """Store items as asked, each under its fingerprint, once.

    Always in the same order: two who store the same new items would otherwise wait for each other.
    """
    rows = [{"fingerprint": fingerprint, "body": body} for fingerprint, body in sorted(bodies.items())]
    if rows:
        db.session.execute(insert(ItemSnapshot).values(rows).on_conflict_do_nothing())


def items(fingerprints: Iterable[str]) -> dict[str, str]:
    """Stored items by fingerprint."""
    return {row[0]: row[1] for row in execute(_ITEMS, {"fingerprints": list(fingerprints)})}


def responses(attempt_id: int) -> dict[str, Any]:
    """Saved answers by item id."""
    rows = execute(_RESPONSES, {"attempt_id": attempt_id})
    return {item_id: json.loads(answer) if answer else None for item_id, answer, _ in rows}


def is_open(attempt_id: int) -> bool:
    """Whether an attempt is open; it stays so while its enrolment is locked."""
    return execute(_OPEN, {"id": attempt_id}).first() is not None


def save(attempt_id: int, answers: Mapping[str, tuple[str, Any, float | None]], now: datetime) -> None:
    """Store answers: item id -> (fingerprint, answer, score or None before submission)."""
    rows = [
        {
            "attempt_id": attempt_id,
            "item_id": item_id,
            "fingerprint": fingerprint,
            "answer": None if answer is None else json.dumps(answer, ensure_ascii=False),
            "score": score,
            "saved_at": now,
        }
        for item_id, (fingerprint, answer, score) in answers.items()
    ]
    if rows:
        execute(_saving(db.engine.dialect.name), rows)


@cache
def _saving(dialect: str) -> Any:
    """The statement that stores one answer; a dialect has its own."""
    statement = insert(Response)
    return statement.on_conflict_do_update(
        index_elements=["attempt_id", "item_id"],
        set_={name: statement.excluded[name] for name in ("answer", "score", "saved_at")},
    )


def submit(attempt_id: int, token: str, points: float, points_of: float, passed: bool, now: datetime) -> bool:
    """Close an open attempt with its result; False if it was submitted before."""
    values = {
        "attempt": attempt_id,
        "state": "submitted",
        "token": token,
        "points": points,
        "points_of": points_of,
        "passed": passed,
        "submitted_at": now,
    }
    return changed(execute(_CLOSE, values))
