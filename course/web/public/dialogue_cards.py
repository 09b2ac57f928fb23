"""A dialogue in short, for lists and for the pages of courses and modules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf

from flask import url_for

from course.content.model import Course, Dialogue, Module
from course.rules import dialogues as rules
from course.web.catalogue import catalogue
from course.web.languages import language
from course.web.public.dialogue_words import TONES, state_of, state_words, when_words
from course.web.sessions import now

Numbered = dict[tuple[str, int], datetime]  # when the dialogue of that series and number was over


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
    """The modules' own dialogues, and of those they only point to what one can still take part in."""
    own = {module.dialogue for module in course.modules}
    named = own.union(*(module.see_also for module in course.modules))
    cards = [card(dialogue, now()) for dialogue in all_dialogues() if dialogue.id in named]
    return [each for each in cards if each.id in own or each.state in ("open", "announced")]


def all_dialogues() -> list[Dialogue]:
    """Every dialogue in the reader's language, in the same order in every language."""
    originals = [next(iter(spoken.values())) for spoken in catalogue().dialogues.values()]
    return _known(each.id for each in in_order(originals, now()))


def beside(dialogue: Dialogue, count: int) -> list[Card]:
    """Other dialogues to show beside one: those to take part in, then its neighbours in the list."""
    cards = [card(each, now()) for each in all_dialogues()]
    own = next(place for place, each in enumerate(cards) if each.id == dialogue.id)
    near = sorted(
        (each for each in enumerate(cards) if each[0] != own),
        key=lambda each: (each[1].state not in ("open", "announced"), abs(each[0] - own)),
    )
    return [each for _, each in sorted(near[:count], key=lambda each: each[0])]


def in_order(dialogues: Iterable[Dialogue], now: datetime) -> list[Dialogue]:
    """Open ones first, the next to close at the head; then announced; then what is over, the latest first;
    then those that go on elsewhere. Of what is over, one that only has a number stands below the next
    higher number of its series; one with neither date nor number comes last.
    """
    found = list(dialogues)
    numbered = {
        (each.series, each.number): over for each in found if each.number and (over := rules.over_at(each))
    }
    return sorted(found, key=lambda dialogue: _place(dialogue, now, numbered))


def _place(dialogue: Dialogue, now: datetime, numbered: Numbered) -> tuple[int, float, float, str]:
    state, opens, over = state_of(dialogue, now), rules.opens_at(dialogue), rules.over_at(dialogue)
    if state == "open":
        return 0, over.timestamp() if over else inf, 0, dialogue.title
    if state == "announced":
        begins = opens or over
        return 1, begins.timestamp() if begins else inf, 0, dialogue.title
    if state == "undated":
        return 3, 0, 0, dialogue.title
    number = dialogue.number or inf
    over = over or _by_number(dialogue, numbered)
    return 2, -over.timestamp() if over else inf, -number, dialogue.title


def _by_number(dialogue: Dialogue, numbered: Numbered) -> datetime | None:
    """When the one with the next higher number was over; without one, when that with the last number was."""
    if dialogue.number is None:
        return None
    others = {number: over for (series, number), over in numbered.items() if series == dialogue.series}
    higher = [number for number in others if number > dialogue.number]
    return others[min(higher) if higher else max(others)] if others else None


def _cards(names: Iterable[str]) -> list[Card]:
    return [card(dialogue, now()) for dialogue in _known(names)]


def _known(names: Iterable[str]) -> list[Dialogue]:
    found = (catalogue().dialogue(name, language()) for name in dict.fromkeys(names) if name)
    return [dialogue for dialogue in found if dialogue]
