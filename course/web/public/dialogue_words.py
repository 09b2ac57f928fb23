"""What a dialogue's dates mean, in the reader's words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from flask_babel import get_locale

from course.content.model import Dialogue
from course.rules import dialogues as rules
from course.web.texts import gettext as _
from course.web.texts import ngettext

TONES = {"announced": "", "open": "leaf", "closed": "plain", "archived": "plain", "undated": "plain"}


def locale() -> Locale:
    """The reader's locale; English dates are written as 6 June 2018."""
    found: Locale = get_locale()
    return Locale("en", "GB") if found.language == "en" else found


def day_words(day: date, today: date) -> str:
    """ "6 June", with the year unless it is this one."""
    if day.year == today.year:
        return format_skeleton("MMMMd", day, locale=locale())
    return format_date(day, format="long", locale=locale())


def year_words(year: int) -> str:
    """ "2019", in the digits of the reader."""
    return format_skeleton("y", date(year, 1, 1), locale=locale())


def weekday_words(day: date) -> str:
    """ "Tuesday 12 June 2018"."""
    return format_date(day, format="full", locale=locale())


def range_words(first: date, last: date, today: date) -> str:
    """ "6 to 20 June 2018"; what both days share is said once."""
    if first == last:
        return day_words(last, today)
    if (first.year, first.month) == (last.year, last.month):
        start = format_skeleton("d", first, locale=locale())
    elif first.year == last.year:
        start = format_skeleton("MMMMd", first, locale=locale())
    else:
        start = format_date(first, format="long", locale=locale())
    return _("%(first)s to %(last)s", first=start, last=day_words(last, today))


def listed(words: list[str]) -> str:
    """ "English, French and Spanish"."""
    return format_list(words, locale=locale()) if words else ""


def today_of(dialogue: Dialogue, now: datetime) -> date:
    """The day it is where the dialogue is held."""
    return now.astimezone(ZoneInfo(dialogue.timezone)).date()


def first_and_last(dialogue: Dialogue) -> tuple[date | None, date | None]:
    """The first and the last day: of the forum, or else of the webinars."""
    if dated_forum(dialogue) and dialogue.forum:
        return dialogue.forum.opens, dialogue.forum.closes
    on = [webinar.on for webinar in dialogue.webinars]
    return (min(on), max(on)) if on else (None, None)


def dated_forum(dialogue: Dialogue) -> bool:
    return bool(dialogue.forum and (dialogue.forum.opens or dialogue.forum.closes))


def knows_when(dialogue: Dialogue) -> bool:
    """Whether a day or at least the year is known."""
    return dialogue.year is not None or first_and_last(dialogue) != (None, None)


def has_report(dialogue: Dialogue) -> bool:
    return any(document.kind == "report" for document in dialogue.documents)


def has_recording(dialogue: Dialogue) -> bool:
    return any(webinar.recording for webinar in dialogue.webinars)


def state_of(dialogue: Dialogue, now: datetime) -> str:
    """announced, open, closed or archived; undated for a discussion elsewhere that nothing says has ended."""
    elsewhere = bool(dialogue.forum and dialogue.forum.address)
    if elsewhere and not knows_when(dialogue) and not has_report(dialogue):
        return "undated"
    return rules.state(dialogue, now)


def state_words(dialogue: Dialogue, now: datetime) -> str:
    """ "Opens on 6 June", "Open now, closes in 11 days", "Closed on 20 June 2018: read the summary" …"""
    today, (first, last) = today_of(dialogue, now), first_and_last(dialogue)
    state = state_of(dialogue, now)
    if state == "announced" and first:
        if dated_forum(dialogue):
            return _("Opens on %(day)s", day=day_words(first, today))
        return _("Webinar on %(day)s", day=day_words(first, today))
    if state == "open":
        return _open_words(dialogue, now, today) if dated_forum(dialogue) else _webinar_words(dialogue, now)
    if state == "undated":
        return _("Discussion on another site")
    if last is None:
        return _dateless_words(dialogue, state)
    closed = {"day": day_words(last, today)}
    if has_report(dialogue):
        return _("Closed on %(day)s: read the summary", **closed)
    if has_recording(dialogue):
        return _("Closed on %(day)s: watch the recording", **closed)
    return _("Closed on %(day)s", **closed)


def _dateless_words(dialogue: Dialogue, state: str) -> str:
    """ "Held in 2019: read the summary", or "In the archive" where not even the year is known."""
    if dialogue.year is None:
        return _("In the archive: read the summary") if has_report(dialogue) else _("In the archive")
    year = {"year": year_words(dialogue.year)}
    if state == "announced":
        return _("Planned for %(year)s", **year)
    if has_report(dialogue):
        return _("Held in %(year)s: read the summary", **year)
    return _("Held in %(year)s", **year)


def _open_words(dialogue: Dialogue, now: datetime, today: date) -> str:
    closes, last = rules.closes_at(dialogue), first_and_last(dialogue)[1]
    if closes is None or last is None:
        return _("Open now")
    left = closes - now
    if left < timedelta(hours=1):
        return _("Open now, closes in less than an hour")
    if left < timedelta(days=1):
        return ngettext(
            "Open now, closes in %(num)s hour",
            "Open now, closes in %(num)s hours",
            left // timedelta(hours=1),
        )
    return ngettext(
        "Open now, closes in %(num)s day", "Open now, closes in %(num)s days", max(1, (last - today).days)
    )


def _webinar_words(dialogue: Dialogue, now: datetime) -> str:
    webinar, today = rules.next_webinar(dialogue, now), today_of(dialogue, now)
    if webinar is None or webinar.on <= today:
        return _("Webinar today")
    return _("Next webinar on %(day)s", day=day_words(webinar.on, today))


def forum_words(dialogue: Dialogue, now: datetime) -> str:
    """ "6 to 20 June 2018", "From 6 June", "Until 20 June"; "" without dates."""
    forum, today = dialogue.forum, today_of(dialogue, now)
    if forum and forum.opens and forum.closes:
        return range_words(forum.opens, forum.closes, today)
    if forum and forum.opens:
        return _("From %(day)s", day=day_words(forum.opens, today))
    if forum and forum.closes:
        return _("Until %(day)s", day=day_words(forum.closes, today))
    return ""


def webinars_words(dialogue: Dialogue, now: datetime) -> str:
    """ "Webinar on 12 June"; "" without webinars. Beside the days of a forum, the year is not said again."""
    days = webinar_days(dialogue, now)
    if not days:
        return ""
    return ngettext("Webinar on %(days)s", "Webinars on %(days)s", len(dialogue.webinars), days=days)


def webinar_days(dialogue: Dialogue, now: datetime) -> str:
    """ "12 June 2018", "6 and 8 September"; "" without webinars."""
    said = dialogue.forum.closes if dialogue.forum else None
    on = sorted({each.on for each in dialogue.webinars})
    return listed([day_words(day, said or today_of(dialogue, now)) for day in on])


def when_words(dialogue: Dialogue, now: datetime) -> str:
    """ "6 to 20 June 2018. Webinar on 12 June", "2019, the days are not known"; "" when nothing is known."""
    if dialogue.year is not None and first_and_last(dialogue) == (None, None):
        return _("%(year)s, the days are not known", year=year_words(dialogue.year))
    return ". ".join(filter(None, (forum_words(dialogue, now), webinars_words(dialogue, now))))
