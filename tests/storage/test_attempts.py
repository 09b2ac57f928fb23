"""Attempts as rows: what the database itself forbids."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from course.storage import attempts
from course.storage.accounts import Person
from course.storage.database import db, writing


def start(enrolment: int, number: int, now: datetime, module_id: str = "words") -> int | None:
    with writing():
        return attempts.start(
            enrolment_id=enrolment, module_id=module_id, number=number, language="en",
            quiz_fingerprint="q", revision="r", layout=[["b", "f-b", []], ["a", "f-a", [1, 0]]],
            pass_mark=0.8, started_at=now,
        )  # fmt: skip


def submit(attempt: int | None, token: str, now: datetime) -> bool:
    assert attempt is not None
    with writing():
        return attempts.submit(attempt, token, 1.0, 2.0, False, now)


def test_one_attempt_is_open_and_numbers_are_not_used_twice(enrolment: int, now: datetime) -> None:
    first = start(enrolment, 1, now)
    assert first is not None
    assert (start(enrolment, 2, now), start(enrolment, 1, now, "first-steps") is not None) == (None, True)
    assert (attempts.is_open(first), submit(first, "one", now), attempts.is_open(first)) == (
        True,
        True,
        False,
    )
    assert start(enrolment, 1, now) is None
    assert start(enrolment, 2, now) is not None
    assert attempts.numbers(enrolment, "words") == [1, 2]
    assert attempts.asked_before([first]) == {"a", "b"}
    assert attempts.asked_before([]) == frozenset()


def test_an_attempt_is_submitted_once_and_a_token_used_once(enrolment: int, now: datetime) -> None:
    first = start(enrolment, 1, now)
    assert [submit(first, token, now) for token in ("one", "one", "two")] == [True, False, False]
    second = start(enrolment, 2, now)
    with pytest.raises(IntegrityError):
        submit(second, "one", now)


def test_an_attempt_is_found_with_whom_it_belongs_to(amina: Person, enrolment: int, now: datetime) -> None:
    first = start(enrolment, 1, now)
    assert first is not None
    found = attempts.find(first)
    assert found
    assert (found.account_id, found.course_id, found.state) == (amina.id, "masculinities", "open")
    assert found.layout == [["b", "f-b", []], ["a", "f-a", [1, 0]]]
    assert attempts.find(first + 1) is None


def test_answers_are_kept_as_they_were_given(enrolment: int, now: datetime) -> None:
    first = start(enrolment, 1, now)
    assert first is not None
    given = {"a": [0, None, 2], "b": "‘été’ \u0000 \U0001f30d", "c": None, "d": 0}
    with writing():
        attempts.keep_items({f"f-{name}": "{}" for name in given})
        attempts.keep_items({})
        attempts.save(first, {name: (f"f-{name}", answer, None) for name, answer in given.items()}, now)
        attempts.save(first, {}, now)
    assert attempts.responses(first) == given
    with writing():
        attempts.save(first, {"d": ("f-d", 1, 0.5)}, now)
    assert attempts.responses(first) == given | {"d": 1}
    assert attempts.items(["f-a", "unknown"]) == {"f-a": "{}"}


def test_an_answer_names_an_item_that_is_kept(enrolment: int, now: datetime) -> None:
    first = start(enrolment, 1, now)
    assert first is not None
    with pytest.raises(IntegrityError), writing():
        attempts.save(first, {"a": ("never kept", 1, None)}, now)


def test_eight_who_keep_the_same_new_items_in_different_orders_do_not_wait_for_each_other(
    context: Flask, at_once: Callable[..., list[Any]]
) -> None:
    names = [f"item-{number}" for number in range(300)]

    def keep(number: int) -> None:
        mine = random.Random(number).sample(names, len(names))
        with writing():
            attempts.keep_items(dict.fromkeys(mine, "{}"))

    assert at_once(8, keep) == [None] * 8
    assert len(attempts.items(names)) == 300
    db.session.rollback()
