"""What the doctor says of an installation, and what it tells to type."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from course.config import Config
from course.content.model import Catalogue
from course.content.problems import Problem
from course.services import doctor, keys
from course.services.machine import Finding
from course.storage import schema
from course.storage.database import db, writing
from tests.documents.authority import PASSPHRASE, Authority
from tests.services.test_keys import with_secret

EMPTY = Catalogue(Path("modules"), "revision")


def settings(tmp_path: Path, **values: object) -> Config:
    return Config.model_validate({"data": tmp_path, **values})


def state_of(finding: Finding) -> tuple[str, str]:
    return finding.state, finding.type


def test_a_sound_installation_has_no_problem(context: Flask, config: Config) -> None:
    found = doctor.examine(config, EMPTY, datetime.now().astimezone())
    assert [each.name for each in found if each.state == "problem"] == []


def test_a_data_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert state_of(doctor.data_folder(missing)) == ("problem", f"ls -ld {missing}")
    assert doctor.disk(missing) == []


def test_a_clock_in_the_past_is_a_problem(tmp_path: Path, now: datetime) -> None:
    found = doctor.clock(tmp_path, now.replace(year=1970))
    assert (found.says, *state_of(found)) == (
        "1970-03-02 09:00:00 UTC is in the past",
        "problem",
        "timedatectl",
    )


def test_a_clock_that_is_not_the_clock_of_the_disk_is_a_problem(tmp_path: Path) -> None:
    later = datetime.now().astimezone() + timedelta(hours=2)
    assert state_of(doctor.clock(tmp_path, later)) == ("problem", "timedatectl")


def test_a_secret_that_others_can_read_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 64)
    file.chmod(0o644)
    assert state_of(doctor.secret(settings(tmp_path))) == ("problem", f"chmod 600 {file}")
    file.chmod(0o600)
    assert state_of(doctor.secret(settings(tmp_path))) == ("ok", "")


@pytest.mark.parametrize(("secret", "state"), [("", "note"), ("x" * 48, "ok")])
def test_a_secret_in_the_settings_needs_no_file(tmp_path: Path, secret: str, state: str) -> None:
    assert doctor.secret(settings(tmp_path, secret=secret)).state == state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "ok"),
        ({"public_url": "https://learn.example.org"}, "ok"),
        ({"public_url": "http://learn.example.org"}, "problem"),
        ({"host": "0.0.0.0"}, "note"),
        ({"host": "0.0.0.0", "public_url": "https://learn.example.org"}, "ok"),
    ],
)
def test_an_address_that_others_use_should_be_encrypted(
    tmp_path: Path, values: dict[str, str], state: str
) -> None:
    assert doctor.address(settings(tmp_path, **values)).state == state


def test_mail_that_is_not_sent_is_noted(tmp_path: Path) -> None:
    assert doctor.mail(settings(tmp_path)).state == "note"
    found = doctor.mail(settings(tmp_path, smtp_url="smtp://amina:secret@mail.example.org:587"))
    assert (found.state, found.says) == ("ok", "by mail.example.org, from no-reply@127.0.0.1")


def test_several_processes_on_sqlite_are_noted(tmp_path: Path) -> None:
    assert [each.state for each in doctor.workers(settings(tmp_path, workers=2))] == ["note"]
    assert doctor.workers(settings(tmp_path, workers=2, database_url="postgresql://host/name")) == []


def test_a_database_without_tables_asks_for_them(context: Flask) -> None:
    with writing() as session:
        session.execute(text("DELETE FROM alembic_version"))
    assert [state_of(each) for each in doctor.database()] == [("problem", "./run database upgrade")]


def test_a_database_of_an_unknown_version_asks_for_that_version(context: Flask) -> None:
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert [state_of(each) for each in doctor.database()] == [("problem", "use that version")]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_file_that_is_no_database_is_a_problem(context: Flask) -> None:
    db.engine.dispose()
    path = Path(db.engine.url.database or "")
    for file in path.parent.glob("course.db*"):
        file.unlink()
    path.write_text("this is not a database, whatever its name says" * 100)
    assert [each.state for each in doctor.database()] == ["problem"]


def test_the_database_names_its_revision(context: Flask) -> None:
    found = doctor.database()
    assert [each.says for each in found] == [f"{db.engine.dialect.name}, revision {schema.head()}"]


def test_a_key_of_credentials_that_does_not_open_is_a_problem(context: Flask, now: datetime) -> None:
    keys.rotate(now, None)
    assert [each.state for each in doctor.database()] == ["ok"]
    with_secret(context, "another secret, of another machine")
    assert [state_of(each) for each in doctor.database()] == [
        ("ok", ""),
        ("problem", "./run keys rotate makes another"),
    ]


@pytest.mark.parametrize(("days", "states"), [(-1, ["problem"]), (59, ["note"]), (90, [])])
def test_a_key_that_signs_sheets_is_noted_before_it_ends(
    tmp_path: Path, days: int, states: list[str]
) -> None:
    authority = Authority(tmp_path)
    file = authority.pkcs12(days=days)
    config = settings(tmp_path, signing_key=str(file), signing_passphrase=PASSPHRASE)
    assert [each.state for each in doctor.certificates(config, authority.now)] == states


def test_an_organisation_with_errors_is_a_problem(tmp_path: Path, now: datetime) -> None:
    config = settings(tmp_path, modules=tmp_path / "modules")
    assert doctor.certificates(config, now) == []
    (tmp_path / "organisation.toml").write_text("name = ")
    assert list(map(state_of, doctor.certificates(config, now))) == [("problem", "./run organisation check")]


def test_faults_of_the_content_are_counted(tmp_path: Path) -> None:
    fault = Problem("a/module.md", 1, 1, "x", "is wrong")
    warning = Problem("a/module.md", 2, 1, "y", "is odd", severity="warning")
    counted = {
        faults: doctor.content(Catalogue(tmp_path, "revision", problems=faults)).says
        for faults in ((), (warning,), (fault, warning))
    }
    assert list(counted.values()) == [
        "0 courses, 0 dialogues",
        "0 courses, 0 dialogues, 1 warnings",
        "0 courses, 0 dialogues, 1 errors",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert doctor.data_folder(tmp_path).state == "problem"
    tmp_path.chmod(0o700)
