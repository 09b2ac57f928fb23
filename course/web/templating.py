"""What every template can use: the site, the account, the language, dates in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format, get_timezone_location
from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from course import organisation
from course.web import catalogue, languages
from course.web.assets import Assets
from course.web.fragments import Fragments
from course.web.sessions import config, current_person, now

LINE = 24  # characters of the name in a line of the header


@dataclass(frozen=True, slots=True)
class Site:
    """The organisation as the header shows it; `course` is the only course, or ""."""

    name: str
    course: str

    @property
    def lines(self) -> list[str]:
        """A short name on two lines; a long one finds its own."""
        first, _, rest = self.name.partition(" ")
        return [first, rest] if rest and len(rest) <= LINE else [self.name]


def csrf() -> Markup:
    """The hidden field that proves a form is ours."""
    if "csrf_field" not in g:
        g.csrf_field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    field: Markup = g.csrf_field
    return field


def day(value: date | datetime | None, zone: str = "") -> str:
    """A day in words: "12 June 2018"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or languages.timezone())).date()
    return format_date(value, format="long", locale=get_locale())


def moment(value: datetime | None, zone: str = "") -> str:
    """A day and a time in words, in the reader's zone: "12 June 2018, 15:00"."""
    if value is None:
        return ""
    together = str(get_datetime_format("medium", locale=get_locale()))
    return together.replace("{1}", day(value, zone)).replace("{0}", clock(value, zone)).replace("'", "")


def weekday(value: datetime | date, zone: str = "") -> str:
    """A day with its name: "Tuesday 12 June 2018"."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or languages.timezone())).date()
    return format_date(value, format="full", locale=get_locale())


def clock(value: datetime, zone: str = "") -> str:
    """A time of the day: "15:00"."""
    return format_time(
        value.astimezone(ZoneInfo(zone or languages.timezone())), format="HH:mm", locale=get_locale()
    )


def city(zone: str) -> str:
    """The city a zone is named after, in the reader's language: "Nairobi"."""
    return get_timezone_location(zone, locale=get_locale(), return_city=True)


def percent(share: float | None) -> str:
    """A share 0..1 in whole per cent, rounded down so that 79.6 never reads as a pass mark of 80."""
    return "" if share is None else f"{int(share * 100 + 1e-9)}%"


def number(value: float) -> str:
    """A number of points without a needless ".0"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _remembered(app: Flask) -> Callable[..., str]:
    """`url_for` that makes each address once: a page has dozens, which depend on their parts alone."""

    @lru_cache(maxsize=4096)
    def known(prefix: str, endpoint: str, parts: tuple[tuple[str, Any], ...]) -> str:
        return app.url_for(endpoint, **dict(parts))

    return lambda endpoint, **parts: known(request.script_root, endpoint, tuple(parts.items()))


def init_app(app: Flask, assets: Assets) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Jinja compares the names of globals at each import of a macro: quick in a dict, slow in its ChainMap.
    shared = app.jinja_env.globals
    app.jinja_env.make_globals = lambda own: {**shared, **(own or {})}  # type: ignore[method-assign, assignment]
    shared.update(
        url_for=_remembered(app),
        asset=assets.address,
        csrf=csrf,
        fragment=Fragments(),
        day=day,
        moment=moment,
        weekday=weekday,
        clock=clock,
        city=city,
    )
    app.jinja_env.filters.update(percent=percent, number=number, language_name=languages.language_name)
    names = list(languages.NAMES.items())

    @app.context_processor
    def _shared() -> dict[str, object]:
        courses = catalogue.catalogue().courses
        code = languages.language()
        state = organisation.look(config())
        return {
            "site": Site(state.organisation.name, next(iter(courses)) if len(courses) == 1 else ""),
            "account": current_person(),
            "language": code,
            "direction": languages.direction(code),
            "direction_of": languages.direction,
            "language_names": languages.NAMES,
            "languages": names,
            "inline_css": assets.inline_style(),
            "now": now(),
            "nav": "",
            "sensitive": False,
            "config": current_app.config["COURSE"],
            "organisation_broken": state.broken,
        }
