"""Fingerprints follow what learners see and what scores them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from course.content.fingerprints import fingerprint, of_text
from course.content.model import Choice, Item, Kind, Module, Quiz

ITEM = Item("a", Kind.SINGLE, "So?", choices=(Choice("Yes", True), Choice("No")), line=3)
MODULE = Module("m", 1, Path("one"), "M", "en", 5, {}, (), reviewed_on=date(2026, 1, 1))


def test_a_fingerprint_is_short_and_the_same_everywhere() -> None:
    assert fingerprint(ITEM) == fingerprint(replace(ITEM))
    assert fingerprint({"b": 1, "a": "é"}) == fingerprint({"a": "é", "b": 1})
    assert len(fingerprint(ITEM)) == 16
    assert int(fingerprint(ITEM), 16) >= 0


def test_lines_places_and_former_ids_do_not_matter() -> None:
    assert fingerprint(replace(ITEM, line=9, was="b", fingerprint="old")) == fingerprint(ITEM)
    moved = replace(MODULE, number=2, folder=Path("two"), draft=True, was="n", fingerprint="old")
    assert fingerprint(moved) == fingerprint(MODULE)


def test_everything_that_is_seen_or_scored_matters() -> None:
    changes = [
        replace(ITEM, prompt="So what?"),
        replace(ITEM, points=2),
        replace(ITEM, hint="h"),
        replace(ITEM, choices=ITEM.choices[::-1]),
        replace(ITEM, choices=(Choice("Yes"), Choice("No", True))),
        replace(ITEM, kind=Kind.MULTIPLE),
    ]
    assert len({fingerprint(item) for item in (ITEM, *changes)}) == 7
    assert fingerprint(replace(MODULE, reviewed_on=None)) != fingerprint(MODULE)


def test_what_has_a_fingerprint_stands_in_by_it() -> None:
    first, second = replace(ITEM, fingerprint="one"), replace(ITEM, fingerprint="two")
    assert fingerprint(Quiz((first,), "en")) != fingerprint(Quiz((second,), "en"))
    assert fingerprint(Quiz((first,), "en")) == fingerprint(Quiz((replace(first, prompt="other"),), "en"))


def test_the_text_of_an_original_is_compared_without_blanks_at_the_ends() -> None:
    assert of_text(["T"], "\n\na  \nb\n") == of_text(["T"], "a\nb")
    assert of_text(["T"], "a\nb") != of_text(["T"], "a b")
    assert of_text(["T"]) != of_text(["U"])


def test_a_path_is_known_by_its_name() -> None:
    assert fingerprint([Path("/here/a.pdf")]) == fingerprint([Path("/there/a.pdf")])
    assert fingerprint(["\ud800"]) != fingerprint(["\ud801"])
