"""What trainers write, once read: frozen values that know no Flask and no database.

Every field named `*_html`, and every `text`, `feedback`, `prompt`, `hint` and `explanation` of an item,
is safe HTML made at load; everything else is plain text. In an item, a single paragraph stands without its
<p>, so that it fits a legend or a label; several paragraphs, lists and figures keep their tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from course.content.model_dialogues import Dialogue, Document, Forum, Webinar
from course.content.model_quizzes import Answer, Choice, Gap, Item, Kind, Pair, Quiz, Scale, Shuffle
from course.content.model_support import Support, SupportService
from course.content.problems import Problem

__all__ = [
    "Answer",
    "Block",
    "Catalogue",
    "CertificateTerms",
    "Check",
    "Choice",
    "Course",
    "Dialogue",
    "Document",
    "Forum",
    "Gap",
    "Item",
    "Kind",
    "Lesson",
    "Module",
    "Pair",
    "Person",
    "Prose",
    "Quiz",
    "Reflection",
    "Scale",
    "Shuffle",
    "Source",
    "Support",
    "SupportService",
    "Term",
    "Video",
    "Webinar",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prose:
    """Rendered Markdown, including boxes (`practice`, `note`, `care`, `summary`) and figures."""

    html: str


@dataclass(frozen=True, slots=True)
class Check:
    """An ungraded question in the flow of a lesson; its id is `item.id`."""

    item: Item


@dataclass(frozen=True, slots=True)
class Reflection:
    """A private, unscored question; its answer is the learner's alone."""

    id: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Video:
    """A recording that loads only when asked for. `megabytes` is shown beside the button."""

    id: str
    src: str
    title: str
    poster: str = ""
    minutes: int = 0
    megabytes: float = 0
    captions: str = ""
    transcript: str = ""


Block = Prose | Check | Reflection | Video


@dataclass(frozen=True, slots=True)
class Lesson:
    """One `##` section of a module: one web page. `sources` are the cited keys in order of first citation;
    `care` says whether it has a content note of its own."""

    id: str
    title: str
    minutes: int
    words: int
    blocks: tuple[Block, ...]
    sources: tuple[str, ...] = ()
    care: bool = False
    line: int = 0
    was: str = ""

    @property
    def checks(self) -> dict[str, Item]:
        return {block.item.id: block.item for block in self.blocks if isinstance(block, Check)}

    @property
    def reflections(self) -> dict[str, Reflection]:
        return {block.id: block for block in self.blocks if isinstance(block, Reflection)}


@dataclass(frozen=True, slots=True)
class Module:
    """One module in one language. `language` is that of the text actually served (a fallback differs)."""

    id: str
    number: int  # place in the course, from 1; 0 for a draft
    folder: Path
    title: str
    language: str
    minutes: int
    objectives: dict[str, str]
    lessons: tuple[Lesson, ...]
    introduction_html: str = ""
    quiz: Quiz | None = None
    dialogue: str = ""
    see_also: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    sensitive: bool = False
    content_note: str = ""
    reviewed_on: date | None = None
    was: str = ""
    draft: bool = False
    fingerprint: str = ""

    def lesson(self, lesson_id: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)


@dataclass(frozen=True, slots=True)
class CertificateTerms:
    """`hours` as printed; `signatory` a key of people.yaml or ""; `expires_years` None means never."""

    hours: float
    signatory: str = ""
    expires_years: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One course in one language: published modules in order, drafts apart."""

    id: str
    title: str
    summary: str
    audience: str
    language: str
    languages: tuple[str, ...]
    modules: tuple[Module, ...]
    drafts: tuple[Module, ...] = ()
    pass_mark: float = 0.8
    required_order: bool = False
    certificate: CertificateTerms | None = None
    fingerprint: str = ""

    @property
    def short_title(self) -> str:
        """The title before its colon, for narrow places."""
        return self.title.partition(":")[0].strip()

    def module(self, module_id: str) -> Module | None:
        return next((module for module in self.modules if module.id == module_id), None)

    def draft(self, module_id: str) -> Module | None:
        return next((module for module in self.drafts if module.id == module_id), None)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    author: str
    title: str
    year: str
    publisher: str = ""
    address: str = ""
    as_of: str = ""
    review_by: date | None = None
    note: str = ""

    @property
    def short(self) -> str:
        """Author and year, as a reader says it: "Connell, 1995"."""
        return f"{self.author.split(',')[0].split(' and ')[0].strip()}, {self.year}"


@dataclass(frozen=True, slots=True)
class Term:
    id: str
    term: str
    definition_html: str
    see: tuple[str, ...] = ()
    language: str = ""  # of the text: an untranslated term keeps that of the original


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    role: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything loaded, whole and immutable; replaced at once when files change.

    `courses[id][language]`, `dialogues[id][language]`, `glossary[language][id]` and `support[language]` hold
    every language of the course, with a fallback to the source language already applied.
    """

    root: Path
    revision: str
    courses: dict[str, dict[str, Course]] = field(default_factory=dict)
    dialogues: dict[str, dict[str, Dialogue]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    glossary: dict[str, dict[str, Term]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    support: dict[str, Support] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def course(self, course_id: str, language: str = "") -> Course | None:
        """The course in that language, or in its source language; None if there is no such course."""
        return _in(self.courses.get(course_id), language)

    def dialogue(self, dialogue_id: str, language: str = "") -> Dialogue | None:
        return _in(self.dialogues.get(dialogue_id), language)

    def terms(self, language: str = "") -> dict[str, Term]:
        return _in(self.glossary, language) or {}

    def help(self, language: str = "") -> Support:
        return _in(self.support, language) or Support()


def _in(languages: dict[str, T] | None, language: str) -> T | None:
    """`languages[language]`, or its first (source) language."""
    if not languages:
        return None
    return languages.get(language) or next(iter(languages.values()))
