"""Answers between the form and the record."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.model import Item, Kind, Shuffle
from course.rules.attempts import Asked, complete, draw, from_shown, gap_options, letter, to_shown
from tests.rules.sample import (
    ALL,
    GAPS,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    OPEN,
    ORDERING,
    SCALE,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    quiz,
)

MIXED = {
    "privilege": Asked("privilege", "", (2, 0, 1)),
    "fixed": Asked("fixed", "", (0, 1)),
    "levels": Asked("levels", "", (3, 1, 0, 2)),
    "terms": Asked("terms", "", (2, 0, 1)),
    "steps": Asked("steps", "", (2, 0, 3, 1)),
    "cloze": Asked("cloze", "", (2, 0, 1)),
}


def shown(item: Item, **form: list[str]) -> Any:
    fields = {name.replace("_", "-"): values for name, values in form.items()}
    return from_shown(MIXED.get(item.id, Asked(item.id, "")), item, fields)


def test_letters_name_the_places_shown() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


def test_a_letter_stands_for_the_choice_shown_there() -> None:
    assert [shown(SINGLE, answer=[each]) for each in "abc"] == [2, 0, 1]
    assert shown(TRUE_FALSE, answer=["b"]) == 1
    assert shown(MULTIPLE, answer=["c", "a"]) == [0, 3]


@pytest.mark.parametrize("answer", [[], ["d"], [""], ["A"], ["0"], ["a", "b"], ["a\0"]])
def test_a_malformed_letter_is_no_answer(answer: list[str]) -> None:
    assert shown(SINGLE, answer=answer) is None


@pytest.mark.parametrize("answer", [[], ["e"], ["a", "a"], ["a", "x"]])
def test_malformed_letters_are_no_answer(answer: list[str]) -> None:
    assert shown(MULTIPLE, answer=answer) is None


def test_half_a_matching_is_kept() -> None:
    assert shown(MATCHING, answer_0=["b"], answer_1=[""], answer_2=["?"]) == [0, None, None]
    assert shown(MATCHING, answer_0=["b"], answer_1=["c"], answer_2=["c"]) == [0, 1, 1]
    assert shown(MATCHING, answer_0=[""], answer_1=[]) is None


def test_steps_go_to_the_place_typed_and_the_first_of_two_keeps_it() -> None:
    assert shown(ORDERING, answer_0=["3"], answer_1=["1"], answer_2=["4"], answer_3=["2"]) == [0, 1, 2, 3]
    assert shown(ORDERING, answer_0=["1"], answer_1=["1"], answer_3=["5"]) == [2, None, None, None]
    assert shown(ORDERING, answer_0=["one"], answer_1=["0"]) is None


def test_gaps_take_typed_text_and_listed_texts() -> None:
    assert shown(GAPS, answer_0=[" male "], answer_1=["unequal"]) == ["male", "unequal"]
    assert shown(GAPS, answer_0=["male"], answer_1=["hacked"]) == ["male", None]
    assert shown(GAPS, answer_0=["  "]) is None
    assert [gap_options(MIXED["cloze"], GAPS, gap) for gap in (0, 1)] == [(), ("equal", "unequal", "uneven")]


def test_typed_answers_lose_only_what_no_record_can_hold() -> None:
    assert shown(SHORT, answer=[" power \0over "]) == "power over"
    assert shown(OPEN, answer=["one\r\ntwo"]) == "one\ntwo"
    assert shown(NUMERIC, answer=[" "]) is None
    assert shown(OPEN) is None


def test_a_scale_takes_its_own_numbers() -> None:
    assert [shown(SCALE, answer=[each]) for each in ("1", "5", "0", "6", "x", "")] == [
        1,
        5,
        None,
        None,
        None,
        None,
    ]
    assert shown(replace(SCALE, scale=None), answer=["1"]) is None


def answers(item: Item) -> st.SearchStrategy[Any]:
    """Every answer that can be on record for `item`, half-filled ones too."""
    choices = range(len(item.choices))
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return st.sampled_from(choices)
        case Kind.MULTIPLE:
            return st.sets(st.sampled_from(choices), min_size=1).map(sorted)
        case Kind.MATCHING:
            return st.lists(st.sampled_from([None, 0, 1, 2]), min_size=3, max_size=3)
        case Kind.ORDERING:
            blanks = st.sets(st.sampled_from(choices))
            return st.tuples(st.permutations(choices), blanks).map(
                lambda pair: [None if each in pair[1] else each for each in pair[0]]
            )
        case Kind.GAPS:
            typed = st.none() | st.text(string.ascii_letters, min_size=1)
            return st.tuples(typed, st.sampled_from([None, "unequal", "uneven", "equal"])).map(list)
        case Kind.SCALE:
            return st.integers(1, 5)
        case _:
            return st.text(string.ascii_letters + " é٣", min_size=1).map(str.strip).filter(bool)


@given(st.integers(), st.data())
def test_an_answer_comes_back_from_the_form_as_it_went_there(seed: int, data: st.DataObject) -> None:
    for asked, item in zip(draw(quiz(*ALL, shuffle=Shuffle.OPTIONS), seed), ALL, strict=True):
        answer = data.draw(answers(item))
        empty = isinstance(answer, list) and all(each is None for each in answer)
        assert from_shown(asked, item, to_shown(asked, item, answer)) == (None if empty else answer)


FIELDS = st.sampled_from(["answer", "answer-0", "answer-1"])


@given(st.sampled_from(ALL), st.dictionaries(FIELDS, st.lists(st.text(max_size=3))))
def test_any_form_gives_an_answer_or_none(item: Item, form: dict[str, list[str]]) -> None:
    asked = draw(quiz(item), 1)[0]
    answer = from_shown(asked, item, form)
    assert from_shown(asked, item, to_shown(asked, item, answer)) == answer


@pytest.mark.parametrize("item", ALL, ids=lambda item: str(item.kind))
def test_no_answer_fills_no_field(item: Item) -> None:
    assert to_shown(draw(quiz(item), 1)[0], item, None) == {}


def test_a_choice_that_is_not_asked_fills_no_field() -> None:
    assert to_shown(MIXED["privilege"], SINGLE, 7) == {}
    assert to_shown(MIXED["levels"], MULTIPLE, [7, 3]) == {"answer": ["a"]}


def test_a_right_that_is_not_shown_itself_is_shown_by_its_twin() -> None:
    assert to_shown(MIXED["terms"], MATCHING, [3, None, 9]) == {"answer-0": ["c"]}
    assert to_shown(Asked("terms", "", (0,)), MATCHING, [2, 0, 0]) == {"answer-1": ["a"], "answer-2": ["a"]}


@pytest.mark.parametrize(
    ("item", "whole", "half"),
    [
        (SINGLE, 0, None),
        (TRUE_FALSE, 1, 7),
        (MULTIPLE, [2], []),
        (MATCHING, [0, 0, 0], [0, None, 1]),
        (ORDERING, [3, 2, 1, 0], [3, 2, None, 0]),
        (GAPS, ["a", "b"], ["a", None]),
        (SHORT, "x", " "),
        (NUMERIC, "x", None),
        (SCALE, 3, None),
        (OPEN, "x", ""),
    ],
)
def test_what_is_missing_is_known(item: Item, whole: Any, half: Any) -> None:
    assert [complete(item, answer) for answer in (whole, half, None)] == [True, False, False]
