"""A dialogue in short, for lists and for the pages of courses and modules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from course.content.model import Course, Dialogue, Module
from course.rules import dialogues as rules
from course.web.catalogue import catalogue
from course.web.languages import language
from course.web.public.dialogue_words import TONES, state_of, state_words, when_words
from course.web.sessions import now


@dataclass(frozen=True, slots=True)
class Card:
    """One dialogue in a list. `language` is that of its title; `tone` is one of the tags' tones."""

    id: str
    title: str
    url: str
    language: str
    state: str
    tone: str
    state_words: str
    when_words: str
    series: str = ""
    number: int | None = None


def card(dialogue: Dialogue, now: datetime) -> Card:
    """The card of a dialogue at that moment."""
    state = state_of(dialogue, now)
    return Card(
        id=dialogue.id,
        title=dialogue.title,
        url=url_for("dialogues.show", dialogue_id=dialogue.id),
        language=dialogue.language,
        state=state,
        tone=TONES[state],
        state_words=state_words(dialogue, now),
        when_words=when_words(dialogue, now),
        series=dialogue.series,
        number=dialogue.number,
    )


def cards_of(module: Module) -> list[Card]:
    """The dialogues that a module names, its own first."""
    return _cards([module.dialogue, *module.see_also])


def cards_of_course(course: Course) -> list[Card]:
    """The dialogues that the modules of a course name, open ones first, each once."""
    named = [name for module in course.modules for name in (module.dialogue, *module.see_also)]
    known = {each.id: each for each in in_order(_known(named), now())}
    return [card(dialogue, now()) for dialogue in known.values()]


def all_dialogues() -> list[Dialogue]:
    """Every dialogue in the reader's language, open first, then announced, then closed, latest first."""
    return in_order(_known(catalogue().dialogues), now())


def in_order(dialogues: Iterable[Dialogue], now: datetime) -> list[Dialogue]:
    """Open ones first, the next to close at the head; then announced; then closed, the latest first."""
    return sorted(dialogues, key=lambda dialogue: _place(dialogue, now))


def _place(dialogue: Dialogue, now: datetime) -> tuple[int, float, str]:
    opens, closes = rules.opens_at(dialogue), rules.closes_at(dialogue)
    state = state_of(dialogue, now)
    if state == "open":
        return 0, closes.timestamp() if closes else float("inf"), dialogue.title
    if state == "announced" and opens:
        return 1, opens.timestamp(), dialogue.title
    return 2, -closes.timestamp() if closes else float("inf"), dialogue.title


def _cards(names: Iterable[str]) -> list[Card]:
    return [card(dialogue, now()) for dialogue in _known(names)]


def _known(names: Iterable[str]) -> list[Dialogue]:
    found = (catalogue().dialogue(name, language()) for name in dict.fromkeys(names) if name)
    return [dialogue for dialogue in found if dialogue]
