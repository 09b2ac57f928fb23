"""Previews of modules, lessons and quizzes as learners would see them, drafts too; nothing is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, request

from course.content.catalogue import problems_of
from course.content.model import Course, Item, Module
from course.rules.permissions import Permission
from course.web.catalogue import catalogue, course_or_404
from course.web.guard import allow
from course.web.learner.items import ItemView, Reveal, asked_alone, item_view
from course.web.learner.lessons import lesson_page
from course.web.trainer.overview import Tally, module_row, revision
from course.web.trainer.problems import shown

pages = Blueprint("previews", __name__, url_prefix="/trainer/<course_id>/<module_id>")


def _found(course_id: str, module_id: str) -> tuple[Course, Module]:
    course = course_or_404(course_id)
    return course, course.module(module_id) or course.draft(module_id) or abort(404)


def _page(template: str, course: Course, module: Module, **facts: Any) -> str:
    content = catalogue()
    return render_template(
        template,
        course=course,
        module=module,
        sources=content.sources,
        tally=Tally.of(problems_of(content, module.folder)),
        revision=revision(content),
        nav="trainer",
        **facts,
    )


@pages.get("")
@allow(Permission.TRAIN)
def show(course_id: str, module_id: str) -> str:
    """The module at a glance, and its problems."""
    course, module = _found(course_id, module_id)
    content = catalogue()
    return _page(
        "trainer/module.html",
        course,
        module,
        row=module_row(content, course, module),
        problems=shown(problems_of(content, module.folder)),
    )


@pages.get("/quiz")
@allow(Permission.TRAIN)
def quiz(course_id: str, module_id: str) -> str:
    """Every item of the quiz, in the order written; with `answers` also what is right, and why."""
    course, module = _found(course_id, module_id)
    if module.quiz is None:
        abort(404)
    reveal = Reveal.ANSWER if request.args.get("answers") else Reveal.NOTHING
    items = [(item, _asked(item, number, reveal)) for number, item in enumerate(module.quiz.items, start=1)]
    return _page("trainer/quiz.html", course, module, quiz=module.quiz, items=items, reveal=reveal.value)


def _asked(item: Item, number: int, reveal: Reveal) -> ItemView:
    """The item as nobody has answered it yet, so that nothing on it is called wrong."""
    view = item_view(item, asked_alone(item), f"q{number}", number=number, reveal=reveal)
    return replace(view, tone="")


@pages.get("/<lesson_id>")
@allow(Permission.TRAIN)
def lesson(course_id: str, module_id: str, lesson_id: str) -> str:
    """One lesson; its checks answer as they would for a learner."""
    course, module = _found(course_id, module_id)
    found = module.lesson(lesson_id) or abort(404)
    index = module.lessons.index(found)
    return _page(
        "trainer/lesson.html",
        course,
        module,
        lesson=found,
        page=lesson_page(found, request.args.to_dict(flat=False)),
        number=index + 1,
        before=module.lessons[index - 1] if index else None,
        after=module.lessons[index + 1] if index + 1 < len(module.lessons) else None,
    )
