"""Sessions, codes and failed tries as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from course.storage import sessions
from course.storage.accounts import Person
from course.storage.database import writing

HOUR = timedelta(hours=1)


def devices(person: Person) -> list[str]:
    return [row.device for row in sessions.of_account(person.id)]


def test_devices_are_listed_by_the_last_visit(
    amina: Person, dana: Person, context: Flask, now: datetime
) -> None:
    with writing():
        for number, device in enumerate(("phone", "laptop", "library")):
            sessions.open_session(amina.id, device, device, now + number * HOUR, now + 24 * HOUR)
        sessions.open_session(dana.id, "hers", "hers", now, now + 24 * HOUR)
    assert devices(amina) == ["library", "laptop", "phone"]
    phone = sessions.of_account(amina.id)[-1].id
    with writing():
        sessions.touch(phone, now + 5 * HOUR)
    assert devices(amina)[0] == "phone"
    with writing():
        sessions.end(amina.id, keep=phone)
    assert (devices(amina), devices(dana)) == (["phone"], ["hers"])
    with writing():
        sessions.end(dana.id, session_id=phone)
    assert (devices(amina), devices(dana)) == (["phone"], ["hers"])
    with writing():
        sessions.end(amina.id, session_id=phone)
    assert devices(amina) == []


def test_a_code_is_used_once_and_only_in_time(amina: Person, context: Flask, now: datetime) -> None:
    with writing():
        sessions.add_code("link", "hash", amina.id, now, now + HOUR)
    code = sessions.find_code("link", "hash", now)
    assert code
    assert code.account_id == amina.id
    assert sessions.find_code("reset", "hash", now) is None
    assert sessions.find_code("link", "hash", now + HOUR) is None
    with writing():
        assert [sessions.use_code(code.id, now) for _ in range(2)] == [True, False]
    assert sessions.find_code("link", "hash", now) is None


def test_a_new_code_ends_the_old_ones_of_its_purpose_and_account_only(
    amina: Person, dana: Person, context: Flask, now: datetime
) -> None:
    with writing():
        for purpose, person in (("link", amina.id), ("reset", amina.id), ("link", dana.id), ("admin", None)):
            for age in ("old", "new"):
                sessions.add_code(purpose, f"{purpose}-{person}-{age}", person, now, now + HOUR)
    left = [
        sessions.find_code(purpose, f"{purpose}-{person}-{age}", now) is not None
        for purpose, person in (("link", amina.id), ("reset", amina.id), ("link", dana.id), ("admin", None))
        for age in ("old", "new")
    ]
    assert left == [False, True] * 4


def test_failures_are_counted_within_a_window_and_cleared_by_key(context: Flask, now: datetime) -> None:
    with writing():
        for hours in range(3):
            sessions.add_failure(["amina", "10.0.0.1"], now + hours * HOUR)
    assert sessions.failures("amina", now) == 2
    assert sessions.failures("amina", now - HOUR) == 3
    with writing():
        sessions.clear_failures("amina")
    assert (sessions.failures("amina", now - HOUR), sessions.failures("10.0.0.1", now - HOUR)) == (0, 3)


def test_what_is_over_is_forgotten_and_nothing_else(amina: Person, context: Flask, now: datetime) -> None:
    with writing():
        sessions.add_failure(["old"], now - 25 * HOUR)
        sessions.add_failure(["new"], now - 23 * HOUR)
        sessions.add_code("link", "old", amina.id, now - 26 * HOUR, now - 25 * HOUR)
        sessions.add_code("reset", "new", amina.id, now, now + HOUR)
        sessions.open_session(amina.id, "old", "old", now, now - HOUR)
        sessions.open_session(amina.id, "new", "new", now, now + HOUR)
        sessions.forget(now - 24 * HOUR, now)
    kept = [sessions.failures(key, now - 48 * HOUR) for key in ("old", "new")]
    assert (kept, devices(amina)) == ([0, 1], ["new"])
    assert sessions.find_code("reset", "new", now) is not None
