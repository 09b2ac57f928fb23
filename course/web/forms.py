"""Fields, checks and messages that several forms share; each message says how to mend what is wrong."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import current_app, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, ValidationError

from course.rules.certificates import name_problems
from course.services.accounts import normal_email
from course.services.errors import Refused
from course.web.guard import safe_next
from course.web.languages import NAMES
from course.web.texts import gettext as _
from course.web.zones import zone_choices

LONGEST_NAME = 120
LONGEST_EMAIL = 254
UNFIT = 422  # the status of a form that has to be mended


def page_of(template: str, form: FlaskForm, **facts: object) -> tuple[str, int]:
    """The page of a form: 422 when something on it has to be mended, 200 otherwise."""
    page = render_template(template, form=form, next=asked_next() or None, **facts)
    return page, UNFIT if form.errors else 200


def asked_next() -> str:
    """The page that sent the reader to this form, or ""."""
    return safe_next(current_app, request.args.get("next", ""))


def goal(fallback: str) -> str:
    """Where a form leads once it is done: the page that asked for it, or `fallback` (an endpoint)."""
    return asked_next() or url_for(fallback)


def complete_email(form: Form, field: Field) -> None:
    """Refuses what cannot be an e-mail address."""
    try:
        normal_email(field.data)
    except Refused:
        raise ValidationError(
            _("This is not a complete e-mail address. Check it; it looks like name@example.org.")
        ) from None


def known_language(form: Form, field: Field) -> None:
    if field.data not in NAMES:
        raise ValidationError(_("Select a language from the list."))


def known_zone(form: Form, field: Field) -> None:
    if field.data not in available_timezones():
        raise ValidationError(_("Select a time zone from the list."))


def clear_name(form: Form, field: Field) -> None:
    """Refuses hidden signs that would change how a page or a certificate reads."""
    reasons = {
        "control": _("The name holds signs that cannot be shown. Type it anew instead of pasting it."),
        "bidi-override": _("The name holds hidden direction marks. Type it anew instead of pasting it."),
    }
    for problem in name_problems(field.data or ""):
        if problem in reasons:
            raise ValidationError(reasons[problem])


def printable_name(form: Form, field: Field) -> None:
    """Refuses a name that cannot be printed on a certificate; an empty one is for the field to refuse."""
    clear_name(form, field)
    if "placeholder-like" in name_problems(field.data or ""):
        raise ValidationError(_("Type your name as it should be printed."))


def email_field(complete: bool = True) -> EmailField:
    """An e-mail address. Where it only has to match an account, `complete` is False."""
    checks = [
        DataRequired(_l("Type your e-mail address.")),
        Length(max=LONGEST_EMAIL, message=_l("An e-mail address has at most 254 characters.")),
    ]
    return EmailField(_l("E-mail address"), [*checks, complete_email] if complete else checks)


def name_field() -> StringField:
    return StringField(
        _l("Name"),
        [
            DataRequired(_l("Type a name. It can be the one your colleagues use.")),
            Length(max=LONGEST_NAME, message=_l("A name has at most 120 characters. Shorten it.")),
            clear_name,
        ],
    )


def password_field(label: str = "") -> PasswordField:
    return PasswordField(label or _l("Password"), [DataRequired(_l("Type a password."))])


def language_field() -> SelectField:
    names = [SelectChoice(value=code, label=name, render_kw={"lang": code}) for code, name in NAMES.items()]
    return SelectField(_l("Language"), [known_language], choices=names, validate_choice=False)


def zone_field() -> SelectField:
    """Every IANA zone is taken, also an alias that the list does not show."""
    return SelectField(
        _l("Time zone"),
        [known_zone],
        choices=_zones,  # type: ignore[arg-type]  # the stubs know no choices made from the field
        validate_choice=False,
    )


def _zones(form: Form, field: Field) -> list[SelectChoice]:
    return zone_choices(typed(field))


def password_words(problem: str) -> str:
    """What to do about a password that was refused."""
    return {
        "short": _("This password is too short. Use 8 characters or more, for instance three or four words."),
        "long": _("This password is too long. Use at most 128 characters."),
        "common": _(
            "Many people use this password, so it is guessed first. Use three or four words of your own."
        ),
        "personal": _("Do not use your name or your e-mail address as the password."),
    }[problem]


def typed(field: Field) -> str:
    """What was typed into a field of text, or ""; without NUL, which PostgreSQL cannot look for."""
    return str(field.data or "").replace("\x00", "")


def complain(field: Field, message: str) -> None:
    """Put a message that a service caused beside its field."""
    field.errors = (*field.errors, message)
