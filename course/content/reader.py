"""One module folder: its files in every language become readings, and readings become Modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from course.content import checks, translations
from course.content.fields import IDENTIFIER
from course.content.files import read_text
from course.content.fingerprints import of_text
from course.content.lessons import read_lesson
from course.content.markdown import Writer
from course.content.markup import Section, front_matter, sections, span
from course.content.pages import Entry, Page, Shelf
from course.content.problems import Report
from course.content.quizzes import read_item
from course.content.readings import Questions, Reading, Text
from course.content.schemas import ModuleFront, QuizFront, validate
from course.content.yaml import Tree

_ORDER = re.compile(r"\d+-")
_ANCHOR = re.compile(r"#{3,6}[ \t].*\{#([^{}\s]+)\}[ \t]*")


def default_id(folder: str) -> str:
    """The id of a folder that states none: its name without the number for the file browser."""
    return _ORDER.sub("", folder.rpartition("/")[2], count=1)


def read_module(
    shelf: Shelf, folder: str, names: Iterable[str], languages: Sequence[str], course: str, pass_mark: float
) -> Reading:
    """Read `folder`, whose files are `names`, in the languages of its `course`; the first is the source."""
    present = set(names)
    reading = Reading(folder)
    for language in languages:
        suffix = "" if language == languages[0] else f".{language}"
        if not suffix or f"module{suffix}.md" in present:
            page, text = _open(shelf, folder, f"module{suffix}.md", language)
            page.address = f"/courses/{course}/modules"
            original = next(iter(reading.texts.values()), None)
            id_ = _id(original, folder) if original else ""
            reading.texts[language] = Text(page) if text is None else read_text_file(page, text, id_)
        if f"quiz{suffix}.md" in present:
            front = reading.texts[languages[0]].front
            objectives = tuple(front.objectives) if front else None
            page, text = _open(shelf, folder, f"quiz{suffix}.md", language)
            reading.quizzes[language] = Questions(page) if text is None else read_quiz(page, text, objectives)
    translations.check(reading)
    checks.check_module(reading, present, languages, pass_mark)
    return reading


def _id(text: Text, folder: str) -> str:
    """The id that the front matter states, or the default."""
    return (text.front.id if text.front else None) or default_id(folder)


def _open(shelf: Shelf, folder: str, name: str, language: str) -> tuple[Page, str | None]:
    text, report = read_text(shelf.root, f"{folder}/{name}")
    if text is not None and not text.strip():
        report.error("file-empty", (1, 1), "The file is empty.")
        text = None
    return Page(shelf, folder, language, report), text


def read_text_file(page: Page, text: str, id_: str = "") -> Text:
    """module.md: front matter, introduction and lessons. A translation is told the `id_` of its original."""
    report = page.report
    tree, body = front_matter(text, report)
    front = validate(ModuleFront, tree, report) if tree is not None else None
    before, found = sections(body, report)
    page.anchors.update(_anchors(found, report))
    read = Text(page, front, tree or Tree({}))
    page.address += f"/{id_ or _id(read, page.folder)}/lessons"
    writer = Writer(page, level=3)
    read.introduction = writer.prose(span(before))
    objectives = tuple(front.objectives) if front else None
    for section in found:
        page.lesson = section.attributes.id
        page.outline.setdefault(page.lesson, Entry(section.attributes.line))
        lesson = read_lesson(page, section, objectives)
        read.lessons += (lesson,) if lesson else ()
    if tree is not None and not found:
        what = "This module has no lessons."
        report.error("lessons-missing", (len(report.lines), 1), what, "Add one: ## Title {#id}")
    if front:
        _refer(page, front, tree or Tree({}))
        texts = [front.title, front.objectives, front.content_note]
        read.made_of = of_text(texts, "\n".join(line for _, line in body))
    return read


def _anchors(found: Sequence[Section], report: Report) -> dict[str, str]:
    """Each anchor of the module and its lesson; an anchor that stands twice is a problem."""
    anchors: dict[str, str] = {}
    lines: dict[str, int] = {}
    for section in found:
        own: list[tuple[str, int]] = [(section.attributes.id, section.attributes.line)]
        headings = [(number, text) for number, text in section.lines if text.startswith("###")]
        own += [(match[1], number) for number, text in headings if (match := _ANCHOR.fullmatch(text))]
        for anchor, line in own:
            at = report.locate(f"#{anchor}", line)
            if anchor in lines:
                what = f'The id "{anchor}" stands here a second time; the first is in line {lines[anchor]}.'
                report.error("id-duplicate", at, what, "Give each its own.")
            elif anchor:
                anchors[anchor], lines[anchor] = section.attributes.id, line
            if line != section.attributes.line and not IDENTIFIER.fullmatch(anchor):
                report.error(
                    "id", at, f'"{anchor}" is not an id.', "Ids have small letters, digits and hyphens."
                )
    return anchors


def _refer(page: Page, front: ModuleFront, tree: Tree) -> None:
    """Note what the front matter names in other files."""
    if front.dialogue:
        page.refer("dialogue", front.dialogue, tree.place(("dialogue",)))
    for index, word in enumerate(front.see_also):
        page.refer("see_also", word, tree.place(("see_also", index)))
    for index, word in enumerate(front.further):
        page.refer("source", word, tree.place(("further", index)))


def read_quiz(page: Page, text: str, objectives: Sequence[str] | None) -> Questions:
    """quiz.md: its rules and its items. Without known `objectives` those of the items are not judged."""
    report = page.report
    tree, body = front_matter(text, report)
    front = validate(QuizFront, tree, report) if tree is not None else None
    before, found = sections(body, report)
    read = Questions(page, front, tree or Tree({}))
    stray = span(before)
    if stray.text:
        report.error("text-stray", stray.at, "This text belongs to no question.", "Begin one: ## id")
    for section in found:
        page.outline.setdefault(section.title, Entry(section.attributes.line))
        item = read_item(page, section.title, section.attributes, section.lines, objectives, graded=True)
        read.items += (item,) if item else ()
    if tree is not None and not found:
        report.error("items-missing", (len(report.lines), 1), "This quiz has no questions.", "Add one: ## id")
    _pool(read, len(found))
    read.made_of = of_text([], "\n".join(line for _, line in body))
    return read


def _pool(read: Questions, size: int) -> None:
    """Report a quiz that cannot be taken as it is ruled."""
    if read.front and read.front.draw and read.front.draw > size:
        what = f"The quiz draws {read.front.draw} of {size} questions."
        read.report.error("draw", read.tree.place(("draw",)), what, f"Draw at most {size}.")
    if read.items and not any(item.kind.scored for item in read.items):
        read.report.error("quiz-unscored", (1, 1), "No question of this quiz is scored.", "Add one that is.")
