"""What a learner scores who looks at the choices and does not read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.content.guessing import Luck, Strategy, luckiest
from course.content.model import Answer, Choice, Gap, Item, Kind, Pair, Scale

RIGHT, WRONG = True, False


def item(kind: Kind, *choices: tuple[str, bool], **more: object) -> Item:
    return Item("q", kind, "", choices=tuple(Choice(*each) for each in choices), **more)  # type: ignore[arg-type]


SHORT_IS_RIGHT = item(Kind.SINGLE, ("A long one", WRONG), ("Short", RIGHT))
LONG_IS_RIGHT = item(Kind.SINGLE, ("Short", WRONG), ("A long one", RIGHT))
FIRST_IS_RIGHT = item(Kind.SINGLE, ("Same", RIGHT), ("Size", WRONG))
MARKED_UP = item(Kind.SINGLE, ("<strong>Bold</strong>", WRONG), ("Longer", RIGHT))
ESCAPED = item(Kind.SINGLE, ("a&amp;b", WRONG), ("four", RIGHT))
TRUE = item(Kind.TRUE_FALSE, ("True", RIGHT), ("False", WRONG))
FALSE = item(Kind.TRUE_FALSE, ("True", WRONG), ("False", RIGHT))
TWO_LONGEST = item(Kind.MULTIPLE, ("Third", RIGHT), ("The first", RIGHT), ("No", WRONG))
ONE_OF_TWO = item(Kind.MULTIPLE, ("Longest by far", RIGHT), ("Second", WRONG), ("No", RIGHT), partial=True)
NONE_OF_TWO = item(Kind.MULTIPLE, ("Third", WRONG), ("The first", WRONG), ("No", RIGHT), ("On", RIGHT))
ONLY_ONE = item(Kind.MULTIPLE, ("The only one", RIGHT), ("No", WRONG))
PAIRS = Item("q", Kind.MATCHING, "", pairs=(Pair("a", "1"), Pair("b", "2"), Pair("c", "1"), Pair("", "3")))
LOST_PAIRS = Item("q", Kind.MATCHING, "", pairs=(Pair("", "3"), Pair("a", "1"), Pair("b", "2")))
GAPS = Item("q", Kind.GAPS, "", gaps=(Gap(("long",), ("no",)), Gap(("no",), ("long",)), Gap(("typed",))))
EQUAL_GAP = Item("q", Kind.GAPS, "", gaps=(Gap(("even",), ("odds",)),))
STEPS = item(Kind.ORDERING, ("Ask", WRONG), ("Act", WRONG))
TYPED = Item("q", Kind.SHORT, "", answers=(Answer("word"),))
NUMBER = Item("q", Kind.NUMERIC, "", answers=(Answer("3", value="3"),))


@pytest.mark.parametrize(
    ("asked", "longest", "first"),
    [
        (SHORT_IS_RIGHT, 0, 0),
        (LONG_IS_RIGHT, 1, 0),
        (FIRST_IS_RIGHT, 1, 1),
        (MARKED_UP, 1, 0),
        (ESCAPED, 1, 0),
        (TRUE, 1, 1),
        (FALSE, 0, 0),
        (TWO_LONGEST, 1, 1),
        (ONE_OF_TWO, 0.5, 0.5),
        (replace(ONE_OF_TWO, partial=False), 0, 0),
        (NONE_OF_TWO, 0, 0),
        (replace(NONE_OF_TWO, partial=True), 0, 0),
        (ONLY_ONE, 1, 1),
        (PAIRS, 2 / 3, 2 / 3),
        (LOST_PAIRS, 0, 0),
        (GAPS, 1 / 3, 0),
        (EQUAL_GAP, 1, 0),
        (STEPS, 0, 0),
        (TYPED, 0, 0),
        (NUMBER, 0, 0),
    ],
)
def test_each_kind_scores_what_its_choices_give_away(asked: Item, longest: float, first: float) -> None:
    assert [luckiest([asked], 1, strategy).points for strategy in Strategy] == [
        pytest.approx(longest),
        pytest.approx(first),
    ]


def test_a_single_tick_or_as_many_as_are_right_is_one_decision_for_the_whole_quiz() -> None:
    one = replace(ONE_OF_TWO, id="one")  # a single tick 0.5, two ticks 0
    two = replace(TWO_LONGEST, id="two")  # a single tick 0, two ticks 1
    assert luckiest([one, two], 2, Strategy.LONGEST) == Luck(1.0, 2, ("two",))
    assert luckiest([one, one, one], 3, Strategy.LONGEST).points == 1.5


def test_the_luckiest_draw_keeps_the_turns_of_the_objectives() -> None:
    easy = [replace(LONG_IS_RIGHT, id=f"a{n}", objective="a") for n in range(4)]
    hard = [replace(SHORT_IS_RIGHT, id=f"b{n}", objective="b") for n in range(4)]
    assert luckiest([*hard, *easy], 4, Strategy.LONGEST) == Luck(2.0, 4, ("a0", "a1"))
    assert luckiest([*hard, *easy], 5, Strategy.LONGEST) == Luck(3.0, 5, ("a0", "a1", "a2"))
    alike = [replace(each, objective="") for each in (*hard, *easy)]
    assert luckiest(alike, 4, Strategy.LONGEST).share == 1


def test_the_best_share_counts_and_not_the_most_points() -> None:
    heavy = replace(PAIRS, id="heavy", points=6)  # 4 of 6
    light = replace(LONG_IS_RIGHT, id="light")  # 1 of 1
    assert luckiest([heavy, light], 1, Strategy.LONGEST) == Luck(1.0, 1, ("light",))


def test_opinions_take_a_place_and_bring_nothing() -> None:
    opinion = Item("o", Kind.SCALE, "", scale=Scale(1, 5, "no", "yes"), objective="o")
    wrong = replace(SHORT_IS_RIGHT, id="w")
    right = replace(LONG_IS_RIGHT, id="r")
    assert luckiest([opinion, wrong, right], 2, Strategy.LONGEST) == Luck(1.0, 1, ("r",))
    nothing = luckiest([opinion], 1, Strategy.FIRST)
    assert (nothing.share, nothing.passes(0.5)) == (0, False)


def test_a_pass_mark_is_reached_whatever_the_rounding() -> None:
    assert Luck(0.1 + 0.2 - 1e-16, 1).passes(0.3)
    assert not Luck(0.29, 1).passes(0.3)
