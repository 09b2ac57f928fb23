"""What can be scored by the look of the choices alone, in the luckiest draw of a quiz."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from course.content.model_quizzes import Choice, Item, Kind, in_turns

_TAG = re.compile(r"<[^>]*>")
_ROUNDING = 1e-9


class Strategy(StrEnum):
    """Always the longest choice, or always the first as it stands in the file.

    Where several are to be ticked, one is, or as many as are right, whichever brings more in the whole quiz.
    Of equally long choices the right one is taken. In a gap FIRST picks nothing, since lists are always
    mixed. Both take the first of true and false, and the first right for every left of a matching item.
    Steps and typed answers score nothing.
    """

    LONGEST = "longest"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Luck:
    """`points` of `of`, and the ids of the items that bring them."""

    points: float
    of: int
    items: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0

    def passes(self, pass_mark: float) -> bool:
        """Whether it reaches `pass_mark`, a share 0..1."""
        return self.of > 0 and self.points >= pass_mark * self.of - _ROUNDING


def luckiest(items: Sequence[Item], asked: int, strategy: Strategy) -> Luck:
    """The highest share that `strategy` can score when `asked` of the items are drawn."""
    tries = (_luckiest(items, asked, strategy, one) for one in (True, False))
    return max(tries, key=lambda luck: luck.share)


def _luckiest(items: Sequence[Item], asked: int, strategy: Strategy, one: bool) -> Luck:
    """The best of all draws that are possible, exactly, by Dinkelbach's method (1967) for the best ratio.

    The draw with most points above a rate takes the best of each objective in turn. Its share is the next
    rate, until no draw is better.
    """
    of = {item.id: item.points if item.kind.scored else 0 for item in items}
    points = {item.id: _share(item, strategy, one) * of[item.id] for item in items}
    best = Luck(0.0, 0)
    while True:
        ranked = sorted(items, key=lambda item: best.share * of[item.id] - points[item.id])
        drawn = [item.id for item in in_turns(ranked)[:asked]]
        bringing = tuple(item.id for item in items if points[item.id] and item.id in drawn)
        luck = Luck(fsum(points[id_] for id_ in drawn), sum(of[id_] for id_ in drawn), bringing)
        if luck.share <= best.share + _ROUNDING:
            return best if best.of else luck
        best = luck


def _share(item: Item, strategy: Strategy, one: bool) -> float:
    """The share 0..1 that is scored by the rules of grading; `one`: a single tick is set."""
    match item.kind:
        case Kind.TRUE_FALSE:
            return float(item.choices[0].correct)
        case Kind.SINGLE | Kind.MULTIPLE:
            right = sum(choice.correct for choice in item.choices)
            ticked = _picked(item.choices, strategy)[: 1 if one or item.kind is Kind.SINGLE else right]
            hits = sum(choice.correct for choice in ticked)
            if hits == len(ticked) == right:
                return 1.0
            return max(0, 2 * hits - len(ticked)) / right if item.partial and right else 0.0
        case Kind.MATCHING:
            rows = [pair for pair in item.pairs if pair.left]
            return sum(pair.right == item.pairs[0].right for pair in rows) / len(rows)
        case Kind.GAPS if strategy is Strategy.LONGEST:
            return sum(_longest_is_right(gap.accepted, gap.options) for gap in item.gaps) / len(item.gaps)
        case _:
            return 0.0


def _picked(choices: Sequence[Choice], strategy: Strategy) -> list[Choice]:
    """The choices, the one that is taken first at the top."""
    if strategy is Strategy.FIRST:
        return list(choices)
    return sorted(choices, key=lambda choice: (-_length(choice.text), not choice.correct))


def _length(text: str) -> int:
    """Characters that a reader sees of safe HTML."""
    return len(html.unescape(_TAG.sub("", text)))


def _longest_is_right(accepted: Sequence[str], options: Sequence[str]) -> bool:
    """Whether the longest form of a list is accepted; a text box offers none."""
    return bool(options) and max(map(len, accepted), default=0) >= max(map(len, options))
