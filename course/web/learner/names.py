"""The name to print: its form, what is wrong with it in words, and whether it was seen on a specimen."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from course.rules.certificates import clean_name, name_problems
from course.web.texts import gettext as _


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name to print; asked once, shown on the sheet before it is issued."""

    name = StringField(_l("Name to print"))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.name.flags.required = True

    def validate_name(self, field: StringField) -> None:
        if problems := name_problems(field.data or ""):
            raise ValidationError(in_words(problems))

    @property
    def cleaned(self) -> str:
        """The name as it would be printed."""
        return clean_name(self.name.data or "")


def in_words(problems: tuple[str, ...]) -> str:
    """Why a name cannot be printed, and how to mend it."""
    reasons = {
        "empty": _("Type the name to print."),
        "too-long": _("A name has at most 120 characters."),
        "control": _("The name holds characters that cannot be printed. Type it anew."),
        "bidi-override": _("The name holds hidden direction marks. Type it anew."),
        "placeholder-like": _("Type your name as it should stand on the certificate."),
        "too-wide": _("The name does not fit on the sheet. Shorten it."),
    }
    return " ".join(reasons[problem] for problem in problems)


def stamp(*parts: object) -> str:
    """Proof that the server has shown these words on a specimen: nobody else can make it."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, "\n".join(map(str, ("specimen", *parts))).encode(), hashlib.sha256).hexdigest()


def wants_preview(*parts: object) -> bool:
    """Whether a form asks for the specimen, or was changed since it was shown."""
    if request.form.get("preview"):
        return True
    return "proven" in request.form and not is_proven(*parts)


def is_proven(*parts: object) -> bool:
    """Whether a form carries the proof that these words were seen on a specimen."""
    return hmac.compare_digest(request.form.get("proven", "").encode(), stamp(*parts).encode())
