"""Drawings that stand inside a page carry nothing but shapes and text."""

from __future__ import annotations

import pytest

from course.content.problems import Report
from course.content.svg import sanitise


def clean(inner: str, root: str = 'viewBox="0 0 100 50"') -> tuple[str, list[str]]:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{inner}</svg>'
    report = Report("a.svg", text.split("\n"))
    return sanitise(text, 'A "b" & c', report), [problem.code for problem in report.problems]


def test_shapes_and_text_stay_and_the_drawing_gets_a_name() -> None:
    drawing, problems = clean(
        '<title>T</title><g fill="var(--ink)"><text x="1" font-size="16">a &lt; b</text></g><path d="M0 0"/>'
    )
    assert problems == []
    assert drawing == (
        '<svg role="img" aria-label="A &quot;b&quot; &amp; c" viewBox="0 0 100 50"><title>T</title>'
        '<g fill="var(--ink)"><text x="1" font-size="16">a &lt; b</text></g><path d="M0 0"/></svg>'
    )


def test_size_and_whatever_else_the_page_decides_leave_the_root() -> None:
    root = 'viewBox="0,0,100,50" width="9" height="9" xml:lang="fr" id="x" class="y"'
    drawing, problems = clean('<desc xml:lang="fr">D</desc>', root)
    assert problems == []
    assert 'viewBox="0,0,100,50"><desc lang="fr">D</desc>' in drawing


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<a href="https://example.org"><text>x</text></a>',
        '<use href="#x"/>',
        '<image href="x.png"/>',
        '<set attributeName="href" to="javascript:1"/>',
        '<animate attributeName="x"/>',
        '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>',
        '<rect onload="x()"/>',
        '<rect ONLOAD="x()"/>',
        '<rect style="fill:red"/>',
        '<rect xmlns:l="http://www.w3.org/1999/xlink" l:href="#x"/>',
        '<rect fill="URL(#x)"/>',
        '<rect fill="javascript:1"/>',
        '<rect fill="\\75rl(#x)"/>',
        "<g>" * 25 + "</g>" * 25,
    ],
)
def test_what_could_act_or_fetch_is_refused(inner: str) -> None:
    drawing, problems = clean(inner)
    assert drawing == ""
    assert "svg-unsafe" in problems


def test_entities_and_document_types_are_refused_before_they_grow() -> None:
    for text in (
        '<!DOCTYPE svg><svg viewBox="0 0 1 1"/>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg viewBox="0 0 1 1">&b;</svg>',
    ):
        report = Report("a.svg", [text])
        assert sanitise(text, "x", report) == ""
        assert [problem.code for problem in report.problems] == ["svg-unsafe"]


def test_harmless_extras_of_drawing_programs_are_left_out_with_a_warning() -> None:
    drawing, problems = clean(
        '<metadata><x xmlns="urn:x"><circle/></x></metadata><defs><g/></defs><g id="layer" data-x="1"/>'
    )
    assert drawing.endswith('viewBox="0 0 100 50"><g/></svg>')
    assert problems == ["svg-dropped"] * 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<svg", "a.svg:1:1: svg This is not well-formed SVG: unclosed token."),
        ("<p/>", "a.svg:1:1: svg The file begins with <p>. It should be <svg …>."),
        ("<svg/>", 'a.svg:1:1: svg The drawing has no viewBox. Write viewBox="0 0 400 400".'),
        (
            '<svg viewBox="0 0 0 0"/>',
            'a.svg:1:1: svg The drawing has no viewBox. Write viewBox="0 0 400 400".',
        ),
        (
            '<svg viewBox="wide"/>',
            'a.svg:1:1: svg The drawing has no viewBox. Write viewBox="0 0 400 400".',
        ),
        (
            '<svg viewBox="0 0 1 1">&nbsp;</svg>',
            "a.svg:1:24: svg This is not well-formed SVG: undefined entity.",
        ),
    ],
)
def test_what_is_no_drawing_is_told_with_its_place(text: str, told: str) -> None:
    report = Report("a.svg", [text])
    assert sanitise(text, "x", report) == ""
    assert [str(problem) for problem in report.problems] == [told]


def test_a_drawing_that_is_heavy_or_hard_to_read_is_shown_with_warnings() -> None:
    drawing, problems = clean('<text font-size="9px">x</text>' + "<g></g>" * 700, 'viewBox="0 0 900 100"')
    assert drawing != ""
    assert problems == ["svg-large", "svg-wide", "svg-small"]
    assert clean('<text font-size="large">x</text>')[1] == []
