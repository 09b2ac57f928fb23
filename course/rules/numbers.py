"""Numbers as people type them, in any of the course's languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from course.rules.folding import fold_words, visible, western_digits

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—﹣－", "-"),
        "٫": ".",  # Arabic decimal separator
        "٬": "'",  # Arabic thousands separator
        "’": "'",
        "،": ",",
        "٪": "%",
    }
)
_POWER = re.compile(r"(?<=[^\W\d_])[23](?!\d)")  # a digit that belongs to a unit: m2, CO2
_NUMBER = re.compile(r"([+-]?)\s*([.,]?\d(?:[\d.,' ]*\d)?)", re.ASCII)
_SPACED = re.compile(r"\d{1,3}([ '])\d{3}(?:\1\d{3})*(?:[.,]\d+)?", re.ASCII)
_MIXED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}\.\d+|\d{1,3}(?:\.\d{2,3})*\.\d{3},\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})+,\d{3}|\d{1,3}(?:\.\d{2,3})+\.\d{3}", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_PLAIN = re.compile(r"\d*[.,]?\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """What a typed number can mean, and the words (a unit) around it, folded.

    "1,000" has two readings, one and one thousand: languages differ, and the learner need not know.
    """

    readings: tuple[Decimal, ...]
    words: str


def decimal(text: str) -> Decimal | None:
    """The number written as `text`, or None; also None for one beyond a thousand digits."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 1000 else None


def read_number(text: str) -> Number | None:
    """The one number in `text`: decimal comma or point, grouped thousands, any decimal digits, any minus.

    None when there is no number, or more than one ("15 or 16", "1/2").
    """
    text = western_digits(visible(unicodedata.normalize("NFKC", text))).translate(_SIGNS)
    text = " ".join(text.split())
    found = _NUMBER.search(text)
    if found is None:
        return None
    around = f"{text[: found.start()]} {text[found.end() :]}"
    if re.search(r"\d", _POWER.sub("", around)):
        return None
    readings = tuple(Decimal(found[1] + digits) for digits in _readings(found[2]))
    return Number(readings, fold_words(around).strip(" .,;:!?'\"()-")) if readings else None


def names_unit(words: str, unit: str) -> bool:
    """Whether folded `words` around a number leave it in `unit`.

    They do when there are none, when the unit is among them, or when they are part of it ("billion" for
    "billion US dollars"). A unit without letters (%, €) is written in many ways, so any words will do.
    """
    typed, wanted = words.split(), fold_words(unit).split()
    if not typed or not any(sign.isalpha() for sign in unit):
        return True
    return _all_among(wanted, typed) or _all_among(typed, wanted)


def _all_among(words: list[str], others: list[str]) -> bool:
    return all(any(_same_word(word, other) for other in others) for word in words)


def _same_word(one: str, other: str) -> bool:
    """Equal, or one the beginning of the other: "day" and "days", "min" and "minutes"."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 3 and long.startswith(short))


def _readings(number: str) -> tuple[str, ...]:
    """The digits of `number` with a decimal point and no grouping, once for each way to read it."""
    if _SPACED.fullmatch(number):
        return (re.sub("[ ']", "", number).replace(",", "."),)
    if _MIXED.fullmatch(number):
        group = "," if number.index(",") < number.rindex(".") else "."
        return (number.replace(group, "").replace(",", "."),)
    if _GROUPED.fullmatch(number):
        return (re.sub("[.,]", "", number),)
    if _EITHER.fullmatch(number):
        return (number.replace(",", "."), re.sub("[.,]", "", number))
    if _PLAIN.fullmatch(number):
        return (number.replace(",", "."),)
    return ()
