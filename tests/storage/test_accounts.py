"""Accounts as rows: added once, found, listed, counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from course.storage import accounts
from course.storage.accounts import Person
from course.storage.database import db, writing


def add(email: str, name: str, now: datetime, role: str = "learner", **more: object) -> int | None:
    values = {"language": "en", "timezone": "UTC", "created_at": now, **more}
    with writing():
        return accounts.add(email=email, display_name=name, role=role, **values)


def listed(search: str = "", role: str = "", state: str = "") -> list[str]:
    found = [row.email for row in db.session.execute(accounts.listing(search, role, state))]
    assert accounts.count(search, role, state) == len(found)
    return found


def test_an_address_is_taken_once(context: Flask, now: datetime) -> None:
    first = add("amina@example.org", "Amina", now)
    assert first is not None
    assert add("amina@example.org", "Another", now) is None
    assert accounts.by_id(first) == Person(first, "amina@example.org", "Amina", None, "learner", "en", "UTC")


def test_nobody_is_nobody(context: Flask) -> None:
    assert (accounts.by_id(1), accounts.by_email("x@example.org"), accounts.facts(1)) == (None, None, None)
    assert accounts.password_hash_of(1) is None
    with writing():
        assert accounts.change(1, role="admin") is False


def test_admins_who_can_sign_in_are_counted(
    amina: Person, chen: Person, context: Flask, now: datetime
) -> None:
    assert accounts.admins() == 1
    with writing():
        accounts.lock_admins()
        accounts.change(amina.id, role="admin")
    assert accounts.admins() == 2
    with writing():
        accounts.change(chen.id, disabled_at=now)
    assert accounts.admins() == 1


def test_people_are_listed_newest_first_by_role_and_state(
    amina: Person, bruno: Person, chen: Person, context: Flask, now: datetime
) -> None:
    with writing():
        accounts.change(bruno.id, disabled_at=now)
    assert listed() == ["chen@example.org", "bruno@example.org", "amina@example.org"]
    assert listed(role="learner") == ["amina@example.org"]
    assert listed(state="disabled") == ["bruno@example.org"]
    assert listed(state="active") == ["chen@example.org", "amina@example.org"]
    assert [row.email for row in accounts.every()] == [
        "amina@example.org",
        "bruno@example.org",
        "chen@example.org",
    ]
    assert [row.email for row in accounts.every("admin")] == ["chen@example.org"]


@pytest.mark.parametrize("search", ["élodie", "ÉLODIE", "Élodie", " lodi ", "elodie@"])
def test_a_name_is_found_whatever_its_case(context: Flask, now: datetime, search: str) -> None:
    add("elodie@example.org", "Élodie", now)
    add("amina@example.org", "Amina", now)
    assert listed(search) == ["elodie@example.org"]


@pytest.mark.parametrize("search", ["%", "_", "100%", "\\"])
def test_signs_of_the_database_are_signs_like_others(context: Flask, now: datetime, search: str) -> None:
    add("amina@example.org", "Amina", now)
    assert listed(search) == []
    add("percent@example.org", f"It is {search}", now)
    assert listed(search) == ["percent@example.org"]


def test_facts_and_addresses(amina: Person, bruno: Person, context: Flask, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with writing():
        accounts.change(amina.id, verified_at=later, password_hash=None)
    facts = [accounts.facts(person.id) for person in (amina, bruno)]
    assert [tuple(each) for each in facts if each] == [(now, later, None, False), (now, None, None, True)]
    assert accounts.emails([bruno.id, amina.id, 999]) == {amina.id: amina.email, bruno.id: bruno.email}
