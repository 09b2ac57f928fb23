"""Time zones as people choose them: by region and city, in their own language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from flask_babel import get_locale
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from course.web.texts import gettext as _


def _regions() -> dict[str, str]:
    return {
        "Africa": _("Africa"),
        "America": _("The Americas"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }


@cache
def _places() -> tuple[str, ...]:
    """Every zone named after a place, without the aliases of earlier releases (zone.tab of IANA's tzdata)."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    named = (line.split("\t")[2] for line in lines if line and not line.startswith("#"))
    return tuple(sorted(set(named) & available_timezones()))


@cache
def _cities(locale: str) -> tuple[tuple[str, str, str], ...]:
    """Region, city and zone in one language, in the order of its letters."""
    cities = (
        (zone.split("/")[0], get_timezone_location(zone, locale=locale, return_city=True), zone)
        for zone in _places()
    )
    return tuple(sorted(cities, key=lambda row: (row[0], row[1].casefold())))


def zone_choices(current: str) -> list[SelectChoice]:
    """UTC, the zone now chosen if the list would lack it, and every place by region."""
    regions = _regions()
    first = ["UTC"] if current in ("", "UTC", *_places()) else ["UTC", current]
    return [
        *(SelectChoice(value=zone, label=zone) for zone in first),
        *(
            SelectChoice(value=zone, label=city, optgroup=regions.get(region, region))
            for region, city, zone in _cities(str(get_locale()))
        ),
    ]
