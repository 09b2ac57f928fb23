"""Everything loaded, by id, with a revision; and the library that keeps it fresh while a site runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from course.content.loader import Loader
from course.content.model import Catalogue
from course.content.problems import Problem

log = logging.getLogger(__name__)

_SETTLE = 0.05  # seconds between two looks at files that are just being written
_LOOKS = 6

__all__ = ["Library", "Loader", "load", "problems_of"]


def load(root: Path, previous: Catalogue | None = None, today: date | None = None) -> Catalogue:
    """Everything under `root`, with all problems. What is broken stays as it is in `previous`."""
    return Loader(root, (lambda: today) if today else None).load(previous)


def problems_of(catalogue: Catalogue, folder: Path) -> tuple[Problem, ...]:
    """The problems of the files in one folder, such as that of a module or a course."""
    try:
        inside = folder.relative_to(catalogue.root).as_posix()
    except ValueError:
        inside = folder.as_posix()
    return tuple(problem for problem in catalogue.problems if problem.path.startswith(f"{inside}/"))


class Library:
    """The catalogue of a running site. `current` is replaced whole, so a request sees one state."""

    def __init__(self, root: Path, today: Callable[[], date] | None = None) -> None:
        self.loader = Loader(root, today)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.current: Catalogue = self.loader.load()

    def refresh(self) -> bool:
        """Load again if a file has changed; whether it did. Cheap when nothing has."""
        with self._lock:
            if not self.loader.changed():
                return False
            self.current = self.loader.load(self.current)
            return True

    def watch(self, every: float = 0.5) -> None:
        """Refresh every so many seconds in the background, until stop()."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, args=(every,), name="library", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the background thread and wait for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _watch(self, every: float) -> None:
        while not self._stop.wait(every):
            try:
                if self.loader.changed():
                    self._settle()
                    self.refresh()
            except Exception:  # the last good catalogue stays
                log.exception("cannot refresh the library")

    def _settle(self) -> None:
        """Wait a little until files that are being written rest, so that half a file is rarely read."""
        seen = self.loader.look()
        for _ in range(_LOOKS):
            if self._stop.wait(_SETTLE):
                return
            now = self.loader.look()
            if now == seen:
                return
            seen = now
