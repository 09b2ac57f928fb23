"""People brought to where a test begins, by the services that the pages use."""

from __future__ import annotations

from datetime import UTC, datetime

from course.content.model import Course, Module
from course.rules.grading import Response
from course.services import attempts, certificates, progress
from course.services.certificates import Issuer
from course.storage import enrolments, sessions
from course.storage.accounts import Person
from course.storage.database import writing
from tests.journeys.answers import Choose, right
from tests.journeys.site import Site

REVISION = "as seeded"


def read(site: Site, person: Person, course: Course, module: Module, count: int = 99) -> None:
    """Finish the first `count` lessons of a module."""
    with site.app.app_context():
        for lesson in module.lessons[:count]:
            progress.finish_lesson(person.id, course, module, lesson, REVISION, datetime.now(UTC))


def begin(site: Site, person: Person, course: Course, module: Module) -> int:
    """Begin an attempt; its id."""
    with site.app.app_context():
        return attempts.start(person.id, course, module, REVISION, 7, datetime.now(UTC))


def attempt(site: Site, person: Person, course: Course, module: Module, choose: Choose = right) -> int:
    """Begin an attempt and submit it; its id."""
    started = begin(site, person, course, module)
    with site.app.app_context():
        sheet = attempts.sheet(person.id, started)
        answers: dict[str, Response] = {name: choose(item) for name, item in sheet.items.items()}
        token = f"seeded {started}"
        attempts.submit(person.id, started, answers, token, course, REVISION, datetime.now(UTC))
    return started


def complete(site: Site, person: Person, course: Course) -> dict[str, int]:
    """Do all that a course asks for; the passed attempts by module."""
    passed = {}
    for module in course.modules:
        read(site, person, course, module)
        passed[module.id] = attempt(site, person, course, module)
    return passed


def certify(site: Site, person: Person, course: Course, now: datetime | None = None) -> str:
    """Issue the certificate of a completed course; its code."""
    issuer = Issuer("Equality Training Centre", site.url)
    with site.app.app_context():
        name = person.display_name
        return certificates.issue(person, course, name, issuer, now or datetime.now(UTC))


def attempts_of(site: Site, person: Person, course: Course) -> list[tuple[int, str, float | None]]:
    """Every attempt on record: its number, state and points."""
    with site.app.app_context():
        standing = enrolments.standing(person.id, course.id)
        return [(row.number, row.state, row.points) for row in standing.attempts] if standing else []


def answers_of(site: Site, person: Person, attempt_id: int) -> dict[str, object]:
    """The answers on record for an attempt, by item."""
    with site.app.app_context():
        return dict(attempts.sheet(person.id, attempt_id).answers)


def sign_out_everywhere(site: Site, person: Person) -> None:
    """End every session of a person, as when they are signed out from another device."""
    with site.app.app_context(), writing():
        sessions.end(person.id)
