"""One try at a quiz: what it asks in which order, when it may start, what it scores, whether it passes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum

from course.content.model import Item, Kind, Quiz, Shuffle
from course.content.model_quizzes import in_turns
from course.rules.grading import Grade, gap_forms
from course.rules.responses import Asked, complete, from_shown, gap_options, letter, to_shown

__all__ = [
    "Asked", "PastAttempt", "Score", "Verdict", "best", "by_objective", "complete", "draw", "from_shown",
    "gap_options", "letter", "may_start", "passed", "percent", "score", "show_feedback", "to_shown",
]  # fmt: skip

_ROUNDING = 1e-9  # shares are sums of fractions: 0.1 + 0.2 must reach 0.3


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt on record. `state` is open or submitted; `score` is its share 0..1 once submitted."""

    number: int
    state: str
    score: float | None = None
    passed: bool | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an attempt may start. `reason` is ok, open (continue that one), used-up, or wait (then
    `opens_at`); `left` counts the attempts that remain, None when they are unlimited."""

    allowed: bool
    reason: str
    opens_at: datetime | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`points` of `of`; `share` is their quotient, 1 where nothing is scored."""

    points: float
    of: int
    share: float


def draw(quiz: Quiz, seed: int, seen: frozenset[str] = frozenset()) -> tuple[Asked, ...]:
    """What an attempt asks: the same for the same quiz, seed and `seen`.

    With `draw`, objectives take turns (see `in_turns`), so that their counts differ by at most one where the
    pool allows; of each objective, and in the last turn, items asked before (the ids in `seen`) come last.
    True-false keeps its order; steps, rights and gap lists are always mixed, steps never already in order.
    """
    dice = random.Random(seed)  # noqa: S311 - mixing questions, not secrets
    items = list(quiz.items)
    if quiz.asked < len(items):
        pool = sorted(dice.sample(items, len(items)), key=lambda item: item.id in seen)
        chosen = {item.id for item in in_turns(pool)[: quiz.asked]}
        items = [item for item in items if item.id in chosen]
    if quiz.shuffle in (Shuffle.QUESTIONS, Shuffle.BOTH):
        dice.shuffle(items)
    mix = quiz.shuffle in (Shuffle.OPTIONS, Shuffle.BOTH)
    return tuple(Asked(item.id, item.fingerprint, _order(item, dice, mix)) for item in items)


def _order(item: Item, dice: random.Random, mix: bool) -> tuple[int, ...]:
    match item.kind:
        case Kind.SINGLE | Kind.MULTIPLE if mix:
            return _mixed(len(item.choices), dice)
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            return tuple(range(len(item.choices)))
        case Kind.ORDERING:
            order = _mixed(len(item.choices), dice)
            return order if order != tuple(range(len(order))) else (*order[1:], *order[:1])
        case Kind.MATCHING:
            rights = {pair.right: index for index, pair in reversed(list(enumerate(item.pairs)))}
            return tuple(dice.sample(sorted(rights.values()), len(rights)))
        case Kind.GAPS:
            return tuple(index for gap in item.gaps for index in _mixed(len(gap_forms(gap)), dice))
        case _:
            return ()


def _mixed(length: int, dice: random.Random) -> tuple[int, ...]:
    return tuple(dice.sample(range(length), length))


def may_start(quiz: Quiz, past: Sequence[PastAttempt], now: datetime) -> Verdict:
    """Whether another attempt may start: none is open, some are left, and the wait since the last is over."""
    left = None if quiz.attempts is None else max(0, quiz.attempts - len(past))
    if any(attempt.state == "open" for attempt in past):
        return Verdict(False, "open", left=left)
    if left == 0:
        return Verdict(False, "used-up", left=0)
    opens_at = max(
        (attempt.submitted_at + timedelta(minutes=quiz.wait) for attempt in past if attempt.submitted_at),
        default=now,
    )
    if now < opens_at:
        return Verdict(False, "wait", opens_at, left)
    return Verdict(True, "ok", left=left)


def score(grades: Sequence[Grade]) -> Score:
    """The grades of an attempt added up."""
    points, of = fsum(grade.points for grade in grades), sum(grade.of for grade in grades)
    return Score(points, of, points / of if of else 1.0)


def passed(score: Score | float, pass_mark: float) -> bool:
    """Whether a score, or a share 0..1, reaches `pass_mark` (0..1), whatever the rounding of sums."""
    if isinstance(score, Score):
        return score.points >= pass_mark * score.of - _ROUNDING
    return score >= pass_mark - _ROUNDING


def percent(share: float) -> int:
    """`share` in whole per cent, rounded down so that 79.6 % never reads as a pass mark of 80 %."""
    return int((share + _ROUNDING) * 100)


def best(past: Sequence[PastAttempt], keep: str = "best") -> PastAttempt | None:
    """The submitted attempt that counts: with `keep` last the latest, else a passed one with the best score,
    the earliest of equals; None when nothing was submitted."""
    submitted = sorted((each for each in past if each.state == "submitted"), key=lambda each: each.number)
    if not submitted:
        return None
    if keep == "last":
        return submitted[-1]
    return max(submitted, key=lambda each: (bool(each.passed), each.score or 0.0))


def by_objective(items: Sequence[Item], grades: Sequence[Grade]) -> dict[str, tuple[float, int]]:
    """(points, of) for each objective, in the order first asked; items without one stand under "".

    `items` and `grades` go together one by one; what is not scored is left out.
    """
    sums: dict[str, tuple[float, int]] = {}
    for item, grade in zip(items, grades, strict=True):
        if grade.of:
            points, of = sums.get(item.objective, (0.0, 0))
            sums[item.objective] = (points + grade.points, of + grade.of)
    return sums


def show_feedback(quiz_show: str, passed: bool) -> bool:
    """Whether a submitted attempt shows right answers and feedback: always, or (after-pass) once passed."""
    return passed or quiz_show != "after-pass"
