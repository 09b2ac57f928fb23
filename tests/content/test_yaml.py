"""The strict subset of YAML: nothing is guessed, everything has a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.content.problems import Report
from course.content.yaml import Tree, parse


def read(text: str, first: int = 1) -> tuple[Tree | None, list[str]]:
    report = Report("a.yaml", text.split("\n"))
    tree = parse(text, report, first)
    return tree, [str(problem) for problem in report.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("27.2", 27.2),
        ("no", "no"),
        ("True", "True"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        ("12:30", "12:30"),
        ("2018-06-06", "2018-06-06"),
        ("1_000", "1_000"),
        ("+5", "+5"),
        ('"5"', "5"),
        ("'true'", "true"),
        ("٥", "٥"),
        ("9" * 30, "9" * 30),
        ("[a, 1, [true]]", ["a", 1, [True]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        (">-\n  one\n  line\n", "one line"),
    ],
)
def test_a_value_is_what_yaml_1_2_says_and_never_a_guess(written: str, value: object) -> None:
    tree, problems = read(f"key: {written}\n")
    assert problems == []
    assert tree is not None
    assert tree.value == {"key": value}
    assert type(tree.value["key"]) is type(value)


def test_every_node_knows_its_line_and_column() -> None:
    tree, _ = read("title: A\nforum:\n  opens: x\nlist:\n  - {a: 1}\n  - b\n", first=2)
    assert tree is not None
    assert tree.keys == {
        ("title",): (2, 1),
        ("forum",): (3, 1),
        ("forum", "opens"): (4, 3),
        ("list",): (5, 1),
        ("list", 0, "a"): (6, 6),
    }
    assert tree.place(("forum", "opens")) == (4, 10)
    assert tree.place(("list", 1)) == (7, 5)
    assert tree.place(("list", 0, "nothing")) == (6, 5)
    assert tree.key(("forum", "closes")) == (4, 3)
    assert Tree({}).place(("a",)) == (1, 1)


def test_a_file_may_hold_nothing_or_a_bare_value() -> None:
    assert read("# only a remark\n")[0] == Tree(None)
    assert read("7")[0] == Tree(7, {(): (1, 1)})
    assert read("---\na: 1\n...\n")[0] is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: *b\n", "a.yaml:1:4: yaml-alias An alias (*name) is not allowed. Write the value again."),
        ("a: &b 1\n", "a.yaml:1:4: yaml-alias An anchor (&name) is not allowed. Write the value again."),
        ("a: &b [1]\n", "a.yaml:1:4: yaml-alias An anchor (&name) is not allowed. Write the value again."),
        ("a: !!int 1\n", "a.yaml:1:4: yaml-tag A tag (tag:yaml.org,2002:int) is not allowed. Leave it out."),
        ("a: !x {}\n", "a.yaml:1:4: yaml-tag A tag (!x) is not allowed. Leave it out."),
        (
            "a: 1\nb: 2\na: 3\n",
            'a.yaml:3:1: yaml-duplicate The key "a" stands here a second time; the first is in line 1. '
            "Keep one of them.",
        ),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: yaml-document A second YAML document starts here. Keep one."),
        ('"": 1\n', "a.yaml:1:1: yaml-key A key is missing before the colon. Write key: value."),
        ("? [a]\n: 1\n", "a.yaml:1:3: yaml-key A key must be a word. Put a text with brackets in quotes."),
        ("[" * 21 + "]" * 21, "a.yaml:1:21: yaml-depth This is nested more than 20 levels deep."),
        ("a: b: c\n", 'a.yaml:1:5: yaml A second colon stands in this line. Put the text in quotes: "…".'),
        ("a:\n\tb: 1\n", "a.yaml:2:1: yaml A tab stands here. YAML is indented with spaces."),
        (
            "a: @b\n",
            'a.yaml:1:4: yaml A character that YAML does not allow here. Put the text in quotes: "…".',
        ),
        ("a: 1\n b\nc\n", "a.yaml:3:1: yaml A colon is missing after the key. Write key: value."),
        ('a: "b\n', "a.yaml:1:4: yaml A quotation mark is never closed. Close it."),
        (
            "a: [b\nc: d\n",
            "a.yaml:1:4: yaml A list or mapping in brackets is never closed. Close the bracket.",
        ),
    ],
)
def test_what_is_refused_says_where_and_how_to_write_it(text: str, told: str) -> None:
    tree, problems = read(text)
    assert tree is None
    assert problems == [told]


def test_an_unknown_fault_is_told_in_the_words_of_the_parser() -> None:
    _, problems = read("a: 1\nb\n  - c\n- d\n")
    assert problems[0].startswith("a.yaml:")
    assert read("a: %\n")[1] == [
        'a.yaml:1:4: yaml A character that YAML does not allow here. Put the text in quotes: "…".'
    ]


def test_a_character_that_yaml_cannot_hold_is_a_problem() -> None:
    assert [problem.split(" ", 1)[1] for problem in read("a: \ufffe\n")[1]] == [
        "yaml A character that YAML does not allow stands in this text."
    ]


def test_very_deep_and_very_long_input_ends_in_a_problem() -> None:
    for text in ("[" * 100_000, "{a: " * 50_000, "- " * 50_000, "a:\n" + " a:\n" * 5):
        tree, problems = read(text)
        assert tree is None
        assert len(problems) >= 1


@settings(deadline=None)
@given(st.text(alphabet="ab:-[]{}\"'#&*!|>%@`\n\t ,?0.~", max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    report = Report("a.yaml", text.split("\n"))
    tree = parse(text, report)
    assert (tree is None) == bool(report.problems)
