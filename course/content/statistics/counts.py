"""What trainers wrote, in numbers; and what of it could not be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from course.content.files import scan
from course.content.findings import ENGLISH, PASS_MARK, Findings, find
from course.content.former import Former
from course.content.judging import judge
from course.content.keeping import Keeper
from course.content.model import Catalogue
from course.content.pages import Shelf
from course.content.problems import Report
from course.content.reader import default_id
from course.content.readings import Reading
from course.content.statistics.modules import ModuleCounts, count_module, readable
from course.content.statistics.shared import SourceCounts, TermCounts, count_sources, count_terms
from course.content.statistics.translations import States, translations


@dataclass(frozen=True, slots=True)
class CourseCounts:
    """A course: published modules in order, then drafts. The first of `languages` is the source."""

    id: str
    title: str
    languages: tuple[str, ...]
    modules: tuple[ModuleCounts, ...]

    @property
    def published(self) -> tuple[ModuleCounts, ...]:
        return tuple(module for module in self.modules if module.number)


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A file, or a part of one, that could not be counted, and why."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything under one root, in numbers."""

    courses: tuple[CourseCounts, ...]
    terms: TermCounts
    sources: SourceCounts
    translations: Mapping[str, States]  # by language
    uncounted: tuple[Uncounted, ...]


def statistics(root: Path, today: date) -> Statistics:
    """Count everything under `root`. Never raises for what the files hold: see `uncounted`.

    `today` is the day from which sources due for review are reckoned.
    """
    former = Former.of(Catalogue(root, ""))
    found = find(Shelf(root, scan(root), {}), Keeper(), former)
    problems = [*judge(found)[0], *found.problems]
    courses = tuple(_course(found, folder) for folder in found.modules)
    texts = [text for course in courses for module in course.modules for text in module.texts.values()]
    cited = frozenset[str]().union(*(text.sources for text in texts))
    return Statistics(
        courses=courses,
        terms=count_terms(found),
        sources=count_sources(found, cited, today),
        translations=translations(found, problems),
        uncounted=tuple(sorted(_uncounted(found, root), key=str)),
    )


def _course(found: Findings, folder: str) -> CourseCounts:
    front = found.fronts.get(folder)
    readings = found.modules[folder]
    listed = [name for name in dict.fromkeys(front.modules if front else ()) if name in readings]
    numbered = [*enumerate(listed, 1), *((0, name) for name in readings if name not in listed)]
    pass_mark = front.pass_mark if front else PASS_MARK
    modules = tuple(count_module(readings[name], number, pass_mark) for number, name in numbered)
    return CourseCounts(
        id=(front.id if front else None) or default_id(folder),
        title=front.title if front else "",
        languages=front.languages if front else ENGLISH,
        modules=modules,
    )


def _uncounted(found: Findings, root: Path) -> Iterator[Uncounted]:
    if not root.is_dir():
        yield Uncounted(".", 1, "There is no folder of modules here.")
    yield from (Uncounted(problem.path, problem.line, problem.what) for problem in found.loose)
    for folder, modules in found.modules.items():
        yield from _of_course(found, folder)
        for reading in modules.values():
            yield from _of_module(reading)
    for register, sound in (
        (found.sources, len(found.sources.sources)),
        *((each, len(each.terms)) for each in list(found.glossary.values())[:1]),
    ):
        if len(register.names) > sound or (register.tree is None and not register.missing):
            entries = f"{len(register.names) - sound} of {len(register.names)} entries"
            yield _why(register.report, f"{entries if register.tree else 'This file'} cannot be read")


def _of_course(found: Findings, folder: str) -> Iterator[Uncounted]:
    front, reading = found.fronts.get(folder), found.courses.get(folder)
    if front is None and reading is not None and reading.report.problems:
        yield _why(reading.report, "The order of the modules is not known: all count as drafts, in English")
    for name in front.modules if front else ():
        if name not in found.modules[folder]:
            yield Uncounted(f"{folder}/course.yaml", 1, f'There is no module "{name}".')


def _of_module(reading: Reading) -> Iterator[Uncounted]:
    for text in reading.texts.values():
        if not readable(text):
            yield _why(text.report, "This file cannot be read")
    source = next(iter(reading.texts.values()))
    if readable(source) and source.front is None:
        yield _why(source.report, "Minutes and objectives are not known")
    quiz = next(iter(reading.quizzes.values()), None)
    if quiz is None:
        return
    unread = len(quiz.page.outline) - len(quiz.items)
    if not quiz.page.outline:
        yield _why(quiz.report, "This file cannot be read")
    elif quiz.front is None:
        yield _why(quiz.report, "The rules are not known: no draw")
    if unread > 0:
        yield _why(quiz.report, f"{unread} of {len(quiz.page.outline)} questions cannot be read")


def _why(report: Report, what: str) -> Uncounted:
    """What is not counted, with the first error of the file."""
    error = next((problem for problem in report.problems if problem.severity == "error"), None)
    return (
        Uncounted(report.path, error.line, f"{what}. {error.what}")
        if error
        else Uncounted(report.path, 1, f"{what}.")
    )
