"""The turn of SQLite's single writer: one holder among threads and processes, and never lost with its holder."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as TooLate

from course.config import ROOT, Config
from course.storage import database
from course.storage.database import db, writing
from course.storage.tables import Failure
from tests.load import crowd

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])
HOLDER = """
import sys, time
from flask import Flask
from course.storage.database import db, prepare, writing
from course.storage.tables import Failure
from datetime import UTC, datetime
app = Flask("course")
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
db.init_app(app)
with app.app_context():
    prepare(db.engine)
    with writing() as session:
        session.add(Failure(key="holder", at=datetime.now(UTC)))
        session.flush()
        print("holding", flush=True)
        time.sleep(float(sys.argv[2]))
"""


def holder(config: Config, seconds: float) -> subprocess.Popen[str]:
    """Another process in the midst of writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, config.database, str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "holding\n"
    return process


def note(key: str, now: datetime) -> None:
    with writing() as session:
        session.add(Failure(key=key, at=now))


def keys() -> list[str]:
    db.session.rollback()
    return sorted(db.session.execute(text("SELECT key FROM failure")).scalars())


def test_a_killed_holder_loses_its_turn_and_its_half_written_rows(
    context: Flask, config: Config, now: datetime
) -> None:
    process = holder(config, 600)
    waiting = threading.Thread(target=lambda: crowd.at_once(context, 1, lambda _: note("next", now)))
    waiting.start()
    time.sleep(0.3)
    assert (waiting.is_alive(), keys()) == (True, [])
    process.kill()
    process.communicate()
    waiting.join(20)
    assert (waiting.is_alive(), keys()) == (False, ["next"])


def test_the_turn_goes_on_over_many_killed_holders(context: Flask, config: Config, now: datetime) -> None:
    for number in range(5):
        process = holder(config, 600)
        process.kill()
        process.communicate()
        note(f"after {number}", now)
    assert keys() == [f"after {number}" for number in range(5)]


def test_workers_that_were_forked_have_turns_of_their_own(
    context: Flask, config: Config, now: datetime
) -> None:
    note("parent", now)  # the parent has opened the file of the turn before it forks
    holding, told = os.pipe()
    first = os.fork()
    if first == 0:
        os._exit(_take_the_turn(told, 30))
    os.read(holding, 1)
    second = os.fork()
    if second == 0:
        signal.setitimer(signal.ITIMER_REAL, 0.5)  # the signal ends it while it waits for its turn
        os._exit(_take_the_turn(told, 0))
    assert os.waitstatus_to_exitcode(os.waitpid(second, 0)[1]) == -signal.SIGALRM
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    note("afterwards", now)
    assert keys() == ["afterwards", "parent"]


def _take_the_turn(told: int, seconds: float) -> int:
    turn = database._turn_of(db.engine)
    assert turn
    with turn.take():
        os.write(told, b"1")
        time.sleep(seconds)
    return 0


def test_who_cannot_write_is_told_so_and_a_queue_does_not_grow(
    context: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 400)

    @event.listens_for(db.engine, "connect")
    def _hasty(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=400")

    db.engine.dispose()
    now = datetime.fromisoformat("2026-03-02T09:00+00:00")
    path = str(db.engine.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:  # a program that knows no turn
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        said = crowd.at_once(context, 16, lambda number: note(f"key {number}", now))
        took = time.monotonic() - began
    assert {type(each) for each in said} <= {OperationalError, TooLate}
    assert took < 4 * 0.4 + 2
    note("at last", now)
    assert keys() == ["at last"]


def test_where_the_turn_cannot_be_kept_writing_is_refused_like_a_locked_database(
    context: Flask, config: Config, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_turns", {})
    Path(f"{db.engine.url.database}.turn").unlink(missing_ok=True)
    Path(f"{db.engine.url.database}.turn").mkdir()
    with pytest.raises(OperationalError):
        note("key", now)


def test_a_reader_waits_for_nobody(context: Flask, config: Config, now: datetime) -> None:
    note("before", now)
    process = holder(config, 600)
    try:
        began = time.monotonic()
        assert keys() == ["before"]
        assert time.monotonic() - began < 2
    finally:
        process.kill()
        process.communicate()
