"""Status indices in the database: which are taken, and which certificates ended."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from course.storage import credentials
from course.storage.accounts import Person
from tests.credentialed import credentialed, end


def test_indices_are_found_by_their_list(context: Flask, amina: Person, dana: Person, now: datetime) -> None:
    assert (credentials.highest_index(), credentials.taken([1, 2]), credentials.ended(0, 99)) == (
        None,
        set(),
        frozenset(),
    )
    rows = [
        credentialed(person, now, course_id=course, status_index=index)
        for person, course, index in (
            (amina, "one", 3),
            (amina, "two", 70),
            (amina, "three", 99),
            (dana, "one", 100),
            (dana, "two", None),
        )
    ]
    for row, state in zip(rows, ("revoked", "valid", "replaced", "revoked", "revoked"), strict=True):
        end(row, state, now)
    assert (credentials.highest_index(), credentials.taken([3, 4, 100])) == (100, {3, 100})
    assert (credentials.ended(0, 99), credentials.ended(100, 199)) == (
        frozenset({3, 99}),
        frozenset({100}),
    )


def test_a_credential_is_found_by_its_code(context: Flask, amina: Person, now: datetime) -> None:
    row = credentialed(amina, now, public_name="initials")
    found = credentials.by_code(row.code)
    assert found is not None
    assert tuple(found) == (amina.id, "valid", "initials", row.text)
    assert credentials.by_code("0000000000000") is None
