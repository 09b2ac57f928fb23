"""Codes people can type, names that can be printed, the state of a certificate, and who may have a new one.

A code is 12 symbols of Crockford's base 32 (60 random bits) and his check symbol modulo 37, which finds every
single wrong symbol and every swap of neighbours: https://www.crockford.com/base32.html
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_BETWEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pd"))  # spaces, line ends, invisible signs, hyphens
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LONGEST_NAME = 120
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides and isolates
_NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")  # invisible and without meaning in a name
_PLAIN = re.compile(r"[^\W\d_]|[ .'’‘·-]")  # letters of any script, and what stands between them in names
_PLAIN_LENGTH, _PLAIN_MARKS = 60, 3
_HYPHENS = re.compile("[-\u2010\u2011]")
_BEFORE_THEIR_LETTER = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]")  # vowels of Thai and Lao
_JOINERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u1039\u17d2")  # join a letter to the next
_ADDRESS = re.compile(r"\S@\S|://|\bwww\.", re.IGNORECASE)
_PLACEHOLDERS = frozenset(
    ("test", "testing", "n/a", "n.a.", "none", "name", "your name", "full name", "first name last name",
     "asdf", "qwerty", "xxx", "essai", "nom", "prueba", "nombre", "اختبار", "الاسم")
)  # fmt: skip

CHOICES = ("full", "initials", "hidden")  # of the holder: the name on the public page
FREE_CORRECTION = timedelta(days=14)
REASONS = ("name-misspelt", "issued-by-mistake", "not-own-work", "asked-for-by-holder", "other")


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest certificate of a learner in a course. `reason` of its revocation is one of REASONS, or "";
    `allowed`: an admin allows a new one after the revocation."""

    recorded: str
    expires_at: datetime | None
    reason: str = ""
    allowed: bool = False


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


def plain_name(name: str) -> bool:
    """Whether a name surely fits on a sheet: no more than 60 letters, none of them of unusual size.

    Of any other name only a drawing can tell.
    """
    if len(name) > _PLAIN_LENGTH or max(name, default="") > "\uffff":
        return False
    if unicodedata.normalize("NFKC", name) != name:  # a word or an abbreviation in one sign
        return False
    marks = 0
    for sign in name:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks > _PLAIN_MARKS or (not marks and not _PLAIN.fullmatch(sign)):
            return False
    return True


def shown_name(name: str, choice: str) -> str:
    """The name as the public page shows it: full, by its initials ("A. B."), or "" when it is hidden.

    The initial of a part is its first letter with all its marks; parts end at spaces and hyphens.
    """
    if choice == "full":
        return name
    if choice != "initials":
        return ""
    parts = ["-".join(filter(None, map(_initial, _HYPHENS.split(part)))) for part in name.split()]
    return " ".join(filter(None, parts))


def _initial(part: str) -> str:
    """The first letter of a part of a name as people of its script see it, and a full stop."""
    text = unicodedata.normalize("NFC", part)
    start = next(
        (
            at
            for at, sign in enumerate(text)
            if unicodedata.category(sign)[0] == "L" and not _BEFORE_THEIR_LETTER.fullmatch(sign)
        ),
        None,
    )
    if start is None:
        return ""
    end = start + 1
    while end < len(text):
        joined = text[end - 1] in _JOINERS and unicodedata.category(text[end])[0] == "L"
        if not joined and unicodedata.category(text[end])[0] != "M" and text[end] != "\u200d":
            break
        end += 1
    return f"{text[start:end]}."


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


def way_to_issue(latest: Latest | None, now: datetime) -> str:
    """What a learner who has completed the course may do: "first" (have one issued), "none" (a valid one is
    held), "renewal" (it has expired: have it issued anew), "again" (it was revoked for a reason that bars
    nobody, or an admin allows a new one) or "barred" (it was revoked, and no admin has allowed a new one)."""
    if latest is None:
        return "first"
    if latest.recorded == "revoked":
        return "again" if latest.allowed or bars_nobody(latest.reason) else "barred"
    return "renewal" if state(latest.recorded, latest.expires_at, now) == "expired" else "none"


def bars_nobody(reason: str) -> bool:
    """Whether a holder may have a new certificate after a revocation for this reason without asking."""
    return reason in ("name-misspelt", "asked-for-by-holder")


def reason_of(recorded: str | None) -> tuple[str, str]:
    """The reason and the note of a recorded revocation; the reason is "other" when it is not of REASONS."""
    reason, _, note = (recorded or "").partition(": ")
    return (reason, note) if reason in REASONS else ("other", recorded or "")


def may_correct(issued_at: datetime, replaces_another: bool, now: datetime) -> bool:
    """Whether a holder may correct the name without asking: once, within 14 days of the first issue.

    A certificate that replaces another has been corrected or renewed already; otherwise it could be passed
    on by renaming it again and again.
    """
    return not replaces_another and issued_at <= now < issued_at + FREE_CORRECTION


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
