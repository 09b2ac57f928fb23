"""How a row is measured: pairs of CPU times, their ratio, and whether it can be trusted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 5
NOISE = 0.3  # a ratio that moves more than this between rounds says nothing


@dataclass
class Row:
    """One line of the table. `met` is None when there is no goal to meet, or no verdict.

    `spread` is how far the ratios of the rounds lie apart: largest / smallest - 1.
    """

    number: int
    what: str
    value: str
    goal: str = ""
    met: bool | None = None
    spread: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.spread is not None and self.spread > NOISE:
            return "no verdict"
        return {True: "met", False: "missed", None: ""}[self.met]

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True)
class Pair:
    """`ours` and `bare` in milliseconds of CPU for one call; `ratio` is bare / ours: 1 is as fast as bare."""

    ours: float
    bare: float
    ratio: float
    spread: float


Clock = Callable[[], float]
Work = Callable[[], object]


def paired(
    ours: Work,
    bare: Work,
    pairs: int,
    before: tuple[Work, Work] = (lambda: None, lambda: None),
    clocks: tuple[Clock, Clock] = (time.process_time, time.process_time),
) -> Pair:
    """Call both in turn, A B A B, in rounds; `before` is done before each call and not measured."""
    for prepare, work in zip(before, (ours, bare), strict=True):
        prepare()
        work()
    rounds = [_round(ours, bare, max(1, pairs // ROUNDS), before, clocks) for _ in range(ROUNDS)]
    ratios = [b / a for a, b in rounds]
    return Pair(
        ours=1000 * median(a for a, _ in rounds),
        bare=1000 * median(b for _, b in rounds),
        ratio=median(ratios),
        spread=max(ratios) / min(ratios) - 1,
    )


def _round(
    ours: Work, bare: Work, pairs: int, before: tuple[Work, Work], clocks: tuple[Clock, Clock]
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(pairs):
        for prepare, work, clock, taken in zip(before, (ours, bare), clocks, times, strict=True):
            prepare()
            began = clock()
            work()
            taken.append(clock() - began)
    return median(times[0]), median(times[1])


def ratio_row(number: int, what: str, pair: Pair, goal: float, **facts: Any) -> Row:
    """A row whose goal is to be at least `goal` times as fast as the bare thing."""
    return Row(
        number,
        what,
        f"{pair.ratio:.2f} × bare ({pair.ours:.3g} ms, bare {pair.bare:.3g} ms)",
        f"≥ {goal:g} × bare",
        pair.ratio >= goal,
        pair.spread,
        {"ours_ms": pair.ours, "bare_ms": pair.bare, "ratio": pair.ratio, **facts},
    )


def clock_of(pid: int) -> Clock:
    """The CPU clock of another process, in seconds (Linux: the id is made from the process id)."""
    number = (~pid << 3) | 2
    return lambda: time.clock_gettime(number)


def resident(pid: int | str = "self", what: str = "VmRSS") -> float:
    """Memory of a process in MiB; `what` is VmRSS (now) or VmHWM (at most so far)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def proportional(pid: int) -> float:
    """Memory of a process in MiB, with what it shares divided among those that share it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def percentile(times: list[float], share: float) -> float:
    """The time that `share` of the calls did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
