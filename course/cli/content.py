"""`course content`: check what trainers write, list and count it, and begin new courses and parts of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from course.cli.failures import printable
from course.content import skeletons
from course.content.catalogue import load
from course.content.model import Course, Module
from course.content.problems import FORMATS, counts
from course.content.statistics.as_json import as_json
from course.content.statistics.as_text import as_text
from course.content.statistics.counts import statistics

_ROOT = click.argument(
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="COURSE_MODULES",
    default=Path("modules"),
)
_ROOT_OPTION = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="COURSE_MODULES",
    default=Path("modules"),
    show_default=True,
    help="The folder of modules.",
)


@click.group()
def content() -> None:
    """Check, list and count what trainers write; begin something new."""


@content.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@_ROOT
def check(form: str, root: Path) -> None:
    """Report every problem of every file under ROOT. Exit with 1 when one of them is an error."""
    catalogue = load(root, today=_today())
    prefix = f"{root.as_posix().rstrip('/')}/"
    click.echo(FORMATS[form](catalogue.problems, prefix), nl=False)
    errors, warnings = counts(catalogue.problems)
    if form == "text":
        click.echo(_summary(errors, warnings))
    sys.exit(1 if errors else 0)


@content.command("list")
@_ROOT
def list_(root: Path) -> None:
    """List courses, modules and dialogues with their languages."""
    catalogue = load(root)
    for courses in catalogue.courses.values():
        course = next(iter(courses.values()))
        spoken, minutes = ", ".join(course.languages), _count(course.minutes, "minute")
        click.echo(f"{course.id}  {course.title}  ({spoken}; {minutes})")
        for module in (*course.modules, *course.drafts):
            click.echo(f"  {module.number or '-'}  {_line(module, courses)}")
    for dialogues in catalogue.dialogues.values():
        dialogue = next(iter(dialogues.values()))
        spoken = ", ".join(language for language, one in dialogues.items() if one.language == language)
        click.echo(f"{dialogue.id}  {dialogue.title}  (dialogue; {spoken})")
    errors, warnings = counts(catalogue.problems)
    if errors or warnings:
        click.echo(f"{_summary(errors, warnings)} See: course content check")


@content.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lessons", is_flag=True, help="In text: a line for each lesson.")
@click.option("--language", default="", help="In text: count the texts in this language.")
@_ROOT
def stats(form: str, lessons: bool, language: str, root: Path) -> None:
    """Count what is under ROOT: words, minutes, reading level, objectives, quizzes, sources, translations."""
    counted = statistics(root, _today())
    if form == "json":
        click.echo(as_json(counted), nl=False)
        return
    spoken = sorted({each for course in counted.courses for each in course.languages})
    if language and language not in spoken:
        raise click.UsageError(
            f"No course is offered in {language!r}. Languages: {', '.join(spoken) or 'none'}."
        )
    for line in as_text(counted, language, lessons).splitlines():
        click.echo(printable(line))


@content.group()
def new() -> None:
    """Write a filled-in course, module or dialogue to start from. Nothing is ever overwritten."""


@new.command("course")
@click.argument("name")
@_ROOT_OPTION
def new_course(name: str, root: Path) -> None:
    """Begin the course NAME, with one module."""
    _begin(skeletons.course, root, name)
    click.echo("Change the texts, then see what is left to do: course content check")


@new.command("module")
@click.argument("name")
@click.option("--course", "folder", default="", help="Its course; not needed while there is only one.")
@_ROOT_OPTION
def new_module(name: str, folder: str, root: Path) -> None:
    """Begin the module NAME, as a draft, with a lesson and a quiz."""
    paths = _begin(skeletons.module, root, folder or _only_course(root), name)
    click.echo(f"It is a draft until course.yaml lists it under modules: {paths[0].parent.name}")


@new.command("dialogue")
@click.argument("name")
@_ROOT_OPTION
def new_dialogue(name: str, root: Path) -> None:
    """Begin the dialogue NAME, four weeks from now."""
    _begin(skeletons.dialogue, root, name)


def _today() -> date:
    return datetime.now(UTC).date()


def _begin(write: Callable[..., list[Path]], *words: object) -> list[Path]:
    """Write a skeleton and say which files it has; a plain message when that cannot be."""
    try:
        paths = write(*words, _today())
    except skeletons.UnusableNameError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    for path in paths:
        click.echo(f"wrote {path}")
    return paths


def _only_course(root: Path) -> str:
    found = sorted(path.parent.name for path in root.glob("*/course.yaml"))
    if len(found) != 1:
        known = f"There are {', '.join(found)}." if found else "There is none: course content new course NAME"
        raise click.UsageError(f"Name the course with --course. {known}")
    return found[0]


def _line(module: Module, courses: Mapping[str, Course]) -> str:
    spoken = []
    for language, course in courses.items():
        version = course.module(module.id) or course.draft(module.id)
        spoken += [language] if version and version.language == language else []
    questions = len(module.quiz.items) if module.quiz else 0
    parts = f"{_count(len(module.lessons), 'lesson')}, {_count(questions, 'question')}"
    minutes = _count(module.minutes, "minute")
    draft = "; draft" if module.draft else ""
    return f"{module.id}  {module.title}  ({parts}, {minutes}; {', '.join(spoken)}{draft})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "No problems."
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}."
