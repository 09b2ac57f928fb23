"""A quiz before it is begun: its rules in words, earlier attempts, and the button that starts one."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from course.rules.attempts import best, may_start
from course.rules.explanations import why_quiz
from course.rules.permissions import Permission
from course.services import attempts as services
from course.services.errors import Refused
from course.services.progress import attempts_at, past_attempts
from course.web.catalogue import catalogue, module_or_404
from course.web.guard import allow
from course.web.learner.standing import barred, reader_of
from course.web.sessions import now, the_person
from course.web.texts import gettext as _

pages = Blueprint("quizzes", __name__, url_prefix="/courses/<course_id>/modules/<module_id>")


@pages.get("/quiz")
@allow(Permission.LEARN)
def show(course_id: str, module_id: str) -> Response | str:
    course, module = module_or_404(course_id, module_id)
    quiz = module.quiz or abort(404)
    if away := barred(course, module):
        return away
    reader = reader_of(course)
    rows = attempts_at(reader.standing, module)
    past = past_attempts(rows)
    return render_template(
        "learner/quizzes/show.html",
        course=course,
        module=module,
        quiz=quiz,
        reader=reader,
        rows=rows,
        verdict=may_start(quiz, past, now()),
        running=next((row for row in rows if row.state == "open"), None),
        best=best(past, quiz.keep),
        why=why_quiz(course, module, reader.facts, now(), _),
        nav="course",
        sensitive=module.sensitive,
    )


@pages.post("/attempts")
@allow(Permission.LEARN)
def start(course_id: str, module_id: str) -> Response:
    """Start an attempt, or go on with the one that is open."""
    course, module = module_or_404(course_id, module_id)
    if away := barred(course, module):
        return away
    seed = secrets.randbelow(2**31)
    try:
        attempt_id = services.start(the_person().id, course, module, catalogue().revision, seed, now())
    except Refused:
        flash(_("Another attempt cannot start now. The page says why."), "warning")
        return redirect(url_for("quizzes.show", course_id=course_id, module_id=module_id), 303)
    return redirect(url_for("attempts.show", attempt_id=attempt_id), 303)
