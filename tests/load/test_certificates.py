"""Sixty-four at once around one certificate: there is one, its number has no gap, and the last word counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.rules.certificates import parse_code
from course.services import accounts, certificates, corrections, issuing, revocations, sheets
from course.services.errors import Refused
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Certificate, CourseCompletion, Enrolment
from tests.completed import ISSUER, complete, sample_course
from tests.load import crowd

CROWD = 64
SITE = ISSUER.public_url
AtOnce = Callable[[Callable[[int], object]], list[Any]]


@pytest.fixture
def at_once(storage: Flask) -> AtOnce:
    return partial(crowd.at_once, storage, CROWD)


@pytest.fixture
def hers(amina: Person, context: Flask, now: datetime) -> str:
    """The code of Amina's certificate."""
    complete(amina, now)
    return issue(amina, now)


def issue(person: Person, now: datetime) -> str:
    return certificates.issue(person, sample_course(), person.display_name, ISSUER, now)


def states(drawn: bool = True) -> Counter[str]:
    """How many certificates are in each state; their numbers follow each other without a gap."""
    db.session.rollback()
    rows = db.session.execute(
        select(Certificate.state, Certificate.serial, Certificate.sha256, Certificate.credential)
    ).all()
    numbers = sorted(int(re.sub("^.*-", "", row.serial)) for row in rows)
    assert numbers == list(range(1, len(rows) + 1))
    assert [row.serial for row in rows if row.credential is None] == []
    assert [row.serial for row in rows if drawn and row.sha256 is None] == []
    return Counter(row.state for row in rows)


def failures(said: list[Any]) -> list[Any]:
    """What nobody should see."""
    return [each for each in said if isinstance(each, Exception) and not isinstance(each, Refused)]


def test_sixty_four_windows_issue_one_certificate(
    amina: Person, context: Flask, now: datetime, at_once: AtOnce
) -> None:
    complete(amina, now)
    said = at_once(lambda _: issue(amina, now))
    assert (len(set(said)), parse_code(said[0])) == (1, said[0])
    assert states() == {"valid": 1}


def test_sixty_four_learners_have_sixty_four_numbers(context: Flask, now: datetime, at_once: AtOnce) -> None:
    people = [
        accounts.add(f"p{n}@example.org", f"Esi Mensah {chr(65 + n % 26)}", "learner", None, "en", "UTC", now)
        for n in range(CROWD)
    ]
    for person in people:
        complete(person, now)
    said = at_once(lambda number: issuing.issue_one(people[number].id, sample_course(), ISSUER, None, now))
    assert ([each for each in said if isinstance(each, Exception)], states(drawn=False)) == (
        [],
        {"valid": CROWD},
    )


@pytest.mark.parametrize("reason", ["name-misspelt", "not-own-work"])
def test_issue_against_revoke(
    amina: Person, chen: Person, hers: str, now: datetime, at_once: AtOnce, reason: str
) -> None:
    """Whoever asks after the revocation has a new one only where the reason bars nobody."""

    def either(number: int) -> object:
        if number % 8 == 0:
            return revocations.revoke(hers, reason, "", chen.id, now)
        return issue(amina, now)

    said = at_once(either)
    assert failures(said) == []
    assert len([each for each in said if each is None]) == 1
    found = states()
    assert found["revoked"] == 1
    assert found["valid"] <= (1 if reason == "name-misspelt" else 0)
    if reason == "name-misspelt":
        issue(amina, now)
        assert states() == {"revoked": 1, "valid": 1}


def test_correction_against_revoke(
    amina: Person, chen: Person, hers: str, now: datetime, at_once: AtOnce
) -> None:
    """The old certificate ends once: revoked, or replaced by the only new one."""

    def either(number: int) -> object:
        if number % 2:
            return revocations.revoke(hers, "not-own-work", "", chen.id, now)
        return corrections.correct(amina, hers, "Amina Bâ", SITE, now)

    assert failures(at_once(either)) == []
    assert states() in ({"revoked": 1}, {"replaced": 1, "valid": 1})


def test_corrections_with_different_names_make_one_certificate(
    amina: Person, hers: str, now: datetime, at_once: AtOnce
) -> None:
    said = at_once(lambda n: corrections.correct(amina, hers, f"Amina {chr(65 + n % 4)}", SITE, now))
    assert (failures(said), states()) == ([], {"replaced": 1, "valid": 1})
    assert len({each for each in said if isinstance(each, str)}) == 1


def test_a_granted_correction_against_a_free_one_and_a_renewed_issue(
    amina: Person, chen: Person, hers: str, now: datetime, at_once: AtOnce
) -> None:
    corrections.ask(amina, hers, "Amina Bâ", "It is spelt with an â.", now)
    db.session.rollback()
    wish = db.session.execute(corrections.waiting()).one()
    db.session.rollback()

    def one_of_three(number: int) -> object:
        if number % 3 == 0:
            return corrections.decide(wish.id, True, "", SITE, chen.id, now)
        if number % 3 == 1:
            return corrections.correct(amina, hers, "Amina Baa", SITE, now)
        return issue(amina, now)

    assert failures(at_once(one_of_three)) == []
    assert states() == {"replaced": 1, "valid": 1}


def test_bulk_against_single(context: Flask, now: datetime, at_once: AtOnce) -> None:
    """Eight learners issue theirs from several windows while a run and a command issue to all."""
    people = [
        accounts.add(f"p{n}@example.org", f"Esi {chr(65 + n)}", "learner", None, "en", "UTC", now)
        for n in range(8)
    ]
    for person in people:
        complete(person, now)
    run_id = issuing.start("masculinities", None, now)

    def one_of_three(number: int) -> object:
        if number == 0:
            run = issuing.take(now)
            assert run
            while issuing.go_on(run, sample_course(), ISSUER, None, now):
                pass
            return None
        if number % 2:
            return issue(people[number % 8], now)
        listed = issuing.issue_one(people[number // 2 % 8].id, sample_course(), ISSUER, None, now)
        return sheets.draw(listed.id, None)

    assert failures(at_once(one_of_three)) == []
    assert states() == {"valid": 8}
    run = issuing.find(run_id)
    assert (run.done + len(run.passed_over) <= 8, run.finished_at) == (True, now)
    each = select(Enrolment.account_id).join(CourseCompletion).join(Certificate)
    assert sorted(db.session.scalars(each)) == sorted(person.id for person in people)
