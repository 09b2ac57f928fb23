"""The parser and the allowlist of HTML that all Markdown passes."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_HEADING_ID = re.compile(r"[ \t]*\{#([^{}\s]+)\}[ \t]*$")
CITATION = re.compile(r"\[(@[^\[\]]+)\]")
ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "a", "img"),
    *("code", "em", "strong", "br", "sup", "span", "table", "thead", "tbody", "tr", "th", "td"),
}
CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "a": {"href", "title", "rel"},
        "img": {"src", "alt", "width", "height", "loading"},
        "ol": {"start"},
        "th": {"scope"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    allowed_classes={
        "a": {"term"},
        "sup": {"cite"},
        "span": {"cite"},
        "th": set(ALIGN.values()),
        "td": set(ALIGN.values()),
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def _heading_ids(state: StateCore) -> None:
    """Take `{#id}` from the end of a heading before its text is parsed."""
    for heading, text in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open" and (match := _HEADING_ID.search(text.content)):
            heading.attrSet("id", match[1])
            text.content = text.content[: match.start()]


def _citation(state: StateInline, silent: bool) -> bool:
    """`[@key]`, `[@key1; @key2]` and `[@key, p. 12]`; turned into HTML where the page is known."""
    match = CITATION.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable("table").disable(["lheading", "code", "html_block", "html_inline"])
    parser.core.ruler.before("inline", "heading_ids", _heading_ids)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # judged in links.py, aloud
    return parser


PARSER = _parser()
