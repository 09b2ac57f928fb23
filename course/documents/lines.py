"""Where to break a line of display type so that the lines are of a length and end at a pause."""

from __future__ import annotations

from itertools import combinations, pairwise

PAUSES = (":", ",", ";", "–", "—", "،", "؛", ".")
PAUSE = 6  # characters by which a line may be longer to end at a pause
MOST_BREAKS = 3


def balanced(text: str, lines: int) -> list[str]:
    """`text` in at most `lines` lines, broken at spaces; the longest line is as short as it can be.

    Text without spaces (Chinese, Thai) stays whole: the renderer breaks it.
    """
    words = text.split(" ")
    breaks = min(lines - 1, len(words) - 1, MOST_BREAKS)
    if breaks < 1:
        return [text]
    candidates = (
        [" ".join(words[start:end]) for start, end in pairwise((0, *places, len(words)))]
        for places in combinations(range(1, len(words)), breaks)
    )
    return min(candidates, key=_cost)


def _cost(lines: list[str]) -> tuple[int, int]:
    """The longest line, and a word of French stays with its colon; then how uneven they are."""
    broken = sum(PAUSE for line in lines[:-1] if not line.endswith(PAUSES))
    orphans = sum(100 for line in lines[1:] if line.startswith(PAUSES))
    lengths = [len(line) for line in lines]
    return max(lengths) + broken + orphans, max(lengths) - min(lengths)
