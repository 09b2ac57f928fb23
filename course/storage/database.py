"""The database: metadata, moments in UTC, SQLite's pragmas, and the one way to write."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, Result, Row, Select, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MS = 5000

Found = Row[*tuple[Any, ...]]
Query = Select[*tuple[Any, ...]]


class Moment(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def prepare(engine: Engine) -> None:
    """Give every connection of a SQLite engine its pragmas and our own BEGIN; PostgreSQL needs neither."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and loses updates
        for pragma in (
            f"busy_timeout={BUSY_MS}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _keep_log(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _keep_log(connection: Any) -> None:
    """Bring the file to WAL mode, for ever. SQLite does not wait where two do so at once: this does."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


class Turn:
    """A fair turn for SQLite's single writer, among the threads of a process and the processes of a machine.

    SQLite's own busy handler sleeps, so that whoever comes late starves. A killed holder loses the file
    lock with its process, so the turn is never lost. Who waits three times as long as the database would is
    told that it is locked: a queue behind a program that knows no turn does not grow.
    """

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._file = path.open("a")

    @contextmanager
    def take(self) -> Iterator[None]:
        if not self._threads.acquire(timeout=3 * BUSY_MS / 1000):
            raise OperationalError("take the turn", None, TimeoutError("database is locked"))
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()


_turns: dict[str, Turn] = {}
_making = threading.Lock()


def _turn_of(engine: Engine) -> Turn | None:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        return None
    with _making:
        if path not in _turns:
            try:
                _turns[path] = Turn(Path(f"{path}.turn"))
            except OSError as error:  # read-only or full: answered like a database that is
                raise OperationalError("open the file of the turn", None, error) from None
        return _turns[path]


def _forget_turns() -> None:
    """After a fork: parent and child would share one lock on the file, and both hold it at once."""
    global _making  # noqa: PLW0603 - another thread of the parent may have held it
    _making = threading.Lock()
    _turns.clear()


os.register_at_fork(after_in_child=_forget_turns)


@contextmanager
def writing() -> Iterator[Session]:
    """One short writing transaction, committed at the end and rolled back on any error.

    Ends the transaction that read before it: read and decide first, then write, and guard what was read
    in the statement itself (UNIQUE, `WHERE state = …`, a locked row). Only services use it.
    """
    session = db.session()
    session.rollback()
    turn = _turn_of(db.engine)
    if turn is None:
        with _committed(session):
            yield session
        return
    with turn.take():
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        with _committed(session):
            yield session


@contextmanager
def _committed(session: Session) -> Iterator[None]:
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def execute(statement: Any, values: Any = None) -> Result[*tuple[Any, ...]]:
    """Run a statement that is made once; rows come as rows, without what the session does for objects.

    Takes half the time of `db.session.execute`, in the same transaction.
    """
    return db.session.connection().execute(statement, values)


def insert(table: Any) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT on both databases."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def insert_once(table: Any, **values: Any) -> int | None:
    """Insert a row; its id, or None where the database forbids a second one.

    The count of rows does not tell: psycopg gives -1 for such an INSERT.
    """
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(table.id)
    added: int | None = db.session.scalar(statement)
    return added


def changed(result: Any) -> bool:
    """Whether an UPDATE or DELETE touched a row."""
    return bool(result.rowcount)
