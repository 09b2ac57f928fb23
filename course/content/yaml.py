"""A strict subset of YAML 1.2, read with the line and column of every node.

Values are text, whole numbers, decimals, true, false, null, lists and mappings, and nothing is guessed:
`no`, `010`, `12:30` and dates stay text. Aliases, anchors, tags, duplicate keys and deep nesting are refused.
It works on the parser's events, one after the other, so that no input can recurse or grow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

from course.content.problems import Position, Report

DEPTH = 20
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}", re.ASCII)
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_QUOTE = 'Put the text in quotes: "…".'
_TAB = ("A tab stands here.", "YAML is indented with spaces.")
_KNOWN = {
    "mapping values are not allowed": ("A second colon stands in this line.", _QUOTE),
    "cannot start any token": ("A character that YAML does not allow here.", _QUOTE),
    "could not find expected ':'": ("A colon is missing after the key.", "Write key: value."),
    "found unexpected end of stream": ("A quotation mark is never closed.", "Close it."),
    "did not find expected key": ("The line does not fit the lines above.", "Check the indent and quotes."),
    "did not find expected ',' or": ("A list or mapping in brackets is never closed.", "Close the bracket."),
}
_BEGUN = ("could not find expected ':'", "found unexpected end of stream", "did not find expected ',' or")

Loc = tuple[str | int, ...]  # the way to a node: keys and list positions


@dataclass(slots=True)
class Tree:
    """Plain values and where each stands: `keys` of mapping keys, `places` of values."""

    value: Any
    places: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)

    def key(self, loc: Loc) -> Position:
        """Where the key at `loc` (or else its nearest known parent) stands."""
        return self.keys.get(loc) or self.place(loc)

    def place(self, loc: Loc) -> Position:
        """Where the value at `loc` (or else its nearest known parent) stands."""
        while loc not in self.places and loc:
            loc = loc[:-1]
        return self.places.get(loc, (1, 1))


class _RefusedError(Exception):
    def __init__(self, code: str, mark: yaml.Mark, what: str, expected: str = "") -> None:
        super().__init__(what)
        self.code, self.mark, self.what, self.expected = code, mark, what, expected


def parse(text: str, report: Report, first: int = 1) -> Tree | None:
    """The tree of a YAML text that starts at line `first` of the reported file; None after a problem."""
    builder = _Builder(report, first)
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _RefusedError as error:
        report.error(error.code, builder.at(error.mark), error.what, error.expected)
        return None
    except yaml.MarkedYAMLError as error:
        begun = (error.problem or "").startswith(_BEGUN) and error.context_mark
        mark = begun or error.problem_mark or error.context_mark
        what, expected = _explained(error.problem or "", error.context or "")
        if mark and report.source(first + mark.line)[mark.column : mark.column + 1] == "\t":
            what, expected = _TAB
        report.error("yaml", builder.at(mark), what, expected)
        return None
    except yaml.YAMLError:  # a character that YAML does not allow, without a place
        report.error("yaml", (first, 1), "A character that YAML does not allow stands in this text.")
        return None
    return None if builder.doubled else builder.tree


def _explained(problem: str, context: str) -> tuple[str, str]:
    for known, words in _KNOWN.items():
        if known in problem:
            return words
    return f"This is not YAML: {problem} {context}".strip() + ".", _QUOTE


@dataclass(slots=True)
class _Frame:
    loc: Loc
    node: Any
    key: str | None = None

    def next(self) -> Loc:
        return (*self.loc, len(self.node) if isinstance(self.node, list) else (self.key or ""))


class _Builder:
    def __init__(self, report: Report, first: int) -> None:
        self.report, self.first = report, first
        self.tree = Tree(None)
        self.stack: list[_Frame] = []
        self.doubled = False
        self.documents = 0

    def at(self, mark: yaml.Mark | None) -> Position:
        return (self.first + mark.line, mark.column + 1) if mark else (self.first, 1)

    def build(self, stream: Iterator[Any]) -> None:
        for event in stream:
            if isinstance(event, events.ScalarEvent):
                self._plain(event)
                self._scalar(event)
            elif isinstance(event, events.CollectionStartEvent):
                self._plain(event)
                self._open(event, {} if isinstance(event, events.MappingStartEvent) else [])
            elif isinstance(event, events.CollectionEndEvent):
                self.stack.pop()
            elif isinstance(event, events.AliasEvent):
                self._refuse(
                    event, "yaml-alias", "An alias (*name) is not allowed.", "Write the value again."
                )
            elif isinstance(event, events.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self._refuse(event, "yaml-document", "A second YAML document starts here.", "Keep one.")

    def _refuse(self, event: Any, code: str, what: str, expected: str = "") -> None:
        raise _RefusedError(code, event.start_mark, what, expected)

    def _plain(self, event: Any) -> None:
        """Refuse an anchor or a tag."""
        if event.anchor is not None:
            self._refuse(event, "yaml-alias", "An anchor (&name) is not allowed.", "Write the value again.")
        if event.tag is not None:
            self._refuse(event, "yaml-tag", f"A tag ({event.tag}) is not allowed.", "Leave it out.")

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.node, dict) and frame.key is None:
            self._name(frame, event)
        else:
            plain = event.style is None or event.style == ""
            self._put(event, _resolved(event.value) if plain else event.value)

    def _name(self, frame: _Frame, event: Any) -> None:
        """Take a scalar as the key of the next value."""
        frame.key = event.value
        if not event.value:
            self._refuse(event, "yaml-key", "A key is missing before the colon.", "Write key: value.")
        if event.value in frame.node:
            line = self.tree.keys[(*frame.loc, event.value)][0]
            what = f'The key "{event.value}" stands here a second time; the first is in line {line}.'
            self.report.error("yaml-duplicate", self.at(event.start_mark), what, "Keep one of them.")
            self.doubled = True
        self.tree.keys[(*frame.loc, event.value)] = self.at(event.start_mark)

    def _open(self, event: Any, node: dict[str, Any] | list[Any]) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.node, dict) and frame.key is None:
            self._refuse(event, "yaml-key", "A key must be a word.", "Put a text with brackets in quotes.")
        if len(self.stack) >= DEPTH:
            self._refuse(event, "yaml-depth", f"This is nested more than {DEPTH} levels deep.")
        loc = frame.next() if frame else ()
        self._put(event, node)
        self.stack.append(_Frame(loc, node))

    def _put(self, event: Any, value: Any) -> None:
        if not self.stack:
            self.tree.value = value
            self.tree.places[()] = self.at(event.start_mark)
            return
        frame = self.stack[-1]
        self.tree.places[frame.next()] = self.at(event.start_mark)
        if isinstance(frame.node, list):
            frame.node.append(value)
        else:
            frame.node[frame.key] = value
            frame.key = None


def _resolved(text: str) -> Any:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
