"""course.yaml and its translations: the texts of a course, its order of modules and its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from course.content.files import Files, read_text
from course.content.fingerprints import of_text
from course.content.pages import Page, Shelf
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
    def cited(self) -> dict[str, str]:
        return self.page.cited

    @property
    def outside(self) -> Files:
        return self.page.outside


def read_course(shelf: Shelf, folder: str, names: Iterable[str], modules: Iterable[str]) -> Reading:
    """Read the course in `folder`, whose files are `names` and whose module folders are `modules`."""
    present = sorted(names)
    text, report = None, Report(f"{folder}/course.yaml")
    if "course.yaml" in present:
        text, report = read_text(shelf.root, f"{folder}/course.yaml")
    reading = Reading(folder, Page(shelf, folder, "", report))
    reading.tree = (parse(text, report) if text is not None else None) or Tree(None)
    if text is not None and not report.broken:
        reading.front = validate(CourseFront, reading.tree, report)
    if reading.front is not None:
        _judge(reading, reading.front, sorted(modules))
    for name in present:
        match = re.fullmatch(r"course\.(.+)\.yaml", name)
        if match:
            reading.texts[match[1]] = _translation(shelf, f"{folder}/{name}", match[1], reading.front)
    return reading


def _judge(reading: Reading, front: CourseFront, modules: list[str]) -> None:
    _order(reading, front, modules)
    if len(set(front.languages)) < len(front.languages):
        at = reading.tree.place(("languages",))
        reading.report.error("value", at, "A language stands here twice.", "Keep one.")
    if front.certificate and front.certificate.signatory:
        at = reading.tree.place(("certificate", "signatory"))
        reading.page.refer("person", front.certificate.signatory, at)


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


def _translation(shelf: Shelf, name: str, language: str, original: CourseFront | None) -> Text:
    text, report = read_text(shelf.root, name)
    tree = parse(text, report) if text is not None else None
    front = validate(CourseTexts, tree, report) if tree is not None else None
    if front is None or tree is None or original is None:
        return Text(report, front)
    fresh(front, of_text([original.title, original.summary, original.audience]), tree, report)
    if original.audience and not front.audience:
        report.error("key-missing", tree.key(()), 'The key "audience" is missing.', "Add audience: …")
    if language not in original.languages:
        what = f"The course is not offered in the language of {name.rpartition('/')[2]}."
        report.warning("language-unlisted", (1, 1), what, f"Add {language} to the languages in course.yaml.")
    return Text(report, front)
