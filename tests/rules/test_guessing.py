"""Guessing is reckoned by the rules by which a quiz is drawn and graded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.guessing import Strategy, luckiest
from course.content.model import Choice, Gap, Item, Kind, Pair
from course.rules.attempts import draw, score
from course.rules.grading import Response, gap_forms, grade
from tests.rules.sample import NUMERIC, ORDERING, SCALE, quiz

TEXTS = ("a", "bb", "ccc", "dddd")


@st.composite
def _items(draw_: st.DrawFn) -> Item:
    kind = draw_(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.GAPS]))
    texts = draw_(st.permutations(TEXTS))
    right = draw_(st.sets(st.integers(0, 3), min_size=1, max_size=1 if kind is not Kind.MULTIPLE else 4))
    item = Item(
        "q",
        kind,
        "",
        objective=draw_(st.sampled_from(["", "see", "levels"])),
        points=draw_(st.integers(1, 3)),
        partial=kind is Kind.MULTIPLE and draw_(st.booleans()),
    )
    match kind:
        case Kind.TRUE_FALSE:
            true = draw_(st.booleans())
            return replace(item, choices=(Choice("True", true), Choice("False", not true)))
        case Kind.MATCHING:
            pairs = [Pair(left, draw_(st.sampled_from(["one", "two"]))) for left in texts]
            return replace(item, pairs=(*pairs, Pair("", "three")))
        case Kind.GAPS:
            return replace(item, gaps=(Gap(texts[:2], texts[2:]), Gap(texts[:1])))
        case _:
            return replace(item, choices=tuple(Choice(each, n in right) for n, each in enumerate(texts)))


def pools() -> st.SearchStrategy[list[Item]]:
    some = st.lists(st.one_of(_items(), st.sampled_from([ORDERING, NUMERIC, SCALE])), min_size=1, max_size=6)
    return some.map(lambda pool: [replace(item, id=f"q{n}") for n, item in enumerate(pool)])


def answer(item: Item, strategy: Strategy, one: bool) -> Response | None:
    """What somebody answers who follows `strategy` to the letter."""
    places = list(range(len(item.choices)))
    if strategy is Strategy.LONGEST:
        places.sort(key=lambda place: -len(item.choices[place].text))
    match item.kind:
        case Kind.TRUE_FALSE:
            return 0
        case Kind.SINGLE:
            return places[0]
        case Kind.MULTIPLE:
            return places[: 1 if one else sum(choice.correct for choice in item.choices)]
        case Kind.MATCHING:
            return [0] * sum(bool(pair.left) for pair in item.pairs)
        case Kind.GAPS if strategy is Strategy.LONGEST:
            return [max(gap_forms(gap), key=len, default=None) for gap in item.gaps]
        case _:
            return None


def fair(drawn: tuple[Item, ...], pool: list[Item]) -> bool:
    """Whether a draw may ask these: no objective lags by two while it still has items."""
    asked, offered = Counter(item.objective for item in drawn), Counter(item.objective for item in pool)
    turns = max(asked.values())
    return all(asked[name] >= min(offered[name], turns - 1) for name in offered)


@given(pools(), st.integers(1, 6), st.sampled_from(Strategy), st.integers(0, 2**63))
def test_no_draw_gives_more_than_the_luckiest_and_one_gives_as_much(
    pool: list[Item], count: int, strategy: Strategy, seed: int
) -> None:
    count = min(count, len(pool))

    def share(asked: tuple[Item, ...], one: bool) -> float:
        total = score([grade(item, answer(item, strategy, one)) for item in asked])
        return total.share if total.of else 0.0

    draws = [asked for asked in combinations(pool, count) if fair(asked, pool)]
    best = max(share(asked, one) for asked in draws for one in (True, False))
    luck = luckiest(pool, count, strategy)
    assert luck.share == pytest.approx(best)
    items = {item.id: item for item in pool}
    drawn = tuple(items[each.item_id] for each in draw(quiz(*pool, draw=count), seed))
    assert fair(drawn, pool)
    assert max(share(drawn, True), share(drawn, False)) <= luck.share + 1e-9
