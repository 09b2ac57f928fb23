"""An attempt: answer, save, submit; then its result."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from course.content.model import Course, Item, Kind, Lesson, Module
from course.rules.attempts import by_objective, show_feedback
from course.rules.grading import Grade, right_answer
from course.rules.permissions import Permission
from course.services import attempts as services
from course.services.attempts import Sheet
from course.services.errors import Refused
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.languages import language
from course.web.learner.items import GAP, answer_in, chosen_in_words, item_view
from course.web.learner.standing import reader_of
from course.web.sessions import now, the_person
from course.web.texts import gettext as _

pages = Blueprint("attempts", __name__, url_prefix="/attempts/<int:attempt_id>")


@dataclass(frozen=True, slots=True)
class Answered:
    """One question on a result page. Feedback and answers are empty while they may not be shown."""

    number: int
    title: str
    text: str
    item: Item
    grade: Grade
    right: bool
    chosen: tuple[tuple[str, str], ...]
    answer: tuple[str, ...]
    explanation: str
    reread: Lesson | None


def course_of(sheet: Sheet) -> tuple[Course | None, Module | None]:
    """The course and module of an attempt as they are now, in the reader's language; None once removed."""
    course = catalogue().course(sheet.row.course_id, language())
    return course, course.module(sheet.row.module_id) if course else None


def answers_of(sheet: Sheet) -> dict[str, Any]:
    """The answers in the posted form, by item id."""
    form = request.form.to_dict(flat=False)
    return {
        asked.item_id: answer_in(asked, sheet.items[asked.item_id], f"q{number}", form)
        for number, asked in enumerate(sheet.asked, start=1)
    }


@pages.get("")
@allow(Permission.LEARN)
def show(attempt_id: int) -> str:
    sheet = services.sheet(the_person().id, attempt_id)
    course, module = course_of(sheet)
    if not sheet.open:
        return _result(sheet, course, module)
    views = [
        item_view(sheet.items[asked.item_id], asked, f"q{number}", sheet.answers.get(asked.item_id), number)
        for number, asked in enumerate(sheet.asked, start=1)
    ]
    changed = bool(
        module
        and module.quiz
        and module.quiz.language == sheet.row.language
        and module.quiz.fingerprint != sheet.row.quiz_fingerprint
    )
    return render_template(
        "learner/attempts/show.html",
        sheet=sheet,
        views=views,
        course=course,
        module=module,
        changed=changed,
        token=secrets.token_urlsafe(16),
        missing=sheet.unanswered() if request.args.get("missing") else [],
        nav="course",
        sensitive=bool(module and module.sensitive),
    )


@pages.post("/responses")
@allow(Permission.LEARN)
def save(attempt_id: int) -> Response | tuple[str, int]:
    """Keep the answers so far: from the script (204, or 409 once submitted) or by the button "Save"."""
    person = the_person()
    sheet = services.sheet(person.id, attempt_id)
    scripted = request.headers.get("X-Requested-With") == "fetch"
    try:
        services.save(person.id, attempt_id, answers_of(sheet), now())
    except Refused:
        if scripted:
            return "", 409
        flash(_already(), "warning")
    else:
        if scripted:
            return "", 204
        flash(_("Your answers are saved. You can leave and come back."), "success")
    return redirect(url_for("attempts.show", attempt_id=attempt_id), 303)


def _already() -> str:
    return _("These answers were already sent, perhaps from another window. This is the result that counts.")


@pages.post("/submission")
@allow(Permission.LEARN)
def submit(attempt_id: int) -> Response:
    """Submit once; unanswered questions are pointed out first, and may be sent all the same."""
    person = the_person()
    sheet = services.sheet(person.id, attempt_id)
    answers = answers_of(sheet)
    incomplete = sheet.open and sheet.with_answers(answers).unanswered()
    if incomplete and not request.form.get("anyway") and _saved(person.id, attempt_id, answers):
        address = url_for("attempts.show", attempt_id=attempt_id, missing=1)
        return redirect(f"{address}#missing", 303)
    token = request.form.get("token", "")[:64] or secrets.token_urlsafe(16)
    course, _module = course_of(sheet)
    try:
        finished = services.submit(
            person.id, attempt_id, answers, token, course, catalogue().revision, now(), sheet
        )
    except Refused:
        flash(_already(), "warning")
        finished = False
    if finished and course:
        return redirect(url_for("certificates.completion", course_id=course.id), 303)
    return redirect(url_for("attempts.show", attempt_id=attempt_id) + "#result", 303)


def _saved(account_id: int, attempt_id: int, answers: Mapping[str, Any]) -> bool:
    """Save the answers; False when another window has submitted meanwhile."""
    try:
        services.save(account_id, attempt_id, answers, now())
    except Refused:
        return False
    return True


def _result(sheet: Sheet, course: Course | None, module: Module | None) -> str:
    grades = sheet.grades()
    ordered = [(sheet.items[asked.item_id], grades[asked.item_id]) for asked in sheet.asked]
    quiz = module.quiz if module else None
    shown = show_feedback(quiz.show if quiz else "after-submit", bool(sheet.row.passed))
    answered = [
        _answered(number, item, grade, sheet.answers.get(item.id), module, shown)
        for number, (item, grade) in enumerate(ordered, start=1)
    ]
    again = {entry.reread.id: entry.reread for entry in answered if entry.reread and not entry.right}
    return render_template(
        "learner/attempts/result.html",
        sheet=sheet,
        row=sheet.row,
        course=course,
        module=module,
        quiz=quiz,
        answered=answered,
        shown=shown,
        again=list(again.values()),
        objectives=by_objective([item for item, _grade in ordered], [grade for _item, grade in ordered]),
        names=module.objectives if module else {},
        reader=reader_of(course) if course else None,
        nav="course",
        sensitive=bool(module and module.sensitive),
    )


def _answered(
    number: int, item: Item, grade: Grade, answer: Any, module: Module | None, shown: bool
) -> Answered:
    right = grade.of == 0 or grade.score == 1
    gapped = item.kind is Kind.GAPS
    return Answered(
        number=number,
        title=_("Complete the text") if gapped else item.prompt,
        text=GAP.sub("____", item.prompt) if gapped else "",
        item=item,
        grade=grade,
        right=right,
        chosen=tuple((said, feedback if shown else "") for said, feedback in chosen_in_words(item, answer)),
        answer=tuple(right_answer(item)) if shown and not right else (),
        explanation=item.explanation if shown else "",
        reread=_lesson_on(module, item.objective),
    )


def _lesson_on(module: Module | None, objective: str) -> Lesson | None:
    """The first lesson that checks the same objective, to read again."""
    if module is None or not objective:
        return None
    lessons = [
        lesson
        for lesson in module.lessons
        if any(check.objective == objective for check in lesson.checks.values())
    ]
    return lessons[0] if lessons else None
