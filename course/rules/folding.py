"""Typed text made comparable: case, accents, spaces, invisible marks and keyboard variants do not count."""

from __future__ import annotations

import re
import unicodedata

# Marks that are accents or optional vowels. Marks that make another letter or word (Indic vowel signs,
# Japanese voicing) are not among them.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
    "\ufe20-\ufe2f]"
)
# Letters without a decomposition, and what another keyboard types for the same sign.
_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("‘’ʼʹ`´′", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "“": '"', "”": '"', "«": '"', "»": '"',
        "ø": "o", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
    }
)  # fmt: skip


def western_digits(text: str) -> str:
    """`text` with every decimal digit (Arabic-Indic, Persian, Devanagari …) written 0–9."""
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in text
    )


def visible(text: str) -> str:
    """`text` without format characters: soft hyphens, joiners, direction marks."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def unaccented(text: str) -> str:
    """`text` without accents, Arabic short vowels and tatweel; case is kept."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text))


def fold_words(text: str) -> str:
    """`text` in its comparable form, words parted by one space, without punctuation at either end.

    Text that is nothing but punctuation keeps it.
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = western_digits(visible(_MARKS.sub("", text))).translate(_VARIANTS)
    text = " ".join(text.split())
    start, end = 0, len(text)
    while start < end and _edge(text[start]):
        start += 1
    while end > start and _edge(text[end - 1]):
        end -= 1
    return text[start:end] or text


def fold(text: str) -> str:
    """`fold_words` without any space: what two equal typed answers have in common."""
    return fold_words(text).replace(" ", "")


def _edge(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign).startswith("P")
