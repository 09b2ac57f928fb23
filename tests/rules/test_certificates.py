"""Codes, names and states of certificates."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.rules.certificates import (
    CHOICES,
    FREE_CORRECTION,
    REASONS,
    Latest,
    bars_nobody,
    clean_name,
    direction,
    format_code,
    may_correct,
    name_problems,
    new_code,
    parse_code,
    plain_name,
    reason_of,
    serial,
    shown_name,
    state,
    way_to_issue,
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


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Amina Bâ", "A. B."),
        ("amina", "a."),
        ("José-María de la Cruz", "J.-M. d. l. C."),
        ("Anne‐Sophie  Ngo", "A.-S. N."),  # a hyphen of its own, two spaces
        ("O’Brien", "O."),
        ("(Zoé) 12 Ng", "Z. N."),
        ("Z\u0308oe\u0301 Ng", "Z\u0308. N."),
        ("أمينة با", "أ. ب."),
        ("陈伟明", "陈."),
        ("김 철수", "김. 철."),
        ("क्षमा शर्मा", "क्ष. श."),
        ("ক্ষমা", "ক্ষ."),
        ("เอมอร ใจดี", "อ. จ."),
        ("แ", ""),
        ("ស្រី មុំ", "ស្រី. មុំ."),
        ("12 --", ""),
    ],
)
def test_initials_are_the_first_letters_with_all_their_marks(name: str, initials: str) -> None:
    assert shown_name(name, "initials") == initials


def test_a_name_is_shown_as_its_holder_chose() -> None:
    assert [shown_name("Amina Bâ", choice) for choice in (*CHOICES, "odd")] == ["Amina Bâ", "A. B.", "", ""]


@given(st.text(max_size=40))
def test_initials_say_no_more_than_the_name(text: str) -> None:
    said = shown_name(text, "initials")
    assert len(said.split()) <= len(text.split())
    assert all(part.endswith(".") for part in said.split())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Amina Bâ", True),
        ("O’Brien-Łuczak Jr.", True),
        ("أمينة", True),
        ("क्षमा शर्मा", True),
        ("陈伟明", True),
        ("Amina (Mina) Bâ", False),
        ("Amina 2", False),
        ("Amina\ufdfd", False),  # a sentence in one sign
        ("Amina\ufdfa", False),  # and one that counts as a letter
        ("\U0001242b", False),  # as wide as ten letters
        ("a\u0316\u0316\u0316\u0316b", False),  # marks in a tower
        ("x" * 61, False),
    ],
)
def test_a_plain_name_is_known_to_fit_without_a_drawing(name: str, plain: bool) -> None:
    assert plain_name(name) is plain


@pytest.mark.parametrize(
    ("latest", "way"),
    [
        (None, "first"),
        (Latest("valid", None), "none"),
        (Latest("valid", NOW + timedelta(seconds=1)), "none"),
        (Latest("valid", NOW), "renewal"),
        (Latest("replaced", NOW), "none"),
        (Latest("revoked", None, "not-own-work", allowed=True), "again"),
        *(
            (Latest("revoked", None, reason), "again" if bars_nobody(reason) else "barred")
            for reason in REASONS
        ),
    ],
)
def test_what_a_learner_may_have_issued_depends_on_the_latest_certificate(
    latest: Latest | None, way: str
) -> None:
    assert way_to_issue(latest, NOW) == way


def test_only_what_is_no_fault_of_the_holder_bars_nobody() -> None:
    assert [reason for reason in REASONS if bars_nobody(reason)] == ["name-misspelt", "asked-for-by-holder"]


def test_a_name_is_corrected_once_within_fourteen_days_of_the_first_issue() -> None:
    first, last = NOW, NOW + FREE_CORRECTION - timedelta(seconds=1)
    assert [may_correct(NOW, False, now) for now in (first, last, NOW + FREE_CORRECTION)] == [
        True,
        True,
        False,
    ]
    assert may_correct(NOW, True, NOW) is False


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("not-own-work: copied", ("not-own-work", "copied")),
        ("issued by mistake", ("other", "issued by mistake")),
        (None, ("other", "")),
    ],
)
def test_a_recorded_reason_is_told_apart_from_its_note(recorded: str | None, told: tuple[str, str]) -> None:
    assert reason_of(recorded) == told
