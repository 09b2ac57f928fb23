"""A whole database written to one file while it is in use, and read back in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, inspect

VARIABLES = {  # what SQLAlchemy calls it: the variable that PostgreSQL's programs read
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class CopyError(Exception):
    """A copy cannot be written or read; says why and what to do."""


def name_of(engine: Engine) -> str:
    """What the file of a copy is called."""
    return "course.db" if engine.dialect.name == "sqlite" else "course.pgdump"


def write(engine: Engine, target: Path) -> None:
    """Write a copy of the database as it is at one moment; writers go on meanwhile."""
    if engine.dialect.name == "sqlite":
        _copy_sqlite(_file_of(engine), target)
        check(target)
    else:
        _run("pg_dump", engine.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def check(file: Path) -> None:
    """Raise CopyError unless a SQLite file is whole and every row points somewhere."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            astray = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
        except sqlite3.DatabaseError as error:
            raise CopyError(f"the database is damaged: {error}") from None
    if said != ["ok"] or astray:
        raise CopyError(f"the database is damaged: {'; '.join(map(str, [*said, *astray]))}")


def read(engine: Engine, source: Path) -> None:
    """Put a copy in the place of all that the database holds, all or nothing."""
    if engine.dialect.name == "sqlite":
        check(source)
        _copy_sqlite(source, _file_of(engine))
        return
    script = source.with_suffix(".sql")
    _run("pg_restore", engine.url, "--no-owner", "--no-privileges", f"--file={script}", str(source))
    quote = engine.dialect.identifier_preparer.quote
    tables = ", ".join(map(quote, inspect(engine).get_table_names()))
    drop = ["--command", f"DROP TABLE {tables} CASCADE"] if tables else []
    words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", engine.url, *words, *drop, "--file", str(script))


def _file_of(engine: Engine) -> Path:
    assert engine.url.database
    return Path(engine.url.database)


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup: sound while others write, and seen by others at once as a whole."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        if not target.with_name(f"{target.name}-wal").exists():
            new.execute("PRAGMA journal_mode=DELETE")  # one file, complete in itself


def _run(program: str, url: URL, *words: str) -> None:
    path = shutil.which(program)
    if not path:
        raise CopyError(f"{program} is needed. Type: sudo apt-get install postgresql-client")
    given = {**url.translate_connect_args(), **url.query}
    variables = {VARIABLES[key]: str(value) for key, value in given.items() if key in VARIABLES}
    done = subprocess.run(
        [path, *words], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyError(f"{program}: {done.stderr.strip()}")
