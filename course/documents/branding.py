"""What organisation.toml may say: its keys, and for each value that cannot be used what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator

from course.content import fields as f
from course.content.problems import closest
from course.content.schemas import Schema
from course.documents import colours
from course.documents.facts import COLOUR, LONGEST, LONGEST_STATEMENT, PAPERS

LONGEST_NAME = 100  # characters: it stands in the header of every page, too
FALLBACK = "en"  # the language of a statement where a course's own has none
_SHOWN = 40  # characters of a wrong value that a message repeats
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that turn the direction of a text
_LOGO = re.compile(r"\w[\w. -]*\.(?:svg|png)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,20}")
_SHORT = re.compile(r"#[0-9A-Fa-f]{3}")


def _line(longest: int, shortest: int = 1) -> Callable[[Any], str]:
    """Plain text on one line; ends of lines and several spaces become one space."""

    def check(value: Any) -> str:
        written = " ".join(unicodedata.normalize("NFC", f.text(value)).split())
        if not shortest <= len(written) <= longest:
            what = f"The text has {len(written)} character{'' if len(written) == 1 else 's'}."
            raise f.refused("length", what, f"Between {shortest} and {longest} are read.")
        if "<" in written or ">" in written:
            raise f.refused("markup", "Markup stands in this text.", "Write plain words, without < and >.")
        for sign in written:
            if unicodedata.category(sign) in ("Cc", "Cs", "Co") or _HIDDEN.match(sign):
                what = f"An invisible character (U+{ord(sign):04X}) stands in this text."
                raise f.refused("control-character", what, "Delete it.")
        return written

    return check


def _colour(value: Any) -> str:
    """A colour on which white text can be read: contrast 4.5 (WCAG 2.2, 1.4.3)."""
    word = f.text(value)
    if not colours.COLOUR.fullmatch(word):
        near = f"#{word}" if colours.COLOUR.fullmatch(f"#{word}") else ""
        if _SHORT.fullmatch(word):
            near = "#" + "".join(sign * 2 for sign in word[1:])
        raise f.refused("colour", f"{_shown(word)} is not a colour.", f"Write it as {COLOUR}.", near)
    measured = colours.contrast(colours.WHITE, word)
    if measured < colours.READABLE:
        what = f"White text on {word} has a contrast of {int(measured * 100) / 100:.2f}:1."
        raise f.refused("contrast", what, "It needs 4.5:1, as the nearest darker colour has.", darker(word))
    return word


def darker(colour: str) -> str:
    """The nearest colour on the way to black on which white text has a contrast of 4.5 or more."""
    mixed = (colours.mixed(colour, colours.BLACK, step / 256) for step in range(257))
    return next(each for each in mixed if colours.contrast(colours.WHITE, each) >= colours.READABLE)


def logo_name(value: Any) -> str:
    """The name of a logo's file, or "" when the value is none."""
    word = value.strip() if isinstance(value, str) else ""
    return word if _LOGO.fullmatch(word) else ""


def _logo(value: Any) -> str:
    word = f.text(value)
    if not logo_name(word):
        what = f"{_shown(word)} is not the name of a logo."
        raise f.refused("logo", what, "Write the name of an .svg or .png file beside this one.")
    return word


def _paper(value: Any) -> str:
    word = f.text(value).lower()
    if word not in PAPERS:
        near = closest(word[:_SHOWN], PAPERS)
        raise f.refused("value", f"{_shown(word)} is not a paper.", f"Write {' or '.join(PAPERS)}.", near)
    return word


def _number(value: Any) -> str:
    word = f.text(value)
    if not _NUMBER.fullmatch(word):
        what = f"{_shown(word)} is not the number of a LinkedIn page."
        raise f.refused(
            "linkedin", what, "It has only digits: open your page as its admin and look at the address."
        )
    return word


def _by_language(value: Any) -> Any:
    """One text for all languages, as the mapping that says the same."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        raise f.refused(
            "value", "This is neither a text nor texts by language.", 'Write "…", or { en = "…" }.'
        )
    return {FALLBACK: value}


def _tables(value: Any) -> Any:
    if not isinstance(value, tuple) or not all(isinstance(each, dict) for each in value):
        what = "The signatories are no list of tables."
        raise f.refused("value", what, "Write [[signatories]] above the name and role of each.")
    return value


def _shown(word: str) -> str:
    return f'"{word[:_SHOWN]}{"…" if len(word) > _SHOWN else ""}"'


Name = Annotated[str, PlainValidator(_line(LONGEST_NAME, 2))]
Line = Annotated[str, PlainValidator(_line(LONGEST))]
Statement = Annotated[str, PlainValidator(_line(LONGEST_STATEMENT))]


class SignatoryEntry(Schema):
    name: Line
    role: Line


class Statements(Schema):
    en: Statement = ""
    fr: Statement = ""
    es: Statement = ""
    ar: Statement = ""


class Branding(Schema):
    """Every key of organisation.toml; each may be left out."""

    name: Name = ""
    address: Line = ""
    logo: Annotated[str, PlainValidator(_logo)] = ""
    colour: Annotated[str, PlainValidator(_colour)] = COLOUR
    signatories: Annotated[tuple[SignatoryEntry, ...], BeforeValidator(_tables)] = ()
    paper: Annotated[str, PlainValidator(_paper)] = PAPERS[0]
    statement: Annotated[Statements, BeforeValidator(_by_language)] = Statements()
    linkedin_id: Annotated[str, PlainValidator(_number)] = ""
