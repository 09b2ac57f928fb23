"""Webinars in anybody's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from course.documents.calendar import webinar_ics

NOW = datetime(2018, 5, 1, 9, 30, tzinfo=UTC)
STARTS = datetime(2018, 6, 6, 15, tzinfo=ZoneInfo("Africa/Nairobi"))


def read(content: bytes) -> Event:
    calendar = Calendar.from_ical(content)
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    assert len(events) == 1
    return events[0]


def test_a_webinar_is_read_back_in_utc_with_a_reminder() -> None:
    written = webinar_ics(
        uid="engaging-men-1@training.example",
        title="Engaging men, part 1; with Bruno",
        on=date(2018, 6, 6),
        starts=STARTS,
        minutes=90,
        now=NOW,
        address="https://training.example/dialogues/engaging-men",
        description="Join from the page.\nIt opens 15 minutes before.",
        language="en",
    )
    event = read(written)
    assert str(event["SUMMARY"]) == "Engaging men, part 1; with Bruno"
    assert str(event["UID"]) == "engaging-men-1@training.example"
    assert str(event["URL"]) == "https://training.example/dialogues/engaging-men"
    assert str(event["DESCRIPTION"]) == "Join from the page.\nIt opens 15 minutes before."
    assert event.decoded("DTSTART") == datetime(2018, 6, 6, 12, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2018, 6, 6, 13, 30, tzinfo=UTC)
    assert event.decoded("DTSTAMP") == NOW
    alarms = event.walk("VALARM")
    assert [alarm.decoded("TRIGGER") for alarm in alarms] == [timedelta(hours=-1)]
    assert b"DTSTART:20180606T120000Z\r\n" in written
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


def test_a_webinar_whose_hour_is_unknown_takes_the_day() -> None:
    event = read(webinar_ics(uid="a@b", title="Later", on=date(2018, 6, 6), starts=None, minutes=90, now=NOW))
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2018, 6, 6), date(2018, 6, 7))
    assert str(event["TRANSP"]) == "TRANSPARENT"
    assert event.walk("VALARM") == []


def test_no_end_is_invented() -> None:
    event = read(
        webinar_ics(uid="a@b", title="Open", on=date(2018, 6, 6), starts=STARTS, minutes=None, now=NOW)
    )
    assert "DTEND" not in event


def test_a_title_cannot_add_lines_to_the_calendar() -> None:
    event = read(
        webinar_ics(
            uid="a@b",
            title="x\r\nATTACH:file:///etc/passwd",
            on=date(2018, 6, 6),
            starts=STARTS,
            minutes=1,
            now=NOW,
        )
    )
    assert "ATTACH" not in event
