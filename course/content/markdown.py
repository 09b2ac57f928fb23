"""Markdown to safe HTML, once, at load.

Raw HTML is shown as text, links go to http, https, mailto, anchors and glossary terms only, and what is
rendered passes an allowlist (nh3). Figures are put in afterwards, since drawings are made safe on their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

from course.content import figures, links
from course.content.commonmark import ALIGN, CITATION, CLEANER, PARSER
from course.content.markup import Span
from course.content.pages import Page
from course.content.problems import Position

LONGEST = 50_000  # characters of one text
_SLOT = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
_UNMARKED = r"(?:[^\\`*_\[\]!<>&\n\t\ue000\ue001]|\[@[\w:.;,@ -]+\])*"  # nothing but citations to render
_PLAIN_LINE = re.compile(_UNMARKED)
_PLAIN_FLOW = re.compile(r"[^\W\d_]" + _UNMARKED)
_SPOKEN = ("text", "code_inline", "softbreak", "hardbreak")
_APART = re.compile(r'\s+(?=<sup class="cite">)')  # a number stands at its word, also where a line ends
_TAG = re.compile(r"<(?:!--|/?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>)")


class Writer:
    """Renders the texts of one page that belong together, such as a lesson.

    `level` is that of its highest headings. With `numbered`, citations are numbers into `sources`, in the
    order of first citation; otherwise they are author and year.
    """

    def __init__(self, page: Page, level: int = 3, numbered: bool = False) -> None:
        self.page, self.level, self.numbered = page, level, numbered
        self.previous = level - 1
        self.sources: list[str] = []
        self.words = 0
        self.slots: list[str] = []

    def line(self, span: Span) -> str:
        """Text within a line, such as a choice: no paragraphs, lists or headings."""
        if _PLAIN_LINE.fullmatch(span.text):
            return self._plain(span)
        tokens = PARSER.parseInline(self._text(span).strip(), {})
        return self._finish(tokens, span)

    def lines(self, span: Span) -> str:
        """Paragraphs of text, such as feedback; a single one stands without its <p>."""
        parts: list[str] = []
        line = span.line
        for part in re.split(r"(\n[ \t]*\n\s*)", span.text):
            if part.strip():
                parts.append(self.line(Span(part, line, span.column)))
            line += part.count("\n")
        return parts[0] if len(parts) == 1 else "\n".join(f"<p>{part}</p>" for part in parts)

    def flow(self, span: Span) -> str:
        """Markdown of any shape, such as a prompt; a single paragraph stands without its <p>."""
        if _PLAIN_FLOW.fullmatch(span.text):
            return self._plain(span)
        tokens = PARSER.parse(self._text(span))
        if len(tokens) == 3 and tokens[0].type == "paragraph_open" and not _is_figure(tokens[1]):
            return self._finish(tokens[1:2], span)
        return self._finish(tokens, span)

    def prose(self, span: Span) -> str:
        """Markdown of any shape; every paragraph keeps its <p>."""
        return self._finish(PARSER.parse(self._text(span)), span)

    def inside(self, span: Span) -> str:
        """The Markdown of a box whose own heading stands on this writer's level."""
        kept = self.level, self.previous
        self.previous, self.level = self.level, self.level + 1
        rendered = self.prose(span)
        self.level, self.previous = kept
        return rendered

    def _plain(self, span: Span) -> str:
        """What the renderer and the cleaner make of a line without marks, in a fraction of the time."""
        place = (span.line, span.last)
        text = CITATION.sub(lambda match: self._cited(match[1], place), span.text.strip())
        return _APART.sub("", text.replace("\xa0", "&nbsp;"))

    def _text(self, span: Span) -> str:
        """The text to parse; none when it is so long that parsing could take minutes."""
        if len(span.text) <= LONGEST:
            return _PRIVATE.sub("", span.text)
        what = f"This text has {len(span.text)} characters without a break."
        self.page.report.error("text-long", span.at, what, f"At most {LONGEST} are read: split it up.")
        return ""

    def _finish(self, tokens: list[Token], span: Span) -> str:
        self._walk(tokens, span)
        rendered = _APART.sub("", CLEANER.clean(PARSER.renderer.render(tokens, PARSER.options, {})))
        return _SLOT.sub(lambda match: self.slots[int(match[1])], rendered).strip()

    def _walk(self, tokens: list[Token], span: Span) -> None:
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                self._heading(token, span)
            elif token.type in ("th_open", "td_open"):
                _cell(token)
            elif token.type == "inline":
                first, last = token.map or (0, span.last - span.line + 1)
                place = (span.line + first, span.line + max(last - 1, first))
                lone = (
                    index > 0 and tokens[index - 1].type == "paragraph_open" and tokens[index - 1].level == 0
                )
                if lone and _is_figure(token):
                    self._figure(tokens, index, place)
                else:
                    self._inline(token.children or [], place)

    def _heading(self, token: Token, span: Span) -> None:
        level = int(token.tag[1:])
        at = (span.line + (token.map or [0])[0], 1)
        if level < self.level:
            expected = f"Headings here begin with {'#' * self.level}."
            self.page.report.error("heading-level", at, "This heading is too high.", expected)
        elif level > self.previous + 1:
            expected = f"Write {'#' * (self.previous + 1)} here."
            self.page.report.error("heading-skip", at, "This heading skips a level.", expected)
        self.previous = max(level, self.level)

    def _figure(self, tokens: list[Token], index: int, place: Position) -> None:
        """Replace a paragraph that is one image by a slot for its figure."""
        image = next(child for child in tokens[index].children or [] if child.type == "image")
        src, at, alt = self._image(image, place)
        title = str(image.attrGet("title") or "")
        caption = self.line(Span(title, *at)) if title else ""
        self.words += len(title.split())
        self.slots.append(figures.figure(self.page, src, alt, caption, at))
        slot = Token("html_block", "", 0, content=f"\ue000{len(self.slots) - 1}\ue001\n")
        for token in tokens[index - 1 : index + 2]:
            token.type, token.tag, token.hidden, token.content = "html_block", "", False, ""
        tokens[index] = slot

    def _image(self, image: Token, place: Position) -> tuple[str, Position, str]:
        src = str(image.attrGet("src") or "")
        at = self.page.report.locate("![", *place)
        if not image.content.strip():
            expected = "Say between the brackets what it shows."
            self.page.report.error("image-alt", at, "This image has no text in its place.", expected)
        alt = "".join(child.content for child in image.children or []) or image.content
        return src, at, alt.strip()

    def _inline(self, children: Sequence[Token], place: Position) -> None:
        refused = 0
        spoken = [child.content or " " for child in children if child.type in _SPOKEN]
        self.words += len("".join(spoken).split())
        for child in children:
            if child.type == "text" and (match := _TAG.search(child.content)):
                at = self.page.report.locate(match.group(), *place)
                what = "HTML is shown to readers as it is written here."
                self.page.report.warning("html", at, what, "Write Markdown, or put code in backticks.")
            elif child.type == "citation":
                child.type, child.content = "html_inline", self._cited(child.content, place)
            elif child.type == "image":
                src, at, alt = self._image(child, place)
                child.type, child.content = "html_inline", figures.inline(self.page, src, alt, at)
            elif child.type == "link_open" and not links.allow(self.page, child, place):
                refused += 1
                _vanish(child)
            elif child.type == "link_close" and refused:
                refused -= 1
                _vanish(child)

    def _cited(self, written: str, place: Position) -> str:
        parts: list[str] = []
        comma = "، " if self.page.language.partition("-")[0] == "ar" else ", "
        for cited in written.split(";"):
            key, _, locator = (part.strip() for part in cited.strip().removeprefix("@").partition(","))
            self.page.refer("source", key, self.page.report.locate(f"@{key}", *place))
            detail = html.escape(f"{comma}{locator}" if locator else "", quote=False)
            if not self.numbered:
                parts.append(html.escape(self.page.short(key), quote=False) + detail)
                continue
            if key not in self.sources:
                self.sources.append(key)
            number = self.sources.index(key) + 1
            parts.append(f'<a href="#source-{html.escape(key)}">{number}{detail}</a>')
        if self.numbered:
            return f'<sup class="cite">{comma.join(parts)}</sup>'
        return f'<span class="cite">({"; ".join(parts)})</span>'


def _is_figure(token: Token) -> bool:
    """Whether a paragraph is one image and nothing else."""
    kinds = [child.type for child in token.children or [] if child.content.strip() or child.type != "text"]
    return kinds == ["image"]


def _vanish(token: Token) -> None:
    token.type, token.tag, token.content, token.nesting = "text", "", "", 0


def _cell(token: Token) -> None:
    """Alignment as a class, since pages allow no style attribute; header cells head their column."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", ALIGN[style])
    if token.type == "th_open":
        token.attrSet("scope", "col")
