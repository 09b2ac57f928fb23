"""Where the reader stands in a course, as the pages need it: read once a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from course.content.model import Course, Lesson, Module
from course.rules.explanations import Explanation, why_certificate, why_course, why_module
from course.rules.progress import Facts, ModuleState, Step, lesson_done, module_state, next_step
from course.services.progress import QUIZ, facts_of
from course.storage import enrolments
from course.storage.enrolments import AttemptRow, Standing
from course.web.sessions import current_person
from course.web.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Reader:
    """A course as one reader meets it; `standing` is None for a visitor and before enrolling."""

    course: Course
    standing: Standing | None
    facts: Facts

    @property
    def enrolled(self) -> bool:
        return self.standing is not None

    @property
    def attempts(self) -> list[AttemptRow]:
        return self.standing.attempts if self.standing else []

    def state(self, module: Module) -> ModuleState:
        return module_state(self.course, module, self.facts)

    def done(self, module: Module, lesson: Lesson) -> bool:
        return lesson_done(module, lesson, self.facts)

    def step(self) -> Step:
        return next_step(self.course, self.facts)

    def why(self, module: Module | None = None) -> Explanation:
        if module is not None:
            return why_module(self.course, module, self.facts, _)
        return why_course(self.course, self.facts, _)

    def why_certificate(self) -> Explanation:
        held = self.standing.certificate[1] if self.standing and self.standing.certificate else None
        return why_certificate(self.course, self.facts, held, _)

    def states(self) -> list[tuple[Module, ModuleState]]:
        return [(module, self.state(module)) for module in self.course.modules]


def reader_of(course: Course) -> Reader:
    """The reader's standing in a course, in one query for the request."""
    known: dict[str, Reader] = g.setdefault("readers", {})
    if course.id not in known:
        person = current_person()
        standing = enrolments.standing(person.id, course.id) if person else None
        known[course.id] = Reader(course, standing, facts_of(standing))
    return known[course.id]


def address_of(course: Course, module: Module, place: str) -> str:
    """The address of a lesson, or of the quiz where `place` is "quiz"."""
    if place == QUIZ:
        return url_for("quizzes.show", course_id=course.id, module_id=module.id)
    return url_for("lessons.show", course_id=course.id, module_id=module.id, lesson_id=place)


def step_address(course: Course, step: Step) -> str:
    """Where "Continue" leads."""
    if step.module is None:
        name = "certificates.show" if step.kind == "certificate" else "courses.show"
        return url_for(name, course_id=course.id)
    return address_of(course, step.module, step.lesson.id if step.lesson else QUIZ)


def is_open(course: Course, module: Module, lesson: Lesson) -> bool:
    """Whether a lesson can be read without an account: the first of the course."""
    return module is course.modules[0] and lesson is module.lessons[0]


def barred(course: Course, module: Module) -> Response | None:
    """Where a reader is sent who may not read on here: to sign in, or to what opens the module."""
    if current_person() is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if reader_of(course).state(module).kind == "locked":
        return redirect(url_for("modules.show", course_id=course.id, module_id=module.id))
    return None
