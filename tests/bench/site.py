"""The application on a fresh SQLite database, with people who are signed in; called as a server calls it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from course.app import create_app
from course.config import Config
from course.content.model import Course
from course.rules.responses import to_shown
from course.services import accounts, attempts, progress, sessions
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db
from tests.bench.courses import COURSE

SECRET = "only for the bench: not a secret at all"
NOW = datetime.now(UTC).replace(microsecond=0)
BROWSER = "gzip, deflate, br, zstd"  # what browsers accept
MODULE = "module-1"
LESSON = f"/courses/{COURSE}/modules/{MODULE}/lessons/lesson-3"


@dataclass(frozen=True)
class Visitor:
    """A person with the cookies of their browser and the token of its forms."""

    person: Person
    cookies: str
    token: str


@dataclass
class Site:
    app: Flask
    config: Config

    @property
    def course(self) -> Course:
        found: Course = self.app.extensions["library"].current.course(COURSE)
        return found

    def person(self, number: int) -> Visitor:
        """A learner who has begun the course, at home in the browser."""
        with self.app.app_context():
            person = accounts.add(
                f"l{number}@example.org", f"Learner {number}", "learner", None, "en", "UTC", NOW
            )
            module = self.course.modules[0]
            for lesson in module.lessons[:2]:
                progress.finish_lesson(person.id, self.course, module, lesson, "r1", NOW)
            return self.visitor(person)

    def visitor(self, person: Person) -> Visitor:
        """Sign a person in."""
        with self.app.app_context():
            token = sessions.open_session(person, "Firefox, Linux", 30, NOW)
        with self.app.test_request_context():
            form_token = generate_csrf()
            raw = session["csrf_token"]
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        signed = serializer.dumps({"_fresh": True, "_user_id": token, "csrf_token": raw})
        with self.app.test_request_context():
            seen = self.app.jinja_env.globals["asset"]("css/site.css").split("/")[2]  # type: ignore[operator]
        name = self.app.config["SESSION_COOKIE_NAME"]
        return Visitor(person, f"{name}={signed}; seen={seen}", form_token)

    def attempt(self, visitor: Visitor) -> tuple[int, bytes]:
        """Begin a quiz; its attempt, and the form with nine right answers and one wrong one."""
        module = self.course.module(MODULE)
        assert module is not None
        assert module.quiz is not None
        with self.app.app_context():
            number = attempts.start(visitor.person.id, self.course, module, "r1", 7, NOW)
            sheet = attempts.sheet(visitor.person.id, number)
        fields: list[tuple[str, str]] = [("csrf_token", visitor.token), ("token", f"send-{number}")]
        for place, asked in enumerate(sheet.asked, start=1):
            item = sheet.items[asked.item_id]
            right = right_answer(item)
            answer = (right + 1) % 3 if item.id == "item-1" else right
            for name, values in to_shown(asked, item, answer).items():
                fields += [(name.replace("answer", f"q{place}", 1), value) for value in values]
        return number, urlencode(fields).encode()


def right_answer(item: Any) -> Any:
    if item.kind == "multiple":
        return [place for place, choice in enumerate(item.choices) if choice.correct]
    if item.kind == "matching":
        return list(range(len(item.pairs)))
    if item.kind == "short":
        return item.answers[0].text
    return next(place for place, choice in enumerate(item.choices) if choice.correct)


@contextmanager
def opened(modules: Path, data: Path, **settings: Any) -> Iterator[Site]:
    """An application with every table and no row."""
    config = Config(data=data, modules=modules, secret=SECRET, log_level="warning", **settings)
    app = create_app(config)
    schema.upgrade(app)
    try:
        yield Site(app, config)
    finally:
        with app.app_context():
            db.engine.dispose()


def environ(path: str, cookies: str, body: bytes | None = None, accepts: str = BROWSER) -> dict[str, Any]:
    """A request as a server hands it over; a POST when there is a body."""
    return {
        "REQUEST_METHOD": "GET" if body is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "" if body is None else "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "" if body is None else str(len(body)),
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": cookies,
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_ENCODING": accepts,
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def call(app: Flask, request: dict[str, Any], body: bytes = b"") -> tuple[str, bytes]:
    """Answer one request: its status and bytes. `request` stays as it is."""
    said: list[str] = []

    def start(status: str, *_: Any) -> Any:
        said.append(status)

    answer = app({**request, "wsgi.input": io.BytesIO(body)}, start)
    sent = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return said[0], sent
