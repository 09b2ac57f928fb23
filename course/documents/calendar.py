"""Calendar files (RFC 5545) for webinars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

REMINDER = timedelta(hours=1)


def webinar_ics(
    *,
    uid: str,
    title: str,
    on: date,
    starts: datetime | None,
    minutes: int | None,
    now: datetime,
    address: str = "",
    description: str = "",
    language: str = "",
) -> bytes:
    """One webinar for any calendar.

    `uid` is the same each time the file is made, so that a second import updates the first. `starts` is aware
    and written in UTC, with a reminder one hour before; None makes an event of the whole day `on`. Without
    `minutes` no end is invented. `address` is the page of the webinar.
    """
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415  # slow import: no page needs it

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", title, parameters={"LANGUAGE": language} if language else {})
    if description:
        event.add("description", description)
    if address:
        event.add("url", address)
    if starts is None:
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        moment = starts.astimezone(UTC)
        event.add("dtstart", moment)
        if minutes:
            event.add("dtend", moment + timedelta(minutes=minutes))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -REMINDER)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//course//webinars//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
