"""What the page of one dialogue shows: its phases, webinars, documents and the modules to prepare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import format_decimal

from course.content.fields import suggested_id
from course.content.model import Dialogue, Document, Webinar
from course.rules import dialogues as rules
from course.rules.progress import ModuleState
from course.web import languages
from course.web.catalogue import catalogue
from course.web.learner.standing import reader_of
from course.web.public.dialogue_words import (
    dated_forum,
    day_words,
    first_and_last,
    forum_words,
    has_recording,
    has_report,
    listed,
    state_of,
    today_of,
    webinar_days,
    weekday_words,
    when_words,
)
from course.web.sessions import current_person
from course.web.templating import city, clock
from course.web.texts import gettext as _

KNOWN_KINDS = ("concept-note", "report")


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the three phases; `state` is done, current or ""."""

    title: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Live:
    """One webinar, in the reader's zone.

    `join` is empty until a quarter of an hour before the start; `starts` is None when only the day is known;
    `elsewhere` tells the same moment in UTC and where the dialogue is held.
    """

    number: int
    state: str
    starts: datetime | None
    when: str
    place: str
    elsewhere: str
    minutes: int | None
    language: str
    panellists: str
    join: str
    recording: str
    recording_host: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: `url` to read it, `pdf` for the same as a file, `note` about its size or its host."""

    kind: str
    title: str
    language: str
    language_name: str
    url: str
    pdf: str
    note: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """A module to prepare with; `state` is None for a visitor."""

    title: str
    course: str
    language: str
    url: str
    minutes: int
    state: ModuleState | None


def phases(dialogue: Dialogue, now: datetime) -> list[Phase]:
    """Concept note, forum, summary and recording: where the dialogue stands. None when no day is known."""
    state = state_of(dialogue, now)
    if first_and_last(dialogue) == (None, None):
        return []
    over = state in ("closed", "archived")
    note = any(document.kind == "concept-note" for document in dialogue.documents)
    kept = has_report(dialogue) or has_recording(dialogue)
    missing = _("None is kept here") if over else _("Not published yet")
    return [
        Phase(
            _("Concept note"),
            _("Ready to read") if note else missing,
            "current" if state == "announced" else "done" if note else "",
        ),
        Phase(
            _middle_title(dialogue, state),
            when_words(dialogue, now) if dated_forum(dialogue) else webinar_days(dialogue, now),
            {"announced": "", "open": "current"}.get(state, "done"),
        ),
        Phase(_("Summary and recording"), _after_words(dialogue, now), "current" if over and kept else ""),
    ]


def _middle_title(dialogue: Dialogue, state: str) -> str:
    if not dated_forum(dialogue):
        return _("Webinar") if dialogue.webinars else _("Forum")
    return {"announced": _("Forum"), "open": _("Forum open")}.get(state, _("Forum closed"))


def _after_words(dialogue: Dialogue, now: datetime) -> str:
    report, recording = has_report(dialogue), has_recording(dialogue)
    if state_of(dialogue, now) in ("announced", "open"):
        last = first_and_last(dialogue)[1]
        return _("After %(day)s", day=day_words(last, today_of(dialogue, now))) if last else _("Later")
    if report and recording:
        return _("Both are here")
    if report or recording:
        return _("The summary is here") if report else _("The recording is here")
    return _("None is kept here")


def webinars(dialogue: Dialogue, now: datetime) -> list[Live]:
    """Every webinar, the earliest first; `number` is its place in dialogue.md, from 1."""
    found = [
        _live(dialogue, number, webinar, now) for number, webinar in enumerate(dialogue.webinars, start=1)
    ]
    return sorted(found, key=lambda live: rules.webinar_starts(dialogue.webinars[live.number - 1], dialogue))


def _live(dialogue: Dialogue, number: int, webinar: Webinar, now: datetime) -> Live:
    state = rules.webinar_state(webinar, dialogue, now)
    zone = languages.timezone()
    return Live(
        number=number,
        state=state,
        starts=webinar.starts.astimezone(UTC) if webinar.starts else None,
        when=_time_words(webinar, zone),
        place=_place_words(zone) if webinar.starts else "",
        elsewhere=_elsewhere(webinar.starts, zone, dialogue.timezone) if webinar.starts else "",
        minutes=webinar.minutes,
        language=languages.language_name(webinar.language) if webinar.language else "",
        panellists=listed(list(webinar.panellists)),
        join=webinar.join if state == "join" else "",
        recording=webinar.recording,
        recording_host=urlsplit(webinar.recording).hostname or "",
    )


def _time_words(webinar: Webinar, zone: str) -> str:
    """ "Tuesday 12 June 2018, 15:00 to 16:00"; without an hour the day alone."""
    if webinar.starts is None:
        return weekday_words(webinar.on)
    start = webinar.starts.astimezone(ZoneInfo(zone))
    if not webinar.minutes:
        return _("%(day)s, %(time)s", day=weekday_words(start.date()), time=clock(start, zone))
    end = webinar.starts.astimezone(UTC) + timedelta(minutes=webinar.minutes)
    return _(
        "%(day)s, %(start)s to %(end)s",
        day=weekday_words(start.date()),
        start=clock(start, zone),
        end=clock(end, zone),
    )


def _place_words(zone: str) -> str:
    return "UTC" if city(zone) == "UTC" else _("in %(city)s", city=city(zone))


def _elsewhere(starts: datetime, own: str, zone: str) -> str:
    """ "12:00 UTC and 08:00 in Santo Domingo": the same moment in UTC and where the dialogue is held."""
    day = starts.astimezone(ZoneInfo(own)).date()
    others = [other for other in dict.fromkeys(("UTC", zone)) if _place_words(other) != _place_words(own)]
    return listed([_moment_words(starts.astimezone(ZoneInfo(other)), other, day) for other in others])


def _moment_words(there: datetime, zone: str, day: date) -> str:
    time = clock(there, zone)
    if there.date() != day:
        time = _("%(day)s, %(time)s", day=weekday_words(there.date()), time=time)
    return f"{time} {_place_words(zone)}"


def papers(dialogue: Dialogue) -> list[Paper]:
    """Every document in every language, the page's language first."""
    ordered = sorted(dialogue.documents, key=lambda document: document.language != languages.language())
    return [paper_of(dialogue, document) for document in ordered]


def name_of(document: Document) -> str:
    """What an address calls a document: its kind, or its title where there may be several of a kind."""
    return document.kind if document.kind in KNOWN_KINDS else suggested_id(document.title) or "other"


def find_document(dialogue: Dialogue, name: str, language: str) -> Document | None:
    """The rendered document of that name, in that language if there is one."""
    named = [each for each in dialogue.documents if each.html and name_of(each) == name]
    return next((each for each in named if each.language == language), named[0] if named else None)


def paper_of(dialogue: Dialogue, document: Document) -> Paper:
    """One document as its dialogue's pages link it."""
    url, pdf, note = document.address, "", urlsplit(document.address).hostname or ""
    if document.html:
        name = name_of(document)
        several = sum(name_of(each) == name for each in dialogue.documents if each.html) > 1
        where: dict[str, Any] = {"in": document.language} if several else {}
        url = url_for("dialogues.document", dialogue_id=dialogue.id, name=name, **where)
        pdf = url_for("dialogues.sheet", dialogue_id=dialogue.id, name=name, **where)
    elif document.path:
        root = catalogue().root.resolve()
        url = url_for("public.media", name=document.path.resolve().relative_to(root).as_posix())
        kilobytes = max(1, round(document.path.stat().st_size / 1024)) if document.path.is_file() else 0
        note = _("PDF, %(size)s KB", size=format_decimal(kilobytes))
    return Paper(
        document.kind,
        document.title,
        document.language,
        languages.language_name(document.language),
        url,
        pdf,
        note,
    )


def preparations(dialogue: Dialogue) -> list[Preparation]:
    """The modules that name the dialogue, with the reader's own state."""
    found = []
    for course_id in catalogue().courses:
        course = catalogue().course(course_id, languages.language())
        for module in course.modules if course else ():
            if course and dialogue.id in (module.dialogue, *module.see_also):
                found.append(
                    Preparation(
                        title=f"{module.number}. {module.title}",
                        course=course.title,
                        language=module.language,
                        url=url_for("modules.show", course_id=course.id, module_id=module.id),
                        minutes=module.minutes,
                        state=reader_of(course).state(module) if current_person() else None,
                    )
                )
    return found


def forum_facts(dialogue: Dialogue, now: datetime) -> tuple[str, int]:
    """The forum's dates in words, and how many days they span; ("", 0) without dates."""
    return forum_words(dialogue, now), rules.days(dialogue) if dated_forum(dialogue) else 0
