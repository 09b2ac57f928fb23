"""Learners with their browsers: accounts and sessions made through the services, forms sent over HTTP."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from course.config import load
from course.services import accounts, sessions
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db, prepare

SECRET = "only for tests: not a secret at all"
LESSONS = "/courses/short/modules/only/lessons"
NEEDED = (200, 204, 303)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request."""

    status: int
    location: str = ""


@contextmanager
def database_of(settings: dict[str, str]) -> Iterator[Flask]:
    """The database of a site, brought up to date; what the tests read and write beside the server."""
    config = load(settings)
    config.data.mkdir(parents=True, exist_ok=True)
    app = Flask("course")
    app.config.update(COURSE=config, SQLALCHEMY_DATABASE_URI=config.database, SECRET_KEY=SECRET)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        schema.upgrade_engine(db.engine)
        yield app
        db.session.rollback()
        db.engine.dispose()


def enrolled_browsers(app: Flask, count: int, port: int) -> list[Browser]:
    """So many learners, each signed in on one browser; nobody waits for a password to be hashed."""
    now = datetime.now(UTC)
    return [_browser(app, number, port, now) for number in range(count)]


def _browser(app: Flask, number: int, port: int, now: datetime) -> Browser:
    person = accounts.add(f"p{number}@example.org", f"Person {number}", "learner", None, "en", "UTC", now)
    token, proof = sessions.open_session(person, "Firefox, Linux", 30, now), secrets.token_hex(20)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": proof})
    form_token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(proof)
    return Browser(person, port, f"course={cookie}", str(form_token))


class Browser:
    """One learner's browser, with as many connections as it has windows."""

    def __init__(self, person: Person, port: int, cookie: str, form_token: str) -> None:
        self.person, self.port, self.cookie, self.form_token = person, port, cookie, form_token
        self.said: list[int] = []
        self._windows: list[http.client.HTTPConnection] = []

    def window(self, number: int = 0) -> http.client.HTTPConnection:
        while len(self._windows) <= number:
            self._windows.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60))
        return self._windows[number]

    def send(self, path: str, form: dict[str, Any] | None, window: int = 0, script: bool = False) -> None:
        """Send a request and do not wait for the answer; a form is posted."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        if script:
            headers["X-Requested-With"] = "fetch"
        body = None if form is None else urlencode({**form, "csrf_token": self.form_token}, doseq=True)
        self.window(window).request("GET" if body is None else "POST", path, body, headers)

    def hear(self, window: int = 0) -> Answer:
        response = self.window(window).getresponse()
        response.read()
        self.said.append(response.status)
        return Answer(response.status, response.getheader("Location", ""))

    def post(self, path: str, form: dict[str, Any], window: int = 0, script: bool = False) -> Answer:
        self.send(path, form, window, script)
        return self.hear(window)

    def post_together(self, *requests: tuple[str, dict[str, Any]]) -> list[Answer]:
        """Send several forms at the same time, each from a window of its own."""
        for number, (path, form) in enumerate(requests):
            self.send(path, form, number)
        return [self.hear(number) for number in range(len(requests))]

    def get(self, path: str) -> Answer:
        self.send(path, None)
        return self.hear()

    def close(self) -> None:
        for window in self._windows:
            window.close()
        self._windows.clear()


def take_the_course(browser: Browser) -> None:
    """Finish both lessons, start an attempt twice at once, save, and submit from three windows at once."""
    name = browser.person.email
    browser.post("/courses/short/enrolment", {})
    browser.post_together(*[(f"{LESSONS}/one/completion", {})] * 2)
    browser.post(f"{LESSONS}/two/completion", {})
    begun = browser.post_together(*[("/courses/short/modules/only/attempts", {})] * 2)
    address = begun[0].location
    for number in (1, 2, 3):
        browser.post(f"{address}/responses", {f"q{number}": "a"}, script=True)
    right = {"q1": "a", "q2": "a", "q3": "a"}
    clicked = (f"{address}/submission", {**right, "q4": f"{name} one", "token": f"{name} one"})
    other = (f"{address}/submission", {**right, "q4": f"{name} two", "token": f"{name} two"})
    browser.post_together(clicked, clicked, other)
    browser.get(address)
    browser.close()
