"""The rules of the house that a machine can check."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from course.config import PREFIX, ROOT, Config

TOP = {
    "course",
    "modules",
    "templates",
    "tests",
    "docs",
    "pyproject.toml",
    "wsgi.py",
    "README.md",
    "run",
    "requirements.lock",
    "requirements-dev.lock",
    ".ci",
    ".gitignore",
}
NO_NOUNS = {"utils", "helpers", "common", "misc", "manager"}
OF_A_MACHINE = re.compile(r"(?<![\w.])/(root|home/\w+|work|Users)/\w")
OF_AN_INDEX = re.compile(r"//[^\s/\"']*(pypi|python.?hosted|npm.?js)\.")
LONGEST = 300  # lines


def tracked() -> list[Path]:
    """Every file that is in the repository, or would be after `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text()
        except UnicodeDecodeError:
            continue


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name))


def test_the_top_holds_what_was_agreed_and_nothing_else() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} - TOP == set()
    assert [name for name in TOP - {"docs"} if not (ROOT / name).exists()] == []


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    lengths = {path: len(text.splitlines()) for path, text in texts() if path.suffix == ".py"}
    course = ROOT / "course"
    assert {path: n for path, n in lengths.items() if path.is_relative_to(course) and n > LONGEST} == {}


def test_every_file_is_named_after_a_noun_of_the_course() -> None:
    assert [path for path in tracked() if path.stem.lower() in NO_NOUNS] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path, text in texts()
        if path.suffix == ".py" and text.strip() and not text.lstrip().startswith(('"""', "#!"))
    ]
    assert silent == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    assert [(path, found[0]) for path, text in texts() if (found := OF_A_MACHINE.search(text))] == []


def test_nothing_names_a_package_index() -> None:
    assert [(path, found[0]) for path, text in texts() if (found := OF_AN_INDEX.search(text))] == []


@pytest.mark.parametrize("name", Config.model_fields)
def test_readme_tells_every_setting(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in documentation()


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []


def test_readme_tells_every_command() -> None:
    from course.app import main  # noqa: PLC0415  # slow import: most tests need no pages

    said = documentation()
    assert [command for command in commands(main) if f"./run {command}" not in said] == []


def documentation() -> str:
    return "\n".join(
        text for path, text in texts() if path.suffix == ".md" and path.parent in (ROOT, ROOT / "docs")
    )
