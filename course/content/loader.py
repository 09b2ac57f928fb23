"""One root, loaded again and again into catalogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from course.content.building import Builder, Built
from course.content.files import Files, scan
from course.content.findings import find
from course.content.fingerprints import fingerprint
from course.content.former import Former
from course.content.judging import judge
from course.content.keeping import Keeper
from course.content.model import Catalogue
from course.content.pages import Shelf
from course.content.problems import Problem
from course.content.registers import overdue


class Loader:
    """Reads one root. Folders whose files did not change are not read again.

    `today` gives the day by which facts are overdue for review; without it they are not judged.
    """

    def __init__(self, root: Path, today: Callable[[], date] | None = None) -> None:
        self.root, self.day = root, today
        self.keeper = Keeper()
        self._files: Files | None = None
        self._built: Built = {}

    def look(self) -> Files:
        """Time and size of every file, as they are now."""
        return scan(self.root)

    def changed(self) -> bool:
        """Whether any file differs in time or size from the last load. Costs one look at each file."""
        return self.look() != self._files

    def load(self, previous: Catalogue | None = None) -> Catalogue:
        """Everything under the root. What is broken now stays as it is in `previous`, or is left out.

        Never raises for what the files hold: each fault is in `problems`, sorted by place.
        """
        files = scan(self.root)
        if not self.root.is_dir():
            self._files = files
            what, expected = "There is no folder of modules here.", "Create it, or set COURSE_MODULES."
            problem = Problem(".", 1, 1, "root-missing", what, expected)
            return replace(previous or Catalogue(self.root, fingerprint([])), problems=(problem,))
        former = Former.of(previous or Catalogue(self.root, ""))
        found = find(Shelf(self.root, files, {}), self.keeper, former)
        problems, bad = judge(found)
        problems += found.problems
        if self.day:
            problems += overdue(found.sources, self.day())
        catalogue = Builder(found, bad, former, self.root, self._built).catalogue()
        self._files = files
        return replace(catalogue, problems=tuple(sorted(set(problems))))
