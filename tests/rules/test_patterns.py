"""Patterns of trainers, matched in bounded time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.rules.patterns import PatternError, matches, read_pattern

WRITTEN = r"a b é . [ab] [^a] \w \d \s \. []a-c] [\d&] ^ $ \b \B (?=a) (?!ab)"
ATOMS = st.sampled_from(WRITTEN.split(" "))
COUNTS = st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{,2}", "{0,}", "{1,2}?"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"({'|'.join(each)})"),
        st.tuples(st.sampled_from(["(", "(?:", "(?P<n>"]), inner, COUNTS).map(
            lambda t: f"{t[0]}{t[1]}){t[2]}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=500)
@given(PATTERNS, st.text(alphabet="abcAé1 .&]", max_size=8))
def test_a_pattern_matches_what_re_matches(pattern: str, text: str) -> None:
    try:
        expected = re.fullmatch(pattern, text, re.IGNORECASE) is not None
        read_pattern(pattern)
    except (re.error, PatternError):
        return
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "so"),
    [
        ("hegemon(ic|ial)", "Hegemonic", True),
        ("(?i)power", "POWER", True),
        ("gender[- ]?based", "gender based", True),
        ("", "", True),
        ("a|", "", True),
        ("a{2}", "aa", True),
        ("a{,2}", "aaa", False),
        ("a{2,2}", "aa", True),
        ("(((a?)?)?b)?", "ab", True),
        (r"((\b)+a)+", "a", True),
        ("([ab]+c)+", "abcbc", True),
        ("a{x}", "a{x}", True),
        ("a{1000}", "a", False),
        ("[[]", "[", True),
        ("[^a]", "b", True),
        (r"[\]]", "]", True),
        (r"\(x\)", "(x)", True),
    ],
)
def test_what_trainers_write(pattern: str, text: str, so: bool) -> None:
    assert matches(pattern, text) is so


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("(", "a ( without its )"),
        (")", "a ) without its ("),
        ("[a", "it ends too early"),
        ("\\", "it ends too early"),
        ("*", "nothing to repeat before *"),
        ("a+*", "two quantifiers in a row"),
        ("a++", "two quantifiers in a row"),
        ("a{3,2}", "a repetition whose most is below its least"),
        ("((a{1,2})+)+", "repetitions nested more than twice"),
        ("((a+)+)+", "repetitions nested more than twice"),
        ("(" * 21 + ")" * 21, "groups nested too deep"),
        ("(?<=a)b", "a kind of group that is not supported"),
        (r"(a)\1", r"\1 is not supported"),
        ("[z-a]", "bad character range z-a"),
        ("[a--b]", "-- in a class"),
        ("a" * 501, "longer than 500 characters"),
    ],
)
def test_a_faulty_pattern_says_what_is_wrong_and_matches_nothing(pattern: str, what: str) -> None:
    with pytest.raises(PatternError) as found:
        read_pattern(pattern)
    assert str(found.value) == what
    assert matches(pattern, "a") is False


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|aa)+b", "(.*)*b", "a*a*a*a*a*a*a*b", "((.*)c|.)*b", "(a?){200}b"]
)
def test_a_pattern_that_would_take_years_takes_moments(pattern: str) -> None:
    start = time.process_time()
    assert matches(pattern, "a" * 200) is False
    assert time.process_time() - start < 2
