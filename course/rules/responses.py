"""Answers between the form and the record: shown places have letters, the record holds source indices.

Form fields: `answer` (single: one letter; multiple: several; short, numeric, open, scale: text), and
`answer-0`, `answer-1` … (matching: a letter for each left; ordering: for each step shown its place, from 1;
gaps: a text each).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.content.model import Item, Kind
from course.rules.grading import Response, gap_forms, valid_index, valid_list

Form = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as an attempt asks it. `order[place shown]` is the index in the source: of a choice (single,
    multiple, true-false), of a step (ordering), of the pair whose right is shown (matching), or, gap after
    gap, of a form in `gap_forms` (gaps)."""

    item_id: str
    fingerprint: str
    order: tuple[int, ...] = ()


def letter(place: int) -> str:
    """The opaque name of a place shown, from 0: a … z, then aa, ab …"""
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("a") + last)


def gap_options(asked: Asked, item: Item, gap: int) -> tuple[str, ...]:
    """The texts to select from in gap number `gap`, as mixed for this attempt; none for a text box."""
    lengths = [len(gap_forms(each)) for each in item.gaps]
    start = sum(lengths[:gap])
    forms = gap_forms(item.gaps[gap])
    return tuple(forms[index] for index in asked.order[start : start + lengths[gap]])


def from_shown(asked: Asked, item: Item, form: Form) -> Response | None:
    """The answer in `form`, in source indices. Unanswered or malformed: None.

    Half an answer to matching, ordering or gaps is kept, with None for what is missing or malformed; of two
    steps given the same place, the first shown keeps it.
    """
    sources = {letter(place): source for place, source in enumerate(asked.order)}
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            letters = form.get("answer", [])
            return sources.get(letters[0]) if len(letters) == 1 else None
        case Kind.MULTIPLE:
            letters = form.get("answer", [])
            if not letters or len(set(letters)) < len(letters) or not set(letters) <= sources.keys():
                return None
            return sorted(sources[each] for each in letters)
        case Kind.MATCHING:
            rows = sum(bool(pair.left) for pair in item.pairs)
            return _unless_empty([sources.get(_first(form, f"answer-{row}")) for row in range(rows)])
        case Kind.ORDERING:
            return _unless_empty(_places(asked, form))
        case Kind.GAPS:
            return _unless_empty([_gap(asked, item, gap, form) for gap in range(len(item.gaps))])
        case Kind.SCALE:
            scale = item.scale
            points = range(scale.low, scale.high + 1) if scale else ()
            return {str(point): point for point in points}.get(_first(form, "answer"))
        case _:
            return _first(form, "answer") or None


def to_shown(asked: Asked, item: Item, answer: Response | None) -> dict[str, list[str]]:
    """The form fields that give `answer`: the inverse of `from_shown`. What is unanswered has no field."""
    letters = {source: letter(place) for place, source in enumerate(asked.order)}
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE if isinstance(answer, int) and answer in letters:
            return {"answer": [letters[answer]]}
        case Kind.MULTIPLE if isinstance(answer, list | tuple):
            return {"answer": sorted(letters[each] for each in answer if each in letters)}
        case Kind.MATCHING if isinstance(answer, list | tuple):
            chosen = [_shown_right(item, letters, each) for each in answer]
            return {f"answer-{row}": [each] for row, each in enumerate(chosen) if each}
        case Kind.ORDERING if isinstance(answer, list | tuple):
            shown = {source: place for place, source in enumerate(asked.order)}
            places = {shown[each]: str(place) for place, each in enumerate(answer, 1) if each in shown}
            return {f"answer-{step}": [places[step]] for step in sorted(places)}
        case Kind.GAPS if isinstance(answer, list | tuple):
            return {f"answer-{gap}": [text] for gap, text in enumerate(answer) if isinstance(text, str)}
        case Kind.SCALE | Kind.OPEN | Kind.SHORT | Kind.NUMERIC if isinstance(answer, int | str):
            return {"answer": [str(answer)]}
        case _:
            return {}


def complete(item: Item, answer: Response | None) -> bool:
    """Whether nothing is missing in `answer` (right or wrong)."""
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return valid_index(answer, len(item.choices))
        case Kind.MULTIPLE:
            return isinstance(answer, list | tuple) and len(answer) > 0
        case Kind.MATCHING:
            return _filled(answer, sum(bool(pair.left) for pair in item.pairs))
        case Kind.ORDERING:
            return _filled(answer, len(item.choices))
        case Kind.GAPS:
            return _filled(answer, len(item.gaps))
        case Kind.SCALE:
            return isinstance(answer, int)
        case _:
            return isinstance(answer, str) and bool(answer.strip())


def _first(form: Form, field: str) -> str:
    """The text typed in `field`, without white space at its ends or NUL, which no record can hold."""
    values = form.get(field, [])
    return values[0].replace("\0", "").replace("\r\n", "\n").strip() if values else ""


def _places(asked: Asked, form: Form) -> list[int | None]:
    steps = len(asked.order)
    places = {str(place + 1): place for place in range(steps)}
    given: list[int | None] = [None] * steps
    for shown, source in enumerate(asked.order):
        place = places.get(_first(form, f"answer-{shown}"))
        if place is not None and given[place] is None:
            given[place] = source
    return given


def _gap(asked: Asked, item: Item, gap: int, form: Form) -> str | None:
    text = _first(form, f"answer-{gap}")
    options = gap_options(asked, item, gap)
    return text if text and (not options or text in options) else None


def _shown_right(item: Item, letters: dict[int, str], index: int | str | None) -> str:
    """The letter of a right, or of the right with the same text that is shown in its stead."""
    if not (isinstance(index, int) and valid_index(index, len(item.pairs))):
        return ""
    text = item.pairs[index].right
    return next((sign for source, sign in letters.items() if item.pairs[source].right == text), "")


def _unless_empty(entries: list[int | None] | list[str | None]) -> Response | None:
    return entries if any(entry is not None for entry in entries) else None


def _filled(answer: Response | None, length: int) -> bool:
    entries = valid_list(answer, length)
    return entries is not None and None not in entries
