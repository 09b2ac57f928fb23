"""Making an account, signing in and out, and the first admin."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from course.rules.permissions import Permission
from course.services import accounts, sessions
from course.services.errors import Refused
from course.storage.accounts import Person
from course.web import sessions as device
from course.web.forms import (
    complain,
    email_field,
    goal,
    language_field,
    name_field,
    page_of,
    password_field,
    password_words,
    typed,
    zone_field,
)
from course.web.guard import allow
from course.web.languages import language
from course.web.public import links
from course.web.security import client_address
from course.web.sessions import config, current_person, now
from course.web.texts import gettext as _

pages = Blueprint("accounts", __name__)
pages.register_blueprint(links.pages)


class SignInForm(FlaskForm):  # type: ignore[misc]
    email = email_field(complete=False)
    password = password_field()
    keep = BooleanField(_l("Keep me signed in on this device"))


class AccountForm(FlaskForm):  # type: ignore[misc]
    """What a new account needs; also of the first admin."""

    name = name_field()
    email = email_field()
    password = password_field()
    language = language_field()
    timezone = zone_field()
    taken = False

    @classmethod
    def blank(cls) -> AccountForm:
        """The form with the language of the page and the zone of the site chosen."""
        return cls(data={"language": language(), "timezone": config().timezone})

    def refuse(self, refusal: Refused) -> None:
        """Say what a service refused beside the field that can mend it."""
        if refusal.code == "password":
            complain(self.password, password_words(str(refusal.facts["problem"])))
        elif refusal.code == "credentials":
            complain(
                self.password,
                _("There is an account with this address, and this is not its password. Type its password."),
            )
        elif refusal.code == "taken":
            self.taken = True
            complain(self.email, _("There is already an account with this address."))
        else:
            complain(self.email, _("This address cannot be used. Check it."))


@pages.route("/register", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def register() -> Response | str | tuple[str, int]:
    """Make an account and sign in at once."""
    if config().registration == "closed":
        return render_template("public/accounts/closed.html", nav="account"), 403 if request.form else 200
    if request.method == "GET" and current_person():
        return redirect(goal("learning.index"))
    form = AccountForm.blank()
    person = _added(form) if form.validate_on_submit() else None
    if person:
        device.start(person, keep=False)
        flash(_("Welcome, %(name)s. Your account is ready.", name=person.display_name), "success")
        return redirect(goal("public.landing"), 303)
    return page_of("public/accounts/register.html", form, nav="account")


def _added(form: AccountForm) -> Person | None:
    """The new account, or None with the reason on the form. Trying addresses out is slowed like guessing."""
    keys = sessions.keys_of("register", typed(form.email).strip().lower(), client_address())
    sessions.check_tries(keys, now())
    try:
        return accounts.add(
            typed(form.email),
            typed(form.name),
            "learner",
            typed(form.password),
            typed(form.language),
            typed(form.timezone),
            now(),
        )
    except Refused as refusal:
        if refusal.code == "taken":
            sessions.count_try(keys, now())
        form.refuse(refusal)
        return None


@pages.route("/sign-in", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def sign_in() -> Response | str | tuple[str, int]:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            person = sessions.sign_in(typed(form.email), typed(form.password), client_address(), now())
        except Refused:
            form.form_errors.append(
                _("The e-mail address and the password do not belong together. Check both and try again.")
            )
        else:
            device.start(person, keep=form.keep.data)
            return redirect(goal("learning.index"), 303)
    elif request.method == "GET" and current_person():
        return redirect(goal("learning.index"))
    return page_of("public/accounts/sign_in.html", form, open=config().registration == "open", nav="account")


@pages.post("/sign-out")
@allow(Permission.PUBLIC)
def sign_out() -> Response:
    """Sign out on this device; done twice it is done once."""
    device.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for("public.landing"), 303)


@pages.route("/first-admin/<token>", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def first_admin(token: str) -> Response | str | tuple[str, int]:
    """Make the first admin by the address that was printed at the first start."""
    if sessions.account_of_code("admin", token, now()) is None:
        return render_template("public/accounts/ended.html", purpose="admin", nav="account"), 404
    form = AccountForm.blank()
    if form.validate_on_submit():
        try:
            person = accounts.make_first_admin(
                token,
                typed(form.email),
                typed(form.name),
                typed(form.password),
                typed(form.language),
                typed(form.timezone),
                now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            device.start(person, keep=False)
            flash(_("You are now an administrator of this site."), "success")
            return redirect(url_for("learners.index"), 303)
    return page_of("public/accounts/first_admin.html", form, nav="account")
