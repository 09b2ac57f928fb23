"""What typed words and numbers score."""

from __future__ import annotations

import pytest

from course.content.model import Answer, Item, Kind
from course.rules.grading import Grade, grade
from tests.rules.sample import NUMERIC, SHORT


@pytest.mark.parametrize(
    "answer",
    [
        "patriarchal dividend",
        "  Patriarchal   DIVIDEND. ",
        "“patriarchaldividend”",
        "pàtriarchal dívidend",
        "patri\u00adarchal dividend",
        "Male bonus",
        "mâle  dividends!",
    ],
)
def test_short_ignores_case_accents_spaces_and_punctuation_at_the_ends(answer: str) -> None:
    assert grade(SHORT, answer).score == 1.0


@pytest.mark.parametrize(
    "answer", ["", "   ", "…", "dividend", "patriarchal", "male bonuses", "x male bonus"]
)
def test_short_takes_nothing_else(answer: str) -> None:
    assert grade(SHORT, answer).score == 0.0


def test_a_typical_wrong_answer_has_its_own_feedback() -> None:
    assert grade(SHORT, "Salary!") == Grade(0.0, 0.0, 1, (False,), (("Salary!", "Wider than pay."),))


def test_an_exact_wrong_answer_goes_before_a_pattern_that_would_accept_it() -> None:
    answers = (
        Answer(".*power.*", pattern=True),
        Answer("power over", accepted=False, feedback="Only one kind."),
    )
    item = Item("s", Kind.SHORT, "", answers=answers)
    assert [grade(item, text).score for text in ("power with", "Power over")] == [1.0, 0.0]


def test_a_pattern_with_accents_takes_answers_with_and_without_them() -> None:
    item = Item("s", Kind.SHORT, "", answers=(Answer("[ée]galit[ée]s?", pattern=True),))
    assert [grade(item, text).score for text in ("Égalité", "egalites", "legal")] == [1.0, 1.0, 0.0]


def test_a_faulty_or_dear_pattern_never_stalls_or_breaks_the_page() -> None:
    for pattern in ("(", "(a+)+b", "(?<=a)b"):
        item = Item("s", Kind.SHORT, "", answers=(Answer(pattern, pattern=True),))
        assert grade(item, "a" * 200).score == 0.0


@pytest.mark.parametrize(
    "answer",
    [
        "20.9",
        "20,9",
        "20.85",
        "20.95",
        " 20.90 billion",
        "+20.9",
        "٢٠٫٩",
        "۲۰٫۹",
        "20.9 bill",
        "US$ 20.9 billion",
    ],
)
def test_numeric_takes_any_way_to_write_a_number_within_the_tolerance(answer: str) -> None:
    assert grade(NUMERIC, answer) == Grade(1.0, 1.0, 1, (True,), ((answer, "Yes."),))


@pytest.mark.parametrize(
    "answer", ["20.84", "20.96", "-20.9", "209", "20.9 or 30", "twenty", "20.9 million", ""]
)
def test_numeric_takes_nothing_else(answer: str) -> None:
    assert grade(NUMERIC, answer).score == 0.0


def test_numeric_knows_typical_wrong_answers_as_numbers_and_as_words() -> None:
    assert grade(NUMERIC, "20.9 Million").feedback == (("20.9 Million", "A thousand times too few."),)
    assert grade(NUMERIC, "Nobody knows.").feedback == (("Nobody knows.", "Somebody counted."),)
    assert grade(NUMERIC, "20.9 apples").feedback == (("20.9 apples", ""),)


def test_a_number_that_a_file_got_wrong_matches_nothing() -> None:
    for value in ("", "NaN", "twenty", "1e99999999"):
        item = Item("n", Kind.NUMERIC, "", answers=(Answer("x", value=value, tolerance="oops"),))
        assert grade(item, "20").score == 0.0
    exact = Item("n", Kind.NUMERIC, "", answers=(Answer("20", value="20", tolerance="oops"),))
    assert [grade(exact, text).score for text in ("20", "20.000000000000000000000000000000001")] == [1.0, 0.0]
