"""What was refused, in words that say how to mend it: the same for the desk and the command line."""

from __future__ import annotations

from collections.abc import Callable

from course.rules.passwords import LONGEST, SHORTEST
from course.services.errors import Refused

Translate = Callable[[str], str]


def in_words(refused: Refused, _: Translate = str) -> str:
    """The refusal as a sentence, made by the translator `_` (English by default)."""
    facts = refused.facts
    if refused.code == "password":
        return _password(str(facts.get("problem", "")), _)
    sentences = {
        "email": _("This is not an e-mail address. Write it like name@example.org."),
        "taken": _("There is already an account with this e-mail address."),
        "role": _("There is no such role. Choose learner, trainer or admin."),
        "last-admin": _("This is the only admin who can sign in. Make somebody else an admin first."),
        "disabled": _("This account is disabled. Enable it first."),
        "reason": _("Say why: choose a reason from the list."),
        "note": _("Say more in the note, since the reason is “other”."),
        "not-valid": _("This certificate is not valid any more, so it cannot be revoked."),
        "format": _("There is no such format. Choose CSV, XLSX or JSON."),
    }
    return sentences.get(refused.code, refused.code)


def _password(problem: str, _: Translate) -> str:
    sentences = {
        "short": _("The password is too short: use {count} characters or more.").format(count=SHORTEST),
        "long": _("The password is too long: use {count} characters or fewer.").format(count=LONGEST),
        "common": _("This password is among the first that anyone would guess. Choose another."),
        "personal": _("The password is the name or the address of the account. Choose another."),
    }
    return sentences.get(problem, problem)
