"""`course certificates check-key`: the key that signs sheets, as a reader of them will see it."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from course.cli.failures import plainly, printable
from course.documents import signing


@click.command("check-key")
@plainly
@with_appcontext
def check_key() -> None:
    """Show the key that signs sheets, and what is wrong with it."""
    key = signing.key_of(current_app.config["COURSE"])
    if key is None:
        click.echo(
            "No signing key is installed, so certificates carry no signature. COURSE_SIGNING_KEY names one."
        )
        return
    now = datetime.now(UTC)
    try:
        found = signing.check(key, now)
    except signing.NotSigned as problem:
        raise click.ClickException(str(problem)) from None
    rows = [
        ("subject", found.subject),
        ("issuer", found.issuer),
        *(("chain", name) for name in found.chain),
        ("valid from", f"{found.starts_at:%Y-%m-%d}"),
        ("valid until", f"{found.ends_at:%Y-%m-%d} (days left: {(found.ends_at - now).days})"),
        ("time stamp", key.timestamp_url or "none"),
    ]
    for name, value in rows:
        click.echo(f"{name:<11} {printable(value)}")
    if found.problems:
        raise click.ClickException("\n       ".join(found.problems))
    click.echo("A blank sheet was signed with it: the key is good.")
