"""`course database`, as Chen types it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from course.cli.database import database
from course.storage import schema
from course.storage.database import db, writing


def typed(app: Flask, *words: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(database, words)
    return done.exit_code, done.output


def change(app: Flask, statement: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(text(statement))


def test_chen_upgrades_a_database_that_is_up_to_date(storage: Flask) -> None:
    assert typed(storage, "upgrade") == (0, f"already at {schema.head()}\n")


def test_chen_is_told_which_revision_there_is(storage: Flask) -> None:
    code, said = typed(storage, "status")
    assert (code, said.splitlines()[1:]) == (0, [f"revision  {schema.head()}", f"needed    {schema.head()}"])


def test_no_password_is_shown(storage: Flask) -> None:
    with storage.app_context():
        assert db.engine.url.password is None
    assert "secret" not in typed(storage, "status")[1]


def test_chen_is_told_to_upgrade_an_older_database(storage: Flask) -> None:
    change(storage, "DELETE FROM alembic_version")
    code, said = typed(storage, "status")
    assert (code, said.splitlines()[1:]) == (
        0,
        ["revision  none", f"needed    {schema.head()}", "type      ./run database upgrade"],
    )


def test_a_newer_database_is_refused_in_plain_words(storage: Flask) -> None:
    change(storage, "UPDATE alembic_version SET version_num = '9999'")
    assert typed(storage, "upgrade") == (
        1,
        "Error: the database has revision 9999, which this version does not know: use a newer version\n",
    )


def test_check_finds_the_tables_of_the_code(storage: Flask) -> None:
    assert typed(storage, "check") == (0, "the database has the tables of the code\n")


def test_check_names_what_is_missing(storage: Flask) -> None:
    change(storage, "DROP TABLE mail")
    code, said = typed(storage, "check")
    assert (code, "add_table" in said) == (1, True)
