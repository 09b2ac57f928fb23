"""Issuing to many: a run is started here, goes on by itself, and says who was passed over and why."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from course.rules.permissions import Permission
from course.services import issuing as services
from course.services.errors import Refused
from course.services.refusals import in_words
from course.storage import accounts
from course.storage import issuing as storage
from course.web.admin.lists import listed
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.languages import language
from course.web.sessions import now, the_person

pages = Blueprint("issuing", __name__, url_prefix="/admin/certificates/runs")


def _titles() -> dict[str, str]:
    """The courses that issue certificates, by id."""
    courses = [catalogue().course(course_id, language()) for course_id in catalogue().courses]
    return {course.id: course.title for course in courses if course and course.certificate}


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    titles = _titles()
    found = listed(services.listing(), storage.count(), {})
    return render_template(
        "admin/certificates/runs.html",
        found=found,
        titles=titles,
        without={course_id: storage.count_without(course_id) for course_id in titles},
        nav="admin",
    )


@pages.post("")
@allow(Permission.ADMINISTER)
def start() -> Response:
    """Start a run for everyone who has completed a course; one at a time for each course."""
    course_id = request.form.get("course", "")
    if course_id not in _titles():
        abort(404)
    try:
        run_id = services.start(course_id, the_person().id, now())
    except Refused as refused:
        flash(in_words(refused, _), "warning")
        going = refused.facts.get("run")
        return redirect(url_for("issuing.show", run_id=going) if going else url_for("issuing.index"), 303)
    return redirect(url_for("issuing.show", run_id=run_id), 303)


@pages.get("/<int:run_id>")
@allow(Permission.ADMINISTER)
def show(run_id: int) -> str:
    """How far a run is; the page looks again by itself until it is told not to, or the run is finished."""
    run = services.find(run_id)
    emails = accounts.emails(each["account"] for each in run.passed_over)
    return render_template(
        "admin/certificates/run.html",
        run=run,
        title=_titles().get(run.course_id, run.course_id),
        looked_at=run.done + len(run.passed_over),
        passed=[
            (each["account"], emails.get(each["account"], ""), _why(each["why"])) for each in run.passed_over
        ],
        refreshing=run.finished_at is None and "still" not in request.args,
        nav="admin",
    )


def _why(code: str) -> str:
    return in_words(Refused(code), _)
