"""The shape of the database: the revision it has, the one the code needs, and the way between them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from course.storage import tables
from course.storage.database import BUSY_MS, Moment, db, prepare

METADATA = tables.Account.metadata
logging.getLogger("alembic.runtime").setLevel(logging.WARNING)  # who upgrades says what was done
FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_302_601  # any number that nothing else on the PostgreSQL server uses
WAIT_MS = 15 * 60 * 1000  # for another process that upgrades a large SQLite database


class SchemaError(Exception):
    """The schema cannot be brought up to date; says why and what to do."""


def revisions() -> list[str]:
    """The revisions that this code knows, oldest first, by the numbers of their files."""
    return sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def head() -> str:
    """The revision that this code needs."""
    return revisions()[-1]


def current() -> str:
    """The revision that the app's database has, "" when it has none yet."""
    with db.engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def known(revision: str) -> bool:
    """Whether this code knows a revision and so can bring a database from it to the newest one."""
    return revision in revisions()


def pending() -> bool:
    """Whether the app's database has to be upgraded before this code can use it."""
    return current() != head()


def upgrade(app: Flask) -> list[str]:
    """Bring the app's database to the newest revision in one transaction; gives the revisions applied.

    Safe when several processes do it at once: the second waits and finds nothing to do. Raises
    SchemaError when the database is newer than this code.
    """
    with app.app_context():
        return upgrade_engine(db.engine)


def upgrade_engine(engine: Engine, target: str = "head") -> list[str]:
    """What `upgrade` does, on any engine."""
    with _alone(engine) as connection:
        before = _revision(connection)
        if before and not known(before):
            raise SchemaError(
                f"the database has revision {before}, which this version does not know: use a newer version"
            )
        if before != (head() if target == "head" else target):
            from alembic import command  # noqa: PLC0415  # slow import: most starts have nothing to upgrade

            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, target)
        after = _revision(connection)
    return [each for each in revisions() if before < each <= after]


def differences(engine: Engine) -> list[Any]:
    """What a database lacks or has beyond the tables of the code; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415  # slow import
    from alembic.migration import MigrationContext  # noqa: PLC0415  # slow import

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
        return list(compare_metadata(context, METADATA))


def write_revision(message: str, folder: Path = FOLDER) -> Path:
    """Write the migration from the newest revision to the tables of the code; gives its file.

    Compares with an empty SQLite database brought to the newest revision, never with real data.
    """
    from alembic import command  # noqa: PLC0415  # slow import

    engine = create_engine("sqlite://")
    prepare(engine)
    number = sum(1 for _ in (folder / "versions").glob("[0-9]*.py")) + 1
    with engine.connect() as connection:
        config = _config(folder)
        config.attributes["connection"] = connection
        if number > 1:
            command.upgrade(config, "head")
        made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    engine.dispose()
    assert made is not None
    assert not isinstance(made, list)
    return Path(made.path)


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a moment into a migration in the database's terms, so that it needs none of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or name in METADATA.tables


def _config(folder: Path = FOLDER) -> Any:
    from alembic.config import Config  # noqa: PLC0415  # slow import

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other upgrade shares; on SQLite with foreign keys checked once, at its end."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if not sqlite:
            with connection.begin():
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # a table is altered by making it anew
        driver.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        try:
            with connection.execution_options(begin="BEGIN IMMEDIATE").begin():
                yield connection
                if broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall():
                    raise SchemaError(f"the upgrade would leave rows that point nowhere: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
