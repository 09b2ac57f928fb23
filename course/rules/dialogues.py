"""The state and the times of a dialogue, derived from its dates in its own zone.

Windows are half-open: open from the first instant of the first day to before the end of the last one. All
instants are UTC; days begin and end where the zone's clock says so, also on days it skips or repeats hours.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from course.content.model import Dialogue, Webinar

JOIN_EARLY = timedelta(minutes=15)
NEVER = datetime.max.replace(tzinfo=UTC)  # what a day in the year 9999 stands for
WEBINAR_MINUTES = 60  # where a webinar does not say how long it lasts


def state(dialogue: Dialogue, now: datetime) -> str:
    """announced, open, closed, or archived: closed with a report or a recording, or without any day.

    One of which only the year is known is announced until that year is over, then archived.
    """
    opens, closes = opens_at(dialogue), closes_at(dialogue)
    if opens is None and closes is None:
        over = over_at(dialogue)
        return "announced" if over and now < over else "archived"
    if opens and now < opens:
        return "announced"
    if closes is None or now < closes:
        return "open"
    kept = any(document.kind == "report" for document in dialogue.documents)
    return "archived" if kept or any(webinar.recording for webinar in dialogue.webinars) else "closed"


def opens_at(dialogue: Dialogue) -> datetime | None:
    """The first instant of the forum's first day; without forum dates, of the first webinar's day."""
    days = _days(dialogue)
    return day_starts(days[0], dialogue.timezone) if days and days[0] else None


def closes_at(dialogue: Dialogue) -> datetime | None:
    """The instant after the forum's last day; without forum dates, when the last webinar is over."""
    forum = dialogue.forum
    if forum and (forum.opens or forum.closes):
        return day_ends(forum.closes, dialogue.timezone) if forum.closes else None
    return max((_ends(webinar, dialogue) for webinar in dialogue.webinars), default=None)


def over_at(dialogue: Dialogue) -> datetime | None:
    """The instant from which it is surely over: closes_at, or the end of a year of which no day is known."""
    if dialogue.year is None or _days(dialogue):
        return closes_at(dialogue)
    return day_ends(date(dialogue.year, 12, 31), dialogue.timezone)


def days(dialogue: Dialogue) -> int:
    """How many days it lasts, the first and the last included; 0 when a date is missing."""
    found = _days(dialogue)
    if found is None or found[0] is None or found[1] is None:
        return 0
    return (found[1] - found[0]).days + 1


def next_webinar(dialogue: Dialogue, now: datetime) -> Webinar | None:
    """The earliest webinar that is not over."""
    ahead = [each for each in dialogue.webinars if now < _ends(each, dialogue)]
    return min(ahead, key=lambda each: webinar_starts(each, dialogue), default=None)


def webinar_state(webinar: Webinar, dialogue: Dialogue, now: datetime) -> str:
    """upcoming, join (from 15 minutes before the start, or all day if only the day is known), or over."""
    if now >= _ends(webinar, dialogue):
        return "over"
    early = JOIN_EARLY if webinar.starts else timedelta(0)
    return "join" if now >= webinar_starts(webinar, dialogue) - early else "upcoming"


def webinar_starts(webinar: Webinar, dialogue: Dialogue) -> datetime:
    """When a webinar starts, in UTC; the first instant of its day if only the day is known."""
    if webinar.starts:
        return webinar.starts.astimezone(UTC)
    return day_starts(webinar.on, dialogue.timezone)


def countdown(delta: timedelta) -> tuple[int, int, int]:
    """Whole (days, hours, minutes) in `delta`; zeros once it is over."""
    minutes = max(delta, timedelta(0)) // timedelta(minutes=1)
    return minutes // 1440, minutes // 60 % 24, minutes % 60


def day_starts(day: date, zone: str) -> datetime:
    """The first instant, in UTC, at which a clock in `zone` shows `day` (or a later one, if it skips it)."""
    if day.year == MAXYEAR:
        return NEVER
    early, late = _midnights(day, zone)
    local = ZoneInfo(zone)
    if _shown(early, local) >= day:  # a midnight that is there, once or twice
        return datetime.fromtimestamp(early, UTC)
    skip = range(early, late)  # the clock leaps over midnight somewhere in here
    found = bisect_left(skip, True, key=lambda second: _shown(second, local) >= day)
    return datetime.fromtimestamp(early + found, UTC)


def day_ends(day: date, zone: str) -> datetime:
    """The first instant, in UTC, after the last at which a clock in `zone` shows `day` (or a day before)."""
    if day.year == MAXYEAR:
        return NEVER
    following = day + timedelta(days=1)
    late = _midnights(following, zone)[1]
    if _shown(late - 1, ZoneInfo(zone)) < following:  # with a second midnight, only if the day came back
        return datetime.fromtimestamp(late, UTC)
    return day_starts(following, zone)


def _midnights(day: date, zone: str) -> tuple[int, int]:
    """The one or two moments, in Unix seconds, that "0:00 on that day" can mean, the earlier first."""
    local = ZoneInfo(zone)
    both = [
        int(datetime(day.year, day.month, day.day, fold=fold, tzinfo=local).timestamp()) for fold in (0, 1)
    ]
    return min(both), max(both)


def _shown(second: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(second, zone).date()


def _days(dialogue: Dialogue) -> tuple[date | None, date | None] | None:
    """The first and the last day, or None when there is no date at all."""
    forum = dialogue.forum
    if forum and (forum.opens or forum.closes):
        return forum.opens, forum.closes
    on = [webinar.on for webinar in dialogue.webinars]
    return (min(on), max(on)) if on else None


def _ends(webinar: Webinar, dialogue: Dialogue) -> datetime:
    if webinar.starts:
        minutes = webinar.minutes or WEBINAR_MINUTES
        return webinar.starts.astimezone(UTC) + timedelta(minutes=minutes)
    return day_ends(webinar.on, dialogue.timezone)
