"""Whether this installation is well: data folder, clock, secret, address, database, keys, content."""

from __future__ import annotations

import shutil
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from course import organisation
from course.config import Config
from course.content.model import Catalogue
from course.documents import signing
from course.services import keys
from course.services.machine import Finding, State
from course.storage import schema
from course.storage.database import db

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MIB = 1024 * 1024
EARLIEST = 2026  # the year this was written: no right clock shows an earlier one
DRIFT = timedelta(seconds=60)


def examine(config: Config, catalogue: Catalogue, now: datetime) -> list[Finding]:
    """Look at everything of an installation; needs the application's context. Changes nothing."""
    return [
        data_folder(config.data),
        *disk(config.data),
        clock(config.data, now),
        secret(config),
        address(config),
        mail(config),
        *workers(config),
        *database(),
        *certificates(config, now),
        content(catalogue),
    ]


def data_folder(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(
            "data folder",
            "problem",
            f"{folder.resolve()} cannot be written: {error.strerror}",
            f"ls -ld {folder}",
        )
    return Finding("data folder", "ok", str(folder.resolve()))


def disk(folder: Path) -> list[Finding]:
    if not folder.exists():
        return []
    free = shutil.disk_usage(folder).free // MIB
    if free < 200:
        return [
            Finding(
                "disk", "problem", f"only {free} MiB are free: soon nothing can be saved", f"df -h {folder}"
            )
        ]
    return [Finding("disk", "note" if free < 1024 else "ok", f"{free:,} MiB are free")]


def clock(folder: Path, now: datetime) -> Finding:
    """Completions and certificates carry the clock's moment: it has to be right, and the disk's the same."""
    says, fix = f"{now:%Y-%m-%d %H:%M:%S} UTC", "timedatectl"
    if now.year < EARLIEST:
        return Finding("clock", "problem", f"{says} is in the past", fix)
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            written = datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)
    except OSError:
        return Finding("clock", "ok", says)
    if abs(written - now) > DRIFT:
        return Finding("clock", "problem", f"{says}, but the disk says {written:%Y-%m-%d %H:%M:%S} UTC", fix)
    return Finding("clock", "ok", says)


def secret(config: Config) -> Finding:
    """The secret signs cookies and seals keys: nobody else may read it."""
    if config.secret:
        return Finding("secret", "ok", "from COURSE_SECRET")
    file = config.data / "secret"
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return Finding("secret", "note", "is made at the first start")
    if mode & 0o077:
        return Finding("secret", "problem", f"{file} can be read by others", f"chmod 600 {file}")
    return Finding("secret", "ok", f"{file}, for its owner alone")


def address(config: Config) -> Finding:
    """What learners type, and what stands in mail and on certificates."""
    shown = urlsplit(config.public_url)
    if shown.scheme == "https":
        return Finding("address", "ok", config.public_url)
    if shown.hostname not in LOOPBACK:
        says = f"{config.public_url} is not encrypted: anyone on the way can read passwords"
        return Finding(
            "address", "problem", says, "COURSE_PUBLIC_URL=https://… and a proxy that speaks https"
        )
    if config.host not in LOOPBACK:
        says = f"mail and certificates will say {config.public_url}, which only works on this machine"
        return Finding("address", "note", says, "COURSE_PUBLIC_URL=https://…")
    return Finding("address", "ok", f"{config.public_url}, for this machine alone")


def mail(config: Config) -> Finding:
    if config.smtp_url:
        return Finding("mail", "ok", f"by {urlsplit(config.smtp_url).hostname}, from {config.sender}")
    return Finding(
        "mail",
        "note",
        f"is not sent but written to {config.data / 'mail'}",
        "COURSE_SMTP_URL=smtp://user:password@host:587",
    )


def workers(config: Config) -> list[Finding]:
    if config.sqlite and config.workers > 1:
        says = f"{config.workers} processes write to one SQLite file"
        return [Finding("workers", "note", says, "COURSE_WORKERS=1, or COURSE_DATABASE_URL=postgresql://…")]
    return []


def database() -> list[Finding]:
    upgrade = "./run database upgrade"
    try:
        found = schema.current()
        damage = _damage()
    except SQLAlchemyError as error:
        return [
            Finding("database", "problem", f"cannot be used: {_first_line(error)}", "./run database status")
        ]
    name = db.engine.dialect.name
    if damage:
        return [Finding("database", "problem", f"is damaged: {damage}", "./run restore BACKUP --replace")]
    if not found:
        return [Finding("database", "problem", f"{name} has no tables yet", upgrade)]
    if not schema.known(found):
        return [Finding("database", "problem", f"{name} is of a newer version ({found})", "use that version")]
    if found != schema.head():
        return [Finding("database", "problem", f"{name} is of an older version ({found})", upgrade)]
    well = Finding("database", "ok", f"{name}, revision {found}")
    if not keys.opens():
        says = "is sealed with another secret: no certificate can be issued before that one is back"
        return [well, Finding("key of credentials", "problem", says, "./run keys rotate makes another")]
    return [well]


def _damage() -> str:
    if db.engine.dialect.name != "sqlite":
        return ""
    with db.engine.connect() as connection:
        said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return "" if said == "ok" else said


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def certificates(config: Config, now: datetime) -> list[Finding]:
    """What is wrong with organisation.toml and the key that signs sheets; nothing where there is none."""
    found = []
    if organisation.read(config).broken:
        says = "organisation.toml has errors: the last good one is used, or the defaults"
        found.append(Finding("organisation", "problem", says, "./run organisation check"))
    left = signing.days_left(config, now)
    if left is not None and left < signing.SOON:
        says = "no certificate can be signed" if left < 0 else f"ends in {left} days"
        state: State = "problem" if left < 0 else "note"
        found.append(Finding("signing key", state, says, "./run certificates check-key"))
    return found


def content(catalogue: Catalogue) -> Finding:
    errors = sum(problem.severity == "error" for problem in catalogue.problems)
    warnings = len(catalogue.problems) - errors
    says = f"{len(catalogue.courses)} courses, {len(catalogue.dialogues)} dialogues"
    if errors:
        return Finding("content", "problem", f"{says}, {errors} errors", "./run content check")
    if warnings:
        return Finding("content", "note", f"{says}, {warnings} warnings", "./run content check")
    return Finding("content", "ok", says)
