"""A site on this machine that verifiers can ask, and its application in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from course.app import create_app
from course.config import Config
from course.services import accounts
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db
from tests.conftest import PASSWORD, SAMPLE


@dataclass(frozen=True, slots=True)
class Site:
    """The address that it serves at, which is also the one in its credentials."""

    url: str
    app: Flask


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A real server on a free port of this machine, with its own database."""
    server = make_server("127.0.0.1", 0, Flask("empty"), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    (tmp_path / "data").mkdir()
    app = create_app(
        Config(
            data=tmp_path / "data",
            modules=SAMPLE,
            public_url=url,
            secret="only for tests: not a secret at all",
        )
    )
    with app.app_context():
        schema.upgrade_engine(db.engine)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(url, app)
    server.shutdown()
    thread.join(10)
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def moment() -> datetime:
    """Now, to the second: programs of others read the real clock."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def holder(site: Site, moment: datetime) -> Person:
    with site.app.app_context():
        return accounts.add("amina@example.org", "Amina", "learner", PASSWORD, "en", "UTC", moment)
