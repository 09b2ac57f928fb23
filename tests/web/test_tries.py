"""Tries counted in memory: by visitor, for a quarter of an hour, and of a bounded number of visitors."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from course.services.errors import TooMany
from course.web import tries
from course.web.tries import Tries, network_of
from tests.conftest import NOW


def refused(guesses: Tries, address: str, now: datetime = NOW) -> bool:
    try:
        guesses.check(address, now)
    except TooMany:
        return True
    return False


def test_the_limit_holds_for_a_quarter_of_an_hour() -> None:
    guesses = Tries(3)
    for minute in range(3):
        guesses.count("10.0.0.1", NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany) as told:
        guesses.check("10.0.0.1", NOW + timedelta(minutes=14))
    assert told.value.again_at == NOW + timedelta(minutes=15)
    assert not refused(guesses, "10.0.0.2", NOW + timedelta(minutes=14))
    assert not refused(guesses, "10.0.0.1", NOW + timedelta(minutes=15))


def test_whoever_has_a_whole_network_is_one_visitor() -> None:
    guesses = Tries(1)
    guesses.count("2001:db8::1", NOW)
    assert refused(guesses, "2001:db8::ffff:1")
    assert not refused(guesses, "2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("2001:db8::1", "2001:db8::/64"), ("", ""),
    ],
)  # fmt: skip
def test_a_visitor_is_known_by_the_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_only_so_many_visitors_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST", 2)
    guesses = Tries(1)
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        guesses.count(address, NOW)
    assert [refused(guesses, f"10.0.0.{last}") for last in (1, 2, 3)] == [False, True, True]
