"""What one look at the files has found: readings of courses, modules, dialogues and registers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from course.content import courses, dialogues, reader, registers
from course.content.files import ESCAPED, Files, Stamp, by_folder
from course.content.former import Former, entries
from course.content.keeping import Keeper
from course.content.keeping import Reading as Read
from course.content.pages import Page, Shelf
from course.content.problems import Problem, Report
from course.content.readings import Reading
from course.content.registers import Register
from course.content.schemas import CourseFront

log = logging.getLogger(__name__)

DIALOGUES = "dialogues"
ENGLISH, PASS_MARK = ("en",), 0.8  # of a course whose course.yaml nobody can read

T = TypeVar("T")
Translatable = Callable[[Shelf, str, str, Register | None], Register]


@dataclass(slots=True)
class Findings:
    """Readings by folder, and the problems that lie in no reading."""

    shelf: Shelf
    languages: tuple[str, ...] = ENGLISH
    courses: dict[str, courses.Reading] = field(default_factory=dict)
    fronts: dict[str, CourseFront] = field(default_factory=dict)  # what each course.yaml says, or last said
    modules: dict[str, dict[str, Reading]] = field(default_factory=dict)  # by course, by module
    dialogues: dict[str, dialogues.Reading] = field(default_factory=dict)
    sources: Register = field(default_factory=lambda: _none("sources.yaml"))
    people: Register = field(default_factory=lambda: _none("people.yaml"))
    support: dict[str, Register] = field(default_factory=dict)  # by language, the source first
    glossary: dict[str, Register] = field(default_factory=dict)
    loose: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every problem that was found while files were read."""
        registers_ = (self.sources, self.people, *self.support.values(), *self.glossary.values())
        modules = (module for course in self.modules.values() for module in course.values())
        readings: Iterable[Read] = chain(self.courses.values(), modules, self.dialogues.values(), registers_)
        return [*self.loose, *(problem for reading in readings for problem in reading.problems)]

    @property
    def pages(self) -> Iterator[Page]:
        """Every page that may refer to another file."""
        for course in self.courses.values():
            yield course.page
        for modules in self.modules.values():
            for module in modules.values():
                yield from (part.page for part in module.parts)
        for dialogue in self.dialogues.values():
            yield from (text.page for text in dialogue.texts.values())
        yield from (register.page for register in self.glossary.values())


def _none(name: str, shelf: Shelf | None = None, language: str = "") -> Register:
    return Register(Page(shelf, "", language, Report(name)), missing=True)  # type: ignore[arg-type]


def find(shelf: Shelf, keeper: Keeper, former: Former) -> Findings:
    """Read every file on the shelf, unless the keeper still has it. `former` stands in for what is broken."""
    finder = _Finder(shelf, keeper, former)
    finder.sources()
    finder.all_courses()
    finder.all_dialogues()
    finder.shared()
    keeper.tidy()
    return finder.found


class _Finder:
    def __init__(self, shelf: Shelf, keeper: Keeper, former: Former) -> None:
        self.shelf, self.keeper, self.former = shelf, keeper, former
        self.groups = by_folder(shelf.files)
        self.found = Findings(shelf)

    def sources(self) -> None:
        self.found.sources = self._register("sources.yaml", registers.read_sources)
        before = self.former.catalogue.sources
        sources = entries(self.found.sources, self.found.sources.sources, before)
        self.shelf.shorts = {key: source.short for key, source in sources.items()}

    def shared(self) -> None:
        """The registers that may cite sources and depend on the languages of the courses."""
        found = self.found
        found.people = self._register("people.yaml", registers.read_people)
        found.support = self._translated("support", registers.read_support)
        found.glossary = self._translated("glossary", registers.read_glossary)

    def _register(self, name: str, read: Callable[[Shelf, str], Register]) -> Register:
        stamp = self.shelf.files.get(name)
        if stamp is None:
            return _none(name, self.shelf)
        return self._guarded(
            name, lambda: self.keeper.get(self.shelf, name, stamp, lambda: read(self.shelf, name))
        ) or _none(name, self.shelf)

    def _translated(self, stem: str, read: Translatable) -> dict[str, Register]:
        """A register in the source language and, from the files beside it, in the others."""
        first, *others = self.found.languages
        original = self._in_language(f"{stem}.yaml", first, read, None, None)
        stamp = self.shelf.files.get(f"{stem}.yaml")
        return {first: original} | {
            language: self._in_language(f"{stem}.{language}.yaml", language, read, original, stamp)
            for language in others
        }

    def _in_language(
        self, name: str, language: str, read: Translatable, original: Register | None, made_of: Stamp | None
    ) -> Register:
        stamp = self.shelf.files.get(name)
        if stamp is None:
            return _none(name, self.shelf, language)
        key = (stamp, language, made_of)
        found = self._guarded(
            name,
            lambda: self.keeper.get(
                self.shelf, name, key, lambda: read(self.shelf, name, language, original)
            ),
        )
        return found or _none(name, self.shelf, language)

    def all_courses(self) -> None:
        inside: dict[str, list[str]] = {}
        for folder, names in self.groups.items():
            course, _, module = folder.partition("/")
            if course and course != DIALOGUES:
                here = inside.setdefault(course, [])
                here += [module] if module and "module.md" in names else []
        for name, stamp in self.groups.get("", {}).items():
            if stamp == ESCAPED:
                self._loose(name, "path-escape", "This folder is a link out of the folder of modules.")
        for course in sorted(inside):
            self._course(course, sorted(inside[course]))
        spoken = [front.languages for front in self.found.fronts.values()]
        self.found.languages = tuple(dict.fromkeys(chain(*spoken))) or ENGLISH

    def _course(self, folder: str, modules: list[str]) -> None:
        names = self.groups.get(folder, {})
        if "course.yaml" not in names:
            self._loose(f"{folder}/course.yaml", "course-missing", "This folder has no course.yaml.")
        key = (tuple(sorted(names.items())), tuple(modules))

        def read() -> courses.Reading:
            return courses.read_course(self.shelf, folder, names, modules)

        path = f"{folder}/course.yaml"
        reading = self._guarded(path, lambda: self.keeper.get(self.shelf, folder, key, read))
        if reading is not None:
            self.found.courses[folder] = reading
        front = reading.front if reading else None
        if reading is None or front is None or reading.report.broken:
            front = self.former.front(self.shelf.root / folder) or front
        if front is not None:
            self.found.fronts[folder] = front
        self.found.modules[folder] = {}
        for module in modules:
            self._module(folder, module, front)

    def _module(self, course: str, module: str, front: CourseFront | None) -> None:
        folder = f"{course}/{module}"
        names = self.groups[folder]
        languages = front.languages if front else ENGLISH
        id_ = (front and front.id) or reader.default_id(course)
        pass_mark = front.pass_mark if front else PASS_MARK
        key = (tuple(sorted(names.items())), languages, id_, pass_mark)

        def read() -> Reading:
            return reader.read_module(self.shelf, folder, names, languages, id_, pass_mark)

        path = f"{folder}/module.md"
        reading = self._guarded(path, lambda: self.keeper.get(self.shelf, folder, key, read))
        if reading is not None:
            self.found.modules[course][module] = reading

    def all_dialogues(self) -> None:
        for folder in sorted(name for name in self.groups if name.startswith(f"{DIALOGUES}/")):
            names = self.groups[folder]
            path = f"{folder}/dialogue.md"
            if "dialogue.md" not in names:
                self._loose(path, "dialogue-missing", "This folder has no dialogue.md.")
                continue
            key = (tuple(sorted(names.items())), self.found.languages[0])
            reading = self._guarded(path, lambda: self._dialogue(folder, names, key))  # noqa: B023 called at once
            if reading is not None:
                self.found.dialogues[folder] = reading

    def _dialogue(self, folder: str, names: Files, key: object) -> dialogues.Reading:
        def read() -> dialogues.Reading:
            return dialogues.read_dialogue(self.shelf, folder, names, self.found.languages[0])

        return self.keeper.get(self.shelf, folder, key, read)

    def _guarded(self, path: str, read: Callable[[], T]) -> T | None:
        """What `read` gives; whatever goes wrong in one file is a problem of that file and stops no other."""
        try:
            return read()
        except Exception as error:
            log.exception("cannot read %s", path)
            self._loose(path, "unexpected", f"The file cannot be read: {type(error).__name__}: {error}.")
            return None

    def _loose(self, path: str, code: str, what: str) -> None:
        self.found.loose.append(Problem(path, 1, 1, code, what))
