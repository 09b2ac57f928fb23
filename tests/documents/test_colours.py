"""One colour: what can be read on it, and beside it."""

from __future__ import annotations

import pytest

from course.documents.colours import accent, contrast, ink_on, mixed

EVERY = [f"#{red:02X}{green:02X}{blue:02X}" for red in range(0, 256, 51) for green in range(0, 256, 51) for blue in range(0, 256, 51)]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#FFFFFF", "#000000", 21.0),
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),  # the example of a grey that just fails
        ("#767676", "#FFFFFF", 4.54),
        ("#2F1236", "#2f1236", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected


def test_text_on_any_panel_can_be_read() -> None:
    assert [colour for colour in EVERY if contrast(ink_on(colour), colour) < 4.5] == []
    assert (ink_on("#2F1236"), ink_on("#FFD84D")) == ("#FFFFFF", "#000000")


def test_the_heading_in_any_colour_can_be_read_on_white() -> None:
    assert [colour for colour in EVERY if contrast(accent(colour), "#FFFFFF") < 7] == []
    assert accent("#2F1236") == "#5A2267"  # the plum of the identity, nearly


def test_colours_are_mixed_in_proportion() -> None:
    assert mixed("#000000", "#FFFFFF", 0.2) == "#333333"
    assert mixed("#2F1236", "#FFFFFF", 0) == "#2F1236"
