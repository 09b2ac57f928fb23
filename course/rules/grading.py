"""What an answer scores: one function for each kind of item, none of which ever raises."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import TypeAlias, TypeGuard

from course.content.model import Answer, Gap, Item, Kind
from course.rules.folding import fold, fold_words, unaccented
from course.rules.numbers import Number, decimal, names_unit, read_number
from course.rules.patterns import matches

LONGEST_ANSWER = 200  # characters of a typed answer that is scored; a longer one scores 0

# A learner's answer as JSON. single, true-false: index of the choice · multiple: indices of choices ·
# matching: for each pair with a left, the index of the pair whose right was selected · ordering: indices of
# choices in the order given · short, numeric, open: text · gaps: a text each · scale: the number.
# None stands for what is unanswered, the whole or (matching, ordering, gaps) one entry.
Response: TypeAlias = int | str | Sequence[int | None] | Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer, as safe HTML: what was chosen or typed, and the feedback to it ("" for none)."""

    right: bool
    chosen: str
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """`score` is the share 0..1, `points` that share of the item's points, `of` those points (0: unscored).

    `right` has an entry for each part answered: the choice or each choice selected, each pair, each step,
    each gap. `feedback` goes with it, entry by entry: (what was chosen, feedback), both safe HTML.
    """

    score: float
    points: float
    of: int
    right: tuple[bool, ...] = ()
    feedback: tuple[tuple[str, str], ...] = ()


def grade(item: Item, answer: Response | None) -> Grade:
    """The grade of `answer`. A missing or malformed answer scores 0; opinions and reflections score nothing.

    The rules are those of the table "kind, written, scored" in the format of content files.
    """
    if not item.kind.scored:
        return Grade(0.0, 0.0, 0)
    score, parts = _GRADERS[item.kind](item, answer)
    feedback = tuple((part.chosen, part.feedback) for part in parts)
    return Grade(score, score * item.points, item.points, tuple(part.right for part in parts), feedback)


def right_answer(item: Item) -> list[str]:
    """The right answer in words, one line of safe HTML for each choice, pair, step, accepted text or gap.

    Empty for what has none: opinions, reflections, and a `short` item that accepts patterns only.
    """
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE | Kind.MULTIPLE:
            return [choice.text for choice in item.choices if choice.correct]
        case Kind.ORDERING:
            return [choice.text for choice in item.choices]
        case Kind.MATCHING:
            return [escape(f"{pair.left} – {pair.right}") for pair in item.pairs if pair.left]
        case Kind.SHORT:
            return [escape(each.text) for each in item.answers if each.accepted and not each.pattern]
        case Kind.NUMERIC:
            return [_written(each, item.unit) for each in item.answers if each.accepted]
        case Kind.GAPS:
            return [escape(next(iter(gap.accepted), "")) for gap in item.gaps]
        case _:
            return []


def gap_forms(gap: Gap) -> tuple[str, ...]:
    """The texts to select from in a gap; none when it is a text box."""
    return tuple(dict.fromkeys((*gap.accepted, *gap.options))) if gap.options else ()


def valid_index(value: object, length: int) -> TypeGuard[int]:
    """Whether `value` is an index of a list of that length (`True` is not)."""
    return type(value) is int and 0 <= value < length


def valid_list(answer: Response | None, length: int) -> Sequence[int | str | None] | None:
    """`answer` if it is a list of that length, else None."""
    return answer if isinstance(answer, list | tuple) and len(answer) == length else None


Graded: TypeAlias = tuple[float, list[Part]]


def _single(item: Item, answer: Response | None) -> Graded:
    if not valid_index(answer, len(item.choices)):
        return 0.0, []
    chosen = item.choices[answer]
    return float(chosen.correct), [Part(chosen.correct, chosen.text, chosen.feedback)]


def _multiple(item: Item, answer: Response | None) -> Graded:
    """All or nothing; with `credit=partial`, (right − wrong) / right, never below 0."""
    if not isinstance(answer, list | tuple):
        return 0.0, []
    if not all(valid_index(each, len(item.choices)) for each in answer) or len(set(answer)) < len(answer):
        return 0.0, []
    chosen = [choice for index, choice in enumerate(item.choices) if index in answer]
    parts = [Part(choice.correct, choice.text, choice.feedback) for choice in chosen]
    wanted = sum(choice.correct for choice in item.choices)
    right = sum(choice.correct for choice in chosen)
    wrong = len(chosen) - right
    if right == wanted and not wrong:
        return 1.0, parts
    return (max(0, right - wrong) / wanted if item.partial and wanted else 0.0), parts


def _matching(item: Item, answer: Response | None) -> Graded:
    """The share of pairs that are right; rights of equal text are the same right."""
    rows = [pair for pair in item.pairs if pair.left]
    given = valid_list(answer, len(rows))
    if not given:
        return 0.0, []
    parts = []
    for row, index in zip(rows, given, strict=True):
        chosen = item.pairs[index].right if valid_index(index, len(item.pairs)) else None
        right = chosen == row.right
        parts.append(Part(right, escape(chosen or ""), "" if right else row.feedback))
    return sum(part.right for part in parts) / len(rows), parts


def _ordering(item: Item, answer: Response | None) -> Graded:
    """All in order or nothing; with `credit=partial`, the share of neighbours given in order.

    With partial credit a step is right when it comes after the one given before it.
    """
    steps = [choice.text for choice in item.choices]
    given = valid_list(answer, len(steps))
    if not given or not all(each is None or valid_index(each, len(steps)) for each in given):
        return 0.0, []
    places = [each for each in given if isinstance(each, int)]
    if len(set(places)) < len(places):
        return 0.0, []
    ranks = [steps.index(steps[each]) if isinstance(each, int) else None for each in given]
    at_place = [rank == steps.index(step) for rank, step in zip(ranks, steps, strict=True)]
    after = [a is not None and b is not None and a <= b for a, b in pairwise(ranks)]
    right = [at_place[0], *after] if item.partial else at_place
    texts = ["" if rank is None else steps[rank] for rank in ranks]
    parts = [Part(ok, text) for ok, text in zip(right, texts, strict=True)]
    if all(at_place):
        return 1.0, parts
    return (sum(after) / len(after) if item.partial and after else 0.0), parts


def _short(item: Item, answer: Response | None) -> Graded:
    """Right or not. An exact answer goes before a pattern, an accepted one before a listed wrong one."""
    if not _typed(answer):
        return 0.0, []
    ranked = sorted(item.answers, key=lambda each: (each.pattern, not each.accepted))
    return _typed_grade(answer, next((each for each in ranked if _says(each, answer)), None))


def _says(listed: Answer, text: str) -> bool:
    if not listed.pattern:
        return fold(listed.text) == fold(text)
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return matches(listed.text, plain) or matches(unaccented(listed.text), fold_words(text))


def _numeric(item: Item, answer: Response | None) -> Graded:
    """Right when a reading of the number lies within the tolerance and its unit, if typed, is the item's."""
    if not _typed(answer):
        return 0.0, []
    number = read_number(answer)
    for listed in item.answers:
        value, tolerance = decimal(listed.value), decimal(listed.tolerance)
        if listed.accepted and number and value is not None and names_unit(number.words, item.unit):
            reach = abs(tolerance or Decimal(0))
            if any(abs(reading - value) <= reach for reading in number.readings):
                return _typed_grade(answer, listed)
    wrong = [each for each in item.answers if not each.accepted]
    same = (_same_number(number, read_number(each.text)) or fold(each.text) == fold(answer) for each in wrong)
    return _typed_grade(answer, next((each for each, so in zip(wrong, same, strict=True) if so), None))


def _gaps(item: Item, answer: Response | None) -> Graded:
    """The share of gaps that are right, compared as short answers are."""
    given = valid_list(answer, len(item.gaps))
    if not given:
        return 0.0, []
    parts = []
    for gap, text in zip(item.gaps, given, strict=True):
        typed = text if _typed(text) else ""
        right = bool(typed) and fold(typed) in {fold(form) for form in gap.accepted}
        parts.append(Part(right, escape(typed)))
    return sum(part.right for part in parts) / len(parts), parts


def _same_number(one: Number | None, listed: Number | None) -> bool:
    if one is None or listed is None:
        return False
    return names_unit(one.words, listed.words) and bool(set(one.readings) & set(listed.readings))


def _typed(answer: object) -> TypeGuard[str]:
    return isinstance(answer, str) and bool(fold(answer)) and len(answer) <= LONGEST_ANSWER


def _typed_grade(text: str, found: Answer | None) -> Graded:
    right = found is not None and found.accepted
    return float(right), [Part(right, escape(text), found.feedback if found else "")]


def _written(answer: Answer, unit: str) -> str:
    """As in 20.9 ± 0.05 billion, without a tolerance of 0; a unit without letters stands close."""
    tolerance = decimal(answer.tolerance)
    text = f"{answer.value} ± {answer.tolerance}" if tolerance else answer.value
    if not unit:
        return escape(text)
    return escape(f"{text}\N{NO-BREAK SPACE}{unit}" if any(map(str.isalpha, unit)) else text + unit)


_GRADERS: dict[Kind, Callable[[Item, Response | None], Graded]] = {
    Kind.SINGLE: _single,
    Kind.TRUE_FALSE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.SHORT: _short,
    Kind.NUMERIC: _numeric,
    Kind.GAPS: _gaps,
}
