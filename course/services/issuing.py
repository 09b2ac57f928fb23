"""Issuing to many: one certificate each, whoever cannot have one passed over with the reason.

Who is to have one is a plain list of accounts, wherever it comes from.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from course.content.model import Course
from course.documents.facts import CertificateFacts
from course.documents.pdf import RendererUnavailable
from course.documents.signing import SigningKeyFile
from course.rules import certificates as rules
from course.services import register, sheets
from course.services.drafts import facts_for
from course.services.errors import NotFound, Refused
from course.services.issuers import Issuer
from course.services.keys import Unopened
from course.services.register import Entry
from course.storage import accounts, audit, certificates, enrolments, issuing
from course.storage.accounts import Person
from course.storage.database import Found, Query, writing

log = logging.getLogger(__name__)


class Lost(Exception):
    """Another process has taken the run over, or it is finished."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody who can have a certificate, and what it would say."""

    person: Person
    enrolment_id: int
    draft: CertificateFacts


@dataclass(slots=True)
class Run:
    """A run that this process has taken: who is still to be looked at, and when it was last moved."""

    id: int
    course_id: str
    started_by: int | None
    seen_at: datetime
    done: int
    passed_over: list[dict[str, object]]
    left: list[int] = field(default_factory=list)
    drawing: bool = True  # until the renderer is away: then the job that draws what is missing does it


def name_for(person: Person) -> str:
    """The name to print on a certificate that nobody has confirmed: the one wished, else the one shown."""
    return person.certificate_name or person.display_name


def ready(account_id: int, course: Course, issuer: Issuer, now: datetime) -> Ready:
    """What would be issued to an account; writes nothing.

    Raises Refused: "no-account", "no-certificate", "not-completed", "holds-one" (also an expired one, which
    its holder renews), "revoked" (it may have been at the holder's wish), or "name" with `problems`.
    """
    person = accounts.by_id(account_id)
    if person is None:
        raise Refused("no-account")
    standing = enrolments.standing(person.id, course.id)
    if standing is None:
        raise Refused("not-completed")
    draft = facts_for(person, course, standing, name_for(person), issuer, now)
    _check_first(standing.id)
    if problems := rules.name_problems(draft.name):
        raise Refused("name", problems=problems)
    return Ready(person, standing.id, draft)


def _check_first(enrolment_id: int) -> None:
    """Only a first certificate is issued unasked."""
    if held := certificates.latest(enrolment_id):
        raise Refused("revoked" if held.state == "revoked" else "holds-one")


def issue_one(
    account_id: int,
    course: Course,
    issuer: Issuer,
    actor_id: int | None,
    now: datetime,
    also: Callable[[], None] = lambda: None,
) -> Entry:
    """Issue to one account of many; the sheet is still to be drawn. `also` is done in the same transaction.

    Raises Refused as `ready` does, or "busy".
    """
    one = ready(account_id, course, issuer, now)
    if not rules.plain_name(one.draft.name):
        with suppress(RendererUnavailable):
            sheets.proof(one.draft)
    with writing():
        enrolments.lock(one.enrolment_id)
        _check_first(one.enrolment_id)  # again: somebody may have been faster
        entry = register.enter(one.draft, one.person, one.enrolment_id, issuer.public_url, actor_id, now)
        also()
    return entry


def without_certificate(course_id: str) -> list[int]:
    """The accounts that have completed a course and hold no certificate of it."""
    return issuing.without_certificate(course_id)


def start(course_id: str, actor_id: int | None, now: datetime) -> int:
    """Start a run for everyone who has completed a course and holds no certificate; its id.

    Raises Refused: "running" with the `run` of that course that is not finished, or "nobody".
    """
    with writing():
        total = issuing.count_without(course_id)
        run_id = issuing.start(course_id, total, actor_id, now)
        if run_id is None:
            going = issuing.running(course_id)
            raise Refused("running", run=going.id if going else None)
        if not total:
            raise Refused("nobody")
        audit.record("certificate:issue-many", f"course:{course_id}", now, actor_id, total=total)
    return run_id


def take(now: datetime) -> Run | None:
    """Take a run that nobody moves, with all who are left of it; None when there is none."""
    for row in issuing.left(now):
        with writing():
            taken = issuing.move(row.id, row.seen_at, now)
        if taken:
            passed = {each["account"] for each in row.passed_over}
            left = [each for each in issuing.without_certificate(row.course_id) if each not in passed]
            return Run(row.id, row.course_id, row.started_by, now, row.done, list(row.passed_over), left)
    return None


def go_on(run: Run, course: Course, issuer: Issuer, key: SigningKeyFile | None, now: datetime) -> bool:
    """Issue to the next one of a run; False when nobody is left, and the run is finished then.

    The certificate and the count of the run are one transaction, so that a killed run goes on where it was.
    Raises Lost, or Unopened: then nobody is passed over, and the run goes on when there is a key that opens.
    """
    if not run.left:
        finish(run, now)
        return False

    def count() -> None:
        _move(run, now, done=run.done + 1)

    account_id = run.left.pop(0)
    try:
        entry = issue_one(account_id, course, issuer, run.started_by, now, count)
    except Unopened:
        raise
    except Refused as refusal:
        passed: dict[str, object] = {"account": account_id, "why": refusal.code}
        with writing():
            _move(run, now, passed_over=[*run.passed_over, passed])
        run.passed_over.append(passed)
    else:
        run.done += 1
        run.drawing = run.drawing and sheets.draw(entry.id, key) is not None
    run.seen_at = now
    return True


def _move(run: Run, now: datetime, **values: object) -> None:
    if not issuing.move(run.id, run.seen_at, now, **values):
        raise Lost


def finish(run: Run, now: datetime) -> None:
    """End a run: nobody is left, or its course is gone. Raises Lost."""
    with writing():
        _move(run, now, finished_at=now)
    log.info("run %s: %s issued, %s passed over", run.id, run.done, len(run.passed_over))


def find(run_id: int) -> Found:
    """A run, whatever its state; raises NotFound."""
    row = issuing.by_id(run_id)
    if row is None:
        raise NotFound
    return row


def listing() -> Query:
    """Runs, latest first."""
    return issuing.listing()
