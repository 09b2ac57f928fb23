"""Lines of display type: few, of a length, and ending at a pause."""

from __future__ import annotations

import pytest

from course.documents.lines import broken
from course.documents.pdf import Piece


def pieces(text: str) -> list[Piece]:
    """Each letter one em wide, a space half of it."""
    return [Piece(f"{word} ", len(word), 0.5) for word in text.split()]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Amina", 10, ["Amina "]),
        ("Amina Wanjiru Njoroge", 30, ["Amina Wanjiru Njoroge "]),
        ("Amina Wanjiru Njoroge", 16, ["Amina Wanjiru ", "Njoroge "]),
        ("one two six ten", 9, ["one two ", "six ten "]),
        ("aaaa bbb: cccc dddd ee", 16, ["aaaa bbb: ", "cccc dddd ee "]),
        ("roles we learn, roles we can change", 24, ["roles we learn, ", "roles we can change "]),
        ("Masculinités : des rôles appris", 18, ["Masculinités : ", "des rôles appris "]),
    ],
)
def test_lines_are_few_and_of_a_length(text: str, width: float, lines: list[str]) -> None:
    assert broken(pieces(text), width, 3) == lines


def test_no_line_is_longer_than_the_width_and_nothing_is_lost() -> None:
    text = "Maria Antonieta de la Santísima Trinidad Fernández-Gutiérrez y Villanueva de los Castillejos"
    for width in range(19, 60):
        found = broken(pieces(text), width, 9)
        assert found is not None
        assert "".join(found) == f"{text} "
        assert max(len(line.replace(" ", "")) for line in found) <= width


def test_what_does_not_fit_is_none() -> None:
    assert broken(pieces("Amina Wanjiru Njoroge"), 14, 1) is None
    assert broken(pieces("Amina Wanjiruwanjiru"), 10, 5) is None


def test_a_word_is_broken_only_when_it_must_be() -> None:
    name = [Piece("Ana ", 3, 0.5), Piece("Wanjiru-", 8), Piece("Njoroge", 7)]
    assert broken(name, 16, 2) == ["Ana ", "Wanjiru-Njoroge"]
    assert broken(name, 12, 2) == ["Ana Wanjiru-", "Njoroge"]


def test_two_hundred_signs_without_a_space_take_no_time() -> None:
    assert [len(line) for line in broken([Piece("王", 1)] * 200, 60, 4) or []] == [50, 50, 50, 50]
