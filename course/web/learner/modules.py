"""A module: what it teaches, its lessons and quiz with the reader's state; and all of it on one page."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from course.rules.permissions import Permission
from course.web.catalogue import catalogue, module_or_404
from course.web.guard import allow
from course.web.learner.lessons import lesson_page
from course.web.learner.standing import barred, is_open, reader_of
from course.web.public.dialogue_cards import cards_of

pages = Blueprint("modules", __name__, url_prefix="/courses/<course_id>/modules/<module_id>")


@pages.get("")
@allow(Permission.PUBLIC)
def show(course_id: str, module_id: str) -> str:
    course, module = module_or_404(course_id, module_id)
    reader = reader_of(course)
    return render_template(
        "learner/modules/show.html",
        course=course,
        module=module,
        reader=reader,
        state=reader.state(module),
        why=reader.why(module),
        is_open=is_open,
        dialogues=cards_of(module),
        sources=catalogue().sources,
        nav="course",
        sensitive=module.sensitive,
    )


@pages.get("/whole")
@allow(Permission.PUBLIC)
def whole(course_id: str, module_id: str) -> Response | str:
    """The whole module on one page, to read or print; checks are printed without answers."""
    course, module = module_or_404(course_id, module_id)
    if away := barred(course, module):
        return away
    return render_template(
        "learner/modules/whole.html",
        course=course,
        module=module,
        lessons=[lesson_page(lesson) for lesson in module.lessons],
        sources=catalogue().sources,
        nav="course",
        sensitive=module.sensitive,
    )
