"""All courses with their modules, published and drafts; and the revision that tells a page to load again."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from course.rules.permissions import Permission
from course.web.catalogue import catalogue, library
from course.web.guard import allow
from course.web.languages import language
from course.web.trainer.overview import Tally, course_row, elsewhere, revision

pages = Blueprint("trainer", __name__, url_prefix="/trainer")


@pages.get("")
@allow(Permission.TRAIN)
def index() -> str:
    content = catalogue()
    courses = [content.course(course_id, language()) for course_id in content.courses]
    return render_template(
        "trainer/index.html",
        rows=[course_row(content, course) for course in courses if course],
        elsewhere=Tally.of(elsewhere(content)),
        revision=revision(content),
        nav="trainer",
    )


@pages.get("/revision")
@allow(Permission.TRAIN)
def latest() -> Response:
    """The revision of the files as they are now: a preview need not wait for the next look at them."""
    library().refresh()
    return jsonify(revision=revision(catalogue()))
