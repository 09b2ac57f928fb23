"""`course backup` and `course restore`, as Chen types them; `course serve`, as a server runs it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from course.cli.operations import backup, restore, serve
from course.config import ROOT
from course.storage.accounts import Person
from tests.postgres import programs


@pytest.fixture(autouse=True)
def _programs_of_this_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{programs()}:{os.environ['PATH']}")


def test_chen_backs_up_and_restores(storage: Flask, amina: Person, tmp_path: Path) -> None:
    runner, file = storage.test_cli_runner(), str(tmp_path / "course.tar.gz")
    saved = runner.invoke(backup, [file])
    assert (saved.exit_code, saved.output.startswith(f"{file}: ")) == (0, True)

    refused = runner.invoke(restore, [file])
    assert (refused.exit_code, "add --replace" in refused.output) == (1, True)

    restored = runner.invoke(restore, [file, "--replace"])
    assert (restored.exit_code, restored.output.splitlines()[0]) == (
        0,
        "restored as it was on 2026-03-02 09:00 UTC",
    )
    assert "is kept in" in restored.output


def test_a_file_that_is_no_backup_is_refused_in_plain_words(
    storage: Flask, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Bruno")
    done = storage.test_cli_runner().invoke(restore, [str(file)])
    assert (done.exit_code, done.output) == (1, f"Error: {file} is no whole backup: not a gzip file\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> int:
    """The status that a page answers with, once the server is up."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    return 0


def test_a_first_start_makes_everything_and_shows_the_way_in(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", "from course.app import main; main()", "serve"]
    settings = {"COURSE_DATA": str(tmp_path / "data"), "COURSE_PORT": str(port)}
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert answer(f"http://127.0.0.1:{port}/") == 200
    finally:
        server.terminate()
        said = server.communicate(timeout=30)[0]
    link = re.search(rf"http://127\.0\.0\.1:{port}/first-admin/\S+", said)
    assert link is not None, said
    assert {"course.db", "secret"} <= {path.name for path in (tmp_path / "data").iterdir()}
    assert "Traceback" not in said


def test_a_port_in_use_is_refused_before_anything_is_made(storage: Flask) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        storage.config["COURSE"] = storage.config["COURSE"].model_copy(update={"port": port})
        done = storage.test_cli_runner().invoke(serve, [])
    assert (done.exit_code, done.output) == (
        1,
        f"Error: cannot listen on 127.0.0.1:{port}: Address already in use. "
        "Stop what uses it, or set COURSE_PORT to another port.\n",
    )
