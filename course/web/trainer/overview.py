"""What there is of a course and a module, counted: the rows of the trainer's pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course.content.catalogue import problems_of
from course.content.model import Catalogue, Course, Module
from course.content.problems import Problem, as_text, counts


@dataclass(frozen=True, slots=True)
class Tally:
    """Problems, counted: `errors` keep the last good state on the site, `warnings` do not."""

    errors: int
    warnings: int

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Tally:
        return cls(*counts(problems))


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module at a glance; `translations` says of each language of the course whether there is a text."""

    module: Module
    checks: int
    items: int
    words: int
    translations: tuple[tuple[str, bool], ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course at a glance; `unshown` are folders with errors that no good state was ever read of."""

    course: Course
    modules: tuple[ModuleRow, ...]
    unshown: tuple[str, ...]
    tally: Tally


def module_row(content: Catalogue, course: Course, module: Module) -> ModuleRow:
    return ModuleRow(
        module=module,
        checks=sum(len(lesson.checks) for lesson in module.lessons),
        items=len(module.quiz.items) if module.quiz else 0,
        words=sum(lesson.words for lesson in module.lessons),
        translations=tuple(
            (language, _translated(content, course, module, language)) for language in course.languages
        ),
        tally=Tally.of(problems_of(content, module.folder)),
    )


def _translated(content: Catalogue, course: Course, module: Module, language: str) -> bool:
    other = content.courses[course.id].get(language)
    found = (other.module(module.id) or other.draft(module.id)) if other else None
    return found is not None and found.language == language


def course_row(content: Catalogue, course: Course) -> CourseRow:
    modules = (*course.modules, *course.drafts)
    folder = folder_of(content, course)
    problems = problems_of(content, folder)
    inside = [Path(problem.path).relative_to(folder.relative_to(content.root)).parts for problem in problems]
    known = {module.folder.name for module in modules}
    unshown = {parts[0] for parts in inside if len(parts) > 1 and parts[0] not in known}
    return CourseRow(
        course,
        tuple(module_row(content, course, module) for module in modules),
        tuple(sorted(unshown)),
        Tally.of(problems),
    )


def folder_of(content: Catalogue, course: Course) -> Path:
    """The folder of a course: that of its modules."""
    modules = (*course.modules, *course.drafts)
    return modules[0].folder.parent if modules else content.root / course.id


def elsewhere(content: Catalogue) -> tuple[Problem, ...]:
    """Problems of files outside the courses: sources, terms, dialogues, a course that cannot be read."""
    courses = [content.course(course_id) for course_id in content.courses]
    folders = [folder_of(content, course) for course in courses if course]
    inside = {problem for folder in folders for problem in problems_of(content, folder)}
    return tuple(problem for problem in content.problems if problem not in inside)


def revision(content: Catalogue) -> str:
    """Changes whenever a page of a trainer would: with the content, and with its problems."""
    told = as_text(content.problems)
    return f"{content.revision}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:12]}"
