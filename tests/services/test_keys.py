"""Keys: made once, sealed with the site's secret, rotated, and never told."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import select, update

from course.documents.credential_proof import multikey
from course.services import keys
from course.services.errors import NotFound, Refused
from course.services.keys import Unopened
from course.storage import audit
from course.storage import keys as storage
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import SigningKey


def first(now: datetime) -> Ed25519PrivateKey:
    with writing():
        return keys.active(now)


def sealed() -> str:
    return db.session.scalars(select(SigningKey.sealed).order_by(SigningKey.id.desc())).first() or ""


def with_secret(app: Flask, secret: str) -> None:
    app.config["COURSE"] = app.config["COURSE"].model_copy(update={"secret": secret})


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_the_first_use_makes_a_key_and_the_next_one_finds_it(context: Flask, now: datetime) -> None:
    assert keys.public() == {}
    made = first(now)
    assert first(now).private_bytes_raw() == made.private_bytes_raw()
    assert keys.public() == {multikey(made.public_key()): "key-1"}
    entry = db.session.execute(audit.listing(action="key:make")).one()
    assert (entry.subject, entry.detail) == ("key:key-1", {"public": multikey(made.public_key())})


def test_who_only_reads_makes_none(context: Flask) -> None:
    with pytest.raises(NotFound):
        keys.found()
    assert (keys.every(), keys.opens()) == ([], True)


def test_a_key_whose_certificate_was_not_kept_is_not_kept_either(context: Flask, now: datetime) -> None:
    def fails() -> None:
        with writing():
            keys.active(now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert keys.public() == {}


def test_eight_at_once_on_an_empty_site_get_one_key(
    at_once: Callable[..., list[Any]], context: Flask, now: datetime
) -> None:
    found = at_once(8, lambda _number: first(now).private_bytes_raw())
    assert ({type(key) for key in found}, len(set(found)), storage.count()) == ({bytes}, 1, 1)
    assert len(db.session.execute(audit.listing(action="key:make")).all()) == 1


def test_a_new_key_signs_and_the_old_one_stays_for_verifying(
    context: Flask, chen: Person, now: datetime
) -> None:
    old = first(now)
    assert keys.rotate(now + timedelta(days=1), chen.id) == "key-2"
    half, new = keys.found()
    assert new.private_bytes_raw() != old.private_bytes_raw()
    assert list(keys.public().items()) == [(half, "key-2"), (multikey(old.public_key()), "key-1")]
    assert [row.retired_at for row in keys.every()] == [None, now + timedelta(days=1)]
    entry = db.session.execute(audit.listing(action="key:rotate")).one()
    assert (entry.subject, entry.actor_id) == ("key:key-2", chen.id)


def test_a_site_without_a_key_can_be_given_one_by_rotation(context: Flask, now: datetime) -> None:
    assert keys.rotate(now, None) == "key-1"
    assert list(keys.public().values()) == ["key-1"]


def test_of_eight_who_rotate_at_once_each_makes_a_key_or_is_told(
    at_once: Callable[..., list[Any]], context: Flask, now: datetime
) -> None:
    first(now)
    done = at_once(8, lambda _number: keys.rotate(now, None))
    made = [name for name in done if isinstance(name, str)]
    assert len(set(made)) == len(made) >= 1
    assert {error.code for error in done if isinstance(error, Refused)} <= {"busy"}
    assert sum(row.retired_at is None for row in keys.every()) == 1
    assert storage.count() == 1 + len(made)


def test_a_rotation_that_comes_second_changes_nothing(context: Flask, now: datetime) -> None:
    with writing():
        storage.add("key-2", "public", "sealed", now)  # the name that comes after one key
    with pytest.raises(Refused, match="busy"):
        keys.rotate(now, None)
    assert [(row.name, row.retired_at) for row in keys.every()] == [("key-2", None)]


def test_the_private_half_is_sealed_and_bound_to_its_public_half(context: Flask, now: datetime) -> None:
    private = first(now).private_bytes_raw()
    assert private not in urlsafe_b64decode(sealed())
    assert len(urlsafe_b64decode(sealed())) == 12 + 32 + 16
    keys.rotate(now, None)
    with writing():  # the private half of one key in the row of another
        other = db.session.scalars(select(SigningKey.sealed).where(SigningKey.name == "key-1")).one()
        db.session.execute(update(SigningKey).where(SigningKey.name == "key-2").values(sealed=other))
    with pytest.raises(Unopened):
        keys.found()


@pytest.mark.parametrize("text", ["", "x", "not base 64!", "AAAA", "A" * 80])
def test_a_damaged_key_is_told_like_one_of_another_secret(context: Flask, now: datetime, text: str) -> None:
    first(now)
    with writing():
        db.session.execute(update(SigningKey).values(sealed=text))
    with pytest.raises(Unopened):
        keys.found()


def test_a_changed_secret_says_what_to_do_and_nothing_else(
    context: Flask, now: datetime, logged: pytest.LogCaptureFixture
) -> None:
    private = first(now).private_bytes_raw()
    box = sealed()
    with_secret(context, "quite another secret")
    assert keys.opens() is False
    with pytest.raises(Unopened) as caught, writing():
        keys.active(now)
    assert (caught.value.code, caught.value.facts) == ("signing-key", {"key": "key-1"})
    assert str(caught.value) == (
        "The signing key key-1 was sealed with another COURSE_SECRET. Set that one again, or make a new key "
        "with: ./run keys rotate (what was signed before stays valid)."
    )
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
    assert keys.rotate(now, None) == "key-2"
    assert (keys.opens(), len(keys.public())) == (True, 2)
    with_secret(context, "only for tests: not a secret at all")
    said = logged.text + str(caught.value) + repr(caught.value)
    secrets = (
        "only for tests: not a secret at all",
        "quite another secret",
        box,
        private.hex(),
        str(private),
    )
    assert [word for word in secrets if word in said] == []
