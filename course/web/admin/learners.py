"""People: who is here, where each of them stands and why, and their role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from course.content.model import Course
from course.rules.permissions import Permission
from course.services import accounts as services
from course.services.accounts import ROLES
from course.services.errors import Refused
from course.services.explanations import Told, explain, held_by
from course.services.progress import share
from course.services.refusals import in_words
from course.storage import accounts, enrolments, sessions
from course.storage.accounts import Person
from course.storage.database import Found
from course.storage.enrolments import AttemptRow, Standing
from course.web.admin.lists import chosen, listed, typed
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.languages import language
from course.web.sessions import now, the_person

pages = Blueprint("learners", __name__, url_prefix="/admin/learners")
STATES = ("active", "disabled")


@dataclass(frozen=True, slots=True)
class Followed:
    """One enrolment as an admin sees it; `course` is None when it was removed."""

    standing: Standing
    course: Course | None
    told: tuple[Told, ...]

    def score(self, attempt: AttemptRow) -> float | None:
        return share(attempt)

    def title(self, module_id: str) -> str:
        module = self.course.module(module_id) if self.course else None
        return module.title if module else module_id


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    args = {"search": typed("search"), "role": chosen("role", ROLES), "state": chosen("state", STATES)}
    found = listed(accounts.listing(**args), accounts.count(**args), args)
    done = enrolments.modules_completed([row.id for row in found.rows])
    return render_template("admin/learners/index.html", found=found, done=done, roles=ROLES, nav="admin")


@pages.get("/<int:account_id>")
@allow(Permission.ADMINISTER)
def show(account_id: int) -> str:
    person = _person_or_404(account_id)
    held = held_by(account_id)
    courses = enrolments.courses_of(account_id)
    standings = [enrolments.standing(account_id, course_id) for course_id in courses]
    followed = [_followed(standing, held) for standing in standings if standing]
    return render_template(
        "admin/learners/show.html",
        person=person,
        facts=accounts.facts(account_id),
        followed=followed,
        held=held,
        devices=len(sessions.of_account(account_id)),
        roles=ROLES,
        nav="admin",
    )


def _followed(standing: Standing, held: Sequence[Found]) -> Followed:
    course = catalogue().course(standing.course_id, language())
    return Followed(standing, course, explain(course, standing, held, now(), translate=_) if course else ())


def _person_or_404(account_id: int) -> Person:
    return accounts.by_id(account_id) or abort(404)


def _back(account_id: int, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("learners.show", account_id=account_id), 303)


def _refused(account_id: int, refused: Refused) -> Response:
    flash(in_words(refused, _), "error")
    return redirect(url_for("learners.show", account_id=account_id), 303)


@pages.post("/<int:account_id>/role")
@allow(Permission.ADMINISTER)
def change_role(account_id: int) -> Response:
    try:
        services.set_role(account_id, request.form.get("role", ""), now(), the_person().id)
    except Refused as refused:
        return _refused(account_id, refused)
    if account_id == the_person().id:
        flash(_("Your role is changed. This page is not open to you any more."), "success")
        return redirect(url_for("learning.index"), 303)
    return _back(account_id, _("The role is changed."))


@pages.post("/<int:account_id>/disabled")
@allow(Permission.ADMINISTER)
def change_disabled(account_id: int) -> Response:
    """Disable the account (`disabled` is 1) or enable it (0)."""
    disabled = request.form.get("disabled") == "1"
    try:
        services.set_disabled(account_id, disabled, now(), the_person().id)
    except Refused as refused:
        return _refused(account_id, refused)
    if disabled:
        return _back(account_id, _("The account is disabled and signed out everywhere. Its records stay."))
    return _back(account_id, _("The account is enabled."))


@pages.post("/<int:account_id>/sign-out")
@allow(Permission.ADMINISTER)
def sign_out(account_id: int) -> Response:
    services.sign_out_everywhere(account_id, now(), the_person().id)
    return _back(account_id, _("The account is signed out everywhere."))
