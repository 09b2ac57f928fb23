"""The outline of a Markdown file: front matter, `##` sections, `:::` blocks, `{…}` attributes, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from course.content.fields import IDENTIFIER, suggested_id
from course.content.problems import Position, Report, closest
from course.content.yaml import Tree, parse

BLOCKS = ("check", "practice", "note", "care", "summary", "reflect", "video")

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"##(?:[ \t]+(.*?))?[ \t]*")
_BRACES = re.compile(r"(.*?)[ \t]*\{([^{}]*)\}[ \t]*")
_ATTRIBUTE = re.compile(r'#(?P<id>\S+)|(?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
_OPEN = re.compile(r":::[ \t]*([\w-]+)[ \t]*(.*)")

Line = tuple[int, str]  # number from 1 and text


@dataclass(frozen=True, slots=True)
class Span:
    """Some text of a file and where it starts; every line of it is indented by the same column."""

    text: str
    line: int
    column: int = 1

    @property
    def at(self) -> Position:
        return self.line, self.column

    @property
    def last(self) -> int:
        return self.line + self.text.count("\n")


def span(lines: Sequence[Line], line: int = 1) -> Span:
    """Lines as one text, without the blank ones around it."""
    kept = list(lines)
    while kept and not kept[0][1].strip():
        kept.pop(0)
    while kept and not kept[-1][1].strip():
        kept.pop()
    return Span("\n".join(text for _, text in kept), kept[0][0] if kept else line)


@dataclass(slots=True)
class Attributes:
    """What stands in braces: an id, and keys with values and columns."""

    line: int
    id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def at(self, key: str) -> Position:
        return self.line, self.columns.get(key, 1)


@dataclass(slots=True)
class Section:
    """One `##` section: its heading, its attributes and the lines below it."""

    title: str
    attributes: Attributes
    lines: list[Line]

    @property
    def at(self) -> Position:
        return self.attributes.line, 1


@dataclass(slots=True)
class Block:
    """One `:::` block; `kind` is "" for the plain Markdown between blocks."""

    kind: str
    lines: list[Line]
    word: str = ""  # what follows the kind: the id of a check, reflection or video
    attributes: Attributes = field(default_factory=lambda: Attributes(1))


def front_matter(text: str, report: Report) -> tuple[Tree | None, list[Line]]:
    """The YAML between `---` lines at the top, and the numbered lines below it.

    A file without front matter gives an empty tree; None follows a problem that is already reported.
    """
    lines = text.split("\n")
    numbered = list(enumerate(lines, 1))
    if lines[0].rstrip() != "---":
        return Tree({}), numbered
    end = next((number for number, line in numbered[1:] if line.rstrip() == "---"), None)
    if end is None:
        report.error("front-matter", (1, 1), "The front matter is never closed.", "Add a line --- below it.")
        return None, []
    tree = parse("\n".join(lines[1 : end - 1]) + "\n", report, first=2)
    if tree is not None and tree.value is None:
        tree = Tree({})
    if tree is not None and not isinstance(tree.value, dict):
        report.error(
            "front-matter", tree.place(()), "The front matter is no mapping.", "Write key: value lines."
        )
        tree = None
    return tree, numbered[end:]


def fenced(lines: Sequence[Line]) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number, and whether it belongs to a fenced code block."""
    fence = ""
    for number, text in lines:
        match = _FENCE.fullmatch(text) if "```" in text or "~~~" in text else None
        if fence:
            closes = match and match[1].startswith(fence) and not match[2].strip()
            yield number, text, True
            fence = "" if closes else fence
        else:
            opens = match and not (match[1][0] == "`" and "`" in match[2])
            fence = match[1] if match and opens else ""
            yield number, text, bool(opens)


def sections(lines: Sequence[Line], report: Report) -> tuple[list[Line], list[Section]]:
    """The lines before the first `##`, and the sections."""
    before: list[Line] = []
    found: list[Section] = []
    for number, text, code in fenced(lines):
        match = None if code or not text.startswith("##") else _HEADING.fullmatch(text)
        if match is None:
            (found[-1].lines if found else before).append((number, text))
            continue
        title, attributes = braces(match[1] or "", number, report)
        found.append(Section(title, attributes, []))
    return before, found


def braces(text: str, line: int, report: Report) -> tuple[str, Attributes]:
    """Take `{#id key=value}` from the end of a heading."""
    attributes = Attributes(line)
    match = _BRACES.fullmatch(text)
    if match is None:
        return text.strip(), attributes
    start = report.source(line).rfind("{") + 1
    rest = _ATTRIBUTE.sub(lambda found: _take(found, attributes, start), match[2]).strip()
    if rest:
        expected = "Write {#id}, {key=value} or several of them."
        report.error(
            "attribute", report.locate(rest.split()[0], line), f'"{rest}" is no attribute.', expected
        )
    return match[1].strip(), attributes


def _take(match: re.Match[str], attributes: Attributes, start: int) -> str:
    if match["id"] is not None:
        attributes.id = match["id"]
        attributes.columns["#"] = start + match.start() + 1
    else:
        attributes.values[match["key"]] = match["quoted"] if match["quoted"] is not None else match["bare"]
        attributes.columns[match["key"]] = start + match.start() + 1
    return ""


def known_attributes(attributes: Attributes, known: Sequence[str], report: Report) -> None:
    """Report every attribute that does not belong here."""
    for key in attributes.values:
        if key not in known:
            what = f'The attribute "{key}" is not known here.'
            report.error("attribute", attributes.at(key), what, "", closest(key, known))
    if attributes.id and "#" not in known:
        report.error("attribute", attributes.at("#"), "An id in braces does not belong here.")


def identifier(word: str, at: Position, what: str, report: Report) -> str:
    """`word` when it is an id; otherwise a problem and ""."""
    if IDENTIFIER.fullmatch(word):
        return word
    if not word:
        report.error("id-missing", at, f"{what} has no id.", "Ids have small letters, digits and hyphens.")
    else:
        what = f'"{word}" is not an id.'
        report.error("id", at, what, "Ids have small letters, digits and hyphens.", suggested_id(word))
    return ""


def blocks(lines: Sequence[Line], report: Report) -> list[Block]:
    """Split a lesson into plain Markdown and its `:::` blocks."""
    found = [Block("", [])]
    opened: Block | None = None
    for number, text, code in fenced(lines):
        if code or not text.startswith(":::"):
            (opened or found[-1]).lines.append((number, text))
        elif not text.strip(": \t"):
            if opened is None:
                report.error("block-stray", (number, 1), "This ::: closes nothing.", "Delete the line.")
            else:
                found += [opened, Block("", [])]
            opened = None
        else:
            if opened is not None:
                _unclosed(opened, report)
                found += [opened, Block("", [])]
            opened = _opened(number, text, report)
    if opened is not None:
        _unclosed(opened, report)
        found.append(opened)
    return [block for block in found if block.kind or any(text.strip() for _, text in block.lines)]


def _unclosed(block: Block, report: Report) -> None:
    what = f"The block :::{block.kind} is never closed."
    report.error("block-unclosed", (block.attributes.line, 1), what, "Add a line ::: at its end.")


def _opened(number: int, text: str, report: Report) -> Block:
    match = _OPEN.fullmatch(text.rstrip())
    kind, rest = (match[1], match[2]) if match else ("", text[3:])
    if kind not in BLOCKS:
        what = f'There is no block "{kind or rest.strip()}".'
        report.error(
            "block-unknown", (number, 4), what, f"Known are {', '.join(BLOCKS)}.", closest(kind, BLOCKS)
        )
        kind = kind or "?"
    word, attributes = braces(rest, number, report)
    return Block(kind, [], word, attributes)
