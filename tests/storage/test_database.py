"""The database: from empty to the tables of the code on both, and never halfway."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from course.config import Config
from course.storage import database, schema
from course.storage.database import db, prepare, writing
from course.storage.tables import Base, Failure


@pytest.fixture
def empty(empty_database: str) -> Iterator[Engine]:
    """An engine on a database without a table."""
    engine = create_engine(Config(database_url=empty_database).database)
    prepare(engine)
    yield engine
    engine.dispose()


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_migrations_lead_from_an_empty_database_to_the_tables_of_the_code(empty: Engine) -> None:
    applied = schema.upgrade_engine(empty)
    assert applied[-1] == schema.head()
    assert schema.differences(empty) == []
    assert tables_of(empty) == {*Base.metadata.tables, "alembic_version"}


def test_an_upgraded_database_is_left_alone(empty: Engine) -> None:
    schema.upgrade_engine(empty)
    assert schema.upgrade_engine(empty) == []


def test_a_column_that_the_migrations_forgot_is_noticed(empty: Engine) -> None:
    schema.upgrade_engine(empty)
    with empty.begin() as connection:
        connection.execute(text("ALTER TABLE mail DROP COLUMN error"))
    assert [(change[0], change[3].name) for change in schema.differences(empty)] == [("add_column", "error")]


def test_processes_that_upgrade_at_once_do_it_once(empty: Engine) -> None:
    engines = [create_engine(empty.url) for _ in range(4)]
    for engine in engines:
        prepare(engine)
    with ThreadPoolExecutor(4) as threads:
        applied = list(threads.map(schema.upgrade_engine, engines))
    for engine in engines:
        engine.dispose()
    assert sorted(map(bool, applied)) == [False, False, False, True]


def test_processes_that_open_a_new_file_at_once_all_get_it(tmp_path: Path) -> None:
    together = Barrier(8)

    def open_it(path: Path) -> str:
        engine = create_engine(f"sqlite:///{path}")
        prepare(engine)
        together.wait()
        with engine.connect() as connection:
            mode = connection.scalar(text("PRAGMA journal_mode"))
        engine.dispose()
        return str(mode)

    with ThreadPoolExecutor(8) as threads:
        modes = [
            mode for number in range(30) for mode in threads.map(open_it, [tmp_path / f"{number}.db"] * 8)
        ]
    assert modes == ["wal"] * 8 * 30


def test_an_upgrade_waits_longer_than_a_page_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    engine = create_engine(f"sqlite:///{tmp_path / 'waits.db'}")
    prepare(engine)
    other = sqlite3.connect(tmp_path / "waits.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as threads:
        upgrade = threads.submit(schema.upgrade_engine, engine)
        with pytest.raises(TimeoutError):
            upgrade.result(timeout=0.5)
        other.execute("COMMIT")
        assert upgrade.result()[-1] == schema.head()
    other.close()
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE mail (id INTEGER)"))  # in the way of the first migration
    with pytest.raises(Exception, match="mail"):
        schema.upgrade_engine(empty)
    assert tables_of(empty) == {"mail"}


def test_a_database_of_a_newer_version_is_refused(empty: Engine) -> None:
    schema.upgrade_engine(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.SchemaError, match="9999, which this version does not know"):
        schema.upgrade_engine(empty)


def test_an_upgrade_that_would_leave_rows_pointing_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orphan.db"
    engine = create_engine(f"sqlite:///{path}")
    prepare(engine)
    schema.upgrade_engine(engine)
    with sqlite3.connect(path) as connection:  # foreign keys are off here
        connection.execute(
            "INSERT INTO enrolment VALUES (1, 99, 'course', '2026-03-02', '2026-03-02', NULL, NULL)"
        )
    connection.close()
    with pytest.raises(schema.SchemaError, match="point nowhere"):
        schema.upgrade_engine(engine)
    engine.dispose()


def test_the_app_knows_its_revision(context: Flask) -> None:
    assert (schema.current(), schema.pending()) == (schema.head(), False)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_sqlite_waits_checks_and_keeps(context: Flask) -> None:
    with db.engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }


def test_a_moment_comes_back_as_the_same_moment_in_utc(context: Flask, now: datetime) -> None:
    nairobi = now.astimezone(timezone(timedelta(hours=3)))
    with writing() as session:
        session.add(Failure(key="key", at=nairobi))
    found = db.session.scalars(select(Failure.at)).one()
    assert (found, found.tzinfo) == (now, UTC)


def test_a_moment_without_a_zone_is_refused(context: Flask, now: datetime) -> None:
    with pytest.raises(StatementError, match="a moment needs a zone"), writing() as session:
        session.add(Failure(key="key", at=now.replace(tzinfo=None)))


def test_an_error_while_writing_leaves_nothing_behind(context: Flask, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        _write_half(now)
    assert db.session.scalars(select(Failure.key)).all() == []


def _write_half(now: datetime) -> None:
    with writing() as session:
        session.add(Failure(key="first", at=now))
        session.flush()
        session.execute(text("INSERT INTO failure (key) VALUES ('second')"))  # lacks its moment


def test_writers_at_once_lose_nothing(storage: Flask, now: datetime) -> None:
    def write(number: int) -> None:
        with storage.app_context(), writing() as session:
            session.add(Failure(key=f"key {number}", at=now))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    with storage.app_context():
        assert len(db.session.scalars(select(Failure.key)).all()) == 40
