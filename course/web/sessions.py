"""Who is behind a request: Flask-Login over our own table of sessions."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from course.config import Config
from course.services import sessions
from course.services.passwords import digest
from course.storage import accounts
from course.storage.accounts import Person
from course.storage.database import db

log = logging.getLogger(__name__)
TOUCH_AFTER = timedelta(minutes=15)
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the token in the cookie, and the person it belongs to."""

    def __init__(self, token: str, person: Person) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        return self.token


def config() -> Config:
    found: Config = current_app.config["COURSE"]
    return found


def now() -> datetime:
    """The moment of this request: read once, so that one request has one time."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(token: str) -> SignedIn | None:
        idle_since = now() - timedelta(hours=config().idle_hours)
        try:
            person = accounts.by_token(digest(token), now(), idle_since)
        except (
            OperationalError
        ) as error:  # reading goes on without the database; the guard answers 503 to the rest
            log.error("database: %s", error)
            db.session.rollback()
            g.database_away = True
            return None
        return SignedIn(token, person) if person else None


def current_person() -> Person | None:
    """The account that is signed in, or None."""
    return current_user.person if current_user.is_authenticated else None


def the_person() -> Person:
    """The account that is signed in, where the route demands one."""
    person = current_person()
    assert person is not None
    return person


def start(person: Person, keep: bool) -> None:
    """Sign in on this device; `keep` holds after the browser is closed."""
    device = _device(request.user_agent.string)
    token = sessions.open_session(person, device, config().session_days, now())
    # The value that proves our forms goes along: a page left open in another tab can then still be sent.
    proof = session.get("csrf_token")
    session.clear()
    if proof:
        session["csrf_token"] = proof
    session.permanent = keep
    login_user(SignedIn(token, person))


def end() -> None:
    """Sign out here: the token is of no use to anyone afterwards."""
    person = current_person()
    if person:
        sessions.end_session(person.id, person.session_id)
    logout_user()
    session.clear()


def touch() -> None:
    """Note the visit, at most every quarter of an hour, so that an idle session can end.

    While the database takes no writes, reading goes on without.
    """
    person = current_person()
    if person and person.session_seen_at and now() - person.session_seen_at > TOUCH_AFTER:
        try:
            sessions.touch_session(person.session_id, now())
        except OperationalError as error:
            log.error("database: %s", error)
            db.session.rollback()


def _device(agent: str) -> str:
    """A name a person recognises: "Firefox, Android"."""
    named = [
        next((name for mark, name in table.items() if mark in agent), "") for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, named)) or agent[:60] or "unknown"
