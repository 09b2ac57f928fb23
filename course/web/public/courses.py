"""A course: the landing page for a visitor, the outline for a learner; and why things are so."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from course.rules.attempts import percent
from course.rules.explanations import why_quiz
from course.rules.permissions import Permission
from course.services import progress as services
from course.services.progress import share
from course.web.catalogue import course_or_404
from course.web.guard import allow
from course.web.learner.standing import Reader, is_open, reader_of, step_address
from course.web.public.dialogue_cards import cards_of_course
from course.web.sessions import current_person, now, the_person
from course.web.texts import gettext as _

pages = Blueprint("courses", __name__, url_prefix="/courses/<course_id>")


@pages.get("")
@allow(Permission.PUBLIC)
def show(course_id: str) -> str:
    course = course_or_404(course_id)
    reader = reader_of(course)
    step = reader.step()
    return render_template(
        "public/courses/show.html" if reader.enrolled else "public/courses/landing.html",
        course=course,
        reader=reader,
        step=step,
        step_url=step_address(course, step),
        minutes_left=_minutes_left(reader),
        best=_best(reader),
        dialogues=cards_of_course(course),
        checklist=_checklist(reader),
        is_open=is_open,
        nav="course",
    )


@pages.post("/enrolment")
@allow(Permission.LEARN)
def enrol(course_id: str) -> Response:
    """Enrol and go to the first lesson."""
    course = course_or_404(course_id)
    services.enrol(the_person().id, course, now())
    return redirect(step_address(course, reader_of(course).step()), 303)


@pages.get("/why")
@allow(Permission.LEARN)
def why(course_id: str) -> str:
    """Every state of the course with its rule, its facts and what is missing."""
    course = course_or_404(course_id)
    reader = reader_of(course)
    quizzes = [why_quiz(course, module, reader.facts, now(), _) for module in course.modules]
    return render_template(
        "public/courses/why.html",
        course=course,
        reader=reader,
        modules=list(zip(course.modules, map(reader.why, course.modules), quizzes, strict=True)),
        certificate=reader.why_certificate(),
        nav="course",
    )


def _minutes_left(reader: Reader) -> int:
    """Minutes of the lessons that are not done yet."""
    return sum(
        lesson.minutes
        for module in reader.course.modules
        for lesson in module.lessons
        if not reader.done(module, lesson)
    )


def _best(reader: Reader) -> str:
    """The best quiz result so far, or "" before the first."""
    shares = [share(row) for row in reader.attempts if row.state == "submitted"]
    known = [each for each in shares if each is not None]
    return f"{percent(max(known))}%" if known else ""


def _checklist(reader: Reader) -> list[tuple[bool, str, str]]:
    """What the certificate asks for: done, the words, a note."""
    course, states = reader.course, reader.states()
    if course.certificate is None or current_person() is None:
        return []
    finished = sum(state.kind == "completed" for _module, state in states)
    quizzes = [module for module in course.modules if module.quiz]
    passed = sum(module.id in reader.facts.passed for module in quizzes)
    marks = sorted({module.quiz.pass_mark for module in quizzes if module.quiz})
    mark = f"{percent(marks[0])}%" if marks else ""
    held = bool(reader.standing and reader.standing.certificate)
    completed = reader.facts.course_completed_at is not None
    return [
        (
            completed or finished == len(states),
            _("Finish %(count)s modules", count=len(states)),
            _("%(count)s done", count=finished),
        ),
        (
            completed or passed == len(quizzes),
            _("Reach %(mark)s in each quiz", mark=mark),
            _("%(count)s of %(of)s reached", count=passed, of=len(quizzes)),
        ),
        (held, _("Confirm the name to print"), ""),
    ]
