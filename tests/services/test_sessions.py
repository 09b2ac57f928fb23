"""Signing in and out: by password, by a mailed link, on several devices; and guessing slowed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.services import accounts, sessions
from course.services.errors import NotFound, Refused, TooMany
from course.services.passwords import digest
from course.storage import accounts as people
from course.storage import sessions as storage
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Account, Mail

PASSWORD = "violet harbour 2041"
OTHER = "amber lantern 7"
SITE = "https://learn.example.org"
IDLE = timedelta(hours=72)


def try_out(email: str, password: str, now: datetime, address: str = "10.0.0.1") -> str:
    """How a sign-in ends: "in", the code of the refusal, or "too many"."""
    try:
        sessions.sign_in(email, password, address, now)
    except Refused as refused:
        return " ".join([refused.code, *refused.facts])
    except TooMany:
        return "too many"
    return "in"


def signed_in(token: str, now: datetime) -> Person | None:
    return people.by_token(digest(token), now, now - IDLE)


def letters() -> list[tuple[str, str]]:
    """To whom and with which text mail was written, oldest first."""
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(Mail.to, Mail.body).order_by(Mail.id))]


def mailed_token(path: str) -> str:
    found = re.findall(rf"{SITE}/{path}/(\S+)", letters()[-1][1])
    assert len(found) == 1
    return str(found[0])


def test_unknown_wrong_and_disabled_are_answered_alike(
    amina: Person, dana: Person, chen: Person, context: Flask, now: datetime
) -> None:
    accounts.set_disabled(dana.id, True, now)
    said = [
        try_out("nobody@example.org", PASSWORD, now),
        try_out(amina.email, OTHER, now),
        try_out(dana.email, PASSWORD, now),
        try_out("", "", now),
    ]
    assert said == ["credentials"] * 4


def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    amina: Person, context: Flask, now: datetime
) -> None:
    def quickest(email: str) -> float:
        times = []
        for _ in range(4):
            began = time.process_time()
            try_out(email, OTHER, now)
            times.append(time.process_time() - began)
        return min(times)

    assert quickest("nobody@example.org") > quickest(amina.email) / 3


def test_after_ten_failures_even_the_right_password_waits_a_quarter_of_an_hour(
    amina: Person, context: Flask, now: datetime
) -> None:
    assert [try_out(amina.email, OTHER, now) for _ in range(11)] == ["credentials"] * 10 + ["too many"]
    with pytest.raises(TooMany) as refused:
        sessions.sign_in(amina.email.upper(), PASSWORD, "10.9.9.9", now)
    assert refused.value.again_at == now + timedelta(minutes=15)
    assert try_out(amina.email, PASSWORD, now + timedelta(minutes=14, seconds=59)) == "too many"
    assert try_out(amina.email, PASSWORD, now + timedelta(minutes=15)) == "in"


def test_an_unknown_address_is_slowed_like_a_known_one(context: Flask, now: datetime) -> None:
    assert [try_out("nobody@example.org", OTHER, now) for _ in range(11)][-1] == "too many"


def test_sixty_failures_from_one_address_stop_it_for_every_account(
    amina: Person, context: Flask, now: datetime
) -> None:
    keys = sessions.keys_of("sign-in", "someone", "10.0.0.1")
    for _ in range(60):
        sessions.count_try(keys[1:], now)
    assert try_out(amina.email, PASSWORD, now) == "too many"
    assert try_out(amina.email, PASSWORD, now, "10.0.0.2") == "in"


def test_signing_in_forgets_the_failures_of_the_account(amina: Person, context: Flask, now: datetime) -> None:
    for _ in range(9):
        try_out(amina.email, OTHER, now)
    sessions.open_session(amina, "Firefox, Linux", 30, now)
    assert [try_out(amina.email, OTHER, now) for _ in range(10)] == ["credentials"] * 10


def test_a_session_lasts_its_days_and_ends_when_nobody_comes(
    amina: Person, context: Flask, now: datetime
) -> None:
    token = sessions.open_session(amina, "Firefox, Linux", 30, now)
    found = signed_in(token, now + timedelta(hours=71))
    assert found
    assert (found.id, found.session_seen_at) == (amina.id, now)
    assert signed_in(token, now + timedelta(hours=72)) is None
    for day in range(2, 30, 2):
        sessions.touch_session(found.session_id, now + timedelta(days=day))
    assert signed_in(token, now + timedelta(days=29, hours=23)) is not None
    sessions.touch_session(found.session_id, now + timedelta(days=30))
    assert signed_in(token, now + timedelta(days=30)) is None


def test_only_the_hash_of_a_token_is_stored(amina: Person, context: Flask, now: datetime) -> None:
    token = sessions.open_session(amina, "Firefox, Linux" * 20, 30, now)
    assert people.by_token(token, now, now - IDLE) is None
    assert [row.device for row in storage.of_account(amina.id)] == [("Firefox, Linux" * 20)[:120]]


def test_amina_signs_out_of_one_device_and_of_every_other(
    amina: Person, context: Flask, now: datetime
) -> None:
    phone, laptop, library = (sessions.open_session(amina, name, 30, now) for name in ("a", "b", "c"))
    at_library = signed_in(library, now)
    assert at_library
    sessions.end_session(amina.id, at_library.session_id)
    assert [signed_in(token, now) is not None for token in (phone, laptop, library)] == [True, True, False]
    on_phone = signed_in(phone, now)
    assert on_phone
    sessions.end_other_sessions(amina.id, on_phone.session_id, now)
    assert [signed_in(token, now) is not None for token in (phone, laptop)] == [True, False]


def test_dana_cannot_end_aminas_session(amina: Person, dana: Person, context: Flask, now: datetime) -> None:
    token = sessions.open_session(amina, "Firefox", 30, now)
    found = signed_in(token, now)
    assert found
    sessions.end_session(dana.id, found.session_id)
    assert signed_in(token, now) is not None


def test_a_new_password_ends_every_other_session(amina: Person, context: Flask, now: datetime) -> None:
    here, there = (sessions.open_session(amina, name, 30, now) for name in ("here", "there"))
    person = signed_in(here, now)
    assert person
    sessions.change_password(person, PASSWORD, OTHER, now)
    assert [signed_in(token, now) is not None for token in (here, there)] == [True, False]
    assert (try_out(amina.email, PASSWORD, now), try_out(amina.email, OTHER, now)) == ("credentials", "in")
    assert [to for to, _body in letters()] == [amina.email]


def test_a_password_is_changed_only_with_the_old_one(amina: Person, context: Flask, now: datetime) -> None:
    for _ in range(10):
        with pytest.raises(Refused, match="credentials"):
            sessions.change_password(amina, "a wrong password", OTHER, now)
    with pytest.raises(TooMany):
        sessions.change_password(amina, PASSWORD, OTHER, now)
    later = now + timedelta(minutes=15)
    with pytest.raises(Refused, match="password"):
        sessions.change_password(amina, PASSWORD, "short", later)
    assert (try_out(amina.email, PASSWORD, later), letters()) == ("in", [])


def test_an_account_without_a_password_sets_its_first_one(context: Flask, now: datetime) -> None:
    amina = accounts.add("amina@example.org", "Amina", "learner", None, "en", "UTC", now)
    sessions.change_password(amina, "", OTHER, now)
    assert try_out(amina.email, OTHER, now) == "in"


def test_a_mailed_link_signs_in_once_within_ten_minutes(amina: Person, context: Flask, now: datetime) -> None:
    sessions.send_code("link", " Amina@example.org ", "10.0.0.1", SITE, now)
    token = mailed_token("sign-in-link")
    late, in_time = now + timedelta(minutes=10), now + timedelta(minutes=9, seconds=59)
    with pytest.raises(NotFound):
        sessions.use_link(token, late)
    assert sessions.account_of_code("link", token, in_time) == amina.id
    assert sessions.use_link(token, in_time) == amina
    assert db.session.scalar(select(Account.verified_at)) == in_time
    with pytest.raises(NotFound):
        sessions.use_link(token, in_time)
    assert sessions.account_of_code("link", token, in_time) is None


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(
    amina: Person, context: Flask, now: datetime
) -> None:
    session = sessions.open_session(amina, "Firefox", 30, now)
    sessions.send_code("reset", amina.email, "10.0.0.1", SITE, now)
    token = mailed_token("password")
    with pytest.raises(Refused, match="password"):
        sessions.reset_password(token, "short", now)
    with pytest.raises(NotFound):
        sessions.reset_password(token, OTHER, now + timedelta(minutes=10))
    assert sessions.reset_password(token, OTHER, now) == amina
    assert signed_in(session, now) is None
    with pytest.raises(NotFound):
        sessions.reset_password(token, PASSWORD, now)
    assert [try_out(amina.email, word, now) for word in (PASSWORD, OTHER)] == ["credentials", "in"]


def test_a_newer_link_ends_the_older_one(amina: Person, context: Flask, now: datetime) -> None:
    tokens = []
    for _ in range(2):
        sessions.send_code("link", amina.email, "10.0.0.1", SITE, now)
        tokens.append(mailed_token("sign-in-link"))
    with pytest.raises(NotFound):
        sessions.use_link(tokens[0], now)
    assert sessions.use_link(tokens[1], now) == amina


@pytest.mark.parametrize(("purpose", "path"), [("link", "sign-in-link"), ("reset", "password")])
def test_a_link_serves_its_own_purpose_only(
    amina: Person, context: Flask, now: datetime, purpose: str, path: str
) -> None:
    sessions.send_code(purpose, amina.email, "10.0.0.1", SITE, now)
    token = mailed_token(path)
    with pytest.raises(NotFound):
        _ = sessions.reset_password(token, OTHER, now) if purpose == "link" else sessions.use_link(token, now)
    assert sessions.account_of_code("admin", token, now) is None


@pytest.mark.parametrize("use", ["link", "reset"])
def test_a_link_pressed_four_times_at_once_works_once(
    amina: Person, context: Flask, now: datetime, at_once: Callable[..., list[Any]], use: str
) -> None:
    sessions.send_code(use, amina.email, "10.0.0.1", SITE, now)
    token = mailed_token("sign-in-link" if use == "link" else "password")
    said = at_once(
        4,
        lambda _: (
            sessions.use_link(token, now) if use == "link" else sessions.reset_password(token, OTHER, now)
        ),
    )
    assert sorted(type(each).__name__ for each in said) == ["NotFound"] * 3 + ["Person"]


def test_no_mail_goes_to_strangers_and_the_disabled_and_nothing_tells(
    amina: Person, chen: Person, context: Flask, now: datetime
) -> None:
    accounts.set_disabled(amina.id, True, now)
    sessions.send_code("reset", "nobody@example.org", "10.0.0.1", SITE, now)
    sessions.send_code("link", amina.email, "10.0.0.1", SITE, now)
    assert letters() == []


@pytest.mark.parametrize("email", ["amina@example.org", "nobody@example.org"])
def test_ten_mails_in_a_quarter_of_an_hour_are_enough(
    amina: Person, context: Flask, now: datetime, email: str
) -> None:
    for _ in range(10):
        sessions.send_code("reset", email, "10.0.0.1", SITE, now)
    with pytest.raises(TooMany):
        sessions.send_code("reset", email, "10.0.0.1", SITE, now)
    sessions.send_code("reset", email, "10.0.0.1", SITE, now + timedelta(minutes=15))
    assert len(letters()) == (11 if email == amina.email else 0)


def test_a_link_mailed_before_an_account_was_disabled_opens_nothing(
    amina: Person, chen: Person, context: Flask, now: datetime
) -> None:
    sessions.send_code("link", amina.email, "10.0.0.1", SITE, now)
    link = mailed_token("sign-in-link")
    sessions.send_code("reset", amina.email, "10.0.0.1", SITE, now)
    reset = mailed_token("password")
    accounts.set_disabled(amina.id, True, now)
    with pytest.raises(NotFound):
        sessions.use_link(link, now)
    with pytest.raises(NotFound):
        sessions.reset_password(reset, OTHER, now)


def test_what_is_old_is_forgotten_at_the_next_sign_in(
    amina: Person, context: Flask, now: datetime, rows: Callable[[str], int]
) -> None:
    try_out("nobody@example.org", OTHER, now)
    sessions.send_code("link", amina.email, "10.0.0.1", SITE, now)
    sessions.open_session(amina, "Firefox", 1, now)
    later = now + timedelta(days=1, minutes=11)
    sessions.open_session(amina, "Chrome", 1, later)
    assert (rows("failure"), rows("code"), rows("session")) == (0, 0, 1)
