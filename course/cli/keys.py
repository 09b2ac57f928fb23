"""`course keys`: which keys sign credentials, and a new one."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from course.cli.failures import plainly
from course.services import keys as services


@click.group()
def keys() -> None:
    """Keys that sign the credentials in certificates."""


@keys.command(name="list")
@plainly
@with_appcontext
def listing() -> None:
    """List the keys, the one that signs first, with the public half of each."""
    found = services.every()
    if not found:
        click.echo("No key yet: the first certificate makes one.")
        return
    for row in found:
        state = f"retired {row.retired_at:%Y-%m-%d}" if row.retired_at else "signs"
        click.echo(f"{row.name:<8}  {state:<18}  made {row.created_at:%Y-%m-%d}  {row.public}")
    if not services.opens():
        click.echo(
            "The key that signs was sealed with another COURSE_SECRET: no certificate can be issued. "
            "Set that secret again, or type: ./run keys rotate",
            err=True,
        )


@keys.command()
@plainly
@with_appcontext
def rotate() -> None:
    """Make a new key that signs from now on. What older keys signed stays valid. The audit notes it."""
    name = services.rotate(datetime.now(UTC), None)
    click.echo(f"{name}: signs from now on; the keys before it still verify")
