"""The state of dialogues, to the minute, wherever their clocks are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.model import Dialogue, Document, Forum, Webinar
from course.rules.dialogues import (
    NEVER,
    closes_at,
    countdown,
    day_ends,
    day_starts,
    days,
    next_webinar,
    opens_at,
    over_at,
    state,
    webinar_starts,
    webinar_state,
)

SANTO_DOMINGO = "America/Santo_Domingo"  # UTC-4 all year
MINUTE = timedelta(minutes=1)
REPORT = Document("report", "Summary", "en")


def dialogue(
    forum: Forum | None = None,
    *webinars: Webinar,
    zone: str = SANTO_DOMINGO,
    documents: tuple[Document, ...] = (),
) -> Dialogue:
    return Dialogue("d", "D", "en", zone, Path(), forum=forum, webinars=webinars, documents=documents)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def live(text: str, minutes: int | None = None, zone: str = SANTO_DOMINGO, recording: str = "") -> Webinar:
    starts = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return Webinar(starts.date(), starts, minutes, recording=recording)


JUNE = Forum(date(2018, 6, 6), date(2018, 6, 20))


def test_a_forum_is_open_from_its_first_day_to_the_end_of_its_last_in_its_own_zone() -> None:
    june = dialogue(JUNE)
    assert (opens_at(june), closes_at(june)) == (utc("2018-06-06T04:00"), utc("2018-06-21T04:00"))
    states = {
        moment: state(june, utc(moment))
        for moment in ("2018-06-06T03:59", "2018-06-06T04:00", "2018-06-21T03:59", "2018-06-21T04:00")
    }
    assert list(states.values()) == ["announced", "open", "open", "closed"]


def test_the_forum_that_was_called_three_weeks_lasts_fifteen_days() -> None:
    assert days(dialogue(JUNE)) == 15
    assert days(dialogue(Forum(date(2018, 6, 6), None))) == 0
    assert days(dialogue(Forum(None, date(2018, 6, 20)))) == 0
    assert days(dialogue()) == 0
    assert days(dialogue(None, Webinar(date(2018, 6, 12)), Webinar(date(2018, 6, 10)))) == 3


def test_a_closed_dialogue_with_a_report_or_a_recording_is_archived() -> None:
    after = utc("2018-07-01T00:00")
    note = Document("concept-note", "Note", "en")
    assert state(dialogue(JUNE, documents=(note,)), after) == "closed"
    assert state(dialogue(JUNE, documents=(note, REPORT)), after) == "archived"
    assert (
        state(dialogue(JUNE, live("2018-06-12T10:00", recording="https://example.org/r")), after)
        == "archived"
    )
    assert state(dialogue(JUNE, documents=(REPORT,)), utc("2018-06-10T00:00")) == "open"


def test_a_dialogue_without_any_date_is_archived() -> None:
    assert state(dialogue(), utc("2018-06-10T00:00")) == "archived"
    assert state(dialogue(Forum(address="https://example.org")), utc("2018-06-10T00:00")) == "archived"
    assert (opens_at(dialogue()), closes_at(dialogue())) == (None, None)


def test_a_dialogue_of_which_the_year_is_known_is_archived_when_that_year_is_over() -> None:
    held = replace(dialogue(), year=2019)
    moments = ("2018-12-31T00:00", "2019-06-01T00:00", "2020-01-01T03:59", "2020-01-01T04:00")
    assert [state(held, utc(each)) for each in moments] == ["announced", "announced", "announced", "archived"]
    assert (opens_at(held), closes_at(held), days(held)) == (None, None, 0)
    assert over_at(held) == utc("2020-01-01T04:00")


def test_where_days_are_known_the_year_counts_for_nothing() -> None:
    june = replace(dialogue(JUNE), year=2019)
    assert over_at(june) == closes_at(june) == utc("2018-06-21T04:00")
    assert state(june, utc("2019-01-01T00:00")) == "closed"
    assert over_at(replace(dialogue(Forum(date(2018, 6, 6))), year=2018)) is None
    assert over_at(dialogue()) is None


def test_a_forum_with_one_date_is_open_on_the_side_that_is_not_bounded() -> None:
    opens, closes = dialogue(Forum(date(2018, 6, 6))), dialogue(Forum(closes=date(2018, 6, 20)))
    assert [state(opens, utc(each)) for each in ("2018-06-01T00:00", "2030-01-01T00:00")] == [
        "announced",
        "open",
    ]
    assert [state(closes, utc(each)) for each in ("2018-06-01T00:00", "2030-01-01T00:00")] == [
        "open",
        "closed",
    ]


def test_without_a_forum_the_webinars_count() -> None:
    two = dialogue(
        Forum(address="https://example.org"), live("2018-06-14T10:00", 90), live("2018-06-12T10:00")
    )
    assert opens_at(two) == utc("2018-06-12T04:00")
    assert closes_at(two) == utc("2018-06-14T15:30")
    moments = (
        "2018-06-12T03:59",
        "2018-06-12T04:00",
        "2018-06-13T12:00",
        "2018-06-14T15:29",
        "2018-06-14T15:30",
    )
    assert [state(two, utc(each)) for each in moments] == ["announced", "open", "open", "open", "closed"]


def test_a_webinar_with_only_a_day_takes_the_whole_day() -> None:
    day = Webinar(date(2018, 6, 12))
    one = dialogue(None, day)
    assert (opens_at(one), closes_at(one)) == (utc("2018-06-12T04:00"), utc("2018-06-13T04:00"))
    moments = ("2018-06-12T03:59", "2018-06-12T04:00", "2018-06-13T03:59", "2018-06-13T04:00")
    assert [webinar_state(day, one, utc(each)) for each in moments] == ["upcoming", "join", "join", "over"]


def test_the_join_link_appears_a_quarter_of_an_hour_before() -> None:
    session = live("2018-06-12T10:00")
    one = dialogue(JUNE, session)
    moments = ("2018-06-12T13:44", "2018-06-12T13:45", "2018-06-12T14:59", "2018-06-12T15:00")
    assert [webinar_state(session, one, utc(each)) for each in moments] == [
        "upcoming",
        "join",
        "join",
        "over",
    ]
    assert webinar_starts(session, one) == utc("2018-06-12T14:00")


def test_the_next_webinar_is_the_earliest_that_is_not_over() -> None:
    late, early, day = live("2018-06-14T10:00"), live("2018-06-12T10:00"), Webinar(date(2018, 6, 13))
    three = dialogue(JUNE, late, early, day)
    moments = (
        "2018-06-01T00:00",
        "2018-06-12T14:59",
        "2018-06-12T15:00",
        "2018-06-13T04:00",
        "2018-06-14T15:00",
    )
    assert [next_webinar(three, utc(each)) for each in moments] == [early, early, day, day, None]


def test_a_webinar_across_the_change_of_clocks_lasts_its_minutes() -> None:
    """In Paris on 31 March 2019 clocks went from 2:00 to 3:00, on 27 October from 3:00 to 2:00."""
    spring, autumn = (
        live("2019-03-31T01:30", 60, "Europe/Paris"),
        live("2019-10-27T02:30", 60, "Europe/Paris"),
    )
    ends = [closes_at(dialogue(None, each, zone="Europe/Paris")) for each in (spring, autumn)]
    assert ends == [utc("2019-03-31T01:30"), utc("2019-10-27T01:30")]
    second = autumn.starts.replace(fold=1) if autumn.starts else None
    again = Webinar(autumn.on, second, 60)
    assert closes_at(dialogue(None, again, zone="Europe/Paris")) == utc("2019-10-27T02:30")


def test_now_may_come_in_any_zone() -> None:
    now = datetime(2018, 6, 6, 13, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert [state(dialogue(JUNE), now - MINUTE), state(dialogue(JUNE), now)] == ["announced", "open"]


@pytest.mark.parametrize(
    ("zone", "day", "starts", "ends"),
    [
        ("Europe/Paris", "2019-03-31", "2019-03-30T23:00", "2019-03-31T22:00"),  # 23 hours
        ("Europe/Paris", "2019-10-27", "2019-10-26T22:00", "2019-10-27T23:00"),  # 25 hours
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00", "2018-11-05T02:00"),  # 0:00 is skipped
        ("Asia/Beirut", "2018-03-25", "2018-03-24T22:00", "2018-03-25T21:00"),  # 0:00 is skipped
        ("America/Havana", "2018-11-04", "2018-11-04T04:00", "2018-11-05T05:00"),  # 0:00 to 1:00 twice
        ("America/Havana", "2018-11-03", "2018-11-03T04:00", "2018-11-04T04:00"),  # not the second 0:00
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30", "2010-11-08T03:30"),  # 0:01 back to 23:01
        ("America/St_Johns", "2010-11-06", "2010-11-06T02:30", "2010-11-07T03:30"),  # the day that came back
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30", "1919-04-01T04:00"),  # 23:30 to 0:30
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", "2011-12-30T10:00"),  # a day that never was
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00", "2011-12-31T10:00"),
        ("Asia/Kathmandu", "2018-06-06", "2018-06-05T18:15", "2018-06-06T18:15"),
        ("UTC", "2018-06-06", "2018-06-06T00:00", "2018-06-07T00:00"),
    ],
)
def test_days_begin_and_end_where_the_clock_says(zone: str, day: str, starts: str, ends: str) -> None:
    on = date.fromisoformat(day)
    assert (day_starts(on, zone), day_ends(on, zone)) == (utc(starts), utc(ends))


ZONES = """
America/Havana America/St_Johns America/Sao_Paulo America/Santiago America/Asuncion Asia/Beirut Asia/Amman
Asia/Gaza Asia/Tehran Africa/Cairo Africa/Casablanca Atlantic/Azores Pacific/Apia Australia/Lord_Howe
America/Scoresbysund America/Nuuk Asia/Pyongyang Europe/Paris UTC
"""


@given(st.sampled_from(ZONES.split()), st.dates(date(1970, 1, 1), date(2037, 12, 31)))
def test_at_the_first_and_last_second_of_a_day_the_clock_shows_it(zone: str, day: date) -> None:
    starts, ends, second = day_starts(day, zone), day_ends(day, zone), timedelta(seconds=1)
    local = ZoneInfo(zone)
    if starts < ends:
        assert starts.astimezone(local).date() == day
        assert (ends - second).astimezone(local).date() == day
        assert (starts - second).astimezone(local).date() < day
        assert ends.astimezone(local).date() > day
    else:
        assert (zone, day) == ("Pacific/Apia", date(2011, 12, 30))


def test_the_last_day_of_all_never_comes() -> None:
    assert day_ends(date(9999, 12, 31), SANTO_DOMINGO) == NEVER
    assert day_starts(date(9999, 1, 1), SANTO_DOMINGO) == NEVER
    forever = dialogue(Forum(date(2018, 6, 6), date(9999, 12, 31)))
    assert state(forever, utc("2030-01-01T00:00")) == "open"


@pytest.mark.parametrize(
    ("delta", "parts"),
    [
        (timedelta(days=3, hours=4, minutes=5, seconds=59), (3, 4, 5)),
        (timedelta(hours=24), (1, 0, 0)),
        (timedelta(seconds=59), (0, 0, 0)),
        (timedelta(seconds=-1), (0, 0, 0)),
    ],
)
def test_a_countdown_tells_whole_minutes(delta: timedelta, parts: tuple[int, int, int]) -> None:
    assert countdown(delta) == parts
