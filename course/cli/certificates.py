"""`course certificates`: issue to many, list, show, revoke; and the key that signs sheets."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from course.cli.failures import plainly, printable
from course.cli.signing import check_key
from course.content.model import Course
from course.documents import signing
from course.documents.facts import CertificateFacts
from course.documents.pdf import RendererUnavailable
from course.rules.certificates import format_code, parse_code, state
from course.services import certificates as services
from course.services import issuing, revocations, sheets
from course.services.accounts import normal_email
from course.services.certificates import issuer_of
from course.services.errors import NotFound, Refused
from course.services.issuers import Issuer
from course.services.keys import Unopened
from course.services.refusals import in_words
from course.storage import accounts
from course.storage import certificates as storage
from course.storage.completions import stream
from course.storage.database import Found

FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def certificates() -> None:
    """Issued certificates."""


certificates.add_command(check_key)


@certificates.command()
@click.option("--course", "course_id", required=True, help="The course (its id).")
@click.option(
    "--learners", type=click.File(encoding="utf-8-sig", errors="replace"), default=None, metavar="FILE|-",
    help="Only these accounts: one e-mail address a line. Without it: all who completed the course.",
)  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="Issue nothing; say what would be done, and which signs no font draws."
)
@plainly
@with_appcontext
def issue(course_id: str, learners: TextIO | None, dry_run: bool) -> None:
    """Issue certificates to many: one each, to whoever has completed the course and holds none.

    Printed is the name for the certificate, else the name shown on pages. Exit code 1 if somebody listed was
    passed over.
    """
    content = current_app.extensions["library"].current
    course = content.course(course_id)
    if course is None:
        known = ", ".join(content.courses) or "none"
        raise click.ClickException(f"There is no course {course_id!r}. Courses: {known}.")
    issuer = issuer_of(course, content.people, current_app.config["COURSE"])
    chosen = _listed(learners) if learners else _everyone(course_id)
    issued, passed, boxes = _issue_all(chosen, course, issuer, dry_run)
    for who, signs in boxes:
        click.echo(f"{who}: no font here draws {' '.join(signs)}", err=True)
    for who, why in passed:
        click.echo(f"{who}: passed over. {why}", err=True)
    done = "would be issued" if dry_run else "issued"
    click.echo(f"{done}: {issued}, passed over: {len(passed)}")
    if passed and learners:
        click.get_current_context().exit(1)


AT_ONCE = 10_000  # addresses asked for in one query
Chosen = list[tuple[str, int | None]]  # how somebody is named in the report, and their account


def _listed(learners: TextIO) -> Chosen:
    """The accounts with these addresses, each once; None where there is none."""
    found: dict[str, int | None] = {}
    for line in learners:
        if typed := line.strip():
            try:
                row = accounts.by_email(normal_email(typed))
            except Refused:
                row = None
            found.setdefault(row.email if row else printable(typed), row.id if row else None)
    return list(found.items())


def _everyone(course_id: str) -> Chosen:
    ids = issuing.without_certificate(course_id)
    emails: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        emails |= accounts.emails(ids[start : start + AT_ONCE])
    return [(emails.get(account_id, str(account_id)), account_id) for account_id in ids]


def _issue_all(
    chosen: Chosen, course: Course, issuer: Issuer, dry_run: bool
) -> tuple[int, list[tuple[str, str]], list[tuple[str, tuple[str, ...]]]]:
    """How many were issued, who was passed over and why, and whose sheet holds signs that no font draws."""
    issued, passed, boxes = 0, [], []
    one = _check if dry_run else _issue
    with click.progressbar(
        chosen, label=course.id, show_pos=True, item_show_func=_named, file=sys.stderr
    ) as bar:
        for who, account_id in bar:
            try:
                if account_id is None:
                    raise Refused("no-account")
                missing = one(account_id, course, issuer)
            except Unopened:
                raise  # nobody can have one before there is a key that opens
            except Refused as refused:
                passed.append((who, in_words(refused)))
            else:
                issued += 1
                if missing:
                    boxes.append((who, missing))
    return issued, passed, boxes


def _named(item: tuple[str, int | None] | None) -> str | None:
    return item[0] if item else None


def _issue(account_id: int, course: Course, issuer: Issuer) -> tuple[str, ...]:
    entry = issuing.issue_one(account_id, course, issuer, None, datetime.now(UTC))
    return sheets.draw(entry.id, signing.key_of(current_app.config["COURSE"])) or ()


def _check(account_id: int, course: Course, issuer: Issuer) -> tuple[str, ...]:
    try:
        return sheets.proof(issuing.ready(account_id, course, issuer, datetime.now(UTC)).draft)
    except RendererUnavailable as error:
        raise click.ClickException(f"no sheet can be drawn: {error}") from None


@certificates.command(name="list")
@click.option("--course", "course_id", default="", help="Only this course (its id).")
@click.option("--search", default="", help="Only what has this code, number, name or address.")
@FORMAT
@plainly
@with_appcontext
def listing(course_id: str, search: str, form: str) -> None:
    """List certificates, latest first."""
    now = datetime.now(UTC)
    told = (_told(row, now) for row in stream(storage.listing(search, course_id)))
    if form == "json":
        click.echo(json.dumps(list(told), ensure_ascii=False, indent=2))
        return
    for each in told:
        words = (
            each["code"],
            each["serial"],
            f"{each['state']:<8}",
            each["issued_on"],
            each["email"],
            each["name"],
        )
        click.echo("  ".join(printable(str(word)) for word in words))


def _told(row: Found, now: datetime) -> dict[str, Any]:
    facts = CertificateFacts.from_json(row.snapshot)
    return {
        "code": format_code(row.code),
        "serial": row.serial,
        "state": state(row.state, row.expires_at, now),
        "issued_on": facts.issued_on.isoformat(),
        "email": row.email,
        "name": facts.name,
        "course": row.course_id,
        "sheet": "drawn" if row.sha256 else "not drawn yet",
    }


@certificates.command()
@click.argument("code")
@FORMAT
@plainly
@with_appcontext
def show(code: str, form: str) -> None:
    """Show the certificate with CODE (as printed): every printed fact, and what became of it."""
    row = storage.by_code(parse_code(code) or "")
    holder = accounts.by_id(row.account_id) if row else None
    if row is None or holder is None:
        raise NotFound
    found = services.verify(row.code, datetime.now(UTC))
    newer = storage.replacement(row.id)
    told = {
        "state": found.state,
        "holder": holder.email,
        "public_name": found.public_name,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else "",
        "revoked_because": storage.reason_of(row.id) or "",
        "replaced_by": format_code(newer.code) if newer else "",
        "sha256": row.sha256 or "not drawn yet",
        **asdict(found.facts),
    }
    told.pop("logo")
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in told.items():
        if value not in ("", None, ()):
            click.echo(f"{name:<16} {printable(_plain(value))}")


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(", ".join(each.values()) if isinstance(each, dict) else str(each) for each in value)
    return str(value)


@certificates.command()
@click.argument("code")
@click.option("--reason", type=click.Choice(revocations.REASONS), required=True)
@click.option("--note", default="", help="More about the reason; never public.")
@plainly
@with_appcontext
def revoke(code: str, reason: str, note: str) -> None:
    """Revoke the certificate with CODE (as printed). It cannot be undone.

    After name-misspelt and asked-for-by-holder its holder can have another issued; after any other reason
    only when an admin allows it, on the page of certificates.
    """
    revocations.revoke(code, reason, note, None, datetime.now(UTC))
    click.echo(f"{code}: revoked")
