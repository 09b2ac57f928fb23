"""TOML 1.0, read by the standard library, with the line and column of every key and value found beside it."""

from __future__ import annotations

import contextlib
import re
import tomllib
from bisect import bisect_right
from typing import Any

from course.content.problems import Position, Report
from course.content.yaml import DEPTH, Loc, Tree

_DOTS = 500  # in one line: tomllib takes long for keys of thousands of parts
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:\\[\s\S]|(?!""")[^\\])*"{3,5}'
    r"|'''(?:(?!''')[\s\S])*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
_LONG = re.compile(r"[0-9_]{1000}")
_WORD = re.compile(r"[^,\]}#\n]+")
_QUOTE = 'Put text in quotes: "…".'
_KNOWN = {
    "Invalid value": ("This is no value.", _QUOTE),
    "Expected '=' after": ("An equals sign is missing after the key.", 'Write key = "…".'),
    "Unterminated string": ("A quotation mark is never closed.", "Close it."),
    "Illegal character '\\n'": ("A quotation mark is never closed.", "Close it before the end of the line."),
    "Unescaped '\\'": ("A backslash in double quotes begins an escape.", "Write it twice."),
    "Unclosed array": ("A list is never closed.", "Close the bracket."),
    "Expected newline or end": ("Something stands after the value.", "Write one key = value a line."),
    "Invalid statement": ("This line is no key = value.", 'Write key = "…", or # before a comment.'),
    "Expected ']'": ("The bracket of this heading is never closed.", "Close it."),
    "Cannot": ("A key stands here a second time.", "Keep one of them."),
}


def parse(text: str, report: Report) -> Tree | None:
    """The tree of a TOML text, which has the lines of `report`; None after a problem."""
    tree = Tree({})
    for number, line in enumerate(report.lines, start=1):
        if line.count(".") > _DOTS:
            report.error("toml", (number, 1), "This line has too many dots.", f"At most {_DOTS} are read.")
            return None
    try:
        tree.value = tomllib.loads(text)
        with contextlib.suppress(_LostError):  # a place that is not found is that of what surrounds it
            _Walk(text, tree).all()
    except (_DeepError, RecursionError) as error:
        at = error.at if isinstance(error, _DeepError) else (1, 1)
        report.error("toml-depth", at, f"This is nested more than {DEPTH} levels deep.")
        return None
    except tomllib.TOMLDecodeError as error:
        _explain(str(error), text, report)
        return None
    except ValueError:  # int() refuses numbers of thousands of digits
        found = next((number for number, line in enumerate(report.lines, 1) if _LONG.search(line)), 1)
        report.error("toml", (found, 1), "A number in this line has too many digits.", _QUOTE)
        return None
    return tree


def _explain(message: str, text: str, report: Report) -> None:
    """One problem for what tomllib says, at the place it names or at the end."""
    said = _PLACE.search(message)
    end = len(report.lines), len(report.source(len(report.lines))) + 1
    at = (int(said[1]), int(said[2])) if said and said[1] else end
    what = message[: said.start()] if said else message
    if what.startswith(("Cannot", "Duplicate")) and (double := _double(text)):
        name, first, at = double
        known = f'The key "{name}" stands here a second time; the first is in line {first}.'
        report.error("toml-duplicate", at, known, "Keep one of them.")
        return
    sentence, expected = next(
        (words for start, words in _KNOWN.items() if what.startswith(start)),
        (f"This is not TOML: {what}.", _QUOTE),
    )
    report.error("toml", at, sentence, expected)


def _double(text: str) -> tuple[str, int, Position] | None:
    """The first key that stands twice, the line of its first place, and its second place."""
    walk = _Walk(text, Tree({}))
    with contextlib.suppress(_LostError, _DeepError, RecursionError, tomllib.TOMLDecodeError):
        walk.all()
    return walk.double


class _LostError(Exception):
    """The text is not the TOML it was taken for."""


class _DeepError(Exception):
    def __init__(self, at: Position) -> None:
        super().__init__()
        self.at = at


class _Walk:
    """Goes through a text that tomllib could read, and notes where everything stands."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text, self.tree, self.at = text, tree, 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.counts: dict[Loc, int] = {}  # of the tables in each array of tables
        self.named: set[Loc] = set()
        self.double: tuple[str, int, Position] | None = None
        tree.places[()] = (1, 1)

    def all(self) -> None:
        base: Loc = ()
        while self._skip(_BLANK) < len(self.text):
            base = self._heading() if self._is("[") else self._pair(base)

    def _heading(self) -> Loc:
        here, several = self._position(), self._is("[[")
        self.at += 2 if several else 1
        loc: Loc = ()
        *above, (last, place) = self._key()
        for part, at in above:
            self.tree.keys.setdefault((*loc, part), at)
            loc = self._current((*loc, part))
        loc = (*loc, last)
        if several:
            self.tree.keys.setdefault(loc, place)
            self.tree.places.setdefault(loc, here)
            self.counts[loc] = self.counts.get(loc, 0) + 1
        else:
            self._note(loc, place)
        loc = self._current(loc)
        self.tree.places[loc] = here
        self._expect("]]" if several else "]")
        return loc

    def _current(self, loc: Loc) -> Loc:
        """The table that a heading means: the last one where there is an array of tables."""
        return (*loc, self.counts[loc] - 1) if loc in self.counts else loc

    def _pair(self, base: Loc) -> Loc:
        loc = base
        *above, (last, place) = self._key()
        for part, at in above:
            loc = (*loc, part)
            self.tree.keys.setdefault(loc, at)
        self._note((*loc, last), place)
        self._expect("=")
        self._value((*loc, last))
        return base

    def _key(self) -> list[tuple[str, Position]]:
        """The parts of a dotted key, each with its place."""
        parts = []
        while True:
            self._skip(_SPACE)
            place, word = self._position(), self._take(_PART)
            parts.append((tomllib.loads(f"k={word}")["k"] if word[0] in "\"'" else word, place))
            self._skip(_SPACE)
            if not self._is("."):
                return parts
            self.at += 1

    def _note(self, loc: Loc, place: Position) -> None:
        if len(loc) > DEPTH:
            raise _DeepError(place)
        if loc in self.named and self.double is None:
            self.double = (str(loc[-1]), self.tree.keys[loc][0], place)
        self.named.add(loc)
        self.tree.keys.setdefault(loc, place)

    def _value(self, loc: Loc) -> None:
        self._skip(_SPACE)
        self.tree.places[loc] = place = self._position()
        if len(loc) > DEPTH:
            raise _DeepError(place)
        if self._is("["):
            self._list(loc)
        elif self._is("{"):
            self._inline(loc)
        else:
            self._take(_STRING if self._is('"') or self._is("'") else _WORD)

    def _list(self, loc: Loc) -> None:
        self.at += 1
        index = 0
        while self._skip(_BLANK) and not self._is("]"):
            self._value((*loc, index))
            index += 1
            self._skip(_BLANK)
            if self._is(","):
                self.at += 1
        self._expect("]")

    def _inline(self, loc: Loc) -> None:
        self.at += 1
        while self._skip(_BLANK) and not self._is("}"):
            self._pair(loc)
            self._skip(_BLANK)
            if self._is(","):
                self.at += 1
        self._expect("}")

    def _is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _expect(self, sign: str) -> None:
        self._skip(_SPACE)
        if not self._is(sign):
            raise _LostError
        self.at += len(sign)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _take(self, pattern: re.Pattern[str]) -> Any:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _LostError
        self.at = found.end()
        return found[0]

    def _position(self) -> Position:
        line = bisect_right(self.starts, self.at)
        return line, self.at - self.starts[line - 1] + 1
