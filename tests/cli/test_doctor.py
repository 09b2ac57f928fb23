"""`course doctor`, as Chen types it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from course.cli.doctor import doctor
from course.services.machine import LIBRARIES


def test_the_machine_alone_needs_no_settings() -> None:
    done = CliRunner().invoke(doctor, ["--machine"], env={"COURSE_PORT": "no port"})
    assert [name for name in LIBRARIES if name not in done.output] == []
    assert done.output.splitlines()[-1].startswith("problems: ")


def test_the_whole_installation_as_json(app: Flask) -> None:
    done = app.test_cli_runner().invoke(doctor, ["--format", "json"])
    found = {each["name"]: each["state"] for each in json.loads(done.output)}
    assert (found["database"], found["data folder"], found["clock"]) == ("ok", "ok", "ok")


def test_bad_settings_are_a_finding_with_exit_code_1(tmp_path: Path) -> None:
    from course.app import main  # noqa: PLC0415  # slow import: most tests need no pages

    settings = {"COURSE_DATA": str(tmp_path), "COURSE_PORT": "no port"}
    done = CliRunner().invoke(main, ["doctor"], env=settings)
    assert (done.exit_code, "problem  settings: COURSE_PORT: " in done.output) == (1, True)
