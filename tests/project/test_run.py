"""The script that sets up, and the packages that it pins."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from course.config import ROOT

PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def names(lock: str) -> set[str]:
    return set(PINNED.findall((ROOT / lock).read_text()))


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ;]", each)[0].lower().replace("_", "-") for each in requirements}


@pytest.mark.parametrize(("shell", "script"), [("sh", "run"), ("bash", ".ci/run")])
def test_a_script_can_be_read_and_started(shell: str, script: str) -> None:
    subprocess.run([shell, "-n", ROOT / script], check=True)
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


def test_what_a_push_is_checked_by_is_what_everyone_types() -> None:
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1].endswith("exec ./run test")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock: str) -> None:
    kinds = (r"[a-z0-9-]+==\S+( ; .+)? \\", r"    --hash=sha256:[0-9a-f]{64}( \\)?", r"    #.*")
    line = re.compile("|".join(kinds))
    assert [each for each in (ROOT / lock).read_text().splitlines() if not line.fullmatch(each)] == []


def test_the_locks_pin_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = wanted(project["project"]["dependencies"]) | {"psycopg", "setuptools", "uv"}
    assert runtime - names("requirements.lock") == set()
    assert wanted(project["dependency-groups"]["dev"]) - names("requirements-dev.lock") == set()


def test_the_tests_run_with_the_versions_that_people_get() -> None:
    pins = re.compile(r"^([a-z0-9-]+==\S+)", re.MULTILINE)
    runtime, dev = (set(pins.findall((ROOT / lock).read_text())) for lock in LOCKS)
    assert runtime - dev == set()
