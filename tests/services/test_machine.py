"""What is found on a machine, and how apt is asked for what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.services import machine
from course.services.machine import Finding

MISSING = machine.lacking("a library", "problem", "cannot be loaded", "libexample1")


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that alone is searched for programs, besides the system's env and sh."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "sh"):
        (folder / name).symlink_to(Path("/usr/bin") / name)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def rights(folder: Path) -> None:
    program(folder, "sudo", 'shift; exec "$@"')  # sudo -n, where the tests do not run as root


def test_a_library_that_is_not_there_names_its_package() -> None:
    found = machine._library("libnothing.so.0", "libnothing0", "nothing works")
    assert (found.state, found.type, found.packages) == (
        "problem",
        "sudo apt-get install libnothing0",
        ("libnothing0",),
    )


def test_every_library_of_the_certificates_is_looked_at() -> None:
    assert {each.name for each in machine.libraries()} == set(machine.LIBRARIES)


def test_the_shipped_fonts_cover_the_scripts_of_the_four_languages() -> None:
    said = " ".join(each.says for each in machine.fonts())
    assert [name for name in ("Latin", "Greek", "Cyrillic", "Arabic,") if name in said] == []


def test_scripts_without_a_font_are_named(commands: Path) -> None:
    program(commands, "fc-list", 'printf "en|el|ru|AR|hy|zh-cn|ja|ko|"')
    (found,) = machine.fonts()
    assert (found.state, found.packages) == ("note", ("fonts-noto-core",))
    assert found.says.startswith("a certificate cannot show names written in Bengali, ")


def test_without_fc_list_its_package_is_named(commands: Path) -> None:
    assert [each.packages for each in machine.fonts()] == [("fontconfig", "fonts-noto-core")]


def test_tests_need_a_browser_and_a_reader_of_pdf(commands: Path) -> None:
    found = {each.name: each.state for each in machine.test_programs()}
    assert found["poppler-utils"] == "problem"


def test_apt_is_asked_for_what_is_missing(commands: Path, tmp_path: Path) -> None:
    rights(commands)
    program(commands, "apt-get", f'echo "$@" >>{tmp_path}/asked')
    assert machine.fix([MISSING, Finding("Python", "ok", "3.11")]) == ""
    assert (tmp_path / "asked").read_text().splitlines() == [
        "update",
        "install --yes --no-install-recommends libexample1",
    ]


def test_nothing_missing_asks_nobody(commands: Path) -> None:
    assert machine.fix([Finding("Python", "ok", "3.11")]) == ""


@pytest.mark.parametrize("there", [True, False])
def test_where_apt_cannot_help_the_line_to_type_is_said(commands: Path, there: bool) -> None:
    if there:
        rights(commands)
        program(commands, "apt-get", "echo no such package; exit 100")
    said = machine.fix([MISSING])
    assert said.splitlines()[-1].endswith(
        "Type: sudo apt-get install --yes --no-install-recommends libexample1"
    )
    assert ("no such package" in said) is there
