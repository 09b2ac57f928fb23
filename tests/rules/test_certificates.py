"""Codes, names and states of certificates."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.rules.certificates import (
    clean_name,
    direction,
    format_code,
    name_problems,
    new_code,
    parse_code,
    serial,
    state,
)
from tests.rules.sample import NOW

DICE = random.Random(20260302)
CODES = [new_code(DICE.randrange) for _ in range(2000)]
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_codes_have_thirteen_symbols_and_come_back_as_they_were_printed() -> None:
    assert {len(code) for code in CODES} == {13}
    assert {sign for code in CODES for sign in code} == set(SYMBOLS)
    assert [parse_code(format_code(code)) for code in CODES] == CODES
    assert len(set(CODES)) == len(CODES)


def test_a_code_whose_check_symbol_would_be_no_letter_is_drawn_again() -> None:
    numbers = iter([*[0] * 10, 1, 0, *[0] * 11, 31])  # 32 has the check symbol *, 31 has Z
    assert new_code(lambda _: next(numbers)) == "00000000000ZZ"


def test_a_code_is_printed_in_three_groups() -> None:
    assert format_code("0123456789ABC") == "0123-4567-89ABC"


@pytest.mark.parametrize("change", [str.lower, lambda code: f"  {code} ", ".".join])
def test_codes_are_read_however_they_are_typed(change: object) -> None:
    assert [parse_code(change(format_code(code))) for code in CODES[:200]] == CODES[:200]  # type: ignore[operator]


def test_look_alikes_and_any_hyphen_or_space_are_read() -> None:
    for code in CODES[:300]:
        typed = format_code(code).replace("0", "O").replace("1", "l").replace("-", "\u2011\u00a0")
        assert parse_code(typed) == code
        assert parse_code(typed.replace("l", "i") + "\u200e\n") == code


def test_every_single_wrong_symbol_is_detected() -> None:
    for code in CODES:
        place = DICE.randrange(13)
        wrong = DICE.choice(SYMBOLS.replace(code[place], ""))
        assert parse_code(code[:place] + wrong + code[place + 1 :]) is None


def test_every_swap_of_neighbours_is_detected() -> None:
    for code in CODES:
        for place in range(12):
            a, b = code[place], code[place + 1]
            if a != b:
                assert parse_code(code[:place] + b + a + code[place + 2 :]) is None


@pytest.mark.parametrize(
    "text", ["", "0", "0" * 12, "0" * 14, "U" * 13, "000000000000*", "é" * 13, "x" * 10_000]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert parse_code(text) is None


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = parse_code(text)
    assert code is None or parse_code(code) == code


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Amina\t  Diallo \n", "Amina Diallo"),
        ("Zoe\u0301", "Zoé"),
        ("Amina\u200b\ufeff", "Amina"),
        ("e\u200b\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("阿\u3000明", "阿 明"),
    ],
)
def test_a_name_is_cleaned_without_being_changed(typed: str, clean: str) -> None:
    assert clean_name(typed) == clean
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    "name",
    [
        "Amina Diallo",
        "أمينة",
        "Ng",
        "O’Brien-Łuczak",
        "Björk",
        "陈",
        "X Æ A-12",
        "S. Testa",
        "Nguyễn Thị",
        "Na Ree",
    ],
)
def test_a_name_that_is_one_can_be_printed(name: str) -> None:
    assert name_problems(name) == ()


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("", ("empty",)),
        (" \u200b\u200d ", ("empty",)),
        ("x" * 120, ()),
        ("x" * 121, ("too-long",)),
        ("Ami\x00na", ("control",)),
        ("Ami\ue000na", ("control",)),
        ("Ami\ud800na", ("control",)),
        ("Amina\u202e", ("bidi-override",)),
        ("\u2067Amina\u2069", ("bidi-override",)),
        ("---", ("placeholder-like",)),
        ("12 34", ("placeholder-like",)),
        (" Test ", ("placeholder-like",)),
        ("N/A", ("placeholder-like",)),
        ("amina@example.org", ("placeholder-like",)),
        ("https://example.org", ("placeholder-like",)),
        ("Www.example.org", ("placeholder-like",)),
        ("1" * 121 + "\x07\u202e", ("too-long", "control", "bidi-override", "placeholder-like")),
    ],
)
def test_what_cannot_be_printed_says_why(name: str, problems: tuple[str, ...]) -> None:
    assert name_problems(name) == problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Amina", "ltr"), ("أمينة", "rtl"), ("12 שרה", "rtl"), ("123", "ltr"), ("", "ltr"), ("(Amina أ", "ltr")],
)
def test_the_first_letter_with_a_direction_gives_it(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_a_valid_certificate_expires_and_others_keep_their_state() -> None:
    moment = timedelta(microseconds=1)
    assert state("valid", None, NOW) == "valid"
    assert [state("valid", NOW, now) for now in (NOW - moment, NOW)] == ["valid", "expired"]
    assert [state(each, NOW, NOW) for each in ("revoked", "replaced")] == ["revoked", "replaced"]


def test_serials_start_with_the_course() -> None:
    assert serial("masculinities", 2026, 42) == "MASC-2026-00042"
    assert serial("a-b", 2026, 123456) == "AB-2026-123456"
    assert serial("ذكورة", 2026, 1) == "CERT-2026-00001"
