"""Faults in content files, told the same way in the terminal, in editors, in CI and on the preview page."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches

Position = tuple[int, int]  # line and column, both from 1

_WINDOW = 100  # characters of a long line that are shown around the caret


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where it is, what is wrong, what was expected. Lines and columns count from 1.

    `path` is relative to the folder of modules. `source` is the line it stands on, for the caret.
    """

    path: str
    line: int
    column: int
    code: str
    what: str
    expected: str = ""
    suggestion: str = ""
    source: str = ""
    severity: str = "error"  # or warning

    def __str__(self) -> str:
        head = f"{self.path}:{self.line}:{self.column}: {self.code} {self.what}"
        hint = f' Did you mean "{self.suggestion}"?' if self.suggestion else ""
        return f"{head}{' ' + self.expected if self.expected else ''}{hint}"


def closest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to `word`, or "" when none is near enough to suggest."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


@dataclass(slots=True)
class Report:
    """The problems found while one file is read; it knows the lines of the file."""

    path: str
    lines: Sequence[str] = ()
    problems: list[Problem] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def error(self, code: str, at: Position, what: str, expected: str = "", suggestion: str = "") -> None:
        self._add("error", code, at, what, expected, suggestion)

    def warning(self, code: str, at: Position, what: str, expected: str = "", suggestion: str = "") -> None:
        self._add("warning", code, at, what, expected, suggestion)

    def locate(self, needle: str, first: int, last: int | None = None) -> Position:
        """Where `needle` first stands between two lines; the start of the first line when it does not."""
        for number in range(max(first, 1), min(last or first, len(self.lines)) + 1):
            column = self.lines[number - 1].find(needle)
            if column >= 0:
                return number, column + 1
        return first, 1

    def source(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def _add(self, severity: str, code: str, at: Position, what: str, expected: str, suggestion: str) -> None:
        line, column = max(1, min(at[0], len(self.lines) or 1)), max(1, at[1])
        self.problems.append(
            Problem(self.path, line, column, code, what, expected, suggestion, self.source(line), severity)
        )


def counts(problems: Iterable[Problem]) -> tuple[int, int]:
    """How many errors and how many warnings."""
    severities = [problem.severity for problem in problems]
    return severities.count("error"), severities.count("warning")


def as_text(problems: Sequence[Problem], folder: str = "") -> str:
    """One message a problem, with its source line and a caret; `folder` is put before each path."""
    return "".join(f"{_printable(folder + _message(problem))}\n{_excerpt(problem)}" for problem in problems)


def as_json(problems: Sequence[Problem], folder: str = "") -> str:
    """{"errors": n, "warnings": n, "problems": [{path, line, column, code, …}]}."""
    errors, warnings = counts(problems)
    rows = [{**asdict(problem), "path": folder + problem.path} for problem in problems]
    report = {"errors": errors, "warnings": warnings, "problems": rows}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Problem], folder: str = "") -> str:
    """Workflow commands that GitHub shows beside the changed lines."""
    return "".join(
        f"::{problem.severity} file={_escaped(folder + problem.path, ':,')},line={problem.line},"
        f"col={problem.column},title={_escaped(problem.code, ':,')}::{_escaped(_sentence(problem))}\n"
        for problem in problems
    )


def as_sarif(problems: Sequence[Problem], folder: str = "") -> str:
    """SARIF 2.1.0, as code scanning services and editors read it."""
    rules = [{"id": code} for code in sorted({problem.code for problem in problems})]
    results = [
        {
            "ruleId": problem.code,
            "level": problem.severity,
            "message": {"text": _sentence(problem)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": folder + problem.path},
                        "region": {"startLine": problem.line, "startColumn": problem.column},
                    }
                }
            ],
        }
        for problem in problems
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": {"name": "course content check", "rules": rules}}, "results": results},
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Problem], str], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def _message(problem: Problem) -> str:
    """The problem on one line; a warning says that it is one."""
    if problem.severity == "error":
        return str(problem)
    place = f"{problem.path}:{problem.line}:{problem.column}: "
    return f"{place}warning: {str(problem)[len(place) :]}"


def _sentence(problem: Problem) -> str:
    """What is wrong and what was expected, without the place and the code."""
    return str(problem)[len(f"{problem.path}:{problem.line}:{problem.column}: {problem.code} ") :]


def _excerpt(problem: Problem) -> str:
    """The source line, cut to a window when it is long, and a caret under the column."""
    if not problem.source.strip():
        return ""
    at = min(problem.column - 1, len(problem.source))
    start = max(0, at - _WINDOW // 2) if len(problem.source) > _WINDOW else 0
    before, after = problem.source[start:at], problem.source[at : start + _WINDOW]
    before = ("…" if start else "") + _printable(before)
    after = _printable(after) + ("…" if len(problem.source) > start + _WINDOW else "")
    return f"    {before}{after}\n    {' ' * _width(before)}^\n"


def _printable(text: str) -> str:
    """Control characters as spaces, so that no file can steer the terminal."""
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Cf") else character for character in text
    )


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
