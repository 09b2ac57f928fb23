"""The words for the state and the dates of dialogues, their order and their cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from course.content.model import Dialogue, Document, Forum, Webinar
from course.web.languages import NAMES, language_name
from course.web.public.dialogue_cards import card, cards_of, cards_of_course, in_order
from course.web.public.dialogue_words import range_words, state_words, when_words


def made(**changes: object) -> Dialogue:
    facts: dict[str, object] = {
        "id": "care",
        "title": "Care",
        "language": "en",
        "timezone": "America/Santo_Domingo",
        "folder": Path("care"),
    }
    return Dialogue(**{**facts, **changes})  # type: ignore[arg-type]


def forum(opens: str | None, closes: str | None) -> Forum:
    return Forum(*(date.fromisoformat(day) if day else None for day in (opens, closes)))


def day(month: int, of_month: int, hour: int = 12) -> datetime:
    return datetime(2026, month, of_month, hour, tzinfo=UTC)


@contextmanager
def reading(app: Flask, language: str = "en") -> Iterator[None]:
    with app.test_request_context(f"/?language={language}"):
        yield


MAY = made(forum=forum("2026-05-04", "2026-05-20"))
TALKS = made(
    webinars=(Webinar(date(2026, 5, 6)), Webinar(date(2026, 5, 20), recording="https://video.example.org"))
)
ELSEWHERE = Forum(address="https://forum.example.org")
REPORT = Document("report", "Report", "en", address="https://example.org/report")


@pytest.mark.parametrize(
    ("dialogue", "moment", "words"),
    [
        (MAY, day(5, 1), "Opens on 4 May"),
        (MAY, day(5, 19), "Open now, closes in 1 day"),
        (MAY, day(5, 20), "Open now, closes in 16 hours"),
        (MAY, day(5, 21, 2), "Open now, closes in 2 hours"),
        (MAY, day(5, 21, 3) + timedelta(minutes=1), "Open now, closes in less than an hour"),
        (MAY, day(5, 21, 4), "Closed on 20 May"),
        (made(forum=forum("2026-05-04", None)), day(6, 1), "Open now"),
        (
            made(forum=forum("2026-05-04", "2026-05-20"), documents=(REPORT,)),
            day(7, 1),
            "Closed on 20 May: read the summary",
        ),
        (TALKS, day(5, 1), "Webinar on 6 May"),
        (TALKS, day(5, 6), "Webinar today"),
        (TALKS, day(5, 8), "Next webinar on 20 May"),
        (TALKS, day(6, 1), "Closed on 20 May: watch the recording"),
        (made(), day(6, 1), "In the archive"),
        (made(documents=(REPORT,)), day(6, 1), "In the archive: read the summary"),
        (made(year=2019), day(6, 1), "Held in 2019"),
        (made(year=2019, documents=(REPORT,)), day(6, 1), "Held in 2019: read the summary"),
        (made(year=2027), day(6, 1), "Planned for 2027"),
        (made(forum=ELSEWHERE), day(6, 1), "Discussion on another site"),
        (made(forum=ELSEWHERE, documents=(REPORT,)), day(6, 1), "In the archive: read the summary"),
        (made(forum=ELSEWHERE, year=2019), day(6, 1), "Held in 2019"),
    ],
)
def test_the_state_is_said_in_words(app: Flask, dialogue: Dialogue, moment: datetime, words: str) -> None:
    with reading(app):
        assert state_words(dialogue, moment) == words


@pytest.mark.parametrize(
    ("dialogue", "words"),
    [
        (MAY, "4 to 20 May"),
        (TALKS, "Webinars on 6 May and 20 May"),
        (made(forum=forum("2026-05-04", None)), "From 4 May"),
        (made(forum=forum(None, "2026-05-20")), "Until 20 May"),
        (
            made(forum=forum("2026-05-04", "2026-05-20"), webinars=TALKS.webinars),
            "4 to 20 May. Webinars on 6 May and 20 May",
        ),
        (
            made(forum=forum("2016-08-29", "2016-09-16"), webinars=(Webinar(date(2016, 9, 6)),)),
            "29 August to 16 September 2016. Webinar on 6 September",
        ),
        (made(year=2019), "2019, the days are not known"),
        (made(), ""),
    ],
)
def test_the_dates_are_said_in_words(app: Flask, dialogue: Dialogue, words: str) -> None:
    with reading(app):
        assert when_words(dialogue, day(5, 1)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2018-06-06", "2018-06-20", "6 to 20 June 2018"),
        ("2018-06-28", "2018-07-05", "28 June to 5 July 2018"),
        ("2017-12-28", "2018-01-05", "28 December 2017 to 5 January 2018"),
        ("2018-06-06", "2018-06-06", "6 June 2018"),
    ],
)
def test_what_two_days_share_is_said_once(app: Flask, first: str, last: str, words: str) -> None:
    with reading(app):
        assert range_words(date.fromisoformat(first), date.fromisoformat(last), date(2026, 5, 1)) == words


def test_a_language_is_named_in_the_language_of_the_reader(app: Flask) -> None:
    with reading(app):
        assert [language_name(code) for code in ("fr", "sw", "xx", "?")] == ["French", "Swahili", "xx", "?"]
    with reading(app, "fr"):
        assert language_name("en") == "anglais"
    for code in NAMES:
        with reading(app, code):
            assert state_words(MAY, day(5, 1))


def test_dialogues_stand_in_order(app: Flask) -> None:
    closed, earlier = (
        made(id="closed", forum=forum("2026-02-01", "2026-02-10")),
        made(id="earlier", forum=forum("2025-02-01", "2025-02-10")),
    )
    later, dateless = made(id="later", forum=forum("2026-06-01", "2026-06-10")), made(id="dateless")
    longer = made(id="longer", forum=forum("2026-05-01", "2026-05-30"))
    order = in_order([dateless, earlier, later, closed, longer, MAY], day(5, 10))
    assert [dialogue.id for dialogue in order] == ["care", "longer", "later", "closed", "earlier", "dateless"]


def test_past_dialogues_without_a_date_stand_by_their_number(app: Flask) -> None:
    june = {"forum": forum("2018-06-06", "2018-06-20")}
    spring = {"forum": forum("2017-04-24", "2017-05-14")}
    past = [
        made(id="12", number=12, **june),
        made(id="10", number=10, **spring),
        made(id="without number", forum=forum("2016-08-29", "2016-09-16")),
        made(id="6", number=6, forum=forum("2015-05-06", "2015-05-13")),
    ]
    of_a_year = [made(id="14", number=14, year=2019), made(id="second of 2019", year=2019)]
    undated = [made(id=number, number=int(number)) for number in ("8", "9", "11", "15", "16")]
    others = [made(id="neither"), made(id="other series", series="Talks", number=7)]
    order = [each.id for each in in_order([*others, *undated, *of_a_year, *past], day(5, 10))]
    assert order[:7] == ["second of 2019", "16", "15", "14", "12", "11", "10"]
    assert order[7:] == ["9", "8", "without number", "6", "neither", "other series"]


def test_one_planned_for_a_year_stands_below_those_with_a_day(app: Flask) -> None:
    june, year = made(id="june", forum=forum("2026-06-01", "2026-06-10")), made(id="year", year=2026)
    elsewhere = made(id="elsewhere", forum=ELSEWHERE)
    order = in_order([elsewhere, year, made(id="past", year=2019), june], day(5, 10))
    assert [each.id for each in order] == ["june", "year", "past", "elsewhere"]


def test_a_card_tells_a_dialogue_in_short(app: Flask) -> None:
    with reading(app):
        found = card(MAY, day(5, 10))
    assert (found.title, found.url, found.tone) == ("Care", "/dialogues/care", "leaf")
    assert (found.state, found.state_words, found.when_words) == (
        "open",
        "Open now, closes in 10 days",
        "4 to 20 May",
    )


def test_a_module_names_all_its_dialogues_and_a_course_those_of_its_modules(app: Flask) -> None:
    course = app.extensions["library"].current.course("masculinities")
    with reading(app):
        assert [each.id for each in cards_of(course.modules[0])] == [
            "2018-06-men-and-training",
            "sharing-care",
        ]
        assert [each.id for each in cards_of_course(course)] == ["2018-06-men-and-training"]
        assert cards_of(course.modules[1]) == []
