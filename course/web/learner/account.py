"""One's own account: names, language, zone, password, and the devices it is signed in on."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from course.rules.certificates import clean_name
from course.rules.permissions import Permission
from course.services import accounts as services
from course.services import sessions
from course.services.errors import Refused
from course.storage import accounts
from course.storage import sessions as devices
from course.storage.accounts import Person
from course.storage.database import Found
from course.web import sessions as device
from course.web.forms import (
    LONGEST_NAME,
    complain,
    language_field,
    name_field,
    page_of,
    password_field,
    password_words,
    printable_name,
    typed,
    zone_field,
)
from course.web.guard import allow
from course.web.languages import COOKIE
from course.web.learner.learning import certificates_of
from course.web.public.accounts import pages as account_pages
from course.web.sessions import config, now, the_person
from course.web.texts import gettext as _

pages = Blueprint("account", __name__, url_prefix="/account")


class ProfileForm(FlaskForm):  # type: ignore[misc]
    display_name = name_field()
    certificate_name = StringField(
        _l("Name on your certificate"),
        [
            Length(max=LONGEST_NAME, message=_l("A name has at most 120 characters. Shorten it.")),
            printable_name,
        ],
    )
    language = language_field()
    timezone = zone_field()

    @classmethod
    def of(cls, person: Person) -> ProfileForm:
        return cls(obj=person, formdata=None)


class PasswordForm(FlaskForm):  # type: ignore[misc]
    old = PasswordField(_l("Password you have now"))
    new = password_field(_l("New password"))


@account_pages.get("/account")  # its address is /account, its name accounts.show
@allow(Permission.SIGNED_IN)
def show() -> tuple[str, int]:
    return _page(ProfileForm.of(the_person()), PasswordForm(formdata=None))


def _page(profile: ProfileForm, password: PasswordForm) -> tuple[str, int]:
    person = the_person()
    return page_of(
        "learner/account/show.html",
        password if password.errors else profile,
        profile=profile,
        password=password,
        has_password=accounts.password_hash_of(person.id) is not None,
        devices=_devices(person),
        certificates=certificates_of(person),
        nav="account",
    )


def _devices(person: Person) -> list[Found]:
    """The devices that are still signed in: those idle for too long are not."""
    idle_since = now() - timedelta(hours=config().idle_hours)
    return [row for row in devices.of_account(person.id) if row.seen_at > idle_since]


@pages.post("")
@allow(Permission.SIGNED_IN)
def change() -> Response | tuple[str, int]:
    form = ProfileForm()
    if not form.validate():
        return _page(form, PasswordForm(formdata=None))
    services.change_profile(
        the_person(),
        typed(form.display_name),
        typed(form.language),
        typed(form.timezone),
        clean_name(typed(form.certificate_name)),
    )
    flash(_("Your account is saved."), "success")
    response = redirect(url_for("accounts.show"), 303)
    response.delete_cookie(COOKIE)  # the language of the account counts again
    return response


@pages.post("/password")
@allow(Permission.SIGNED_IN)
def change_password() -> Response | tuple[str, int]:
    """Set a new password; every other device is signed out."""
    form, person = PasswordForm(), the_person()
    if form.validate():
        try:
            sessions.change_password(person, typed(form.old), typed(form.new), now())
        except Refused as refusal:
            if refusal.code == "credentials":
                complain(form.old, _("This is not the password you have now. Type it again."))
            else:
                complain(form.new, password_words(str(refusal.facts["problem"])))
        else:
            flash(_("Your password is changed. Every other device is signed out."), "success")
            return redirect(url_for("accounts.show"), 303)
    return _page(ProfileForm.of(person), form)


@pages.post("/sessions/<int:session_id>/end")
@allow(Permission.SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign one of one's own devices out; another person's stays as it is."""
    person = the_person()
    if session_id == person.session_id:
        device.end()
        flash(_("You are signed out."), "success")
        return redirect(url_for("public.landing"), 303)
    sessions.end_session(person.id, session_id)
    flash(_("The device is signed out."), "success")
    return redirect(url_for("accounts.show", _anchor="devices"), 303)


@pages.post("/sessions/end")
@allow(Permission.SIGNED_IN)
def end_sessions() -> Response:
    """Sign out everywhere but here."""
    person = the_person()
    sessions.end_other_sessions(person.id, person.session_id, now())
    flash(_("Every other device is signed out."), "success")
    return redirect(url_for("accounts.show", _anchor="devices"), 303)
