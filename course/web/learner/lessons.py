"""A lesson: read it, answer its checks, keep a reflection, press Continue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from course.content.model import Check, Item, Lesson, Prose, Reflection, Video
from course.rules.permissions import Permission
from course.rules.progress import lesson_done
from course.rules.responses import Form
from course.services import progress as services
from course.storage import progress
from course.web.catalogue import catalogue, lesson_or_404
from course.web.guard import allow
from course.web.learner.items import ItemView, Reveal, answer_in, asked_alone, item_view
from course.web.learner.standing import address_of, barred, is_open, reader_of
from course.web.public.dialogue_cards import cards_of
from course.web.sessions import current_person, now, the_person
from course.web.texts import gettext as _

ADDRESS = "/courses/<course_id>/modules/<module_id>/lessons/<lesson_id>"
pages = Blueprint("lessons", __name__, url_prefix=ADDRESS)


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a lesson page: prose, a check with its state, a reflection with its text, or a video."""

    kind: str
    block: Prose | Check | Reflection | Video
    view: ItemView | None = None
    tried: bool = False
    shown: bool = False
    message: str = ""
    text: str = ""

    @property
    def html(self) -> str:
        """Prose with its headings one level up: on a page of its own the lesson's title is the first."""
        text = self.block.html if isinstance(self.block, Prose) else ""
        for level in (3, 4, 5, 6):
            text = text.replace(f"<h{level}", f"<h{level - 1}").replace(f"</h{level}>", f"</h{level - 1}>")
        return text


@dataclass(frozen=True, slots=True)
class LessonPage:
    lesson: Lesson
    parts: tuple[Part, ...] = field(default=())


def lesson_page(
    lesson: Lesson,
    form: Form | None = None,
    notes: Mapping[str, str] | None = None,
) -> LessonPage:
    """A lesson with its checks and reflections drawn up; `form` holds the one check that was answered."""
    asked = form or {}
    return LessonPage(lesson, tuple(_part(block, asked, notes or {}) for block in lesson.blocks))


def _part(block: Prose | Check | Reflection | Video, form: Form, notes: Mapping[str, str]) -> Part:
    match block:
        case Check(item=item):
            tried = item.id in form.get("check", ())
            return _check(block, item, form if tried else {}, tried)
        case Reflection(id=reflection_id):
            return Part("reflection", block, text=notes.get(reflection_id, ""))
        case Video():
            return Part("video", block)
        case Prose():
            return Part("prose", block)


def _check(block: Check, item: Item, form: Form, tried: bool) -> Part:
    asked, name = asked_alone(item), f"c-{item.id}"
    answer: Any = answer_in(asked, item, name, form)
    shown = tried and bool(form.get("show"))
    reveal = Reveal.ANSWER if shown else Reveal.CHOSEN if tried and answer is not None else Reveal.NOTHING
    message = _("Choose or type an answer first.") if tried and not shown and answer is None else ""
    view = item_view(item, asked, name, answer, reveal=reveal)
    return Part("check", block, view, tried=tried, shown=shown, message=message)


@pages.get("")
@allow(Permission.PUBLIC)
def show(course_id: str, module_id: str, lesson_id: str) -> Response | str:
    course, module, lesson = lesson_or_404(course_id, module_id, lesson_id)
    if not is_open(course, module, lesson) and (away := barred(course, module)):
        return away
    reader = reader_of(course)
    notes: dict[str, str] = {}
    if lesson.reflections and reader.standing:
        notes = progress.reflections(reader.standing.id, module.id)
    index = module.lessons.index(lesson)
    return render_template(
        "learner/lessons/show.html",
        course=course,
        module=module,
        lesson=lesson,
        page=lesson_page(lesson, request.args.to_dict(flat=False), notes),
        number=index + 1,
        before=module.lessons[index - 1] if index else None,
        after=services.following(course, module, lesson),
        reader=reader,
        ticks=tuple(reader.done(module, each) for each in module.lessons),
        done=lesson_done(module, lesson, reader.facts),
        dialogues=cards_of(module),
        sources=catalogue().sources,
        saved=request.args.get("saved", ""),
        nav="course",
        sensitive=module.sensitive,
    )


@pages.post("/completion")
@allow(Permission.LEARN)
def complete(course_id: str, module_id: str, lesson_id: str) -> Response:
    """The learner says that the lesson is done."""
    course, module, lesson = lesson_or_404(course_id, module_id, lesson_id)
    if away := barred(course, module):
        return away
    finished = services.finish_lesson(the_person().id, course, module, lesson, catalogue().revision, now())
    if finished:
        return redirect(url_for("certificates.completion", course_id=course.id), 303)
    next_module, place = services.following(course, module, lesson)
    if (next_module, place) == (module, lesson.id):
        return redirect(url_for("courses.show", course_id=course.id), 303)
    return redirect(address_of(course, next_module, place), 303)


@pages.post("/reflections/<reflection_id>")
@allow(Permission.LEARN)
def reflect(course_id: str, module_id: str, lesson_id: str, reflection_id: str) -> Response:
    """Keep or delete the learner's private note."""
    course, module, lesson = lesson_or_404(course_id, module_id, lesson_id)
    if reflection_id not in lesson.reflections or current_person() is None:
        abort(404)
    text = "" if request.form.get("delete") else request.form.get("text", "")
    services.save_reflection(the_person().id, course, module, reflection_id, text, now())
    address = url_for(
        "lessons.show", course_id=course_id, module_id=module_id, lesson_id=lesson_id, saved=reflection_id
    )
    return redirect(f"{address}#reflect-{reflection_id}", 303)
