"""Full matches of a trainer's pattern in bounded time: no pattern, however written, can stall the site.

A backtracking engine takes years for `(a+)+b`. This one carries the set of all places a match can have
reached (Thompson 1968), so its work is bounded by the pattern's length times a power of the text's that
two nested repetitions allow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

Places = frozenset[int]
Node = Callable[[str, Places], Places]  # the text and where matching stands -> where it can stand after

_LONGEST = 500
_DEEPEST = 20
_COUNT = re.compile(r"\{(\d{0,9})(,?)(\d{0,9})\}", re.ASCII)
_NAME = re.compile(r"P<\w+>")
_EDGES: dict[str, str] = {"^": r"\A", "$": r"\Z", r"\A": r"\A", r"\Z": r"\Z", r"\b": r"\b", r"\B": r"\B"}


class PatternError(ValueError):
    """A pattern that is malformed, or uses a back reference, lookbehind or a possessive repetition."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` matches `pattern`, ignoring case; a faulty pattern matches nothing."""
    try:
        node = read_pattern(pattern)
    except PatternError:
        return False
    return len(text) in node(text, frozenset({0}))


@lru_cache(maxsize=512)
def read_pattern(pattern: str) -> Node:
    """The matcher of `pattern`. Raises PatternError, whose text says what is wrong.

    Supported, as in Python's `re`: literals, `.`, classes, `\\d \\w \\s` and their opposites, `^ $ \\b`,
    groups, `|`, `* + ? {m,n}` (nested at most twice), lookahead.
    """
    if len(pattern) > _LONGEST:
        raise PatternError(f"longer than {_LONGEST} characters")
    reader = _Reader(pattern.removeprefix("(?i)"))
    node, _ = reader.alternatives(0)
    if reader.at < len(reader.pattern):
        raise PatternError("a ) without its (")
    return node


class _Reader:
    """Reads a pattern from left to right. Each method returns a node and how deep its repetitions nest."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def take(self, sign: str) -> bool:
        """Steps over `sign` if it stands here."""
        if self.pattern.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def next(self) -> str:
        """Steps over one character, which must be there."""
        if self.at == len(self.pattern):
            raise PatternError("it ends too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self, groups: int) -> tuple[Node, int]:
        branches = [self.sequence(groups)]
        while self.take("|"):
            branches.append(self.sequence(groups))
        nodes = [node for node, _ in branches]
        return (nodes[0] if len(nodes) == 1 else _any_of(nodes)), max(depth for _, depth in branches)

    def sequence(self, groups: int) -> tuple[Node, int]:
        nodes: list[Node] = []
        deepest = 0
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            node, depth = self.repeated(groups)
            nodes.append(node)
            deepest = max(deepest, depth)
        return _one_after_another(nodes), deepest

    def repeated(self, groups: int) -> tuple[Node, int]:
        node, depth = self.atom(groups)
        count = self.count()
        if count is None:
            return node, depth
        self.take("?")  # lazy or greedy: a full match is the same
        if self.count() is not None:
            raise PatternError("two quantifiers in a row")
        depth += 1 if count[1] is None or count[1] > 1 else 0
        if depth > 2:
            raise PatternError("repetitions nested more than twice")
        return _repeat(node, *count), depth

    def count(self) -> tuple[int, int | None] | None:
        """The quantifier that stands here, as least and most, or None."""
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        found = _COUNT.match(self.pattern, self.at)
        if found is None or not (found[1] or found[2]):
            return None
        self.at = found.end()
        least = int(found[1] or 0)
        if not found[2]:
            return least, least
        if not found[3]:
            return least, None
        if int(found[3]) < least:
            raise PatternError("a repetition whose most is below its least")
        return least, int(found[3])

    def atom(self, groups: int) -> tuple[Node, int]:
        sign = self.next()
        if sign == "(":
            return self.group(groups + 1)
        if sign == "[":
            return _sign(self.bracket()), 0
        if sign == "\\":
            sign += self.next()
        if sign in _EDGES:
            return _edge(_EDGES[sign]), 0
        if sign in "*+?":
            raise PatternError(f"nothing to repeat before {sign}")
        if len(sign) == 1:
            return _sign("." if sign == "." else re.escape(sign)), 0
        if sign[1].isalnum() and sign[1] not in "dDwWsS":
            raise PatternError(f"{sign} is not supported")
        return _sign(sign), 0

    def group(self, groups: int) -> tuple[Node, int]:
        if groups > _DEEPEST:
            raise PatternError("groups nested too deep")
        wanted: bool | None = None
        if self.take("?"):
            name = _NAME.match(self.pattern, self.at)
            if self.take("="):
                wanted = True
            elif self.take("!"):
                wanted = False
            elif name is not None:
                self.at = name.end()
            elif not self.take(":"):
                raise PatternError("a kind of group that is not supported")
        node, depth = self.alternatives(groups)
        if not self.take(")"):
            raise PatternError("a ( without its )")
        return (node, depth) if wanted is None else (_ahead(node, wanted), depth)

    def bracket(self) -> str:
        """A class of characters as `re` writes it; signs that `re` reserves for later are escaped."""
        source = "[^" if self.take("^") else "["
        if self.take("]"):
            source += "\\]"
        while (sign := self.next()) != "]":
            if sign == "\\":
                source += sign + self.next()
            else:
                source += "\\" + sign if sign in "[&~|" else sign
        if "--" in source:
            raise PatternError("-- in a class")
        return source + "]"


def _sign(source: str) -> Node:
    try:
        one = re.compile(source, re.IGNORECASE).fullmatch
    except re.error as error:
        raise PatternError(error.msg) from error
    return lambda text, places: frozenset(
        place + 1 for place in places if place < len(text) and one(text[place])
    )


def _edge(source: str) -> Node:
    here = re.compile(source).match
    return lambda text, places: frozenset(place for place in places if here(text, place))


def _ahead(node: Node, wanted: bool) -> Node:
    return lambda text, places: frozenset(
        place for place in places if bool(node(text, frozenset({place}))) is wanted
    )


def _any_of(nodes: list[Node]) -> Node:
    return lambda text, places: frozenset().union(*(node(text, places) for node in nodes))


def _one_after_another(nodes: list[Node]) -> Node:
    def walk(text: str, places: Places) -> Places:
        for node in nodes:
            places = node(text, places)
        return places

    return walk


def _repeat(node: Node, least: int, most: int | None) -> Node:
    def walk(text: str, places: Places) -> Places:
        for _ in range(least):
            after = node(text, places)
            if after == places:  # nothing changes any more
                break
            places = after
        reached, edge, left = places, places, most
        while edge and (left is None or left > least):
            edge = node(text, edge) - reached
            reached |= edge
            left = None if left is None else left - 1
        return reached

    return walk
