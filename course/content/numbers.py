"""Numbers as people write them in an answer: decimal comma or point, tolerance, unit, Arabic digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫−", "0123456789.-")
_SPACES = re.compile("(?<=\\d)[ \u00a0\u202f\u2009](?=\\d{3}(?!\\d))", re.ASCII)
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_WRITTEN = re.compile(rf"({_NUMBER})(?:\s*(?:±|\+-|\+/-)\s*({_NUMBER}))?(?:\s*(%|[^\d\s.,±].*))?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """`value` and `tolerance` are decimal strings with a point; `tolerance` is "" when none was written."""

    value: str
    tolerance: str
    unit: str
    shown: str  # number and unit as they were written, without the tolerance
    ambiguous: bool  # 1,000 is a thousand to some and one to others


def number(text: str) -> Number | None:
    """The number that a text is, or None."""
    plain = _SPACES.sub("", text.strip().translate(_DIGITS))
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        return None
    unit = (match[3] or "").strip()
    shown = re.split(r"±|\+-|\+/-", text.strip())[0].strip()
    shown = f"{shown} {unit}".strip() if match[2] else shown
    tolerance = _decimal(match[2]) if match[2] else ""
    return Number(_decimal(match[1]), tolerance, unit, shown, bool(_THOUSANDS.fullmatch(match[1])))


def _decimal(written: str) -> str:
    return str(Decimal(written.replace(",", ".")))
