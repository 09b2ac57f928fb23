"""Keys in the database: one name once, the active one first, the private half only where it is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from course.storage import keys
from course.storage.database import writing


def add(name: str, now: datetime) -> bool:
    with writing():
        return keys.add(name, f"public-{name}", f"sealed-{name}", now)


def test_there_is_no_key_before_the_first(context: Flask) -> None:
    assert (keys.active(), keys.every(), keys.count()) == (None, [], 0)


def test_a_name_is_given_once(context: Flask, now: datetime) -> None:
    assert [add("key-1", now), add("key-1", now), add("key-2", now)] == [True, False, True]
    assert keys.count() == 2


def test_the_latest_key_signs_and_the_others_are_retired_but_kept(context: Flask, now: datetime) -> None:
    later = now + timedelta(days=1)
    for name in ("key-1", "key-2", "key-3"):
        add(name, now)
        with writing():
            keys.retire_all_but(name, later)
    active = keys.active()
    assert active is not None
    assert tuple(active) == ("key-3", "public-key-3", "sealed-key-3")
    assert [(row.name, row.retired_at) for row in keys.every()] == [
        ("key-3", None),
        ("key-2", later),
        ("key-1", later),
    ]
    assert "sealed" not in keys.every()[0]._fields


def test_of_many_at_once_one_adds_the_key(at_once: Callable[..., list[Any]], now: datetime) -> None:
    assert sorted(at_once(8, lambda _number: add("key-1", now))) == [False] * 7 + [True]
