"""Links sent by mail: a new password, or signing in without one. The same words whether an account exists."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from course.rules.permissions import Permission
from course.services import sessions
from course.services.errors import NotFound, Refused
from course.web import sessions as device
from course.web.forms import complain, email_field, goal, page_of, password_field, password_words, typed
from course.web.guard import allow
from course.web.security import client_address
from course.web.sessions import config, now
from course.web.texts import gettext as _

pages = Blueprint("links", __name__)
Page = Response | str | tuple[str, int]


class AddressForm(FlaskForm):  # type: ignore[misc]
    email = email_field()


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    password = password_field(_l("New password"))


class UseLinkForm(FlaskForm):  # type: ignore[misc]
    keep = BooleanField(_l("Keep me signed in on this device"))


@pages.route("/password", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def password() -> Page:
    """Ask for a link to set a new password."""
    return _ask("reset", "accounts.links.password")


@pages.route("/sign-in-link", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def sign_in() -> Page:
    """Ask for a link that signs in."""
    return _ask("link", "accounts.links.sign_in")


def _ask(purpose: str, endpoint: str) -> Page:
    form = AddressForm()
    if form.validate_on_submit():
        sessions.send_code(purpose, typed(form.email), client_address(), config().public_url, now())
        return redirect(url_for(endpoint, sent=1), 303)
    return page_of(
        "public/accounts/ask.html", form, purpose=purpose, sent="sent" in request.args, nav="account"
    )


@pages.route("/password/<token>", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def new_password(token: str) -> Page:
    """Set a new password; looking at the page does not use the link up."""
    if sessions.account_of_code("reset", token, now()) is None:
        return _ended("reset")
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            sessions.reset_password(token, typed(form.password), now())
        except NotFound:
            return _ended("reset")
        except Refused as refusal:
            complain(form.password, password_words(str(refusal.facts["problem"])))
        else:
            flash(
                _("Your password is changed. Sign in with it; every other device is signed out."), "success"
            )
            return redirect(url_for("accounts.sign_in"), 303)
    return page_of("public/accounts/new_password.html", form, nav="account")


@pages.route("/sign-in-link/<token>", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def use_link(token: str) -> Page:
    """A button that signs in: programs that open the links in mail press none."""
    form = UseLinkForm()
    if form.validate_on_submit():
        try:
            person = sessions.use_link(token, now())
        except NotFound:
            return _ended("link")
        device.start(person, keep=form.keep.data)
        return redirect(goal("learning.index"), 303)
    if sessions.account_of_code("link", token, now()) is None:
        return _ended("link")
    return page_of("public/accounts/use_link.html", form, nav="account")


def _ended(purpose: str) -> tuple[str, int]:
    """Used, too old or never sent: all are answered alike."""
    return render_template("public/accounts/ended.html", purpose=purpose, nav="account"), 404
