"""`course database`: the schema, and the way to the newest one."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from course.cli.failures import plainly
from course.storage import schema
from course.storage.database import db


@click.group()
def database() -> None:
    """Bring the database up to date, or say how it is."""


@database.command()
@plainly
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest revision; does nothing when it is there already."""
    try:
        applied = schema.upgrade_engine(db.engine)
    except schema.SchemaError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"upgraded: {', '.join(applied)}" if applied else f"already at {schema.head()}")


@database.command()
@plainly
@with_appcontext
def status() -> None:
    """Say where the database is, which revision it has and which one this version needs."""
    click.echo(f"address   {db.engine.url.render_as_string(hide_password=True)}")
    found = schema.current()
    click.echo(f"revision  {found or 'none'}\nneeded    {schema.head()}")
    if found != schema.head():
        click.echo("type      ./run database upgrade")


@database.command()
@plainly
@with_appcontext
def check() -> None:
    """Compare the database with the tables of the code; exit code 1 if they differ."""
    differences = schema.differences(db.engine)
    for each in differences:
        click.echo(str(each))
    if differences:
        raise click.ClickException(
            f"{len(differences)} differences: write a migration, ./run database revision"
        )
    click.echo("the database has the tables of the code")


@database.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from the newest revision to the tables of the code; MESSAGE names it."""
    click.echo(schema.write_revision(message))
