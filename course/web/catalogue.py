"""The content of this request: one revision from its first line to its last."""

from __future__ import annotations

from flask import abort, current_app, g

from course.content.catalogue import Library
from course.content.model import Catalogue, Course, Dialogue, Lesson, Module
from course.web.languages import language


def library() -> Library:
    found: Library = current_app.extensions["library"]
    return found


def catalogue() -> Catalogue:
    """The catalogue as it was when the request first asked."""
    if "catalogue" not in g:
        g.catalogue = library().current
    found: Catalogue = g.catalogue
    return found


def course_or_404(course_id: str) -> Course:
    return catalogue().course(course_id, language()) or abort(404)


def module_or_404(course_id: str, module_id: str) -> tuple[Course, Module]:
    course = course_or_404(course_id)
    return course, course.module(module_id) or abort(404)


def lesson_or_404(course_id: str, module_id: str, lesson_id: str) -> tuple[Course, Module, Lesson]:
    course, module = module_or_404(course_id, module_id)
    return course, module, module.lesson(lesson_id) or abort(404)


def dialogue_or_404(dialogue_id: str) -> Dialogue:
    return catalogue().dialogue(dialogue_id, language()) or abort(404)
