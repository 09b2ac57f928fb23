"""Faults in the terminal, for GitHub, for editors and for machines."""

from __future__ import annotations

import json

from course.content.problems import (
    Problem,
    Report,
    as_github,
    as_json,
    as_sarif,
    as_text,
    closest,
    counts,
)

WRONG = Problem("a/module.md", 3, 8, "objective", 'No "x".', "Name one.", "y", "- (x) A {objective=x}")
WEAK = Problem("b.yaml", 1, 1, "review-due", "Due, soon: 100%.", source="", severity="warning")


def test_a_problem_reads_as_one_line() -> None:
    assert str(WRONG) == 'a/module.md:3:8: objective No "x". Name one. Did you mean "y"?'
    assert str(WEAK) == "b.yaml:1:1: review-due Due, soon: 100%."


def test_the_terminal_shows_the_line_with_a_caret() -> None:
    assert as_text([WRONG, WEAK], "modules/") == (
        'modules/a/module.md:3:8: objective No "x". Name one. Did you mean "y"?\n'
        "    - (x) A {objective=x}\n"
        "           ^\n"
        "modules/b.yaml:1:1: warning: review-due Due, soon: 100%.\n"
    )


def test_a_long_line_is_cut_around_the_caret_and_wide_letters_move_it() -> None:
    long = Problem("a", 1, 301, "c", "W.", source="x" * 300 + "HERE" + "y" * 300)
    line, caret = as_text([long]).split("\n")[1:3]
    assert line == "    …" + "x" * 50 + "HERE" + "y" * 46 + "…"
    assert line[caret.index("^")] == "H"
    wide = as_text([Problem("a", 1, 3, "c", "W.", source="日本x")]).split("\n")[2]
    assert wide == "        ^"
    marked = as_text([Problem("a", 1, 3, "c", "W.", source="e\u0301x")]).split("\n")[2]
    assert marked == "     ^"


def test_no_file_can_steer_the_terminal() -> None:
    evil = Problem("a\x1b[2J", 1, 1, "c", "W.", source="\x1b]0;x\x07 text")
    assert "\x1b" not in as_text([evil])
    assert "\x07" not in as_text([evil])


def test_json_counts_and_keeps_every_field() -> None:
    told = json.loads(as_json([WRONG, WEAK], "m/"))
    assert (told["errors"], told["warnings"]) == (1, 1)
    assert told["problems"][0] == {
        "path": "m/a/module.md",
        "line": 3,
        "column": 8,
        "code": "objective",
        "what": 'No "x".',
        "expected": "Name one.",
        "suggestion": "y",
        "source": "- (x) A {objective=x}",
        "severity": "error",
    }


def test_github_gets_one_command_a_problem_and_no_broken_line() -> None:
    odd = Problem("a,b:c.md", 1, 2, "c", "Two\nlines 100%.")
    assert as_github([odd, WEAK], "m/") == (
        "::error file=m/a%2Cb%3Ac.md,line=1,col=2,title=c::Two%0Alines 100%25.\n"
        "::warning file=m/b.yaml,line=1,col=1,title=review-due::Due, soon: 100%25.\n"
    )


def test_sarif_names_each_rule_once() -> None:
    run = json.loads(as_sarif([WRONG, WRONG, WEAK], "m/"))["runs"][0]
    assert run["tool"]["driver"]["rules"] == [{"id": "objective"}, {"id": "review-due"}]
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning"]
    assert run["results"][0]["message"]["text"] == 'No "x". Name one. Did you mean "y"?'
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "m/a/module.md"},
        "region": {"startLine": 3, "startColumn": 8},
    }


def test_a_report_keeps_places_inside_the_file() -> None:
    report = Report("a.md", ["first", "second"])
    report.error("c", (9, 0), "Too far.")
    report.warning("c", (0, 3), "Too near.")
    assert [(p.line, p.column, p.source) for p in report.problems] == [(2, 1, "second"), (1, 3, "first")]
    assert report.broken
    assert counts(report.problems) == (1, 1)
    assert report.locate("con", 1, 2) == (2, 3)
    assert report.locate("gone", 2) == (2, 1)
    assert report.source(7) == ""
    assert not Report("b").broken


def test_the_closest_word_is_suggested_and_a_far_one_is_not() -> None:
    assert closest("titel", ["title", "minutes"]) == "title"
    assert closest("xyz", ["title", "minutes"]) == ""
