"""What Markdown becomes: safe HTML of a known shape."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.content import markdown
from course.content.markdown import Writer
from course.content.markup import Span
from course.content.pages import Page, Shelf
from course.content.problems import Report
from tests.content.tree import COURSE, FIRST, SAMPLE, WORDS, Tree

SHORTS = {"connell1995": "Connell, 1995", "a&b": "A & <B>, 2000", "quoted": 'O\u2019\u00a0"X" & Y, 2001'}


def page(text: str = "", root: Path = SAMPLE, language: str = "en") -> Page:
    files = {
        path.relative_to(root).as_posix(): (1, path.stat().st_size)
        for path in root.rglob("*")
        if path.is_file()
    }
    report = Report(f"{FIRST}/module.md", text.split("\n"))
    anchors = {"one": "one", "part": "one", "two": "two", "deep": "two"}
    return Page(
        Shelf(root, files, SHORTS), FIRST, language, report, anchors, "one", "/courses/c/modules/m/lessons"
    )


def prose(text: str, numbered: bool = False) -> tuple[str, list[str]]:
    here = page(text)
    html = Writer(here, numbered=numbered).prose(Span(text, 1))
    return html, [str(problem).partition(": ")[2] for problem in here.report.problems]


def test_raw_html_is_shown_as_text_and_told() -> None:
    html, problems = prose("Hello <b onclick=x>you</b> and\n\n<script>alert(1)</script>\n\n<!-- note -->")
    assert html == (
        "<p>Hello &lt;b onclick=x&gt;you&lt;/b&gt; and</p>\n"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;!-- note --&gt;</p>"
    )
    assert [problem.split()[0] for problem in problems] == ["html"] * 3
    assert prose("Where a < b and `<i>` is code")[1] == []


def test_external_links_tell_the_other_site_nothing() -> None:
    html, _ = prose('[a](https://example.org/?q=1&r=2 "T") <https://example.org> [m](mailto:a@example.org)')
    assert html == (
        '<p><a href="https://example.org/?q=1&amp;r=2" title="T" rel="noopener noreferrer">a</a> '
        '<a href="https://example.org" rel="noopener noreferrer">https://example.org</a> '
        '<a href="mailto:a@example.org">m</a></p>'
    )


def test_links_within_the_module_lead_to_the_page_of_their_lesson() -> None:
    html, problems = prose("[a](#part) [b](#two) [c](#deep) [d](#one)")
    assert problems == []
    assert html == (
        '<p><a href="#part">a</a> <a href="/courses/c/modules/m/lessons/two">b</a> '
        '<a href="/courses/c/modules/m/lessons/two#deep">c</a> <a href="#one">d</a></p>'
    )


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "tel:+123",
        "//example.org",
        "/admin",
        "other.md",
        "http:",
        "https:///path",
        "",
    ],
)
def test_other_links_are_left_out_with_a_problem(target: str) -> None:
    html, problems = prose(f"a [b *c*]({target}) d")
    assert html == "<p>a b <em>c</em> d</p>"
    assert [problem.split()[0] for problem in problems] == ["link"]


def test_a_dead_anchor_suggests_a_living_one() -> None:
    text = "First line\nand [a](#prat) here"
    here = page(text)
    html = Writer(here).prose(Span(text, 1))
    assert html == "<p>First line\nand a here</p>"
    assert [str(problem) for problem in here.report.problems] == [
        f'{FIRST}/module.md:2:9: link-anchor There is no anchor "#prat" in this module. Did you mean "part"?'
    ]


def test_a_glossary_link_is_a_term() -> None:
    here = page("[x](glossary:privilege)")
    assert Writer(here).line(Span("[x](glossary:privilege)", 1)) == (
        '<a href="/glossary#privilege" class="term">x</a>'
    )
    assert [(r.kind, r.word, r.at) for r in here.references] == [("term", "privilege", (1, 5))]


def test_citations_are_numbers_where_a_list_of_sources_follows() -> None:
    here = page("A [@b1] B [@connell1995, p. <9>; @b1]")
    writer = Writer(here, numbered=True)
    assert writer.prose(Span("A [@b1] B [@connell1995, p. <9>; @b1]", 1)) == (
        '<p>A<sup class="cite"><a href="#source-b1">1</a></sup> B<sup class="cite">'
        '<a href="#source-connell1995">2, p. &lt;9&gt;</a>, <a href="#source-b1">1</a></sup></p>'
    )
    assert writer.sources == ["b1", "connell1995"]
    assert here.cited == {}
    assert [(r.word, r.at) for r in here.references] == [
        ("b1", (1, 4)),
        ("connell1995", (1, 12)),
        ("b1", (1, 4)),
    ]


def test_citations_are_names_elsewhere_and_keys_while_nothing_is_known() -> None:
    here = page()
    assert Writer(here).line(Span("A [@connell1995, p. 9; @new2030] [@a&b]", 1)) == (
        'A <span class="cite">(Connell, 1995, p. 9; new2030)</span> <span class="cite">(A &amp; &lt;B&gt;, 2000)</span>'
    )
    assert here.cited == {"connell1995": "Connell, 1995", "new2030": "", "a&b": "A & <B>, 2000"}


def test_a_citation_is_a_link_itself_and_so_cannot_stand_in_one() -> None:
    assert prose("[as [@connell1995] says](https://example.org)")[0] == (
        '<p>[as <span class="cite">(Connell, 1995)</span> says](https://example.org)</p>'
    )


def test_what_is_no_citation_stays() -> None:
    assert prose("a [@] b [not @x] \\[@x] `[@x]` ![@x](media/dot.png) c")[0].startswith(
        "<p>a [@] b [not @x] [@x]"
    )


def test_headings_keep_their_level_and_take_their_id() -> None:
    html, problems = prose("### One {#part}\n\ntext\n\n#### Two\n\n### Three `{#x}` {#deep}")
    assert problems == []
    assert html == (
        '<h3 id="part">One</h3>\n<p>text</p>\n<h4>Two</h4>\n<h3 id="deep">Three <code>{#x}</code></h3>'
    )


def test_headings_that_are_too_high_or_skip_a_level_are_told() -> None:
    assert prose("text\n\n# One\n\n## Two\n\n### Three\n\n##### Five")[1] == [
        "heading-level This heading is too high. Headings here begin with ###.",
        "heading-level This heading is too high. Headings here begin with ###.",
        "heading-skip This heading skips a level. Write #### here.",
    ]


def test_underlined_text_is_no_heading_and_an_indented_one_no_code() -> None:
    assert prose("Title\n=====\n\n    four spaces")[0] == "<p>Title\n=====</p>\n<p>four spaces</p>"
    assert prose("Title\n---")[0] == "<p>Title</p>\n<hr>"


def test_a_table_needs_no_style_attribute() -> None:
    assert prose("| a | b | c |\n|:--|:-:|---|\n| 1 | 2 | 3 |")[0] == (
        '<table>\n<thead>\n<tr>\n<th class="start" scope="col">a</th>\n<th class="center" scope="col">b</th>\n'
        '<th scope="col">c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class="start">1</td>\n'
        '<td class="center">2</td>\n<td>3</td>\n</tr>\n</tbody>\n</table>'
    )


def test_an_image_alone_is_a_figure_and_within_a_line_it_is_none() -> None:
    html, problems = prose(
        '![A dot](media/dot.png "A *small* dot [@b1]")\n\nA ![dot](media/dot.png) here', True
    )
    assert problems == []
    assert html == (
        '<figure><img src="/media/masculinities/01-first-steps/media/dot.png" alt="A dot" width="3" height="2" '
        'loading="lazy"><figcaption>A <em>small</em> dot<sup class="cite"><a href="#source-b1">1</a></sup>'
        "</figcaption></figure>\n"
        '<p>A <img src="/media/masculinities/01-first-steps/media/dot.png" alt="dot" width="3" height="2" '
        'loading="lazy"> here</p>'
    )


def test_a_figure_may_stand_in_a_prompt_and_not_in_a_list() -> None:
    here = page()
    assert Writer(here).flow(Span("![A dot](media/dot.png)", 1)).startswith("<figure><img ")
    assert "<figure>" not in Writer(here).prose(Span("- ![A dot](media/dot.png)", 1))


def test_a_drawing_in_the_language_of_the_text_is_preferred(tree: Tree) -> None:
    for language, title in (("en", "Four levels"), ("fr", "Quatre niveaux"), ("ar", "Four levels")):
        here = page(root=tree.root, language=language)
        assert f"<title>{title}</title>" in Writer(here).prose(Span("![L](media/levels.svg)", 1))


def test_a_file_of_another_folder_is_found_and_remembered(tree: Tree) -> None:
    here = page(root=tree.root)
    tree.write(f"{WORDS}/media/a b.png", tree.path(f"{FIRST}/media/dot.png").read_bytes())
    other = page(root=tree.root)
    assert Writer(here).line(Span("![x](<../02-words/media/a b.png>)", 1)) == ""
    assert f'src="/media/{COURSE}/02-words/media/a%20b.png"' in Writer(other).line(
        Span("![x](<../02-words/media/a b.png>)", 1)
    )
    assert here.outside == {f"{WORDS}/media/a b.png": (0, 0)}
    assert other.outside.keys() == here.outside.keys()


def test_no_text_can_put_itself_in_the_place_of_a_figure() -> None:
    html, _ = prose("\ue0000\ue001 ![A dot](media/dot.png)\n\n![A dot](media/dot.png)")
    assert html.count("<figure>") == 1
    assert html.startswith("<p>0 <img")


def test_a_single_paragraph_of_an_item_stands_without_its_tag() -> None:
    writer = Writer(page())
    assert writer.flow(Span("One *line*.", 1)) == "One <em>line</em>."
    assert writer.flow(Span("One.\n\nTwo.", 1)) == "<p>One.</p>\n<p>Two.</p>"
    assert writer.lines(Span("One.\n\nTwo *x*.", 1)) == "<p>One.</p>\n<p>Two <em>x</em>.</p>"
    assert writer.lines(Span("1. May", 1)) == "1. May"
    assert writer.line(Span("# no heading", 1)) == "# no heading"
    assert writer.line(Span("a < b & c > d", 1)) == "a &lt; b &amp; c &gt; d"


def test_words_are_those_of_the_prose() -> None:
    writer = Writer(page())
    writer.prose(Span('### Two words\n\nand `three` more\n\n![alt text](media/dot.png "A caption")', 1))
    assert writer.words == 7


def test_a_text_without_end_is_told_and_not_parsed() -> None:
    html, problems = prose("[" * 60_000)
    assert html == ""
    assert problems == [
        "text-long This text has 60000 characters without a break. At most 50000 are read: split it up."
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Plain "quotes", colons: and # = | ~ {x} + - 5. > signs; 20% (yes)…',
        "non\u00a0breaking and ‘typographic’ — “dashes”",
        "نص عربي؟",
        "{{0}} and {{1}}",
        "So it is said [@connell1995, p. 9; @new2030], and again [@quoted].",
        "ends with space ",
    ],
)
def test_text_without_marks_takes_the_short_way_to_the_same_html(text: str) -> None:
    here = Writer(page())
    assert here.line(Span(text, 1)) == slow(here, text)


@settings(deadline=None)
@given(st.text(alphabet="aé中 ع.,:;\"'#=|~{}+-5>()%?/@$^\u00a0", max_size=30))
def test_the_short_way_gives_what_the_long_way_gives(text: str) -> None:
    here = Writer(page())
    assert here.line(Span(text, 1)) == slow(here, text)
    if markdown._PLAIN_FLOW.fullmatch(text):
        tokens = markdown.PARSER.parse(text)
        assert here.flow(Span(text, 1)) == here._finish(tokens[1:2], Span(text, 1))


def slow(writer: Writer, text: str) -> str:
    return writer._finish(markdown.PARSER.parseInline(text.strip(), {}), Span(text, 1))


PIECES = st.sampled_from(
    [
        *(
            "<script>",
            "<img src=x onerror=alert(1)>",
            "](javascript:alert(1))",
            "[a",
            "![b",
            "](media/dot.png)",
        ),
        *(
            "`",
            "*",
            "**",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "### ",
            "|",
            "---",
            "[@k]",
            "(#one)",
            "&lt;",
            "&#106;",
        ),
        *(
            "<a href='javascript:x'>",
            "\\",
            '"',
            "'",
            "text",
            "]: javascript:x",
            "[a]",
            "<https://x.org>",
            "\ue0000\ue001",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_markdown_becomes_anything_but_allowed_html(text: str) -> None:
    here = page(text)
    html = Writer(here, numbered=True).prose(Span(text, 1))
    found = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    for element in found.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in {
            *(
                "p",
                "h3",
                "h4",
                "h5",
                "h6",
                "ul",
                "ol",
                "li",
                "blockquote",
                "pre",
                "code",
                "em",
                "strong",
                "br",
            ),
            *("hr", "table", "thead", "tbody", "tr", "th", "td", "a", "sup", "img", "figure", "figcaption"),
        }
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not value.strip().lower().startswith(("javascript", "data", "vbscript"))
