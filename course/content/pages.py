"""What a text is read for: its file, its language, what it may refer to and what it did refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course.content.files import Files
from course.content.problems import Position, Report


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that names something in another file: a source, term, dialogue, person or module."""

    kind: str
    word: str
    path: str
    at: Position
    line: str  # the source line, for the caret


@dataclass(slots=True)
class Shelf:
    """What all files share: the root, the files in it and the short form of each source."""

    root: Path
    files: Files
    shorts: Mapping[str, str]  # key of a source -> "Connell, 1995"


@dataclass(slots=True)
class Entry:
    """A lesson or a question as it is written, sound or not, with kind and id of each block in it."""

    line: int
    blocks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """One file while it is read.

    `anchors` maps each anchor of a module to its lesson. `cited` holds the short form of each source as it
    was used, `outside` the files of other folders that were looked at: when they change, it is read again.
    """

    shelf: Shelf
    folder: str  # relative to the root
    language: str
    report: Report
    anchors: dict[str, str] = field(default_factory=dict)
    lesson: str = ""  # the one that is being read
    address: str = ""  # where the site shows the lessons of this module
    outline: dict[str, Entry] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    cited: dict[str, str] = field(default_factory=dict)
    outside: Files = field(default_factory=dict)

    def refer(self, kind: str, word: str, at: Position) -> None:
        line = self.report.source(at[0])
        self.references.append(Reference(kind, word, self.report.path, at, line))

    def short(self, key: str) -> str:
        """Author and year of a source, or its key while nothing is known about it."""
        self.cited[key] = self.shelf.shorts.get(key, "")
        return self.cited[key] or key
