"""TOML as the standard library reads it, and where everything in it stands."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from course.content.problems import Report
from course.content.toml import parse
from course.content.yaml import Tree

TEXT = '''# first
name = "A # b = 1"   # x
"quoted key" = 'x'
a.b . "c" = [ 1, {x = 2, y.z = "}"}, # note ]
  """multi
name = "no key" """, [3,
4] ]
long = """"q" \\""" x"""
raw = \'\'\'
[signatories]
''\'\'\'
when = 2024-01-01 10:00:00

[[signatories]]
name = "A"
[[signatories]]
  role="B"
[signatories.more]
z = 1
[statement]
fr = "oui"
[x.y]
k = {}
'''


def told(text: str) -> list[str]:
    """The problems of a text that cannot be read, in short."""
    report = Report("o.toml", text.split("\n"))
    assert parse(text, report) is None
    return [f"{each.line}:{each.column} {each.code} {each.what}" for each in report.problems]


def read(text: str) -> Tree:
    report = Report("o.toml", text.split("\n"))
    tree = parse(text, report)
    assert report.problems == []
    assert tree is not None
    return tree


def test_every_key_and_value_has_its_place() -> None:
    tree = read(TEXT)
    assert tree.value == tomllib.loads(TEXT)
    assert [tree.key(loc) for loc in (("name",), ("quoted key",), ("a", "b"), ("a", "b", "c", 1, "y", "z"))] == [
        (2, 1), (3, 1), (4, 3), (4, 28),
    ]  # fmt: skip
    assert [tree.place(loc) for loc in (("name",), ("a", "b", "c", 2), ("a", "b", "c", 3, 1), ("long",))] == [
        (2, 8), (5, 3), (7, 1), (8, 8),
    ]  # fmt: skip
    assert [tree.place(("signatories", index)) for index in (0, 1)] == [(14, 1), (16, 1)]
    assert tree.key(("signatories", 1, "role")) == (17, 3)
    assert tree.key(("signatories", 1, "more", "z")) == (19, 1)
    assert tree.key(("x",)) == (22, 2)
    assert tree.place(("x", "nothing")) == tree.place(())


VALUES = some.recursive(
    some.text() | some.integers(-(2**60), 2**60) | some.booleans(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)} = {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08X}" for sign in value) + '"'
    return json.dumps(value)


def leaves(value: object, loc: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*loc, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*loc, index))]
    return [(loc, value)]


@given(VALUES)
def test_what_stands_at_a_place_is_the_value(value: object) -> None:
    text = f"v = {written(value)}"
    tree = read(text)
    assert tree.value == {"v": value}
    for loc, leaf in leaves(value, ("v",)):
        line, column = tree.place(loc)
        assert (line, text[column - 1 :].startswith(written(leaf))) == (1, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = Foo", "1:8 toml This is no value."),
        ('name "Foo"', "1:6 toml An equals sign is missing after the key."),
        ('name = "Foo\nb = 1', "1:12 toml A quotation mark is never closed."),
        ('name = """Foo\nb = 1', "2:6 toml A quotation mark is never closed."),
        ("a = [1, 2", "1:10 toml A list is never closed."),
        ('a = "\\q"', "1:8 toml A backslash in double quotes begins an escape."),
        ("a = 1 b = 2", "1:7 toml Something stands after the value."),
        ("= 3", "1:1 toml This line is no key = value."),
        ("[a", "1:3 toml The bracket of this heading is never closed."),
        ('a = "\\ud800"', "1:12 toml This is not TOML: Escaped character is not a Unicode scalar value."),
        ("a = 1\nb = 2\na = 3", '3:1 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ('"\\u0061" = 1\na = 2', '2:1 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ("[a]\nb = 1\n[a]", '3:2 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ("a = {b = 1, b = 2}", '1:13 toml-duplicate The key "b" stands here a second time; the first is in line 1.'),
        ("a = 1\na = 2\nb", '2:1 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ("a = 1\na = 2\n= 3", '2:1 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ('a = 1\na = 2\n"\\q" = 3', '2:1 toml-duplicate The key "a" stands here a second time; the first is in line 1.'),
        ("a = 1\n[a.b]", "2:5 toml A key stands here a second time."),
        ("x = 1\na = [" + "[" * 24 + "]" * 25, "2:25 toml-depth This is nested more than 20 levels deep."),
        ("a = " + "[" * 30_000, "1:1 toml-depth This is nested more than 20 levels deep."),
        (".".join("a" * 300) + " = 1", "1:599 toml-depth This is nested more than 20 levels deep."),
        (".".join("a" * 30_000) + " = 1", "1:1 toml This line has too many dots."),
        ("x = 1\na = " + "1" * 9000, "2:1 toml A number in this line has too many digits."),
    ],
)  # fmt: skip
def test_what_is_not_toml_is_told_in_plain_words(text: str, problem: str) -> None:
    assert told(text) == [problem]
