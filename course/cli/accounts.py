"""`course accounts`: add, list, promote, disable, and links to set a password."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from course.cli.failures import plainly, printable
from course.config import Config
from course.services import accounts as services
from course.services.accounts import ROLES, normal_email
from course.storage import accounts as storage
from course.storage.database import Found

ROLE = click.Choice(ROLES)


def _config() -> Config:
    found: Config = current_app.config["COURSE"]
    return found


def account_of(email: str) -> Found:
    """The account with that address; a plain error when there is none."""
    found = storage.by_email(normal_email(email))
    if found is None:
        raise click.ClickException(f"There is no account with the address {printable(email)}.")
    return found


def _say_link(account_id: int, now: datetime) -> None:
    link = services.reset_link(account_id, _config().public_url, now)
    click.echo(f"This link sets a password, once, within a day:\n  {link}")


@click.group()
def accounts() -> None:
    """Add accounts, change roles, help people back in."""


@accounts.command()
@click.argument("email")
@click.option("--name", default="", help="Name shown on pages; made from the address when absent.")
@click.option("--role", type=ROLE, default="learner", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the input.")
@plainly
@with_appcontext
def add(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Add an account; without a password, print a one-time link that sets one."""
    now = datetime.now(UTC)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if password == "":
        raise click.ClickException("The input holds no password.")
    config = _config()
    person = services.add(email, name, role, password, config.language, config.timezone, now)
    click.echo(f"{person.email}: added as {role}")
    if password is None:
        _say_link(person.id, now)


@accounts.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@plainly
@with_appcontext
def role(email: str, role: str) -> None:
    """Make an account a learner, trainer or admin."""
    found = account_of(email)
    services.set_role(found.id, role, datetime.now(UTC))
    click.echo(f"{found.email}: {found.role} -> {role}")


@accounts.command()
@click.argument("email")
@plainly
@with_appcontext
def reset(email: str) -> None:
    """Print a one-time link that sets a new password."""
    _say_link(account_of(email).id, datetime.now(UTC))


@accounts.command()
@click.argument("email")
@plainly
@with_appcontext
def disable(email: str) -> None:
    """Keep an account from signing in; its sessions end at once, its records stay."""
    found = account_of(email)
    services.set_disabled(found.id, True, datetime.now(UTC))
    click.echo(f"{found.email}: disabled")


@accounts.command()
@click.argument("email")
@plainly
@with_appcontext
def enable(email: str) -> None:
    """Let a disabled account sign in again."""
    found = account_of(email)
    services.set_disabled(found.id, False, datetime.now(UTC))
    click.echo(f"{found.email}: enabled")


@accounts.command(name="list")
@click.option("--role", type=ROLE, default=None, help="Only accounts in this role.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@plainly
@with_appcontext
def listing(role: str | None, form: str) -> None:
    """List accounts, oldest first."""
    rows = [
        {
            "email": row.email,
            "name": row.display_name,
            "role": row.role,
            "state": "disabled" if row.disabled_at else "active",
            "added_on": f"{row.created_at:%Y-%m-%d}",
        }
        for row in storage.every(role or "")
    ]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(row["email"]) for row in rows), default=0)
    for row in rows:
        name = printable(row["name"])
        click.echo(f"{row['email']:<{width}}  {row['role']:<7}  {row['state']:<8}  {row['added_on']}  {name}")
