"""Modules in numbers: lessons in each language, the objectives and what tests them, the quiz."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from course.content.boxes import BOXES
from course.content.commonmark import CITATION
from course.content.guessing import Luck, Strategy, luckiest
from course.content.markup import Attributes, Block, Line, Section, blocks, fenced, front_matter, sections
from course.content.model import Kind, Video
from course.content.problems import Report
from course.content.reader import default_id
from course.content.readings import Questions, Reading, Text
from course.content.statistics.prose import Wording, count

PACE, CHECK, REFLECTION, QUESTION = 100, 1, 2, 1  # words a minute; minutes each


@dataclass(frozen=True, slots=True)
class LessonCounts:
    """A lesson in one language; `written` are the minutes in its heading, None when they are left out."""

    id: str
    title: str
    line: int
    wording: Wording
    written: int | None = None
    checks: tuple[str, ...] = ()  # the objective of each, "" for none
    practices: int = 0
    reflections: int = 0
    video_minutes: int = 0
    sources: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """As computed; at least 1."""
        reading = math.ceil(self.wording.words / PACE) + self.video_minutes
        return max(1, reading + CHECK * len(self.checks) + REFLECTION * self.reflections)


@dataclass(frozen=True, slots=True)
class TextCounts:
    """module.md in one language. `introduction` is what stands before the first lesson."""

    path: str
    introduction: Wording
    lessons: tuple[LessonCounts, ...]
    introduced: frozenset[str] = frozenset()  # sources cited in the introduction

    @property
    def wording(self) -> Wording:
        return sum((lesson.wording for lesson in self.lessons), self.introduction)

    @property
    def sources(self) -> frozenset[str]:
        return self.introduced.union(*(lesson.sources for lesson in self.lessons))


@dataclass(frozen=True, slots=True)
class QuizCounts:
    """quiz.md in the source language. `unread` counts the questions that cannot be read."""

    path: str
    items: int
    drawn: int
    pass_mark: float
    kinds: Mapping[Kind, int]
    unread: int = 0
    guesses: Mapping[Strategy, Luck] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleCounts:
    """A module; `number` is 0 for a draft, `written` the minutes in its front matter, if any.

    `objectives` counts the checks and the quiz items that test each of them.
    """

    id: str
    folder: str
    number: int
    written: int | None
    texts: Mapping[str, TextCounts]  # by language, the source first
    objectives: Mapping[str, tuple[int, int]]
    quiz: QuizCounts | None

    def minutes(self, language: str) -> int:
        """As computed: the lessons, and one for each question that an attempt asks."""
        lessons = self.texts[language].lessons if language in self.texts else ()
        return sum(lesson.minutes for lesson in lessons) + (QUESTION * self.quiz.drawn if self.quiz else 0)


def count_module(reading: Reading, number: int, pass_mark: float) -> ModuleCounts:
    """What can be counted of a module folder; `pass_mark` is that of the course."""
    source = next(iter(reading.texts))
    texts = {language: count_text(text) for language, text in reading.texts.items() if readable(text)}
    front, quiz = reading.texts[source].front, reading.quizzes.get(source)
    lessons = texts[source].lessons if source in texts else ()
    checks = Counter(objective for lesson in lessons for objective in lesson.checks)
    items = Counter(item.objective for item in quiz.items) if quiz else Counter[str]()
    return ModuleCounts(
        id=(front.id if front else None) or default_id(reading.folder),
        folder=reading.folder,
        number=number,
        written=front.minutes if front else None,
        texts=texts,
        objectives={id_: (checks[id_], items[id_]) for id_ in (front.objectives if front else ())},
        quiz=_quiz(quiz, pass_mark) if quiz and quiz.page.outline else None,
    )


def readable(text: Text) -> bool:
    """Whether there is anything to count."""
    return any(line.strip() for line in text.report.lines) and bool(text.page.outline or text.front)


def count_text(text: Text) -> TextCounts:
    """What stands in the file, sound or not."""
    scratch = Report(text.report.path, text.report.lines)
    _, body = front_matter("\n".join(scratch.lines), scratch)
    before, found = sections(body, scratch)
    videos = {
        lesson.id: sum(block.minutes for block in lesson.blocks if isinstance(block, Video))
        for lesson in text.lessons
    }
    lessons = tuple(_lesson(section, videos.get(section.attributes.id, 0), scratch) for section in found)
    return TextCounts(scratch.path, count(before), lessons, _cited(before))


def _lesson(section: Section, video_minutes: int, scratch: Report) -> LessonCounts:
    inside = blocks(section.lines, scratch)
    prose = (count(block.lines) for block in inside if block.kind in ("", *BOXES))
    kinds = Counter(block.kind for block in inside)
    return LessonCounts(
        id=section.attributes.id,
        title=section.title,
        line=section.attributes.line,
        wording=sum(prose, Wording()),
        written=_minutes(section.attributes),
        checks=tuple(block.attributes.get("objective") for block in _checks(inside)),
        practices=kinds["practice"],
        reflections=kinds["reflect"],
        video_minutes=video_minutes,
        sources=_cited(section.lines),
    )


def _checks(inside: Sequence[Block]) -> Iterator[Block]:
    return (block for block in inside if block.kind == "check")


def _minutes(attributes: Attributes) -> int | None:
    minutes = attributes.get("minutes")
    return int(minutes) if minutes.isascii() and minutes.isdecimal() else None


def _cited(lines: Sequence[Line]) -> frozenset[str]:
    """The keys of all sources that are cited, in checks and boxes too."""
    prose = (text for _, text, code in fenced(lines) if not code)
    cited = (match[1].split(";") for text in prose for match in CITATION.finditer(text))
    return frozenset(
        key.strip().removeprefix("@").partition(",")[0].strip() for keys in cited for key in keys
    )


def _quiz(quiz: Questions, pass_mark: float) -> QuizCounts:
    front, items = quiz.front, quiz.items
    drawn = min((front.draw if front else None) or len(items), len(items))
    own = front.pass_mark if front else None
    return QuizCounts(
        path=quiz.report.path,
        items=len(items),
        drawn=drawn,
        pass_mark=pass_mark if own is None else own,
        kinds=Counter(item.kind for item in items),
        unread=max(0, len(quiz.page.outline) - len(items)),
        guesses={strategy: luckiest(items, drawn, strategy) for strategy in Strategy},
    )
