"""Numbers as people write them."""

from __future__ import annotations

import pytest

from course.content.numbers import Number, number


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20.9 ± 0.05", Number("20.9", "0.05", "", "20.9", False)),
        ("20,9 +- 0,05 billion", Number("20.9", "0.05", "billion", "20,9 billion", False)),
        ("-3 +/- 0 °C", Number("-3", "0", "°C", "-3 °C", False)),
        ("27.2%", Number("27.2", "", "%", "27.2%", False)),
        ("50 %", Number("50", "", "%", "50 %", False)),
        ("1 250 000 ± 5", Number("1250000", "5", "", "1 250 000", False)),
        ("1,000 ± 1", Number("1.000", "1", "", "1,000", True)),
        ("0,125", Number("0.125", "", "", "0,125", False)),
        ("٢٠٫٩ ± ٠٫٥", Number("20.9", "0.5", "", "٢٠٫٩", False)),
        ("−4", Number("-4", "", "", "−4", False)),
    ],
)
def test_a_number_is_read_with_its_tolerance_and_unit(written: str, read: Number) -> None:
    assert number(written) == read


@pytest.mark.parametrize("written", ["", "twenty", "20.9.1", "1..5", "12 34", "± 5", "1 ±"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert number(written) is None
