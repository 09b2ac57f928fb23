"""Enrolments, and the one query that tells where a learner stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from course.storage import attempts, certificates, enrolments, progress
from course.storage.accounts import Person
from course.storage.database import writing


def attempt(enrolment: int, number: int, now: datetime, module_id: str = "first-steps") -> int:
    with writing():
        made = attempts.start(
            enrolment_id=enrolment, module_id=module_id, number=number, language="en",
            quiz_fingerprint="q", revision="r", layout=[["item", "fingerprint", [0]]], pass_mark=0.8,
            started_at=now,
        )  # fmt: skip
    assert made is not None
    return made


def test_who_is_not_enrolled_stands_nowhere(
    amina: Person, dana: Person, context: Flask, enrolment: int
) -> None:
    assert enrolments.standing(dana.id, "masculinities") is None
    assert enrolments.standing(amina.id, "another") is None


def test_enrolling_twice_finds_the_first(amina: Person, enrolment: int, now: datetime) -> None:
    with writing():
        assert enrolments.enrol(amina.id, "masculinities", now + timedelta(days=1)) == enrolment
        enrolments.enrol(amina.id, "another", now)
    assert enrolments.courses_of(amina.id) == ["masculinities", "another"]


def test_a_standing_holds_everything_and_costs_one_query(
    amina: Person, dana: Person, enrolment: int, now: datetime, queries: Callable[[], Any]
) -> None:
    first = attempt(enrolment, 1, now)
    with writing():
        attempts.submit(first, "token", 3.0, 4.0, True, now + timedelta(minutes=5))
    second = attempt(enrolment, 2, now + timedelta(hours=1))
    other = attempt(enrolment, 1, now, "words")
    with writing():
        enrolments.move(enrolment, "words", "describe", now)
        progress.finish_lesson(enrolment, "words", "describe", now)
        progress.complete_module(enrolment, "words", ["describe"], "r", now)
        progress.complete_course(enrolment, [], 0.75, "r", now + timedelta(hours=2))
        hers = enrolments.enrol(dana.id, "masculinities", now)
        progress.finish_lesson(hers, "first-steps", "ladder", now)
        for number, state in enumerate(("revoked", "valid", "revoked")):
            added = certificates.add(
                account_id=amina.id, enrolment_id=enrolment, course_id="masculinities",
                code=f"code-{number}", serial=f"serial-{number}", issued_at=now, snapshot="{}",
            )  # fmt: skip
            found = certificates.by_code(f"code-{number}")
            if added and state == "revoked" and number == 0 and found:
                certificates.revoke(found.id, "reason", now)
    with queries() as said:
        found_standing = enrolments.standing(amina.id, "masculinities")
    assert found_standing
    assert (found_standing.id, found_standing.account_id, found_standing.enrolled_at) == (
        enrolment,
        amina.id,
        now,
    )
    assert found_standing.position == ("words", "describe")
    assert found_standing.lessons == {("words", "describe")}
    assert found_standing.modules == {"words": now}
    assert found_standing.completed_at == now + timedelta(hours=2)
    assert found_standing.certificate == ("code-1", "valid")
    assert [
        (row.id, row.module_id, row.number, row.state, row.passed, row.points, row.points_of)
        for row in found_standing.attempts
    ] == [
        (first, "first-steps", 1, "submitted", True, 3.0, 4.0),
        (second, "first-steps", 2, "open", None, None, None),
        (other, "words", 1, "open", None, None, None),
    ]
    assert found_standing.attempts[0].submitted_at == now + timedelta(minutes=5)
    assert len(said) == 1


def test_completed_modules_are_counted_for_many_accounts_in_one_query(
    amina: Person, dana: Person, enrolment: int, now: datetime, queries: Callable[[], Any]
) -> None:
    with writing():
        for module_id in ("first-steps", "words"):
            progress.complete_module(enrolment, module_id, [], "r", now)
        progress.complete_module(enrolments.enrol(amina.id, "another", now), "words", [], "r", now)
        enrolments.enrol(dana.id, "masculinities", now)
    with queries() as said:
        assert enrolments.modules_completed([amina.id, dana.id]) == {amina.id: 3}
    assert (len(said), enrolments.modules_completed([])) == (1, {})
