"""The values of front matter: what may be written, and what is said when it may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from pydantic_core import PydanticCustomError

from course.content import fields as f
from course.content.problems import Report
from course.content.schemas import CourseFront, DialogueFront, ModuleFront, QuizFront, Schema, validate
from course.content.yaml import parse


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (f.text, " A ", "A"),
        (f.text, 1995, "1995"),
        (f.day, "2018-06-20", date(2018, 6, 20)),
        (f.never_or_day, "never", None),
        (f.never_or_day, None, None),
        (f.never_or_day, "2026-01-02", date(2026, 1, 2)),
        (f.moment, "2018-06-12", date(2018, 6, 12)),
        (f.moment, "2018-06-12 9:05", datetime(2018, 6, 12, 9, 5)),  # noqa: DTZ001 the zone comes later
        (f.moment, "2018-06-12T23:59", datetime(2018, 6, 12, 23, 59)),  # noqa: DTZ001
        (f.month, 2025, "2025"),
        (f.month, "2025-03", "2025-03"),
        (f.month, "2025-03-31", "2025-03-31"),
        (f.share, "80%", 0.8),
        (f.share, "66.7 %", 0.667),
        (f.share, 0.8, 0.8),
        (f.share, 1, 1.0),
        (f.positive, 6, 6.0),
        (f.positive, 1.5, 1.5),
        (f.whole, 12, 12),
        (f.unlimited_or_whole, "unlimited", None),
        (f.unlimited_or_whole, 3, 3),
        (f.never_or_years, "never", None),
        (f.never_or_years, "1 year", 1),
        (f.address, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (f.address, "http://localhost:8000", "http://localhost:8000"),
        (f.address, "doi:10.1177/146470", "https://doi.org/10.1177/146470"),
        (f.zone, "Asia/Kathmandu", "Asia/Kathmandu"),
        (f.zone, "UTC", "UTC"),
    ],
)
def test_what_may_be_written(read: Callable[[object], object], written: object, value: object) -> None:
    assert read(written) == value


@pytest.mark.parametrize(
    ("read", "written", "told"),
    [
        (f.text, True, 'true is not text. Put it in quotes: "…".'),
        (f.text, None, 'nothing is not text. Put it in quotes: "…".'),
        (f.text, 1.10, '"1.1" is not text. Put it in quotes: "…".'),
        (f.text, ("a",), 'a list is not text. Put it in quotes: "…".'),
        (f.text, ["a"], 'a list is not text. Put it in quotes: "…".'),
        (f.text, {"a": 1}, 'a mapping is not text. Put it in quotes: "…".'),
        (f.text, " ", "The text is empty. Write it, or leave the key out."),
        (f.day, "6 June 2018", '"6 June 2018" is not a day. Write it as 2018-06-20.'),
        (f.day, "2018-02-30", '"2018-02-30" is not a day. Write it as 2018-06-20.'),
        (f.day, 2018, '"2018" is not a day. Write it as 2018-06-20.'),
        (f.month, "2025-13", '"2025-13" is not a month. Write it as 2025-03, or as a day.'),
        (f.month, "March", '"March" is not a month. Write it as 2025-03, or as a day.'),
        (f.share, "0%", '"0%" is out of range. It lies above 0% and at most at 100%.'),
        (f.share, "101%", '"101%" is out of range. It lies above 0% and at most at 100%.'),
        (f.share, 80, '"80" is not a share. Write it as 80%.'),
        (f.share, True, "true is not a share. Write it as 80%."),
        (f.share, "most", '"most" is not a share. Write it as 80%.'),
        (f.positive, 0, '"0" is not a number above 0. Write it as 6 or 1.5.'),
        (f.positive, False, "false is not a number above 0. Write it as 6 or 1.5."),
        (f.whole, 0, '"0" is not a whole number above 0. Write it as 6.'),
        (f.whole, 1.5, '"1.5" is not a whole number above 0. Write it as 6.'),
        (f.waiting, "soon", '"soon" is not a time to wait. Write it as 30 minutes or 1 day.'),
        (f.waiting, 30, '"30" is not a time to wait. Write it as 30 minutes or 1 day.'),
        (f.never_or_years, "0 years", '"0 years" is no term of validity. Write never, or 3 years.'),
        (f.never_or_years, 3, '"3" is no term of validity. Write never, or 3 years.'),
        (f.address, "www.example.org", '"www.example.org" is not an address. It starts with https://.'),
        (f.address, "https://a b", '"https://a b" is not an address. It starts with https://.'),
        (
            f.address,
            "javascript:alert(1)",
            '"javascript:alert(1)" is not an address. It starts with https://.',
        ),
        (f.moment, "2018-06-12 24:00", '"24:00" is not a time. Write it as 10:00 (24 hours).'),
        (
            f.moment,
            "noon",
            '"noon" is not a date with a time. '
            "Write it as 2018-06-12 10:00 (24 hours, in the zone of the dialogue).",
        ),
    ],
)
def test_what_may_not_be_written(read: Callable[[object], object], written: object, told: str) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        read(written)
    context = raised.value.context
    assert context is not None
    assert f"{context['what']} {context['expected']}" == told


def told(schema: type[Schema], text: str) -> list[str]:
    report = Report("a", text.split("\n"))
    tree = parse(text, report)
    assert tree is not None
    assert validate(schema, tree, report) is None
    return [str(problem).partition(":")[2] for problem in report.problems]


def test_all_errors_of_a_file_are_told_at_once() -> None:
    assert told(ModuleFront, "titel: x\nminutes: long\nobjectives: {A b: c, d: [e]}\nsensitive: maybe\n") == [
        '1:1: key-missing The key "title" is missing. Add title: …',
        '2:10: number "long" is not a whole number above 0. Write it as 6.',
        '3:14: id "A b" does not fit here. An id has small letters, digits and hyphens. Did you mean "a-b"?',
        '3:25: not-text a list is not text. Put it in quotes: "…".',
        "4:12: value This is not true or false. Write true or false.",
        '1:1: key-unknown The key "titel" is not known here. Did you mean "title"?',
    ]


def test_an_unknown_key_suggests_those_of_its_own_level() -> None:
    base = "title: A\nsummary: B\nlanguages: [en]\n"
    assert told(CourseFront, f"{base}certificate: {{hours: 1, signatry: x}}\n") == [
        '4:25: key-unknown The key "signatry" is not known here. Did you mean "signatory"?'
    ]
    assert told(CourseFront, f"{base}certificate: {{hours: 1, pass: x}}\n") == [
        '4:25: key-unknown The key "pass" is not known here.'
    ]
    assert told(
        DialogueFront, "title: A\ntimezone: UTC\nwebinars:\n  - {starts: 2018-06-12, lang: en}\n"
    ) == ['4:26: key-unknown The key "lang" is not known here. Did you mean "language"?']
    assert told(DialogueFront, "title: A\ntimezone: UTC\nforum: {opnes: 2018-06-12}\n") == [
        '3:9: key-unknown The key "opnes" is not known here. Did you mean "opens"?'
    ]


def test_a_shape_that_does_not_fit_says_how_to_write_it() -> None:
    assert told(ModuleFront, "title: A\nsee_also: b\nobjectives: c\n") == [
        "3:13: value This is not a mapping of keys and values. Write key: value lines below it.",
        "2:11: value This is not a list. Write it as [a, b], or as lines that begin with a hyphen.",
    ]
    assert told(CourseFront, "title: A\nsummary: B\nlanguages: [en]\ncertificate: yes\n") == [
        "4:14: value This is not a mapping of keys and values. Write key: value lines below it."
    ]
    assert told(QuizFront, "keep: lst\n") == [
        '1:7: value "lst" does not fit "keep". Write one of: best, last. Did you mean "last"?'
    ]
