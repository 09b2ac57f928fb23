"""Codes people can type, names that can be printed, and the state of a certificate.

A code is 12 symbols of Crockford's base 32 (60 random bits) and his check symbol modulo 37, which finds every
single wrong symbol and every swap of neighbours: https://www.crockford.com/base32.html
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_BETWEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pd"))  # spaces, line ends, invisible signs, hyphens
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LONGEST_NAME = 120
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides and isolates
_NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")  # invisible and without meaning in a name
_ADDRESS = re.compile(r"\S@\S|://|\bwww\.", re.IGNORECASE)
_PLACEHOLDERS = frozenset(
    ("test", "testing", "n/a", "n.a.", "none", "name", "your name", "full name", "first name last name",
     "asdf", "qwerty", "xxx", "essai", "nom", "prueba", "nombre", "اختبار", "الاسم")
)  # fmt: skip


def new_code(random: Callable[[int], int]) -> str:
    """A new code of 13 symbols without hyphens. `random(n)` gives 0 … n - 1, as `secrets.randbelow` does.

    Drawn again until the check symbol is one of the 32, so that no code holds *, ~, $, = or U.
    """
    while True:
        body = "".join(_SYMBOLS[random(32)] for _ in range(_LENGTH))
        check = _check(body)
        if check < len(_SYMBOLS):
            return body + _SYMBOLS[check]


def format_code(code: str) -> str:
    """The code as printed: ABCD-EFGH-JKMNP."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def parse_code(text: str) -> str | None:
    """The code typed as `text`, in the form `new_code` gives, or None when it is mistyped.

    Case, spaces, hyphens and dots do not count; O is read as 0, I and L as 1.
    """
    typed = unicodedata.normalize("NFKC", text[:200]).upper().translate(_LOOK_ALIKES)
    code = "".join(sign for sign in typed if sign != "." and unicodedata.category(sign) not in _BETWEEN)
    if len(code) != _LENGTH + 1 or any(sign not in _SYMBOLS for sign in code):
        return None
    return code if _check(code[:-1]) == _SYMBOLS.index(code[-1]) else None


def clean_name(text: str) -> str:
    """A name in NFC form, with single spaces and without invisible signs that mean nothing."""
    return " ".join(unicodedata.normalize("NFC", _NOTHING.sub("", text)).split())


def name_problems(text: str) -> tuple[str, ...]:
    """Why a name cannot be printed: empty, too-long (over 120 characters), control, bidi-override,
    placeholder-like (no letter, "test", an e-mail or web address). None: it can."""
    name = clean_name(text)
    kinds = {unicodedata.category(sign) for sign in name}
    if all(kind[0] in "CZ" for kind in kinds):
        return ("empty",)
    found = {
        "too-long": len(name) > _LONGEST_NAME,
        "control": bool(kinds & {"Cc", "Cs", "Co"}),
        "bidi-override": bool(_BIDI.search(name)),
        "placeholder-like": not any(kind[0] == "L" for kind in kinds)
        or name.casefold() in _PLACEHOLDERS
        or bool(_ADDRESS.search(name)),
    }
    return tuple(code for code, so in found.items() if so)


def direction(text: str) -> str:
    """ltr or rtl, by the first letter that has a direction (Unicode UAX 9, rules P2 and P3); else ltr."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def state(recorded: str, expires_at: datetime | None, now: datetime) -> str:
    """valid, expired, revoked or replaced: the recorded state, unless a valid one has expired by `now`."""
    if recorded == "valid" and expires_at is not None and now >= expires_at:
        return "expired"
    return recorded


def serial(course_id: str, year: int, n: int) -> str:
    """The printed number, such as MASC-2026-00042: the course's first letters, the year, and `n`, which
    counts within both. Courses may share their first letters."""
    letters = re.sub(r"[^A-Z0-9]", "", course_id.upper())[:4] or "CERT"
    return f"{letters}-{year}-{n:05d}"


def _check(body: str) -> int:
    value = 0
    for symbol in body:
        value = (value * 32 + _SYMBOLS.index(symbol)) % 37
    return value
