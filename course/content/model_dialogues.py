"""The part of the content model about dialogues: their forum, webinars and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Forum:
    """The written discussion: open from the start of `opens` to the end of `closes` in the dialogue's zone,
    or kept elsewhere at `address`."""

    opens: date | None = None
    closes: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Webinar:
    """A live session. `starts` is aware (the dialogue's zone); None when only the day `on` is known."""

    on: date
    starts: datetime | None = None
    minutes: int | None = None
    language: str = ""
    join: str = ""
    recording: str = ""
    panellists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a dialogue: rendered Markdown (`html`), a file beside it (`path`) or an `address`."""

    kind: str  # concept-note, report, other
    title: str
    language: str
    html: str = ""
    path: Path | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """An online discussion. Its state and duration are derived (rules/dialogues.py), never typed.

    `year` stands in where no day is known; None when there are dates, or when nothing is known.
    """

    id: str
    title: str
    language: str
    timezone: str
    folder: Path
    introduction_html: str = ""
    number: int | None = None
    series: str = ""
    year: int | None = None
    forum: Forum | None = None
    webinars: tuple[Webinar, ...] = ()
    documents: tuple[Document, ...] = ()
    questions: tuple[str, ...] = ()
    fingerprint: str = ""
