"""What is found on a machine, and how apt is asked for what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.services import machine, scripts
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
    program(
        commands,
        "fc-list",
        'printf "20 41-5a 61-7a c0-24f 300-36f 1e00-1eff|20 370-3ff 1f00-1fff|3040-30ff 4e00-9fff|"',
    )
    rest, east = machine.fonts()
    assert (rest.state, rest.packages) == ("note", ("fonts-noto-core",))
    assert rest.says.startswith("a certificate cannot show names written in Cyrillic, Armenian, ")
    assert (east.state, east.type, east.packages) == ("note", "sudo apt-get install fonts-noto-cjk", ())
    assert east.says == "a certificate cannot show names written in Korean"


def test_tests_draw_names_in_every_script(commands: Path) -> None:
    program(commands, "fc-list", "exit 0")
    assert [(each.state, each.packages) for each in machine.fonts(for_tests=True)] == [
        ("note", ("fonts-noto-core",)),
        ("problem", ("fonts-noto-cjk",)),
    ]


def test_a_font_counts_only_when_it_has_every_letter(commands: Path) -> None:
    whole = {f"{ord(sign):x}" for name in scripts.SCRIPTS.values() for sign in name}
    program(commands, "fc-list", f'printf "{" ".join(sorted(whole))}"')
    assert scripts.uncovered() == ()
    program(commands, "fc-list", f'printf "{" ".join(sorted(whole - {"920"}))}|920"')
    assert scripts.uncovered() == ("Devanagari",)


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
