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
        "why": _("Say why, so that the holder can understand it."),
        "not-barred": _("Nothing keeps this holder from having a new certificate issued."),
        "decided": _("Somebody else has answered this request already."),
        "expired": _(
            "This certificate has expired. Its holder can have it issued anew with the new name: refuse the "
            "request, and say so in the note."
        ),
        "running": _("A run for this course is not finished yet."),
        "nobody": _("Everyone who has completed this course holds a certificate."),
        "no-account": _("There is no account with this address."),
        "no-certificate": _("This course issues no certificate."),
        "not-completed": _("The course is not completed."),
        "holds-one": _("They hold a certificate already."),
        "revoked": _("Their certificate was revoked; they can ask for a new one themselves."),
        "name": _("Their name cannot be printed."),
        "busy": _("The database was busy. Try again."),
        "format": _("There is no such format. Choose CSV, XLSX or JSON."),
    }
    if refused.code == "signing-key":
        return str(refused)
    return sentences.get(refused.code, refused.code)


def _password(problem: str, _: Translate) -> str:
    sentences = {
        "short": _("The password is too short: use {count} characters or more.").format(count=SHORTEST),
        "long": _("The password is too long: use {count} characters or fewer.").format(count=LONGEST),
        "common": _("This password is among the first that anyone would guess. Choose another."),
        "personal": _("The password is the name or the address of the account. Choose another."),
    }
    return sentences.get(problem, problem)
