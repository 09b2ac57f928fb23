"""A running site: the real server on a free port, and the same application here to look up keys and records."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flask import Flask

from course.app import create_app
from course.config import ROOT, Config
from course.content.model import Course
from course.services import accounts, sessions
from course.storage.accounts import Person
from course.storage.database import db

PASSWORD = "violet harbour 2041"
SECRET = "only for tests: not a secret at all"
UP_WITHIN = 60  # seconds; a busy machine compiles every module first


@dataclass
class Site:
    """One server with its own data folder. `app` reads the same database and content in this process."""

    url: str
    app: Flask
    modules: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def course(self, course_id: str = "masculinities") -> Course:
        """A course as its files are now."""
        library = self.app.extensions["library"]
        library.refresh()
        found: Course = library.current.course(course_id)
        return found

    def served(self) -> dict[str, str]:
        """What the server says about itself, with the revision of the content that it has read."""
        with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as answer:
            said: dict[str, str] = json.load(answer)
        return said

    def person(self, name: str, role: str = "learner", language: str = "en") -> Person:
        """A new account; several people may have the same name."""
        email = f"{name.split(maxsplit=1)[0].lower()}-{next(self.numbers)}@example.org"
        with self.app.app_context():
            return accounts.add(email, name, role, PASSWORD, language, "UTC", datetime.now(UTC))

    def cookie(self, person: Person) -> dict[str, str]:
        """The cookie of a browser in which `person` has just signed in."""
        with self.app.app_context():
            token = sessions.open_session(person, "Chrome, Linux", 30, datetime.now(UTC))
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        value = serializer.dumps({"_user_id": token, "_fresh": True})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}


@contextmanager
def serve(modules: Path, data: Path) -> Iterator[Site]:
    """Start `course serve` on a free port of this machine; it is gone at the end."""
    data.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"port": port, "data": data, "modules": modules, "secret": SECRET, "log_level": "warning"}
    environ = os.environ | {f"COURSE_{name.upper()}": str(value) for name, value in settings.items()}
    log = data / "server.log"
    with log.open("wb") as said:
        command = [sys.executable, "-c", "from course.app import main; main()", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=said, stderr=said)
    app = create_app(Config(**settings))
    try:
        _wait_until_ready(url, server, log)
        yield Site(url, app, modules)
    finally:
        with app.app_context():
            db.engine.dispose()
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
