"""The language of a page: the account's, the visitor's choice, what the browser asks for, or the site's."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from flask import Flask, Response, g, request
from flask_babel import Babel, get_domain, get_locale
from markupsafe import Markup

from course.web.sessions import config, current_person

NAMES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
LOCALES = {"en": "en_GB"}  # how dates are written, where the language alone does not say
RIGHT_TO_LEFT = frozenset({"ar"})
COOKIE = "language"


def language() -> str:
    """The language of this request, a key of NAMES."""
    if "language" not in g:
        g.language = _choose()
    chosen: str = g.language
    return chosen


def direction(code: str) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def _choose() -> str:
    wished = request.args.get("language", "")
    if wished in NAMES:
        return wished
    chosen = request.cookies.get(COOKIE, "")
    if chosen in NAMES:
        return chosen
    person = current_person()
    if person and person.language in NAMES:
        return person.language
    return request.accept_languages.best_match(list(NAMES)) or config().language


def language_name(code: str) -> str:
    """The name of a language in the reader's language; the code itself when it is not known."""
    try:
        return Locale.parse(code, sep="-").get_language_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def timezone() -> str:
    """The zone in which moments are told: the account's, or the site's."""
    person = current_person()
    return person.timezone if person else config().timezone


def _phrase(text: str, **facts: object) -> Markup:
    """`text` in the reader's language; what is put into it is escaped."""
    return _translated(language(), text) % facts if facts else _constant(language(), text)


def _phrases(one: str, several: str, num: int, **facts: object) -> Markup:
    """`one` or `several` in the reader's language; `num` stands in for %(num)s."""
    return Markup(get_domain().get_translations().ungettext(one, several, num)) % {"num": num, **facts}  # noqa: S704 - our own words


@lru_cache(maxsize=4096)
def _translated(code: str, text: str) -> Markup:
    """A page has a hundred phrases, and Flask-Babel would look for its translations anew for each."""
    return Markup(get_domain().get_translations().ugettext(text))  # noqa: S704 - our own words


@lru_cache(maxsize=4096)
def _constant(code: str, text: str) -> Markup:
    return _translated(code, text) % {}


def init_app(app: Flask) -> None:
    Babel(
        app,
        default_translation_directories=str(app.config["LOCALE_FOLDER"]),
        locale_selector=lambda: LOCALES.get(language(), language()),
        timezone_selector=timezone,
    )
    app.jinja_env.globals.update(_=_phrase, gettext=_phrase, ngettext=_phrases)

    @app.after_request
    def _remember(response: Response) -> Response:
        wished = request.args.get("language", "")
        if wished in NAMES and request.cookies.get(COOKIE) != wished:
            response.set_cookie(
                COOKIE,
                wished,
                max_age=31536000,
                httponly=True,
                samesite="Lax",
                secure=config().secure,
            )
        return response
