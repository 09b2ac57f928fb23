"""Which passwords are accepted: length and a list of common ones, no composition rules (NIST SP 800-63B)."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

SHORTEST, LONGEST = 8, 128


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def password_problem(password: str, about: tuple[str, ...] = ()) -> str:
    """Why a password is refused: "short", "long", "common", "personal", or "" when it is fine.

    `about` are words an attacker would try first, such as the e-mail address and the name.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    base = folded.rstrip("0123456789!.?*#$")
    if folded in _common() or base in _common() or len(set(folded)) < 4:
        return "common"
    words = {part for word in about for part in (word.casefold(), word.casefold().split("@")[0]) if part}
    return "personal" if folded in words or base in words else ""
