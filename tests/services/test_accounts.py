"""Accounts: who gets one, who administers, and who is kept out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from course.services import accounts, sessions
from course.services.errors import NotFound, Refused, TooMany
from course.services.passwords import digest
from course.storage import accounts as storage
from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db

PASSWORD = "violet harbour 2041"
SITE = "https://learn.example.org"


def add(
    email: str, name: str = "Amina", role: str = "learner", now: datetime | None = None, **more: Any
) -> Person:
    assert now
    password = more.get("password", PASSWORD)
    return accounts.add(email, name, role, password, "en", "Africa/Nairobi", now, more.get("actor_id"))


def refused(what: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.code, caught.value.facts


def entries() -> list[tuple[str, str, int | None, dict[str, Any]]]:
    """The audit, oldest first."""
    found = db.session.execute(audit.listing()).all()
    return [(row.action, row.subject, row.actor_id, row.detail) for row in reversed(found)]


def test_amina_registers_and_signs_in(context: Flask, now: datetime) -> None:
    amina = add(" Amina@Example.ORG ", "  Amina   N. ", now=now)
    assert amina == Person(amina.id, "amina@example.org", "Amina N.", None, "learner", "en", "Africa/Nairobi")
    assert sessions.sign_in("AMINA@example.org", PASSWORD, "10.0.0.1", now) == amina
    assert entries() == [("account:add", f"account:{amina.id}", amina.id, {"role": "learner"})]


def test_an_account_without_a_name_is_called_after_its_address(context: Flask, now: datetime) -> None:
    assert add("amina@example.org", "  ", now=now).display_name == "amina"


def test_an_account_added_without_a_password_opens_with_none(context: Flask, now: datetime) -> None:
    amina = add("amina@example.org", password=None, now=now)
    assert storage.password_hash_of(amina.id) is None
    assert refused(lambda: sessions.sign_in("amina@example.org", "", "10.0.0.1", now)) == ("credentials", {})


@pytest.mark.parametrize(
    ("email", "role", "password", "code", "problem"),
    [
        ("amina", "learner", PASSWORD, "email", None),
        ("amina@", "learner", PASSWORD, "email", None),
        ("a\0mina@example.org", "learner", PASSWORD, "email", None),
        ("amina@example.org", "owner", PASSWORD, "role", None),
        ("amina@example.org", "learner", "violet", "password", "short"),
        ("amina@example.org", "learner", "v" + "iolet harbour" * 10, "password", "long"),
        ("amina@example.org", "learner", "password123", "password", "common"),
        ("amina@example.org", "learner", "amina@example.org", "password", "personal"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    context: Flask,
    now: datetime,
    rows: Callable[[str], int],
    email: str,
    role: str,
    password: str,
    code: str,
    problem: str | None,
) -> None:
    said, facts = refused(lambda: add(email, role=role, password=password, now=now))
    assert (said, facts.get("problem")) == (code, problem)
    assert (rows("account"), rows("audit_entry")) == (0, 0)


def test_an_address_belongs_to_one_account_whatever_its_case(
    context: Flask, now: datetime, rows: Callable[[str], int]
) -> None:
    add("amina@example.org", now=now)
    assert refused(lambda: add("AMINA@EXAMPLE.ORG", now=now)) == ("taken", {})
    assert (rows("account"), rows("audit_entry")) == (1, 1)


def test_an_address_registered_eight_times_at_once_has_one_account(
    at_once: Callable[..., list[Any]], rows: Callable[[str], int], now: datetime
) -> None:
    said = at_once(8, lambda _: add("amina@example.org", password=None, now=now))
    assert sorted(str(each) for each in said if isinstance(each, Exception)) == ["taken"] * 7
    assert rows("account") == 1


def test_amina_changes_what_she_says_about_herself(amina: Person, context: Flask) -> None:
    accounts.change_profile(amina, " Amina  B. ", "fr", "Africa/Dakar", "Amina Bâ")
    changed = Person(amina.id, amina.email, "Amina B.", "Amina Bâ", "learner", "fr", "Africa/Dakar")
    assert storage.by_id(amina.id) == changed
    accounts.change_profile(changed, " ", "fr", "Africa/Dakar", "")
    found = storage.by_id(amina.id)
    assert found
    assert (found.display_name, found.certificate_name) == ("Amina B.", None)


def token_in(link: str | None) -> str:
    assert link
    assert link.startswith(f"{SITE}/")
    return link.rsplit("/", 1)[1]


def make_admin(
    token: str, now: datetime, email: str = "chen@example.org", password: str = PASSWORD
) -> Person:
    return accounts.make_first_admin(token, email, "Chen", password, "en", "UTC", now)


def test_chen_becomes_the_first_admin_and_nobody_after_him(context: Flask, now: datetime) -> None:
    token = token_in(accounts.first_admin_link(SITE, now))
    assert sessions.account_of_code("admin", token, now) == 0
    chen = make_admin(token, now)
    found = storage.by_id(chen.id)
    assert found
    assert found.role == "admin"
    assert entries()[-1] == (
        "account:role", f"account:{chen.id}", chen.id, {"role": "admin", "first": True},
    )  # fmt: skip
    assert accounts.first_admin_link(SITE, now) is None
    with pytest.raises(NotFound):
        make_admin(token, now, "dana@example.org")


def test_a_learner_becomes_the_first_admin_with_her_own_password(
    amina: Person, context: Flask, now: datetime
) -> None:
    token = token_in(accounts.first_admin_link(SITE, now))
    assert refused(lambda: make_admin(token, now, amina.email, "a wrong password")) == ("credentials", {})
    assert make_admin(token, now, amina.email).id == amina.id
    assert storage.admins() == 1


def test_the_first_admin_is_refused_what_every_account_is(context: Flask, now: datetime) -> None:
    token = token_in(accounts.first_admin_link(SITE, now))
    assert refused(lambda: make_admin(token, now, "nobody"))[0] == "email"
    assert refused(lambda: make_admin(token, now, password="short")) == ("password", {"problem": "short"})
    make_admin(token, now)


def test_only_the_newest_first_admin_link_works_and_for_a_day(context: Flask, now: datetime) -> None:
    old, new = (token_in(accounts.first_admin_link(SITE, now)) for _ in range(2))
    with pytest.raises(NotFound):
        make_admin(old, now)
    with pytest.raises(NotFound):
        make_admin(new, now + timedelta(hours=24))
    make_admin(new, now + timedelta(hours=24) - timedelta(seconds=1))


def test_a_first_admin_link_pressed_by_four_people_at_once_makes_one_admin(
    at_once: Callable[..., list[Any]], context: Flask, now: datetime
) -> None:
    token = token_in(accounts.first_admin_link(SITE, now))
    said = at_once(4, lambda number: make_admin(token, now, f"person{number}@example.org"))
    assert [type(each) for each in said].count(NotFound) == 3
    assert storage.admins() == 1


def test_chen_makes_bruno_a_trainer_and_the_audit_knows(
    chen: Person, bruno: Person, context: Flask, now: datetime
) -> None:
    accounts.set_role(bruno.id, "admin", now, chen.id)
    assert entries()[-1] == (
        "account:role", f"account:{bruno.id}", chen.id, {"before": "trainer", "after": "admin"},
    )  # fmt: skip
    accounts.set_role(chen.id, "learner", now, bruno.id)
    assert storage.admins() == 1


def test_roles_that_do_not_exist_and_people_who_do_not(chen: Person, context: Flask, now: datetime) -> None:
    assert refused(lambda: accounts.set_role(chen.id, "owner", now)) == ("role", {})
    with pytest.raises(NotFound):
        accounts.set_role(chen.id + 1, "admin", now)
    with pytest.raises(NotFound):
        accounts.set_disabled(chen.id + 1, True, now)


def test_the_last_admin_stays(chen: Person, context: Flask, now: datetime) -> None:
    assert refused(lambda: accounts.set_role(chen.id, "learner", now, chen.id)) == ("last-admin", {})
    assert refused(lambda: accounts.set_disabled(chen.id, True, now, chen.id)) == ("last-admin", {})
    assert storage.admins() == 1
    assert entries()[1:] == []


def test_admins_who_demote_each_other_at_once_leave_one(
    chen: Person, context: Flask, at_once: Callable[..., list[Any]], now: datetime
) -> None:
    dana = add("dana@example.org", role="admin", now=now)
    for way in range(6):
        acts = (
            lambda number: accounts.set_role((chen.id, dana.id)[number], "learner", now),
            lambda number: accounts.set_disabled((chen.id, dana.id)[number], True, now),
        )
        said = at_once(2, acts[way % 2])
        assert [str(each) for each in said if each] == ["last-admin"]
        db.session.rollback()
        assert storage.admins() == 1
        for person in (chen, dana):
            accounts.set_disabled(person.id, False, now)
            accounts.set_role(person.id, "admin", now)


def test_a_disabled_account_is_signed_out_and_kept_out(
    amina: Person, chen: Person, context: Flask, now: datetime
) -> None:
    token = sessions.open_session(amina, "Firefox", 30, now)
    accounts.set_disabled(amina.id, True, now, chen.id)
    assert storage.by_token(digest(token), now, now - timedelta(hours=72)) is None
    assert refused(lambda: sessions.sign_in(amina.email, PASSWORD, "10.0.0.1", now)) == ("credentials", {})
    accounts.set_disabled(amina.id, False, now, chen.id)
    assert storage.by_token(digest(token), now, now - timedelta(hours=72)) is None
    assert sessions.sign_in(amina.email, PASSWORD, "10.0.0.1", now) == amina
    assert [row[0] for row in entries()][-2:] == ["account:disable", "account:enable"]


def test_a_learner_can_be_disabled_where_there_is_no_admin_yet(
    amina: Person, context: Flask, now: datetime
) -> None:
    accounts.set_disabled(amina.id, True, now)
    facts = storage.facts(amina.id)
    assert facts
    assert facts.disabled_at == now


def test_chen_hands_bruno_a_link_that_sets_a_password_within_a_day(
    chen: Person, bruno: Person, context: Flask, now: datetime
) -> None:
    first, second = (token_in(accounts.reset_link(bruno.id, SITE, now, chen.id)) for _ in range(2))
    later = now + timedelta(hours=23, minutes=59)
    with pytest.raises(NotFound):
        sessions.reset_password(first, "amber lantern 7", later)
    assert sessions.reset_password(second, "amber lantern 7", later) == bruno
    assert sessions.sign_in(bruno.email, "amber lantern 7", "10.0.0.1", later) == bruno
    assert entries()[2:4] == [("account:reset-link", f"account:{bruno.id}", chen.id, {})] * 2


def test_nobody_and_the_disabled_get_no_link(amina: Person, context: Flask, now: datetime) -> None:
    with pytest.raises(NotFound):
        accounts.reset_link(amina.id + 1, SITE, now)
    accounts.set_disabled(amina.id, True, now)
    assert refused(lambda: accounts.reset_link(amina.id, SITE, now)) == ("disabled", {})


def test_chen_signs_amina_out_everywhere(amina: Person, chen: Person, context: Flask, now: datetime) -> None:
    tokens = [sessions.open_session(amina, device, 30, now) for device in ("Firefox", "Chrome")]
    accounts.sign_out_everywhere(amina.id, now, chen.id)
    assert [storage.by_token(digest(token), now, now - timedelta(hours=1)) for token in tokens] == [
        None,
        None,
    ]
    assert entries()[-1] == ("session:end-all", f"account:{amina.id}", chen.id, {})
    with pytest.raises(NotFound):
        accounts.sign_out_everywhere(0, now)


def test_who_guesses_the_password_of_an_account_to_make_it_admin_is_slowed(
    amina: Person, context: Flask, now: datetime
) -> None:
    token = token_in(accounts.first_admin_link(SITE, now))
    for _ in range(10):
        refused(lambda: make_admin(token, now, amina.email, "a wrong password"))
    with pytest.raises(TooMany):
        make_admin(token, now, amina.email)
