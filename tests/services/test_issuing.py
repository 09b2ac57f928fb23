"""Issuing to many: one certificate each, whoever is passed over with the reason, and no kill doubles any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.content.model import Course
from course.services import accounts, certificates, issuing, keys, revocations, sheets
from course.services.certificates import Issuer
from course.services.errors import NotFound, Refused
from course.services.keys import Unopened
from course.storage.accounts import Person
from course.storage.database import Found, db, writing
from course.storage.tables import AuditEntry, Certificate
from tests.services import renderers
from tests.services.courses import ONE_LESSON
from tests.services.test_keys import with_secret

ISSUER = Issuer("Equality Training Centre", "https://learn.example.org")
LEASE = timedelta(minutes=1)
Complete = Callable[[Person, Course], None]


@pytest.fixture
def learners(context: Flask, completed: Complete, now: datetime) -> list[Person]:
    """Five who have completed the course and hold nothing."""
    names = ("Esi Mensah", "Farid Khan", "Gloria Díaz", "Hoa Nguyễn", "Ines Lopes")
    people = [
        accounts.add(f"p{number}@example.org", name, "learner", None, "en", "UTC", now)
        for number, name in enumerate(names)
    ]
    for person in people:
        completed(person, ONE_LESSON)
    return people


def printed() -> list[str]:
    """The names on all certificates, in the order of their numbers."""
    db.session.rollback()
    codes = db.session.scalars(select(Certificate.code).order_by(Certificate.serial)).all()
    return [
        certificates.verify(code, datetime.fromisoformat("2026-03-02T09:00Z")).facts.name for code in codes
    ]


def run_of(run_id: int) -> Found:
    db.session.rollback()
    return issuing.find(run_id)


def to_the_end(now: datetime) -> int:
    """Take what is left and do all of it; how many steps it took."""
    db.session.rollback()
    run = issuing.take(now)
    assert run
    steps = 0
    while issuing.go_on(run, ONE_LESSON, ISSUER, None, now):
        steps += 1
    return steps


def refused(what: Callable[[], object]) -> str:
    db.session.rollback()
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.code


def test_everyone_who_has_completed_the_course_is_issued_one(
    learners: list[Person], chen: Person, dana: Person, now: datetime
) -> None:
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    assert (run_of(run_id).total, to_the_end(now)) == (5, 5)
    run = run_of(run_id)
    assert (run.done, run.passed_over, run.finished_at, issuing.take(now)) == (5, [], now, None)
    assert (printed(), sheets.undrawn()) == ([person.display_name for person in learners], [])
    actors = db.session.execute(select(AuditEntry.actor_id).where(AuditEntry.action == "certificate:issue"))
    assert {row.actor_id for row in actors} == {chen.id}
    started = db.session.execute(
        select(AuditEntry.subject, AuditEntry.detail).where(AuditEntry.action == "certificate:issue-many")
    ).one()
    assert tuple(started) == ("course:masculinities", {"total": 5})


def test_the_wished_name_is_printed_and_else_the_one_shown(
    learners: list[Person], chen: Person, now: datetime
) -> None:
    accounts.change_profile(learners[0], "Esi", "en", "UTC", "Esi Mensah-Ofori")
    issuing.start(ONE_LESSON.id, chen.id, now)
    to_the_end(now)
    assert printed()[:2] == ["Esi Mensah-Ofori", "Farid Khan"]


def test_who_cannot_have_one_is_passed_over_with_the_reason(
    learners: list[Person], amina: Person, dana: Person, chen: Person, completed: Complete, now: datetime
) -> None:
    esi, farid, gloria, hoa, ines = learners
    accounts.change_profile(farid, "test", "en", "UTC")
    accounts.change_profile(gloria, "Gloria" + "\ufdfd" * 110, "en", "UTC")
    held = certificates.issue(hoa, ONE_LESSON, "Hoa Nguyễn", ISSUER, now)
    revocations.revoke(held, "asked-for-by-holder", "", chen.id, now)
    certificates.issue(ines, ONE_LESSON, "Ines Lopes", ISSUER, now)
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    assert (run_of(run_id).total, to_the_end(now)) == (4, 4)
    run = run_of(run_id)
    passed = [(each["account"], each["why"]) for each in run.passed_over]
    assert (run.done, passed) == (1, [(farid.id, "name"), (gloria.id, "name"), (hoa.id, "revoked")])
    why = {
        person.id: refused(lambda: issuing.issue_one(person.id, ONE_LESSON, ISSUER, None, now))  # noqa: B023
        for person in (esi, amina, dana)
    }
    assert why == {esi.id: "holds-one", amina.id: "not-completed", dana.id: "not-completed"}
    assert refused(lambda: issuing.issue_one(4711, ONE_LESSON, ISSUER, None, now)) == "no-account"
    silent = replace(ONE_LESSON, certificate=None)
    assert refused(lambda: issuing.issue_one(hoa.id, silent, ISSUER, None, now)) == "no-certificate"


def test_a_course_has_one_run_at_a_time(
    learners: list[Person], chen: Person, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    said = at_once(8, lambda _: issuing.start(ONE_LESSON.id, chen.id, now))
    refusals = [each for each in said if isinstance(each, Refused)]
    (run_id,) = [each for each in said if isinstance(each, int)]
    assert {(each.code, each.facts["run"]) for each in refusals} == {("running", run_id)}
    to_the_end(now)
    assert refused(lambda: issuing.start(ONE_LESSON.id, chen.id, now)) == "nobody"
    with pytest.raises(NotFound):
        issuing.find(run_id + 1)


def test_a_killed_run_goes_on_where_it_was(learners: list[Person], chen: Person, now: datetime) -> None:
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    killed = issuing.take(now)
    assert killed
    for _ in range(2):
        issuing.go_on(killed, ONE_LESSON, ISSUER, None, now)
    db.session.rollback()
    assert issuing.take(now + LEASE - timedelta(seconds=1)) is None
    assert to_the_end(now + LEASE) == 3
    run = run_of(run_id)
    assert (run.done, run.total, len(printed())) == (5, 5, 5)


def test_a_process_that_was_only_slow_issues_nothing_more_once_its_run_was_taken_over(
    learners: list[Person], chen: Person, now: datetime
) -> None:
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    slow = issuing.take(now)
    assert slow
    issuing.go_on(slow, ONE_LESSON, ISSUER, None, now)
    db.session.rollback()
    fast = issuing.take(now + LEASE)
    assert fast
    for _ in range(2):
        with pytest.raises(issuing.Lost):
            issuing.go_on(slow, ONE_LESSON, ISSUER, None, now + LEASE)
    assert len(printed()) == 1
    while issuing.go_on(fast, ONE_LESSON, ISSUER, None, now + LEASE):
        pass
    with pytest.raises(issuing.Lost):
        issuing.finish(slow, now + LEASE)
    assert (run_of(run_id).done, len(printed())) == (5, 5)


def test_eight_processes_take_a_run_once(
    learners: list[Person], chen: Person, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    issuing.start(ONE_LESSON.id, chen.id, now)
    said = at_once(8, lambda _: issuing.take(now))
    assert len([each for each in said if isinstance(each, issuing.Run)]) == 1


def test_without_a_renderer_a_run_still_issues_and_the_sheets_come_later(
    learners: list[Person], chen: Person, now: datetime
) -> None:
    issuing.start(ONE_LESSON.id, chen.id, now)
    with renderers.away():
        assert to_the_end(now) == 5
    waiting = sheets.undrawn()
    assert len(waiting) == 5
    assert [sheets.draw_missing(each, None, now + LEASE) for each in waiting] == [True] * 5


def test_without_a_key_that_opens_a_run_waits_and_passes_nobody_over(
    learners: list[Person], chen: Person, context: Flask, now: datetime
) -> None:
    certificates.issue(learners[0], ONE_LESSON, "Esi Mensah", ISSUER, now)  # makes the key
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    with_secret(context, "another secret, of another machine")
    with pytest.raises(Unopened):
        to_the_end(now)
    assert (run_of(run_id).passed_over, run_of(run_id).finished_at) == ([], None)
    keys.rotate(now, None)
    assert to_the_end(now + LEASE) == 4
    assert (run_of(run_id).done, len(printed())) == (4, 5)


def test_a_run_passes_over_whoever_got_one_meanwhile(
    learners: list[Person], chen: Person, now: datetime
) -> None:
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    run = issuing.take(now)
    assert run
    certificates.issue(learners[0], ONE_LESSON, "Esi Mensah", ISSUER, now)
    while issuing.go_on(run, ONE_LESSON, ISSUER, None, now):
        pass
    found = run_of(run_id)
    assert (found.done, found.passed_over) == (4, [{"account": learners[0].id, "why": "holds-one"}])
    assert len(printed()) == 5


def test_the_run_of_a_course_that_is_gone_can_be_ended(
    learners: list[Person], chen: Person, now: datetime
) -> None:
    run_id = issuing.start(ONE_LESSON.id, chen.id, now)
    run = issuing.take(now)
    assert run
    issuing.finish(run, now)
    assert (run_of(run_id).finished_at, run_of(run_id).done) == (now, 0)
    with writing():
        assert db.session.scalars(select(Certificate.id)).all() == []
