"""What every test can ask for: the app on both databases, four people, a moment that stands still.

A test that asks for `storage`, `context`, `app` or `client` runs twice, on SQLite and on PostgreSQL.

TEST_DATABASES=sqlite in the environment leaves PostgreSQL out while you work; `./run test` never does.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from course.config import ROOT, Config
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db, prepare
from tests.postgres import Server, server

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
PASSWORD = "violet harbour 2041"
SAMPLE = ROOT / "tests" / "sample"
DATABASES = os.environ.pop("COURSE_TEST_DATABASES", os.environ.get("TEST_DATABASES", "sqlite,postgresql"))

os.environ["TEST_DATABASES"] = DATABASES
for _name in [name for name in os.environ if name.startswith("COURSE_")]:
    del os.environ[_name]  # the settings of whoever runs the tests are not those of the tests
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server whose template1 has every table, so that each new database has them too."""
    with server() as running:
        _make_tables(Config(database_url=running.url("template1")).database)
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "course.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(params=DATABASES.split(","))
def dialect(request: pytest.FixtureRequest) -> str:
    """sqlite, then postgresql."""
    name: str = request.param
    return name


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with every table and no row."""
    if dialect == "sqlite":
        path = tmp_path / "course.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        yield from _created(request.getfixturevalue("postgres"), "template1")


@pytest.fixture
def empty_database(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _created(request.getfixturevalue("postgres"), "template0")


@pytest.fixture
def config(database: str, tmp_path: Path) -> Config:
    (tmp_path / "data").mkdir()
    modules = SAMPLE if SAMPLE.is_dir() else ROOT / "modules"
    return Config(
        data=tmp_path / "data",
        modules=modules,
        database_url=database,
        secret="only for tests: not a secret at all",
    )


@pytest.fixture
def storage(config: Config) -> Iterator[Flask]:
    """The database alone, without pages and content."""
    made = Flask("course")
    made.config.update(COURSE=config, SQLALCHEMY_DATABASE_URI=config.database)
    db.init_app(made)
    with made.app_context():
        prepare(db.engine)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def context(storage: Flask) -> Iterator[Flask]:
    """The database's context, for tests of services and storage; `client` and `app` need none."""
    with storage.app_context():
        yield storage


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The whole application on a fresh database. Forms need no CSRF token, but in the tests about CSRF."""
    from course.app import create_app  # noqa: PLC0415  # slow import: most tests need no pages

    made = create_app(config)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def now() -> Iterator[datetime]:
    """Monday 2 March 2026, 09:00 UTC; the clock stands still there while the test runs."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def amina(storage: Flask, now: datetime) -> Person:
    return _person(storage, "Amina", "learner", now)


@pytest.fixture
def bruno(storage: Flask, now: datetime) -> Person:
    return _person(storage, "Bruno", "trainer", now)


@pytest.fixture
def chen(storage: Flask, now: datetime) -> Person:
    return _person(storage, "Chen", "admin", now)


@pytest.fixture
def dana(storage: Flask, now: datetime) -> Person:
    """An outsider: a learner in nobody's course."""
    return _person(storage, "Dana", "learner", now)


@pytest.fixture
def sign_in(storage: Flask, now: datetime) -> Callable[[FlaskClient, Person], None]:
    """`sign_in(client, amina)`: from here on the client is Amina's browser."""

    from course.services import sessions  # noqa: PLC0415  # slow import: most tests need nobody

    def _sign_in(client: FlaskClient, person: Person) -> None:
        with storage.app_context():
            token = sessions.open_session(person, "Firefox, Linux", 30, now)
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    return _sign_in


def _created(postgres: Server, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    yield postgres.create(name, template)
    postgres.drop(name)


def _person(storage: Flask, name: str, role: str, now: datetime) -> Person:
    from course.services import accounts  # noqa: PLC0415  # slow import: most tests need nobody

    with storage.app_context():
        return accounts.add(f"{name.lower()}@example.org", name, role, PASSWORD, "en", "UTC", now)


def _make_tables(url: str) -> None:
    engine = create_engine(url)
    prepare(engine)
    schema.upgrade_engine(engine)
    engine.dispose()
