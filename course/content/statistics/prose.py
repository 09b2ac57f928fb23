"""Words, sentences and the reading level of Markdown: what is counted as prose, and how."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from course.content.commonmark import PARSER
from course.content.markdown import LONGEST as MOST
from course.content.markup import Line, span

_END = re.compile(r"[.!?…؟۔]+(?:[\"'”’)\]]|\s?[»›])*(?=\s|$)")
_OPENING = " \n\t\u00a0\u202f\"'“‘«‹¿¡([–—-"
_INITIALS = re.compile(r"[^\W\d_]|(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")  # M, e.g, p.ex, EE.UU, J.-P
_NEVER_LAST = re.compile(
    r"drs?|dra|prof|mrs?|ms|st|sra?|srta|mme|mlle|vs|cf|al|approx|env|ej|fig|eds?|trad", re.IGNORECASE
)
_BEFORE_A_NUMBER = re.compile(r"nos?|n[rúu]m?|art|ch|chap|vol|pp|págs?|ca|sec", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{7}")
_WITHOUT_LEVEL = frozenset({"ar", "fa", "ur"})

MEDIUM, HARD = 40, 50  # where the bands of LIX begin


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `line` is that on which it begins."""

    text: str
    words: int
    line: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What was counted. Headings and cells of tables have words but are no sentences.

    Code, captions, citations and addresses shown as such are not counted.
    """

    words: int = 0
    sentences: int = 0
    spoken: int = 0  # words in sentences
    long_words: int = 0  # of those, words with more than six letters in a row
    figures: int = 0
    longest: Sentence | None = None

    def __add__(self, other: Wording) -> Wording:
        longest = max((each for each in (self.longest, other.longest) if each), key=_length, default=None)
        return Wording(
            self.words + other.words,
            self.sentences + other.sentences,
            self.spoken + other.spoken,
            self.long_words + other.long_words,
            self.figures + other.figures,
            longest,
        )

    @property
    def average(self) -> float | None:
        """Words a sentence."""
        return self.spoken / self.sentences if self.sentences else None

    def lix(self, language: str) -> float | None:
        """Words a sentence plus the share of long words in per cent (Björnsson, Läsbarhet, 1968).

        None where there is nothing to judge, and in languages whose short words say as much as long ones.
        """
        if not self.sentences or language.partition("-")[0] in _WITHOUT_LEVEL:
            return None
        return self.spoken / self.sentences + 100 * self.long_words / self.spoken


def band(lix: float) -> str:
    """easy (under 40, as in stories), medium (to 50, as in newspapers) or hard (above, as in studies)."""
    return "easy" if lix < MEDIUM else "medium" if lix <= HARD else "hard"


def count(lines: Sequence[Line]) -> Wording:
    """The wording of lines of Markdown without `:::` blocks."""
    body = span(lines)
    total = Wording()
    if len(body.text) > MOST:  # parsing could take minutes; the checker tells it
        return total
    tokens = PARSER.parse(body.text)
    for before, token in pairwise(tokens):
        if token.type != "inline":
            continue
        if before.type == "paragraph_open" and before.level == 0 and _is_figure(token):
            total += Wording(figures=1)
        elif before.type == "paragraph_open":
            total += _paragraph(_text(token), body.line + (token.map or [0])[0])
        else:
            total += Wording(words=len(_words(_text(token))))
    return total


def _is_figure(token: Token) -> bool:
    kinds = [child.type for child in token.children or () if child.content.strip() or child.type != "text"]
    return kinds == ["image"]


def _text(token: Token) -> str:
    """The words of a paragraph as they are read, with its line breaks."""
    parts: list[str] = []
    address = False
    for child in token.children or ():
        if child.type in ("link_open", "link_close"):
            address = child.type == "link_open" and child.markup == "autolink"
        elif child.type == "text" and not address:
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return unicodedata.normalize("NFC", "".join(parts))


def _paragraph(text: str, line: int) -> Wording:
    total = Wording()
    for start, sentence in sentences(text):
        words = _words(sentence)
        if words:
            at = line + text.count("\n", 0, start)
            longest = Sentence(" ".join(sentence.split()), len(words), at)
            long_words = sum(bool(_LONG_WORD.search(word)) for word in words)
            total += Wording(len(words), 1, len(words), long_words, 0, longest)
    return total


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a paragraph, each with the place where it begins."""
    start = 0
    for match in _END.finditer(text):
        if _ends(text[start : match.start()], match.group(), text[match.end() :].lstrip(_OPENING)):
            yield _begun(text, start, match.end())
            start = match.end()
    if text[start:].strip():
        yield _begun(text, start, len(text))


def _begun(text: str, start: int, end: int) -> tuple[int, str]:
    sentence = text[start:end].lstrip()
    return end - len(sentence), sentence


def _ends(before: str, mark: str, after: str) -> bool:
    """Whether a sentence ends with `mark`: not before a small letter, and not after an abbreviation."""
    if after[:1].islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    word = (before.split() or [""])[-1].lstrip(_OPENING)
    if _BEFORE_A_NUMBER.fullmatch(word):
        return not after[:1].isdigit()
    return not after or not (_NEVER_LAST.fullmatch(word) or _INITIALS.fullmatch(word))


def _words(text: str) -> list[str]:
    """What stands between spaces and holds a letter or a digit."""
    return [word for word in text.split() if any(map(str.isalnum, word))]


def _length(sentence: Sentence) -> int:
    return sentence.words
