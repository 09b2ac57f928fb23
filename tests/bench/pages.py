"""Goal 1: the lesson page of someone who is signed in; goal 2: the submission of a quiz."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench import courses, site, twins
from tests.bench.measure import Row, ratio_row

MOST_STATEMENTS = 3


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    with twins.made(folder, courses.write(folder / "modules")) as both:
        yield _lesson(both, 500 if quick else 3000)
        yield _statements(both)
        pair = both.submission(150 if quick else 1000)
        yield ratio_row(2, f"submission of {courses.ITEMS} answers, synchronous=FULL", pair, 0.65)


def _lesson(both: twins.Twins, pairs: int) -> Row:
    size = len(site.call(both.ours.app, site.environ(site.LESSON, both.visitor.cookies, accepts=""))[1])
    return ratio_row(1, f"signed-in lesson page, {size / 1000:.1f} kB", both.lesson(pairs), 0.6, bytes=size)


def _statements(both: twins.Twins) -> Row:
    seen = twins.statements(both.ours, site.environ(site.LESSON, both.visitor.cookies))
    return Row(1, "queries of that page", str(seen), f"≤ {MOST_STATEMENTS}", seen <= MOST_STATEMENTS)
