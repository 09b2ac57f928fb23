"""Links in Markdown: which ones are allowed, and what becomes of them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from markdown_it.token import Token

from course.content.pages import Page
from course.content.problems import Position, closest

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_EXPECTED = "Links go to https://, http://, mailto:, glossary:term or #anchor."


def allow(page: Page, link: Token, place: Position) -> bool:
    """Make a link ready for the page; False after a problem, and the link is then left out."""
    href = str(link.attrGet("href") or "")
    written = unquote(href)
    at = page.report.locate(f"({written}", *place)
    at = (at[0], at[1] + 1) if at[1] > 1 else page.report.locate(written, *place)
    scheme = _SCHEME.match(href)
    kind = scheme[1].lower() if scheme else ""
    if kind in ("http", "https"):
        if not re.match(r"https?://[^/?#\s]", href, re.IGNORECASE):
            page.report.error("link", at, f'"{written}" is not an address.', _EXPECTED)
            return False
        link.attrSet("rel", "noopener noreferrer")
        return True
    if kind == "mailto":
        return True
    if kind == "glossary":
        term = written.partition(":")[2]
        page.refer("term", term, at)
        link.attrSet("href", f"/glossary#{term}")
        link.attrSet("class", "term")
        return True
    if written.startswith("#"):
        return _anchor(page, link, written[1:], at)
    page.report.error("link", at, f'"{written}" is not a link that pages may have.', _EXPECTED)
    return False


def _anchor(page: Page, link: Token, anchor: str, at: Position) -> bool:
    """A link within the module: to a heading of this lesson, or to the page of another lesson."""
    if anchor not in page.anchors:
        what = f'There is no anchor "#{anchor}" in this module.'
        page.report.error("link-anchor", at, what, "", closest(anchor, page.anchors))
        return False
    lesson = page.anchors[anchor]
    if lesson != page.lesson:
        place = f"{page.address}/{lesson}"
        link.attrSet("href", place if anchor == lesson else f"{place}#{anchor}")
    return True
