"""What answers score."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.model import Answer, Choice, Gap, Item, Kind, Pair
from course.rules.grading import Grade, gap_forms, grade, right_answer
from tests.rules.sample import (
    ALL,
    GAPS,
    MATCHING,
    MULTIPLE,
    OPEN,
    ORDERING,
    SCALE,
    SHORT,
    SINGLE,
    TRUE_FALSE,
)

RIGHT: dict[str, Any] = {
    "privilege": 0,
    "fixed": 1,
    "levels": [0, 1],
    "terms": [0, 1, 3],
    "steps": [0, 1, 2, 3],
    "word": "Patriarchal dividend",
    "pay": "20.9",
    "cloze": ["patriarchal", "unequal"],
}
SCORED = [item for item in ALL if item.kind.scored]
PARTIAL = replace(ORDERING, partial=True)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 6) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=6,
)


def test_amina_chooses_the_right_choice_and_reads_its_feedback() -> None:
    assert grade(SINGLE, 0) == Grade(1.0, 1.0, 1, (True,), (("A burden is spared", "Yes."),))


def test_amina_chooses_a_wrong_choice_and_reads_the_feedback_of_that_choice_only() -> None:
    assert grade(SINGLE, 2) == Grade(0.0, 0.0, 1, (False,), (("Not sure", "Fair."),))


@pytest.mark.parametrize("item", SCORED, ids=lambda item: str(item.kind))
def test_a_fully_right_answer_scores_all_points(item: Item) -> None:
    found = grade(item, RIGHT[item.id])
    assert (found.score, found.points, found.of, set(found.right)) == (1.0, item.points, item.points, {True})


@pytest.mark.parametrize("item", SCORED, ids=lambda item: str(item.kind))
@pytest.mark.parametrize("answer", [None, 9, -1, True, [9], [[]], {}, "x" * 201, [0, 0], [None], [1.5, "a"]])
def test_no_answer_and_malformed_answers_score_nothing(item: Item, answer: Any) -> None:
    assert (grade(item, answer).score, grade(item, answer).of) == (0.0, item.points)


@pytest.mark.parametrize("item", [SCALE, OPEN])
def test_opinions_and_reflections_are_never_scored(item: Item) -> None:
    assert grade(item, 3 if item is SCALE else "my own words") == Grade(0.0, 0.0, 0)


@given(st.sampled_from(ALL), ANYTHING, st.booleans())
def test_a_score_lies_between_0_and_1_whatever_the_answer(item: Item, answer: Any, partial: bool) -> None:
    found = grade(replace(item, partial=partial), answer)
    assert 0 <= found.score <= 1
    assert found.points == found.score * found.of
    assert len(found.right) == len(found.feedback)


@pytest.mark.parametrize(
    ("answer", "whole", "share"),
    [
        ([0, 1], 1.0, 1.0),
        ([1, 0], 1.0, 1.0),
        ([0], 0.0, 0.5),
        ([0, 1, 2], 0.0, 0.5),
        ([0, 2], 0.0, 0.0),
        ([2, 3], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_multiple_gives_all_or_nothing_or_right_minus_wrong(
    answer: list[int], whole: float, share: float
) -> None:
    assert grade(MULTIPLE, answer).score == whole
    assert grade(replace(MULTIPLE, partial=True), answer).score == share


def test_multiple_without_a_correct_choice_is_right_when_nothing_is_ticked() -> None:
    none = Item("none", Kind.MULTIPLE, "", partial=True, choices=(Choice("a"), Choice("b")))
    assert [grade(none, answer).score for answer in ([], [0])] == [1.0, 0.0]


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.data())
def test_one_more_right_choice_never_lowers_partial_credit_and_one_more_wrong_never_raises_it(
    correct: list[bool], data: st.DataObject
) -> None:
    item = Item(
        "m", Kind.MULTIPLE, "", partial=True, choices=tuple(Choice(str(i), c) for i, c in enumerate(correct))
    )
    ticked = data.draw(st.sets(st.integers(0, len(correct) - 1)))
    before = grade(item, sorted(ticked)).score
    for index in set(range(len(correct))) - ticked:
        after = grade(item, sorted({*ticked, index})).score
        assert after >= before if correct[index] else after <= before


def test_matching_counts_pairs_and_says_what_was_wrong() -> None:
    found = grade(MATCHING, [2, 1, None])
    assert found.score == pytest.approx(1 / 3)
    assert found.right == (False, True, False)
    assert found.feedback == (
        ("What is forbidden", "Think of wages."),
        ("What is expected", ""),
        ("", ""),
    )


def test_matching_takes_a_right_of_the_same_text_for_the_same_right() -> None:
    assert grade(MATCHING, [0, 3, 1]).score == 1.0


def test_matching_without_a_left_scores_nothing() -> None:
    assert grade(Item("m", Kind.MATCHING, "", pairs=(Pair("", "x"),)), []).score == 0.0


def test_what_learners_and_trainers_typed_is_escaped() -> None:
    pairs = (Pair("a<b", "<i>"), Pair("c", "d"))
    item = Item("m", Kind.MATCHING, "", pairs=pairs)
    assert grade(item, [0, 0]).feedback == (("&lt;i&gt;", ""), ("&lt;i&gt;", ""))
    assert right_answer(item) == ["a&lt;b – &lt;i&gt;", "c – d"]
    assert grade(SHORT, "<b>pay").feedback == (("&lt;b&gt;pay", ""),)


@pytest.mark.parametrize(
    ("answer", "whole", "share"),
    [
        ([0, 1, 2, 3], 1.0, 1.0),
        ([1, 0, 2, 3], 0.0, 2 / 3),
        ([3, 0, 1, 2], 0.0, 2 / 3),
        ([3, 2, 1, 0], 0.0, 0.0),
        ([0, 1, None, 3], 0.0, 1 / 3),
        ([0, 1, 2], 0.0, 0.0),
        ([0, 1, 1, 2], 0.0, 0.0),
    ],
)
def test_ordering_gives_all_or_nothing_or_the_share_of_neighbours_in_order(
    answer: list[int | None], whole: float, share: float
) -> None:
    assert grade(ORDERING, answer).score == whole
    assert grade(PARTIAL, answer).score == pytest.approx(share)


def test_ordering_shows_which_steps_stand_right() -> None:
    assert grade(ORDERING, [3, 0, 2, 1]).right == (False, False, True, False)
    assert grade(PARTIAL, [3, 0, 2, 1]).right == (False, False, True, False)
    assert grade(PARTIAL, [3, 0, 1, 2]).right == (False, False, True, True)
    assert grade(PARTIAL, [None, 1, 2, 3]).feedback[0] == ("", "")


def test_steps_of_equal_text_may_change_places_and_one_step_is_in_order() -> None:
    twice = Item("o", Kind.ORDERING, "", partial=True, choices=(Choice("Ask"), Choice("Act"), Choice("Ask")))
    assert grade(twice, [2, 1, 0]).score == 1.0
    one = Item("o", Kind.ORDERING, "", partial=True, choices=(Choice("Ask"),))
    assert [grade(one, answer).score for answer in ([0], [None])] == [1.0, 0.0]


def test_only_the_right_order_scores_everything() -> None:
    assert [order for order in permutations(range(4)) if grade(PARTIAL, list(order)).score == 1.0] == [
        (0, 1, 2, 3)
    ]


def test_gaps_count_one_by_one() -> None:
    found = grade(GAPS, ["Mâle ", "equal"])
    assert (found.score, found.right) == (0.5, (True, False))
    assert found.feedback == (("Mâle ", ""), ("equal", ""))
    assert grade(GAPS, [None, "unequal"]).score == 0.5
    assert grade(Item("g", Kind.GAPS, ""), []).score == 0.0


def test_only_a_gap_with_distractors_is_a_list_to_select_from() -> None:
    assert [gap_forms(gap) for gap in GAPS.gaps] == [(), ("unequal", "uneven", "equal")]
    assert gap_forms(Gap(("a",), ("b", "a"))) == ("a", "b")


def test_the_right_answer_is_told_in_words() -> None:
    assert {item.id: right_answer(item) for item in ALL} == {
        "privilege": ["A burden is spared"],
        "fixed": ["False"],
        "levels": ["Person", "Institution"],
        "terms": ["Dividend – What men gain", "Norm – What is expected", "Custom – What is expected"],
        "steps": ["Ask", "Listen", "Reflect", "Act"],
        "word": ["patriarchal dividend"],
        "pay": ["20.9 ± 0.05\N{NO-BREAK SPACE}billion"],
        "cloze": ["patriarchal", "unequal"],
        "view": [],
        "reflect": [],
    }
    assert right_answer(TRUE_FALSE) == ["False"]
    exact = Answer("27.2", value="27.2")
    assert right_answer(Item("n", Kind.NUMERIC, "", answers=(exact,), unit="%")) == ["27.2%"]
    assert right_answer(Item("n", Kind.NUMERIC, "", answers=(exact,))) == ["27.2"]
    assert right_answer(Item("g", Kind.GAPS, "", gaps=(Gap(()),))) == [""]
