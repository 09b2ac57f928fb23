"""Backups: what was saved comes back, on both databases, and nothing halfway."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import text

from course import organisation
from course.config import Config, secret_of
from course.organisation import Organisation
from course.services import accounts, backups
from course.services.backups import BackupError
from course.storage import schema
from course.storage.accounts import Person
from course.storage.database import db, writing
from tests.postgres import programs


@pytest.fixture(autouse=True)
def _programs_of_this_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{programs()}:{os.environ['PATH']}")


@pytest.fixture
def config(config: Config) -> Config:
    """The secret in its file, as after a first start."""
    made = config.model_copy(update={"secret": ""})
    secret_of(made)
    return made


def people() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(text("SELECT display_name FROM account ORDER BY display_name")))


def add(name: str, now: datetime) -> None:
    accounts.add(f"{name.lower()}@example.org", name, "learner", None, "en", "UTC", now)


def write_organisation(config: Config, name: str, logo: str) -> Organisation:
    """An organisation.toml in the data folder, with a logo of its name; what it says."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{name}</title></svg>'
    (config.data / logo).write_text(drawing)
    (config.data / "organisation.toml").write_text(f'name = "{name}"\nlogo = "{logo}"\n')
    found = organisation.read(config)
    assert (found.organisation.name, found.logo) == (name, logo)
    return found.organisation


def altered(archive: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a backup in which each file went through `change`."""
    target = archive.with_name("altered.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            assert content is not None
            body = change(member.name, content.read())
            member.size = len(body)
            new.addfile(member, io.BytesIO(body))
    return target


def test_what_was_backed_up_comes_back(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    secret = secret_of(config)
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    add("Late", now)
    (config.data / "secret").write_text("another")

    done = backups.restore(config, made.file, True, now + timedelta(hours=1))

    assert people() == ["Amina"]
    assert (secret_of(config), done.made_at) == (secret, now)
    assert (config.data / "secret").stat().st_mode & 0o777 == 0o600
    assert schema.pending() is False


def test_who_issues_certificates_comes_back_with_the_logo(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    before = write_organisation(config, "Before", "logo.svg")
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    after = write_organisation(config, "After", "other.svg")
    (config.data / "logo.svg").unlink()
    kept = backups.restore(config, made.file, True, now).kept
    assert (organisation.read(config).organisation, config.data.joinpath("logo.svg").exists()) == (
        before,
        True,
    )
    assert kept
    backups.restore(config, kept, True, now + timedelta(seconds=1))
    assert organisation.read(config).organisation == after


def test_an_organisation_that_is_there_stays_when_nothing_is_replaced(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    write_organisation(config, "Before", "logo.svg")
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    with writing() as session:
        session.execute(text("DELETE FROM audit_entry"))
        session.execute(text("DELETE FROM account"))
    after = write_organisation(config, "After", "other.svg")
    backups.restore(config, made.file, False, now)
    assert organisation.read(config).organisation == after
    for file in ("organisation.toml", "logo.svg"):
        (config.data / file).unlink()
    with writing() as session:
        session.execute(text("DELETE FROM audit_entry"))
        session.execute(text("DELETE FROM account"))
    backups.restore(config, made.file, False, now)
    assert organisation.read(config).organisation.name == "Before"


def test_a_broken_organisation_is_backed_up_as_it_is(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    (config.data / "organisation.toml").write_text("name = ")
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    (config.data / "organisation.toml").unlink()
    backups.restore(config, made.file, True, now)
    assert (config.data / "organisation.toml").read_text() == "name = "


def test_a_secret_that_is_a_link_comes_back_as_a_file(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    secret = secret_of(config)
    (config.data / "secret").rename(tmp_path / "mounted")
    (config.data / "secret").symlink_to(tmp_path / "mounted")
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    (config.data / "secret").unlink()
    backups.restore(config, made.file, True, now)
    assert (secret_of(config), (config.data / "secret").is_symlink()) == (secret, False)


def test_what_was_replaced_is_kept_and_comes_back_too(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    add("Late", now)
    kept = backups.restore(config, made.file, True, now).kept
    assert kept is not None
    backups.restore(config, kept, True, now + timedelta(seconds=1))
    assert people() == ["Amina", "Late"]


def test_a_database_with_accounts_is_not_replaced_by_mistake(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    add("Late", now)
    with pytest.raises(BackupError, match="add --replace"):
        backups.restore(config, made.file, False, now)
    assert people() == ["Amina", "Late"]


def test_an_empty_database_needs_no_replace(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    with writing() as session:
        session.execute(text("DELETE FROM audit_entry"))
        session.execute(text("DELETE FROM account"))
    assert backups.restore(config, made.file, False, now).kept is None
    assert people() == ["Amina"]


def test_only_its_owner_can_read_a_backup(
    context: Flask, config: Config, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    assert (made.file.stat().st_mode & 0o777, made.revision) == (0o600, schema.head())
    assert list(tmp_path.glob(".backup-*")) == []


def test_a_folder_gets_a_file_named_after_the_moment(
    context: Flask, config: Config, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path, now)
    assert made.file == tmp_path / "course-20260302-090000.tar.gz"


def test_an_older_backup_is_never_overwritten(
    context: Flask, config: Config, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar.gz"
    file.write_text("the only one")
    with pytest.raises(BackupError, match="exists already"):
        backups.back_up(config, file, now)
    assert file.read_text() == "the only one"


def flip(name: str, body: bytes) -> bytes:
    return body[:-1] + bytes([body[-1] ^ 1]) if name.startswith("course.") else body


def newer(name: str, body: bytes) -> bytes:
    return body.replace(schema.head().encode(), b"9999") if name == "manifest.json" else body


def elsewhere(name: str, body: bytes) -> bytes:
    if name != "manifest.json":
        return body
    manifest = json.loads(body)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["database"]]
    return json.dumps(manifest | {"database": other}).encode()


def climbing(name: str, body: bytes) -> bytes:
    return body.replace(b'"secret"', b'"../secret"') if name == "manifest.json" else body


def later_format(name: str, body: bytes) -> bytes:
    return body.replace(b'"format": 1', b'"format": 2') if name == "manifest.json" else body


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (flip, "is not what was backed up"),
        (newer, "of a newer version"),
        (elsewhere, "but the database here is"),
        (climbing, "is damaged"),
        (later_format, "use the version that wrote it"),
    ],
)
def test_a_backup_that_is_not_as_it_was_changes_nothing(
    context: Flask,
    config: Config,
    amina: Person,
    now: datetime,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes],
    why: str,
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    add("Late", now)
    with pytest.raises(BackupError, match=why):
        backups.restore(config, altered(made.file, change), True, now)
    assert people() == ["Amina", "Late"]
    assert list(config.data.glob(".backup-*")) == []


def test_half_a_backup_and_other_files_are_refused(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    half = tmp_path / "half.tar.gz"
    half.write_bytes(made.file.read_bytes()[: made.bytes // 2])
    text_file = tmp_path / "letter.txt"
    text_file.write_text("Dear Bruno")
    for file in (half, text_file):
        with pytest.raises(BackupError, match="is no whole backup"):
            backups.restore(config, file, True, now)


def test_a_backup_taken_while_others_write_is_whole(
    context: Flask, storage: Flask, config: Config, now: datetime, tmp_path: Path
) -> None:
    stop, started = Event(), Event()

    def write() -> None:
        number = 0
        with storage.app_context():
            while not stop.is_set():
                number += 1
                add(f"Learner {number:04d}".replace(" ", "-"), now)
                started.set()

    writer = Thread(target=write)
    writer.start()
    started.wait(10)
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    stop.set()
    writer.join()
    backups.restore(config, made.file, True, now)
    names = people()
    assert names == [f"Learner-{number:04d}" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_running_server_sees_the_restored_file_at_once(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    made = backups.back_up(config, tmp_path / "backup.tar.gz", now)
    add("Late", now)
    with closing(sqlite3.connect(db.engine.url.database or "")) as other:
        count = "SELECT count(*) FROM account"
        assert other.execute(count).fetchone() == (2,)
        backups.restore(config, made.file, True, now)
        assert other.execute(count).fetchone() == (1,)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_damaged_database_is_not_backed_up(
    context: Flask, config: Config, amina: Person, now: datetime, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(db.engine.url.database or "")) as other:
        other.execute("UPDATE audit_entry SET actor_id = 99")  # foreign keys are off here
        other.commit()
    with pytest.raises(BackupError, match="the database is damaged"):
        backups.back_up(config, tmp_path / "backup.tar.gz", now)
    assert not (tmp_path / "backup.tar.gz").exists()


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_without_the_programs_of_postgresql_it_is_said_what_to_install(
    context: Flask, config: Config, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        backups.back_up(config, tmp_path / "backup.tar.gz", now)
