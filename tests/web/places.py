"""A site where things happened, and the address of every route in it: one's own, another's, and missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from course.content.catalogue import Library
from course.services import attempts, progress, sessions
from course.storage import enrolments
from course.storage import sessions as devices
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Mail
from tests.completed import certify, complete

FIXED = {
    "course_id": "masculinities",
    "module_id": "first-steps",
    "lesson_id": "levels",
    "reflection_id": "my-rule",
    "dialogue_id": "2018-06-men-and-training",
    "number": 1,
    "version": "0",
}
NAMES = {
    "public.media": "masculinities/01-first-steps/media/dot.png",
    "assets.show": "css/site.css",
    "dialogues.document": "concept-note",
    "dialogues.sheet": "concept-note",
}
MISSING = {
    **dict.fromkeys(("attempt_id", "account_id", "session_id", "correction_id", "run_id"), 999_999),
    "number": 99,
}
UNKNOWN_CODE = "0000000000000"


@dataclass(frozen=True, slots=True)
class Owned:
    """What belongs to one person."""

    account_id: int
    attempt_id: int
    submitted_id: int
    session_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Places:
    own: dict[int, Owned]  # by account
    links: dict[str, str]  # tokens by endpoint

    def address(self, app: Flask, rule: Rule, whose: Person | None) -> str:
        """The address of a route; of what does not exist for None. Parts that nobody owns are the same."""
        owned = self.own.get(whose.id) if whose else None
        values: dict[str, Any] = {}
        for name in rule.arguments:
            if owned and hasattr(owned, name):
                values[name] = getattr(owned, name)
            elif name == "code":
                values[name] = UNKNOWN_CODE
            elif name == "token":
                values[name] = self.links.get(rule.endpoint, "unknown") if owned else "unknown"
            elif name == "name":
                values[name] = NAMES[rule.endpoint] if owned else "unknown"
            else:
                values[name] = FIXED.get(name, 0) if owned else MISSING.get(name, "unknown")
        with app.test_request_context("http://localhost/"):
            return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def routes(app: Flask, method: str) -> Iterator[Rule]:
    """Every route that answers a method, in the order of their addresses."""
    yield from sorted(
        (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())),
        key=lambda rule: rule.rule,
    )


def happened(app: Flask, amina: Person, dana: Person, now: datetime) -> Places:
    library: Library = app.extensions["library"]
    course = library.current.course("masculinities")
    assert course
    own = {}
    with app.app_context():
        for person in (amina, dana):
            complete(person, now)
            first, then = course.modules[0], now - timedelta(hours=1)
            submitted = attempts.start(person.id, course, first, "r", 1, then)
            attempts.submit(person.id, submitted, {}, f"token-{person.id}", course, "r", then)
            running = attempts.start(person.id, course, first, "r", 2, now)
            progress.save_reflection(person.id, course, first, "my-rule", f"A note of {person.email}.", now)
            code = certify(person, f"{person.display_name} Example", now)
            sessions.open_session(person, "A phone", 30, now)
            session_id = devices.of_account(person.id)[0].id
            own[person.id] = Owned(person.id, running, submitted, session_id, code)
            assert enrolments.standing(person.id, course.id)
        links = {}
        for purpose, endpoint in (
            ("link", "accounts.links.use_link"),
            ("reset", "accounts.links.new_password"),
        ):
            sessions.send_code(purpose, amina.email, "10.0.0.1", "http://127.0.0.1:8000", now)
            body = db.session.query(Mail.body).order_by(Mail.id.desc()).first()
            assert body
            links[endpoint] = next(word for word in body[0].split() if "//" in word).rsplit("/", 1)[1]
    return Places(own, links)
