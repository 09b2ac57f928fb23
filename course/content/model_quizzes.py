"""The part of the content model about questions: items of ten kinds, and the quiz that asks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter


class Kind(StrEnum):
    """The ten kinds of item. `scale` and `open` are never scored."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT = "short"
    NUMERIC = "numeric"
    GAPS = "gaps"
    SCALE = "scale"
    OPEN = "open"

    @property
    def scored(self) -> bool:
        return self not in (Kind.SCALE, Kind.OPEN)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to select (single, multiple, true-false) or one step (ordering, in the right order)."""

    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a matching item; an empty `left` makes `right` a distractor."""

    left: str
    right: str
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One typed answer (short, numeric).

    `text` is plain; for `short` it is compared after folding, or as a regular expression when `pattern`.
    For `numeric`, `value` and `tolerance` are decimal strings. `accepted` is False for a typical wrong
    answer that is listed only to carry its feedback.
    """

    text: str
    accepted: bool = True
    pattern: bool = False
    value: str = ""
    tolerance: str = "0"
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: accepted forms, and distractors when it is a select list (a gap without any is a text box)."""

    accepted: tuple[str, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """An opinion between two poles, `low` and `high` inclusive."""

    low: int
    high: int
    low_text: str
    high_text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Which of the tuples is filled depends on `kind`.

    In a `gaps` item the prompt holds the marks `<gap n>` as the text "{{0}}", "{{1}}" … where gap n stands.
    `fingerprint` is of everything learners can see or that scores them (see fingerprints.py).
    """

    id: str
    kind: Kind
    prompt: str
    objective: str = ""
    points: int = 1
    partial: bool = False
    hint: str = ""
    explanation: str = ""
    choices: tuple[Choice, ...] = ()
    pairs: tuple[Pair, ...] = ()
    answers: tuple[Answer, ...] = ()
    gaps: tuple[Gap, ...] = ()
    scale: Scale | None = None
    unit: str = ""
    was: str = ""
    line: int = 0
    fingerprint: str = ""


class Shuffle(StrEnum):
    QUESTIONS = "questions"
    OPTIONS = "options"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quiz:
    """A graded quiz. `pass_mark` is a share 0..1; `attempts` None means unlimited; `wait` is in minutes."""

    items: tuple[Item, ...]
    language: str
    pass_mark: float = 0.8
    attempts: int | None = None
    wait: int = 0
    draw: int | None = None
    shuffle: Shuffle = Shuffle.BOTH
    show: str = "after-submit"  # or after-pass
    keep: str = "best"  # or last
    fingerprint: str = ""

    @property
    def asked(self) -> int:
        """How many items one attempt asks."""
        return min(self.draw or len(self.items), len(self.items))


def in_turns(items: Iterable[Item]) -> list[Item]:
    """The items as a draw takes them: the first of each objective, then the second of each, and so on.

    Items without objective are a group of their own.
    """
    taken: Counter[str] = Counter()
    turns: list[tuple[int, Item]] = []
    for item in items:
        taken[item.objective] += 1
        turns.append((taken[item.objective], item))
    return [item for _, item in sorted(turns, key=itemgetter(0))]
