"""Goal 6: five hundred modules, read, looked at again, and changed while they are watched."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from course.config import ROOT
from course.content.catalogue import Library
from tests.bench import courses
from tests.bench.measure import Row

COURSES, MODULES = 50, 10
COLD, WARM, SEEN = 5.0, 0.3, 1.0  # seconds
PATIENCE = 20  # seconds


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    root = courses.write(folder / "modules", COURSES, MODULES)
    count = COURSES * MODULES
    yield _seconds(f"content check of {count} modules, a fresh process", _check(root), COLD)
    began = time.process_time()
    library = Library(root)
    first = time.process_time() - began
    began = time.process_time()
    assert not library.refresh()
    yield _seconds("nothing changed: look again", time.process_time() - began, WARM)
    began = time.process_time()
    library.current = library.loader.load(library.current)
    yield _seconds(
        f"nothing changed: load again (first load {first:.1f} s)", time.process_time() - began, WARM
    )
    shown = sorted(_saves(library, root) for _ in range(2 if quick else 5))
    yield _seconds("a save is visible (slowest, by the clock)", shown[-1], SEEN, clock="wall")


def _seconds(what: str, seconds: float, most: float, clock: str = "cpu") -> Row:
    return Row(
        6,
        what,
        f"{seconds:.2f} s",
        f"< {most:g} s",
        seconds < most,
        facts={"seconds": seconds, "clock": clock},
    )


def _check(root: Path) -> float:
    """Seconds of CPU that `course content check` takes, from its start to its end."""
    code = f"import sys, time; from course.cli.content import content; sys.argv[1:] = ['check', {str(root)!r}]\ntry: content()\nfinally: print(time.process_time(), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stderr.split()[-1])


def _saves(library: Library, root: Path) -> float:
    """Seconds from a save to the moment a request would see it."""
    file = root / courses.COURSE / "003-module" / "module.md"
    library.watch()
    before = library.current
    file.write_text(file.read_text() + "\nOne more line.\n")
    began = time.monotonic()
    while library.current is before and time.monotonic() - began < PATIENCE:
        time.sleep(0.005)
    seen = time.monotonic() - began
    library.stop()
    return seen
