"""`course organisation`, as Chen types it before the site is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course.cli.organisation import EXAMPLE, organisation
from course.organisation import NAME


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "modules").mkdir()
    return tmp_path / "data"


def run(data: Path, *words: str, **settings: str) -> Result:
    places = {"COURSE_DATA": str(data), "COURSE_MODULES": str(data.parent / "modules")}
    return CliRunner().invoke(organisation, words, env=places | settings)


def test_the_example_is_a_file_to_start_from(data: Path) -> None:
    made = run(data, "example").stdout
    assert made == EXAMPLE
    (data / NAME).write_text(made)
    said = run(data, "check")
    assert (said.exit_code, said.stdout) == (0, f"{data / NAME}\nNo problems.\n")


def test_problems_are_shown_with_their_line_and_exit_code_1(data: Path) -> None:
    (data / NAME).write_text('paper = "leter"\n')
    said = run(data, "check")
    assert (said.exit_code, said.stdout) == (
        1,
        f'{data / NAME}:1:9: value "leter" is not a paper. Write a4 or letter. Did you mean "letter"?\n'
        f'    paper = "leter"\n            ^\n{data / NAME}\nerrors: 1, warnings: 0\n',
    )
    github = run(data, "check", "--format", "github")
    assert (github.exit_code, github.stdout.splitlines()[1:]) == (1, [])
    assert github.stdout.startswith("::error file=")


def test_a_warning_is_no_failure(data: Path) -> None:
    (data / NAME).write_text('logo = "logo.svg"')
    (data / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><g data-x="1"/></svg>'
    )
    said = run(data, "check")
    assert (said.exit_code, said.stdout.splitlines()[-1]) == (0, "errors: 0, warnings: 1")


def test_without_a_file_the_places_for_it_are_named(data: Path) -> None:
    said = run(data, "check")
    assert (said.exit_code, str(data / NAME) in said.stdout, str(data.parent / NAME) in said.stdout) == (
        0,
        True,
        True,
    )


def test_show_says_what_counts_now_and_where_it_comes_from(data: Path) -> None:
    (data.parent / NAME).write_text('name = "Beside"')
    (data / NAME).write_text(EXAMPLE)
    said = run(data, "show").stdout.splitlines()
    assert said[0] == f"{data / NAME} ({data.parent / NAME} is not used)"
    assert "name          Institute for Learning" in said
    assert "signatory     Kim Example, Director" in said
    assert sum(line.startswith("statement") for line in said) == 4
    (data / NAME).write_text('name = "A\ncolour')
    said = run(data, "show").stdout.splitlines()
    assert said[1].startswith("It has errors")
    assert "name          Institute for Learning" in said
    (data / NAME).write_text('statement = "Free."\nlogo = "logo.svg"')
    (data / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>')
    said = run(data, "show", COURSE_SITE_NAME="The Site").stdout.splitlines()
    assert [line for line in said if line.startswith(("name", "statement"))] == [
        "name          The Site",
        "statement     Free.",
    ]
    assert "logo          logo.svg, " in "\n".join(said)


def test_bad_settings_are_named_without_a_traceback(data: Path) -> None:
    said = run(data, "check", COURSE_PORT="no port")
    assert (said.exit_code, said.output.startswith("Error: COURSE_PORT: ")) == (1, True)
