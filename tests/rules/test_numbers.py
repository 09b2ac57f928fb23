"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.rules.numbers import Number, decimal, names_unit, read_number


def readings(text: str) -> list[str]:
    number = read_number(text)
    return [str(reading) for reading in number.readings] if number else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15", ["15"]),
        ("20.9", ["20.9"]),
        ("20,9", ["20.9"]),
        (".5", ["0.5"]),
        ("−3", ["-3"]),
        ("- 3", ["-3"]),
        ("–3", ["-3"]),
        ("+3", ["3"]),
        ("12 345,6", ["12345.6"]),
        ("12\u202f345", ["12345"]),
        ("12\u00a0345", ["12345"]),
        ("12\u2009345\u2009678", ["12345678"]),
        ("12’345", ["12345"]),
        ("1,234.5", ["1234.5"]),
        ("1.234,5", ["1234.5"]),
        ("1,234,567.8", ["1234567.8"]),
        ("1.234.567", ["1234567"]),
        ("12,34,567", ["1234567"]),
        ("1,000", ["1.000", "1000"]),
        ("1.000", ["1.000", "1000"]),
        ("0.125", ["0.125"]),
        ("1234.567", ["1234.567"]),
        ("١٬٢٣٤٫٥", ["1234.5"]),
        ("٣،٥", ["3.5"]),
        ("२७.२", ["27.2"]),
        ("27.2.", ["27.2"]),
        ("5 m²", ["5"]),
        ("", []),
        ("none", []),
        ("1/2", []),
        ("½", []),
        ("15-16", []),
        ("15 or 16", []),
        ("1 2", []),
        ("1,2,3", []),
        ("1.2.3,4", []),
        ("1,234.567.8", []),
    ],
)
def test_a_number_is_read_in_every_way_its_language_allows(text: str, expected: list[str]) -> None:
    assert [Decimal(each) for each in readings(text)] == [Decimal(each) for each in expected]


@given(st.decimals(min_value=-99999, max_value=99999, places=2), st.sampled_from(".,٫"))
def test_a_number_written_out_is_read_back(value: Decimal, point: str) -> None:
    assert value in [Decimal(each) for each in readings(str(value).replace(".", point))]


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or 1 <= len(number.readings) <= 2


def test_the_words_around_a_number_are_kept_folded() -> None:
    assert read_number("US$ 20.9 Billion.") == Number((Decimal("20.9"),), "us$ billion")
    assert read_number("27 ٪") == Number((Decimal(27),), "%")
    assert read_number("(5).") == Number((Decimal(5),), "")


@pytest.mark.parametrize(
    ("words", "unit", "so"),
    [
        ("", "days", True),
        ("day", "days", True),
        ("about days", "days", True),
        ("years", "days", False),
        ("million", "billion", False),
        ("billion", "billion US dollars", True),
        ("billion dollars", "billion US dollars", True),
        ("million us dollars", "billion US dollars", False),
        ("per cent", "%", True),
        ("anything", "", True),
        ("h", "h", True),
        ("m", "min", False),
        ("anos", "año", True),
    ],
)
def test_a_unit_may_be_left_out_or_shortened_but_not_changed(words: str, unit: str, so: bool) -> None:
    assert names_unit(words, unit) is so


def test_decimals_that_are_none() -> None:
    assert [decimal(text) for text in (" 2.5 ", "2,5", "Infinity", "1e5000")] == [
        Decimal("2.5"),
        None,
        None,
        None,
    ]
