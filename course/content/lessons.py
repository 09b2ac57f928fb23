"""One `##` section of a module becomes a Lesson: prose, checks, reflections and videos in order."""

from __future__ import annotations

import math
from collections.abc import Sequence

from course.content import boxes, figures, prose
from course.content.fields import address
from course.content.markdown import Writer
from course.content.markup import Block, Section, blocks, identifier, known_attributes, span
from course.content.model import Block as Part
from course.content.model import Check, Lesson, Prose, Reflection, Video
from course.content.pages import Page
from course.content.quizzes import read_item
from course.content.schemas import VideoFront, validate
from course.content.yaml import parse

LONGEST = 900  # words
_PACE = 100  # words a minute, read with care
_CHECK = 1  # minutes
_REFLECTION = 2

_VIDEOS = (".mp4", ".webm", ".m4v", ".mp3", ".m4a", ".ogg")
_POSTERS = (".jpg", ".jpeg", ".png", ".webp")
_CAPTIONS = (".vtt",)
_TRANSCRIPTS = (".md", ".txt", ".html", ".pdf", ".vtt")


def read_lesson(page: Page, section: Section, objectives: Sequence[str] | None) -> Lesson | None:
    """The lesson of a section; None without a usable id. Faults go to the report of the page."""
    reader = _Reader(page, section, objectives)
    id_ = identifier(section.attributes.id, section.at, f'The lesson "{section.title}"', page.report)
    if not section.title:
        page.report.error("lesson-title", section.at, "This lesson has no title.", "Write ## Title {#id}.")
    known_attributes(section.attributes, ("#", "minutes", "was"), page.report)
    found = blocks(section.lines, page.report)
    for block in found:
        reader.add(block)
    boxes.paired(page)
    words = reader.writer.words
    if words - reader.summary > LONGEST:
        what = f"This lesson has {words - reader.summary} words."
        page.report.warning(
            "lesson-long", section.at, what, f"Keep a lesson under {LONGEST}: split it in two."
        )
    if not reader.parts:
        page.report.error("lesson-empty", section.at, "This lesson is empty.", "Write its text.")
    if not id_:
        return None
    return Lesson(
        id=id_,
        title=section.title,
        minutes=_given(page, section) or max(1, math.ceil(words / _PACE) + reader.minutes),
        words=words,
        blocks=tuple(reader.parts),
        sources=tuple(reader.writer.sources),
        care=any(block.kind == "care" for block in found),
        line=section.attributes.line,
        was=section.attributes.get("was"),
    )


def _given(page: Page, section: Section) -> int:
    """The minutes in the braces; 0 when there are none."""
    minutes = section.attributes.get("minutes")
    if minutes and not (minutes.isascii() and minutes.isdecimal() and 0 < int(minutes) < 1000):
        at = section.attributes.at("minutes")
        page.report.error("number", at, f'"{minutes}" are no minutes.', "Write minutes=6.")
        return 0
    return int(minutes or 0)


class _Reader:
    def __init__(self, page: Page, section: Section, objectives: Sequence[str] | None) -> None:
        self.page, self.title, self.objectives = page, section.title, objectives
        self.writer = Writer(page, level=3, numbered=True)
        self.parts: list[Part] = []
        self.minutes = 0
        self.summary = 0  # words that stand for the lesson, and so do not lengthen it

    def add(self, block: Block) -> None:
        if block.kind in ("reflect", "video"):
            known_attributes(block.attributes, (), self.page.report)
        if block.kind in ("check", "reflect", "video", "care", "summary"):
            self.page.outline[self.page.lesson].blocks.append((block.kind, block.word))
        if block.kind == "":
            self._prose(self.writer.prose(span(block.lines)), block)
        elif block.kind in boxes.BOXES:
            before = self.writer.words
            if html := boxes.box(self.page, self.writer, block):
                self._prose(html, block)
            self.summary += self.writer.words - before if block.kind == "summary" else 0
        elif block.kind == "check":
            self._check(block)
        elif block.kind == "reflect":
            self._reflection(block)
        elif block.kind == "video":
            self._video(block)

    def _prose(self, html: str, block: Block) -> None:
        """Add HTML to the prose before it, so that text and boxes between two questions are one block."""
        prose.check(block.lines, self.page.report)
        if self.parts and isinstance(self.parts[-1], Prose):
            html = f"{self.parts.pop().html}\n{html}"  # type: ignore[union-attr]
        self.parts.append(Prose(html))

    def _empty(self, block: Block) -> None:
        what = f"The block :::{block.kind} is empty."
        self.page.report.error("block-empty", (block.attributes.line, 1), what, "Write its text.")

    def _check(self, block: Block) -> None:
        item = read_item(self.page, block.word, block.attributes, block.lines, self.objectives, graded=False)
        self.minutes += _CHECK
        if item is not None:
            self.parts.append(Check(item))

    def _id(self, block: Block) -> str:
        at = (block.attributes.line, 1)
        at = self.page.report.locate(block.word, at[0]) if block.word else at
        return identifier(block.word, at, f"This {block.kind}", self.page.report)

    def _reflection(self, block: Block) -> None:
        id_, body = self._id(block), span(block.lines)
        self.minutes += _REFLECTION
        if not body.text:
            self._empty(block)
        elif id_:
            self.parts.append(Reflection(id_, Writer(self.page).flow(body)))

    def _video(self, block: Block) -> None:
        report, id_ = self.page.report, self._id(block)
        line = block.attributes.line
        tree = parse("\n".join(text for _, text in block.lines) + "\n", report, first=line + 1)
        if tree is None:
            return
        front = validate(VideoFront, tree, report)
        if front is None:
            return
        places = {key: tree.place((key,)) for key in ("src", "poster", "captions", "transcript")}
        video = Video(
            id=id_,
            src=self._media(front.src, places["src"], _VIDEOS),
            title=front.title or self.title,
            poster=self._media(front.poster, places["poster"], _POSTERS),
            minutes=front.minutes or 0,
            megabytes=front.megabytes or 0,
            captions=self._media(front.captions, places["captions"], _CAPTIONS),
            transcript=self._media(front.transcript, places["transcript"], _TRANSCRIPTS),
        )
        for missing in (key for key in ("captions", "transcript") if not getattr(front, key)):
            what = f"This video has no {missing}."
            report.warning(
                f"video-{missing}", (line, 1), what, f"Add {missing}: for those who cannot hear it."
            )
        self.minutes += video.minutes
        if id_:
            self.parts.append(video)

    def _media(self, word: str, at: tuple[int, int], types: tuple[str, ...]) -> str:
        """A file beside the text as its place on the site, or an outside address as it is."""
        if not word or "://" not in word:
            name = figures.media(self.page, word, at, types) if word else ""
            return figures.url(name) if name else ""
        try:
            return address(word)
        except ValueError:
            self.page.report.error("address", at, f'"{word}" is not an address.', "It starts with https://.")
            return ""
