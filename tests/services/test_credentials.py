"""Credentials: signed by the site, revoked by a list that is always the latest, and read by who may."""

from __future__ import annotations

import gzip
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from course.documents.credential import LIST_SIZE
from course.services import credentials, keys
from course.services.errors import NotFound
from course.services.keys import Unopened
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate
from tests.credentialed import FACTS, SITE, Credentialed, credentialed, end
from tests.services.test_keys import with_secret


def ended(text: str) -> set[int]:
    listed = json.loads(text)["credentialSubject"]["encodedList"]
    bits = gzip.decompress(urlsafe_b64decode(listed[1:] + "=" * (-len(listed[1:]) % 4)))
    return {
        index for index in range(LIST_SIZE) if bits[index // 8] and bits[index // 8] & (0x80 >> index % 8)
    }


def fill(person: Person, now: datetime, index: int) -> Credentialed:
    return credentialed(person, now, course_id=f"course-{index}", status_index=index)


def test_a_credential_is_signed_by_the_key_of_the_site(context: Flask, amina: Person, now: datetime) -> None:
    row = credentialed(amina, now)
    found = credentials.check(row.text)
    assert (found.holds, found.key) == (True, "key-1")
    assert found.facts is not None
    assert (found.facts.name, found.facts.verify_url) == (FACTS.name, f"{SITE}/c/{row.code}")
    assert json.loads(row.text)["credentialStatus"]["statusListIndex"] == str(row.index)


def test_what_a_retired_key_signed_still_holds(context: Flask, amina: Person, now: datetime) -> None:
    before = credentialed(amina, now, course_id="one").text
    keys.rotate(now, None)
    after = credentialed(amina, now, course_id="two").text
    assert [credentials.check(text).key for text in (before, after)] == ["key-1", "key-2"]
    assert json.loads(credentials.did(SITE))["assertionMethod"] == [
        f"did:web:learn.example.org#{half}" for half in keys.public()
    ]


def test_there_is_nothing_to_publish_before_the_first_certificate(context: Flask, now: datetime) -> None:
    with pytest.raises(NotFound):
        credentials.did(SITE)
    with pytest.raises(NotFound):
        credentials.status_list(1, SITE, now)
    assert keys.public() == {}


def test_indices_are_drawn_at_random_from_the_whole_list(context: Flask) -> None:
    drawn = {credentials.new_status_index() for _ in range(200)}
    assert all(0 <= index < LIST_SIZE for index in drawn)
    assert len(drawn) > 190
    assert (min(drawn) < LIST_SIZE // 8, max(drawn) > LIST_SIZE * 7 // 8) == (True, True)


def test_an_index_that_is_taken_is_drawn_again(
    context: Flask, amina: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(amina, now, 5)
    numbers = iter([*[5] * 15, 6, 7])
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(numbers))
    assert credentials.new_status_index() == 6


def test_a_list_that_is_nearly_full_is_followed_by_the_next(
    context: Flask, amina: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(amina, now, 5)
    numbers = iter([5] * 17)
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(numbers))
    assert credentials.new_status_index() == LIST_SIZE + 5
    monkeypatch.undo()
    fill(amina, now, LIST_SIZE + 5)
    assert LIST_SIZE <= credentials.new_status_index() < 2 * LIST_SIZE


def test_a_list_tells_what_was_revoked_or_replaced_and_nothing_of_the_next_list(
    context: Flask, amina: Person, now: datetime
) -> None:
    rows = [fill(amina, now, index) for index in (0, 9, LIST_SIZE - 1, LIST_SIZE, LIST_SIZE + 9)]
    assert ended(credentials.status_list(1, SITE, now)) == set()
    for row, state in zip(rows, ("revoked", "valid", "replaced", "revoked", "valid"), strict=True):
        end(row, state, now)
    assert ended(credentials.status_list(1, SITE, now)) == {0, LIST_SIZE - 1}
    assert ended(credentials.status_list(2, SITE, now)) == {0}


@pytest.mark.parametrize("number", [-1, 0, 2, 3, 10**9])
def test_a_list_without_an_entry_is_not_there(
    context: Flask, amina: Person, now: datetime, number: int
) -> None:
    credentialed(amina, now)
    with pytest.raises(NotFound):
        credentials.status_list(number, SITE, now)


def test_a_list_is_signed_anew_after_five_minutes_or_a_change_and_not_before(
    context: Flask, amina: Person, now: datetime
) -> None:
    row = credentialed(amina, now)

    def made_at(minutes: float) -> str:
        made: str = json.loads(credentials.status_list(1, SITE, now + timedelta(minutes=minutes)))[
            "validFrom"
        ]
        return made[11:16]

    assert [made_at(0), made_at(4.9), made_at(5), made_at(9)] == ["09:00", "09:00", "09:05", "09:05"]
    end(row, "revoked", now)
    assert (made_at(9), made_at(10)) == ("09:09", "09:09")
    keys.rotate(now, None)
    assert made_at(11) == "09:11"


def test_a_revocation_by_another_process_is_in_the_next_answer(
    context: Flask, amina: Person, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    row = credentialed(amina, now)
    assert ended(credentials.status_list(1, SITE, now)) == set()
    at_once(1, lambda _number: end(row, "revoked", now))
    db.session.rollback()
    assert ended(credentials.status_list(1, SITE, now)) == {row.index}


def test_threads_that_sign_at_once_do_not_disturb_each_other(
    at_once: Callable[..., list[Any]], context: Flask, now: datetime
) -> None:
    with writing():
        keys.active(now)

    def sign(number: int) -> bool:
        with writing():
            return all(credentials.check(credentials.sign(FACTS, number, SITE, now)).holds for _ in range(5))

    assert at_once(8, sign) == [True] * 8


def test_a_changed_secret_stops_signing_with_a_clear_refusal(
    context: Flask, amina: Person, now: datetime
) -> None:
    text = credentialed(amina, now).text
    with_secret(context, "another secret")
    with pytest.raises(Unopened, match="run keys rotate"):
        credentials.status_list(1, SITE, now)
    with pytest.raises(Unopened, match="run keys rotate"), writing():
        credentials.sign(FACTS, 1, SITE, now)
    assert credentials.check(text).holds


@pytest.mark.parametrize("public_name", ["full", "initials", "hidden"])
@pytest.mark.parametrize("state", ["valid", "revoked", "replaced"])
def test_who_may_read_a_credential(
    context: Flask, amina: Person, dana: Person, now: datetime, public_name: str, state: str
) -> None:
    row = credentialed(amina, now, public_name=public_name)
    end(row, state, now)
    shown = row.text if (state, public_name) == ("valid", "full") else None
    assert [credentials.of(row.code, viewer) for viewer in (amina.id, dana.id, None)] == [
        row.text,
        shown,
        shown,
    ]


def test_a_certificate_from_before_has_no_credential(context: Flask, amina: Person, now: datetime) -> None:
    row = credentialed(amina, now, credential=None)
    assert credentials.of(row.code, amina.id) is None
    with pytest.raises(NotFound):
        credentials.of("0000000000000", amina.id)
    assert db.session.get_one(Certificate, row.id).credential is None
