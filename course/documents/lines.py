"""Where to break a line of display type so that the lines are of a length and end at a pause."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf

from course.documents.pdf import Piece

PAUSES = (":", ",", ";", "–", "—", "،", "؛", ".", "：", "，", "、", "。")
# What a break costs, in square ems: 18 outweigh two lines that differ by 6 ems
NO_PAUSE = 18.0
IN_A_WORD = 72.0
ORPHAN = 1000.0  # a word of French stays with its colon


def broken(pieces: Sequence[Piece], width: float, most: int) -> list[str] | None:
    """The text in as few lines as fit into `width` ems, at most `most`; None when that is not enough.

    Of all ways to break it into that number, the one whose lines are most nearly equal and end well.
    """
    lines = _fewest(pieces, width)
    return None if lines > most else _balanced(pieces, width, int(lines))


def _fewest(pieces: Sequence[Piece], width: float) -> float:
    """How many lines a text takes when each is filled; inf when a piece is wider than a line."""
    lines, used = 1, 0.0
    for piece in pieces:
        if piece.width > width:
            return inf
        if used + piece.width > width:
            lines, used = lines + 1, 0.0
        used += piece.width + piece.space
    return lines


def _balanced(pieces: Sequence[Piece], width: float, lines: int) -> list[str]:
    end = len(pieces)
    mean = sum(piece.width + piece.space for piece in pieces) / lines

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        """The pieces from `start` in `left` lines: the least cost, and where the lines end."""
        found: tuple[float, tuple[int, ...]] = (inf, ())
        used = 0.0
        for place in range(start, end):
            line = used + pieces[place].width
            if line > width:
                break
            used = line + pieces[place].space
            last = place + 1 == end
            if last != (left == 1):
                continue
            cost, ends = (0.0, ()) if last else best(place + 1, left - 1)
            cost += (line - mean) ** 2 + (0 if last else _unease(pieces[place], pieces[place + 1]))
            found = min(found, (cost, (place + 1, *ends)))
        return found

    ends = best(0, lines)[1]
    return ["".join(piece.text for piece in pieces[a:b]) for a, b in zip((0, *ends), ends, strict=False)]


def _unease(last: Piece, following: Piece) -> float:
    """What a break between two pieces costs."""
    return (
        (0 if last.text.rstrip().endswith(PAUSES) else NO_PAUSE)
        + (0 if last.space else IN_A_WORD)
        + (ORPHAN if following.text.startswith(PAUSES) else 0)
    )
