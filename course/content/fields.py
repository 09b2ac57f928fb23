"""The kinds of value that front matter and YAML files hold, each with a message that says how to write it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from course.content.problems import closest

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.\-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2}))?", re.ASCII)
_SPAN = re.compile(r"(\d{1,4}) ?(minute|hour|day|week)s?", re.ASCII)
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}
_YEARS = re.compile(r"(\d{1,2}) ?years?", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/?#]+\.?[^\s<>\"]*")
_DOI = re.compile(r"doi:(10\.\d{4,9}/\S+)")


def refused(code: str, what: str, expected: str, suggestion: str = "") -> PydanticCustomError:
    """A schema error in our own words; validate() in schemas.py takes it apart again."""
    context = {"what": what, "expected": expected, "suggestion": suggestion}
    return PydanticCustomError(code, "{what}", context)


def _shown(value: Any) -> str:
    words = {None: "nothing", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, tuple | list | dict):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f'"{value}"'


def text(value: Any) -> str:
    """Text of one or more characters; a whole number is taken as it was written."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise refused("not-text", f"{_shown(value)} is not text.", 'Put it in quotes: "…".')
    if not value.strip():
        raise refused("empty", "The text is empty.", "Write it, or leave the key out.")
    return value.strip()


def _matching(pattern: re.Pattern[str], code: str, expected: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        word = text(value)
        if not pattern.fullmatch(word):
            raise refused(
                code, f'"{word}" does not fit here.', expected, suggested_id(word) if code == "id" else ""
            )
        return word

    return check


def suggested_id(word: str) -> str:
    """The id nearest to what was written, or "" when nothing is left of it."""
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


def day(value: Any) -> date:
    """A day written 2018-06-06."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise refused("date", f"{_shown(value)} is not a day.", "Write it as 2018-06-20.") from None


def never_or_day(value: Any) -> date | None:
    return None if value in ("never", None) else day(value)


def moment(value: Any) -> date | datetime:
    """A local date with its time, written 2018-06-12 10:00; a bare day when the time is not known."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        what = f"{_shown(value)} is not a date with a time."
        raise refused("date", what, "Write it as 2018-06-12 10:00 (24 hours, in the zone of the dialogue).")
    on = day(match[1])
    if match[2] is None:
        return on
    if int(match[2]) > 23 or int(match[3]) > 59:
        raise refused("date", f'"{match[2]}:{match[3]}" is not a time.', "Write it as 10:00 (24 hours).")
    return datetime(on.year, on.month, on.day, int(match[2]), int(match[3]))  # noqa: DTZ001 zone comes later


def month(value: Any) -> str:
    """A year, a month or a day, kept as it was written: 2025, 2025-03 or 2025-03-31."""
    word = text(value)
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", word, re.ASCII):
            raise ValueError
        date.fromisoformat((word + "-01-01")[:10])
    except ValueError:
        raise refused("date", f'"{word}" is not a month.', "Write it as 2025-03, or as a day.") from None
    return word


def share(value: Any) -> float:
    """A share 0..1, written as 80% (or 0.8)."""
    number = value
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?) ?%", value, re.ASCII)):
        number = float(match[1]) / 100
    elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise refused("share", f"{_shown(value)} is not a share.", "Write it as 80%.")
    if not 0 < number <= 1:
        raise refused("share", f"{_shown(value)} is out of range.", "It lies above 0% and at most at 100%.")
    return round(float(number), 6)


def positive(value: Any) -> float:
    """A number above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise refused("number", f"{_shown(value)} is not a number above 0.", "Write it as 6 or 1.5.")
    return float(value)


def whole(value: Any) -> int:
    """A whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 100_000:
        raise refused("number", f"{_shown(value)} is not a whole number above 0.", "Write it as 6.")
    return value


def unlimited_or_whole(value: Any) -> int | None:
    return None if value == "unlimited" else whole(value)


def waiting(value: Any) -> int:
    """A waiting time in minutes, written as 30 minutes, 2 hours, 1 day or none."""
    if value in ("none", 0):
        return 0
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise refused(
            "duration", f"{_shown(value)} is not a time to wait.", "Write it as 30 minutes or 1 day."
        )
    return int(match[1]) * _MINUTES[match[2]]


def never_or_years(value: Any) -> int | None:
    match = _YEARS.fullmatch(value) if isinstance(value, str) else None
    if value != "never" and (match is None or int(match[1]) == 0):
        raise refused("duration", f"{_shown(value)} is no term of validity.", "Write never, or 3 years.")
    return int(match[1]) if match else None


def address(value: Any) -> str:
    """An http or https address; a doi: becomes its https address."""
    word = text(value)
    if match := _DOI.fullmatch(word):
        return f"https://doi.org/{match[1]}"
    if not _ADDRESS.fullmatch(word):
        raise refused("address", f'"{word}" is not an address.', "It starts with https://.")
    return word


def zone(value: Any) -> str:
    """An IANA time zone: an area and a city. Abbreviations name several zones at once and are refused."""
    word = text(value)
    expected = "Write an area and a city, such as America/Santo_Domingo."
    if word != "UTC" and "/" not in word:
        raise refused("zone", f'"{word}" is not a time zone.', expected, _zone_like(word))
    try:
        ZoneInfo(word)
    except (OSError, ValueError, LookupError):
        raise refused("zone", f'"{word}" is not a time zone.', expected, _zone_like(word)) from None
    return word


def _zone_like(word: str) -> str:
    return closest(word, (name for name in available_timezones() if "/" in name))


Text = Annotated[str, PlainValidator(text)]
Identifier = Annotated[
    str, PlainValidator(_matching(IDENTIFIER, "id", "An id has small letters, digits and hyphens."))
]
Key = Annotated[str, PlainValidator(_matching(_KEY, "id", "A key has letters, digits, _ and hyphens."))]
Language = Annotated[
    str, PlainValidator(_matching(_LANGUAGE, "language", "Write a language code such as en, fr, es or ar."))
]
Folder = Annotated[
    str,
    PlainValidator(
        _matching(
            re.compile(r"[A-Za-z0-9][\w.\-]*"), "folder", "Write the name of a folder beside this file."
        )
    ),
]
Day = Annotated[date, PlainValidator(day)]
DayOrNever = Annotated[date | None, PlainValidator(never_or_day)]
Moment = Annotated[date | datetime, PlainValidator(moment)]
Month = Annotated[str, PlainValidator(month)]
Share = Annotated[float, PlainValidator(share)]
Positive = Annotated[float, PlainValidator(positive)]
Whole = Annotated[int, PlainValidator(whole)]
Attempts = Annotated[int | None, PlainValidator(unlimited_or_whole)]
Wait = Annotated[int, PlainValidator(waiting)]
Years = Annotated[int | None, PlainValidator(never_or_years)]
Address = Annotated[str, PlainValidator(address)]
Zone = Annotated[str, PlainValidator(zone)]
Country = Annotated[
    str,
    PlainValidator(
        _matching(
            re.compile("international|[A-Z]{2}"), "country", "Write international, or a code such as DO."
        )
    ),
]
Absent = BeforeValidator(lambda value: None if value == "none" else value)
