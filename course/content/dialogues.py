"""One dialogue folder: dates in the dialogue's zone, documents in every language, translations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from course.content.documents import read_documents
from course.content.files import Files, read_text
from course.content.fingerprints import of_text
from course.content.markdown import Writer
from course.content.markup import front_matter, span
from course.content.model import Document, Forum, Webinar
from course.content.pages import Page, Shelf
from course.content.problems import Problem
from course.content.schemas import DialogueFront, DialogueTexts, WebinarFront, validate
from course.content.translations import fresh, same_front
from course.content.yaml import Tree

YEARS = (1990, 2199)
TEXTS = ("title", "series", "questions", "documents", "language", "source")


@dataclass(slots=True)
class Text:
    """dialogue.md in one language."""

    page: Page
    front: DialogueFront | None = None
    tree: Tree = field(default_factory=lambda: Tree({}))
    introduction: str = ""
    documents: tuple[Document, ...] = ()
    forum: Forum | None = None
    webinars: tuple[Webinar, ...] = ()
    made_of: str = ""

    @property
    def days(self) -> list[date]:
        """Every day that is known, in order."""
        ends = (self.forum.opens, self.forum.closes) if self.forum else ()
        return sorted(day for day in (*ends, *(webinar.on for webinar in self.webinars)) if day)


@dataclass(slots=True)
class Reading:
    """Everything that was read in one dialogue folder; the first language of `texts` is the source."""

    folder: str
    texts: dict[str, Text] = field(default_factory=dict)

    @property
    def problems(self) -> Iterator[Problem]:
        return (problem for text in self.texts.values() for problem in text.page.report.problems)

    @property
    def cited(self) -> dict[str, str]:
        return {key: short for text in self.texts.values() for key, short in text.page.cited.items()}

    @property
    def outside(self) -> Files:
        return {name: stamp for text in self.texts.values() for name, stamp in text.page.outside.items()}


def read_dialogue(shelf: Shelf, folder: str, names: Iterable[str], language: str) -> Reading:
    """Read `folder`, whose files are `names`; the source language is `language`, or what dialogue.md says."""
    present = set(names)
    source = _read(shelf, folder, "dialogue.md", language, present, DialogueFront)
    spoken = source.page.language
    reading = Reading(folder, {spoken: source})
    for name in sorted(present):
        match = re.fullmatch(r"dialogue\.([A-Za-z-]+)\.md", name)
        if match and match[1] != spoken:
            reading.texts[match[1]] = _read(shelf, folder, name, match[1], present, DialogueTexts)
            _compare(reading.texts[match[1]], source)
    return reading


def _read(
    shelf: Shelf, folder: str, name: str, language: str, present: set[str], schema: type[DialogueFront]
) -> Text:
    raw, report = read_text(shelf.root, f"{folder}/{name}")
    read = Text(Page(shelf, folder, language, report))
    if raw is None:
        return read
    tree, body = front_matter(raw, report)
    front = validate(schema, tree, report) if tree is not None else None
    read.front, read.tree = front, tree or Tree({})
    if front and front.language and schema is DialogueFront:
        read.page.language = front.language
    read.introduction = Writer(read.page, level=2).prose(span(body))
    if front is None:
        return read
    read.forum = _forum(read, front)
    if front.timezone:
        read.webinars = tuple(_webinar(read, index, web, front) for index, web in enumerate(front.webinars))
    _year(read, front)
    read.documents = read_documents(read.page, read.tree, front.documents, present)
    texts = [front.title, front.series, front.questions]
    read.made_of = of_text(texts, "\n".join(line for _, line in body))
    return read


def _forum(read: Text, front: DialogueFront) -> Forum | None:
    report, forum = read.page.report, front.forum
    if forum is None:
        return None
    at = read.tree.key(("forum",))
    if bool(forum.opens) != bool(forum.closes) or not (forum.opens or forum.address):
        expected = "Write {opens: 2018-06-06, closes: 2018-06-20}, or {address: https://…}, or none."
        report.error("forum", at, "This forum has no first and last day and no address.", expected)
    elif forum.opens and forum.closes and forum.closes < forum.opens:
        at = read.tree.place(("forum", "closes"))
        what = f"The forum closes on {forum.closes}, before it opens on {forum.opens}."
        report.error("date-order", at, what, "closes: is the last open day.")
    return Forum(forum.opens, forum.closes, forum.address)


def _year(read: Text, front: DialogueFront) -> None:
    """A year stands in for days that nobody knows; beside days it may say nothing else than they do."""
    if front.year is None:
        return
    at, days = read.tree.place(("year",)), read.days
    if not YEARS[0] <= front.year <= YEARS[1]:
        read.page.report.error("year", at, f"{front.year} is not a year of dialogues.", "Write it as 2019.")
    elif days and not days[0].year <= front.year <= days[-1].year:
        what = f"The year is {front.year}, and the dates lie in {days[0].year}."
        read.page.report.error("year", at, what, "Where a date is known, leave year: out.")


def _webinar(read: Text, index: int, web: WebinarFront, front: DialogueFront) -> Webinar:
    starts: datetime | None = None
    if isinstance(web.starts, datetime):
        starts = _local(read, index, web.starts, ZoneInfo(front.timezone))
    elif web.join:
        at = read.tree.place(("webinars", index, "starts"))
        what = "This webinar has a link to join but no time."
        read.page.report.warning("webinar-time", at, what, "Write starts: 2018-06-12 10:00.")
    on = web.starts.date() if isinstance(web.starts, datetime) else web.starts
    return Webinar(
        on=on,
        starts=starts,
        minutes=web.minutes,
        language=web.language,
        join=web.join,
        recording=web.recording,
        panellists=web.panellists,
    )


def _local(read: Text, index: int, naive: datetime, zone: ZoneInfo) -> datetime:
    """A local time in its zone. One that the clocks skip is an error, one that they show twice a warning."""
    report, at = read.page.report, read.tree.place(("webinars", index, "starts"))
    local = naive.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        what = f"In {zone.key} there is no {naive:%H:%M} on {naive:%Y-%m-%d}: the clocks skip it."
        report.error("time-skipped", at, what, "Write a time that the clocks show.")
    elif local.utcoffset() != local.replace(fold=1).utcoffset():
        what = f"In {zone.key} the clocks show {naive:%H:%M} twice on {naive:%Y-%m-%d}; the first is meant."
        report.warning("time-twice", at, what, "Write another time if that is wrong.")
    return local


def _compare(translation: Text, original: Text) -> None:
    report = translation.page.report
    if translation.front is None or original.front is None or original.page.report.broken:
        return
    same_front(translation.front, original.front, TEXTS, translation.tree, report)
    fresh(translation.front, original.made_of, translation.tree, report)
    mine, theirs = len(translation.front.questions), len(original.front.questions)
    if mine != theirs:
        at = translation.tree.key(("questions",))
        what = f"There are {mine} questions, and {theirs} in the original."
        report.error("translation-ids", at, what, "Translate each of them.")
