"""`course serve`, `course backup`, `course restore`: what keeps the site running."""

from __future__ import annotations

import logging
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from course import organisation
from course.cli.failures import plainly
from course.config import Config
from course.services import accounts, backups
from course.services.backups import BackupError
from course.storage import schema
from course.storage.database import db

STOPPING = 10  # seconds that a worker has to finish its requests


@click.command()
@plainly
@with_appcontext
def serve() -> None:
    """Serve the courses: bring the database up to date, then start the server."""
    config: Config = current_app.config["COURSE"]
    _check_port(config)
    try:
        schema.upgrade_engine(db.engine)
        link = accounts.first_admin_link(config.public_url, datetime.now(UTC))
    except (schema.SchemaError, OSError) as error:
        raise click.ClickException(f"{error}\nTo see what is wrong, type: ./run doctor") from None
    db.engine.dispose()  # no connection may be shared with the workers
    click.echo(f"{organisation.load(config).name}: {config.public_url} (stop it with Ctrl+C)")
    if link:
        click.echo(f"There is no admin yet. This link makes the first one, once, within a day:\n  {link}")
    sys.stdout.flush()
    _serve(config)


def _check_port(config: Config) -> None:
    """Refuse a port that another program listens on: the server itself would share it without a word."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {config.host}:{config.port}: {error.strerror}. "
                "Stop what uses it, or set COURSE_PORT to another port."
            ) from None


def _serve(config: Config) -> None:
    """Run the server until it is stopped; its workers are copies of this process, with all modules loaded."""
    from granian import Granian  # noqa: PLC0415  # slow import: no other command needs it
    from granian.constants import Interfaces  # noqa: PLC0415  # slow import
    from granian.log import LogLevels  # noqa: PLC0415  # slow import

    # The many threads are meant: with them a page is served while hundreds of slow clients send theirs.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    Granian(
        "course.app:serve_app",
        factory=True,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        websockets=False,
        log_level=LogLevels(config.log_level),
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING,
    ).serve()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
@with_appcontext
def backup(file: Path) -> None:
    """Write database, secret and organisation.toml to FILE (.tar.gz), or into FILE if it is a folder.

    The server may go on meanwhile. Of organisation.toml and its logo those in the data folder are meant.
    """
    try:
        made = backups.back_up(current_app.config["COURSE"], file, datetime.now(UTC))
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{made.file.resolve()}: {made.bytes:,} bytes, revision {made.revision}")
    click.echo("It holds personal data and the secret: keep it where nobody else can read it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that is in use; a copy of it is kept.")
@plainly
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Bring back what `course backup` wrote to FILE."""
    try:
        done = backups.restore(current_app.config["COURSE"], file, replace, datetime.now(UTC))
    except (BackupError, schema.SchemaError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"restored as it was on {done.made_at:%Y-%m-%d %H:%M} UTC")
    if done.kept:
        click.echo(f"what was there before is kept in {done.kept}")
    click.echo("If the server is running, start it again now.")
