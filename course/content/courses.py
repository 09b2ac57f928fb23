"""course.yaml and its translations: the texts of a course, its order of modules and its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from course.content.files import Files, read_text
from course.content.fingerprints import of_text
from course.content.pages import Page, Reference, Shelf
from course.content.problems import Problem, Report, closest
from course.content.schemas import CourseFront, CourseTexts, validate
from course.content.translations import fresh
from course.content.yaml import Tree, parse


@dataclass(slots=True)
class Text:
    """course.fr.yaml."""

    report: Report
    front: CourseTexts | None = None


@dataclass(slots=True)
class Reading:
    """course.yaml and the translations beside it."""

    folder: str
    page: Page
    front: CourseFront | None = None
    tree: Tree = field(default_factory=lambda: Tree({}))
    texts: dict[str, Text] = field(default_factory=dict)

    @property
    def report(self) -> Report:
        return self.page.report

    @property
    def problems(self) -> Iterator[Problem]:
        yield from self.report.problems
        for text in self.texts.values():
            yield from text.report.problems

    @property
    def references(self) -> list[Reference]:
        return self.page.references

    @property
    def cited(self) -> dict[str, str]:
        return self.page.cited

    @property
    def outside(self) -> Files:
        return self.page.outside


def read_course(shelf: Shelf, folder: str, names: Iterable[str], modules: Iterable[str]) -> Reading:
    """Read the course in `folder`, whose files are `names` and whose module folders are `modules`."""
    text, report = read_text(shelf.root, f"{folder}/course.yaml")
    reading = Reading(folder, Page(shelf, folder, "", report))
    tree = parse(text, report) if text is not None else None
    if tree is None:
        return reading
    reading.tree = tree
    reading.front = front = validate(CourseFront, tree, report)
    if front is None:
        return reading
    _order(reading, front, sorted(modules))
    if len(set(front.languages)) < len(front.languages):
        report.error("value", tree.place(("languages",)), "A language stands here twice.", "Keep one.")
    if front.certificate and front.certificate.signatory:
        at = tree.place(("certificate", "signatory"))
        reading.page.refer("person", front.certificate.signatory, at)
    made_of = of_text([front.title, front.summary, front.audience])
    for name in sorted(names):
        match = re.fullmatch(r"course\.(.+)\.yaml", name)
        if match:
            reading.texts[match[1]] = _translation(shelf, f"{folder}/{name}", match[1], front, made_of)
    return reading


def _order(reading: Reading, front: CourseFront, present: list[str]) -> None:
    """Every listed folder must be there, and once."""
    for index, name in enumerate(front.modules):
        at = reading.tree.place(("modules", index))
        if name in front.modules[:index]:
            reading.report.error("module-twice", at, f'"{name}" is listed twice.', "Keep one of them.")
        elif name not in present:
            link = (reading.page.shelf.root / reading.folder / name).is_symlink()
            what = (
                f'"{name}" is a link out of the folder of modules.'
                if link
                else f'There is no module "{name}".'
            )
            code = "path-escape" if link else "module-missing"
            reading.report.error(code, at, what, "", closest(name, set(present) - set(front.modules)))


def _translation(shelf: Shelf, name: str, language: str, original: CourseFront, made_of: str) -> Text:
    text, report = read_text(shelf.root, name)
    tree = parse(text, report) if text is not None else None
    front = validate(CourseTexts, tree, report) if tree is not None else None
    if front is not None and tree is not None:
        fresh(front, made_of, tree, report)
        if original.audience and not front.audience:
            report.error("key-missing", tree.key(()), 'The key "audience" is missing.', "Add audience: …")
    if language not in original.languages:
        what = f"The course is not offered in the language of {name.rpartition('/')[2]}."
        report.warning("language-unlisted", (1, 1), what, f"Add {language} to the languages in course.yaml.")
    return Text(report, front)
