"""Backups: one .tar.gz of database, secret and organisation.toml, with a manifest that proves them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from course import organisation
from course.config import Config
from course.documents.branding import logo_name
from course.storage import copies, schema
from course.storage.copies import CopyError
from course.storage.database import db

MANIFEST = "manifest.json"
FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made or restored; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its file, its size in bytes, the revision of its database."""

    file: Path
    bytes: int
    revision: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the moment it was backed up, and where the replaced database is kept."""

    made_at: datetime
    kept: Path | None


def back_up(config: Config, target: Path, now: datetime) -> Backup:
    """Write a backup to a new file, or into a folder under a name with the moment; mode 600.

    The database may be in use. What lies with the modules is no part of it. Raises BackupError if the file
    exists or the database is damaged.
    """
    if target.is_dir():
        target = target / f"course-{now.astimezone(UTC):%Y%m%d-%H%M%S}.tar.gz"
    if target.exists():
        raise BackupError(f"{target} exists already: give another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _folder(target.parent) as folder, _told():
        database = folder / copies.name_of(db.engine)
        copies.write(db.engine, database)
        files = [database, *(_copied(file, folder) for file in _beside(config))]
        revision = schema.current()
        manifest = {
            "format": FORMAT,
            "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "database": db.engine.dialect.name,
            "revision": revision,
            "sha256": {file.name: _sha256(file) for file in files},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
        archive = folder / "archive"
        archive.touch(mode=0o600)
        with tarfile.open(archive, "w:gz") as tar:
            for file in (folder / MANIFEST, *files):
                tar.add(file, file.name, recursive=False)
        os.replace(archive, target)  # whole or not at all
    return Backup(target, target.stat().st_size, revision)


def restore(config: Config, source: Path, replace: bool, now: datetime) -> Restored:
    """Put what a backup holds in the place of what is there, then upgrade the schema.

    A database with accounts is only replaced with `replace`, and all is backed up first into the data folder.
    Without such a database, an organisation.toml that is there already stays.
    Raises BackupError, before anything is changed, if the backup is not whole, is of another kind of
    database or of a newer version.
    """
    with _folder(config.data) as folder, _told():
        manifest = _unpack(source, folder)
        _check(manifest)
        kept = None
        if _in_use():
            if not replace:
                raise BackupError("there are accounts in the database already: to replace them add --replace")
            kept = back_up(
                config, config.data / "backups" / f"before-restore-{now:%Y%m%d-%H%M%S}.tar.gz", now
            ).file
        db.session.remove()
        copies.read(db.engine, folder / copies.name_of(db.engine))
        if "secret" in manifest["sha256"]:
            (folder / "secret").chmod(0o600)
            os.replace(folder / "secret", config.data / "secret")
        db.engine.dispose()
        schema.upgrade_engine(db.engine)
        if kept or not (config.data / organisation.NAME).exists():
            logos = [name for name in manifest["sha256"] if logo_name(name)]
            for name in (*logos, *({organisation.NAME} & manifest["sha256"].keys())):
                os.replace(folder / name, config.data / name)
    return Restored(datetime.fromisoformat(manifest["made_at"]), kept)


def _beside(config: Config) -> list[Path]:
    """What lies beside the database and belongs to it: the secret, organisation.toml and its logo."""
    found = organisation.read(config)
    files = [config.data / "secret"]
    if found.file and found.file.parent == config.data:
        files += [found.file, config.data / found.logo]
    return [file for file in files if file.is_file()]


def _copied(file: Path, folder: Path) -> Path:
    return shutil.copyfile(file, folder / file.name)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as tar:
            manifest: dict[str, Any] = json.loads(_read(tar, MANIFEST, folder).read_bytes())
            if manifest["format"] != FORMAT:
                raise BackupError(f"{source} has format {manifest['format']}: use the version that wrote it")
            for name, expected in manifest["sha256"].items():
                if name != Path(name).name or _sha256(_read(tar, name, folder)) != expected:
                    raise BackupError(f"{source} is damaged: {name} is not what was backed up")
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{source} is no whole backup: {error}") from None
    return manifest


def _read(tar: tarfile.TarFile, name: str, folder: Path) -> Path:
    content = tar.extractfile(name)
    if content is None:
        raise BackupError(f"{name} in the backup is no file")
    with content, (folder / name).open("wb") as file:
        shutil.copyfileobj(content, file)
    return folder / name


def _check(manifest: dict[str, Any]) -> None:
    here = db.engine.dialect.name
    if manifest["database"] != here:
        raise BackupError(f"this is a backup of {manifest['database']}, but the database here is {here}")
    if not schema.known(manifest["revision"]):
        raise BackupError(f"this is a backup of a newer version (revision {manifest['revision']})")
    if copies.name_of(db.engine) not in manifest["sha256"]:
        raise BackupError("this backup holds no database")


def _in_use() -> bool:
    with db.engine.connect() as connection:
        return inspect(connection).has_table("account") and bool(
            connection.execute(text("SELECT EXISTS (SELECT 1 FROM account)")).scalar()
        )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=parent) as name:
        yield Path(name)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except CopyError as error:
        raise BackupError(str(error)) from None
