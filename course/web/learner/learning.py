"""My learning: the courses one is enrolled in, where to continue, and the certificates one holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for

from course.content.model import Course
from course.documents.facts import CertificateFacts
from course.rules import certificates as rules
from course.rules.permissions import Permission
from course.rules.progress import Step
from course.storage import certificates, enrolments
from course.storage.accounts import Person
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.languages import language
from course.web.learner.standing import Reader, reader_of, step_address
from course.web.sessions import now, the_person
from course.web.texts import gettext as _
from course.web.texts import ngettext

pages = Blueprint("learning", __name__)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One course of a learner: how far they are, and what "Continue" leads to ("" when nothing is left)."""

    course: Course
    progress: str
    url: str
    step: str
    certified: bool
    minutes: int
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of a person; `url` is its public page, `pdf` its sheet ("" when it is not valid)."""

    title: str
    code: str
    state: str
    issued_at: datetime
    url: str
    pdf: str


@pages.get("/learning")
@allow(Permission.LEARN)
def index() -> str:
    person, content = the_person(), catalogue()
    mine = enrolments.courses_of(person.id)
    courses = [course for name in mine if (course := content.course(name, language()))]
    others = [
        course for name in content.courses if name not in mine if (course := content.course(name, language()))
    ]
    return render_template(
        "learner/learning/index.html",
        enrolled=[_enrolled(course, reader_of(course)) for course in courses],
        others=others,
        certificates=certificates_of(person),
        nav="learning",
    )


def _enrolled(course: Course, reader: Reader) -> Enrolled:
    step = reader.step()
    return Enrolled(
        course=course,
        progress=_progress_words(reader),
        url=step_address(course, step),
        step=_step_words(step),
        certified=step.kind == "certificate",
        minutes=step.lesson.minutes if step.lesson else 0,
        completed_at=reader.facts.course_completed_at,
    )


def _progress_words(reader: Reader) -> str:
    """ "2 of 6 modules completed" """
    states = [state for _module, state in reader.states()]
    done = sum(state.kind == "completed" for state in states)
    if done == 0 and not any(state.done for state in states):
        return _("Not started")
    return ngettext(
        "%(done)s of %(num)s module completed",
        "%(done)s of %(num)s modules completed",
        len(states),
        done=done,
    )


def _step_words(step: Step) -> str:
    """What comes next, by its name."""
    if step.lesson and step.module:
        return _("Module %(number)s: %(title)s", number=step.module.number, title=step.lesson.title)
    if step.module:
        return _("Quiz of module %(number)s: %(title)s", number=step.module.number, title=step.module.title)
    return _("Your certificate") if step.kind == "certificate" else ""


def certificates_of(person: Person) -> list[Held]:
    """Every certificate of a person, latest first, also of courses that are offered no more."""
    found = []
    for row in certificates.of_account(person.id):
        state = rules.state(row.state, row.expires_at, now())
        found.append(
            Held(
                title=CertificateFacts.from_json(row.snapshot).course_title,
                code=rules.format_code(row.code),
                state=state,
                issued_at=row.issued_at,
                url=url_for("verify.show", code=row.code),
                pdf=url_for("certificates.download", code=row.code) if state == "valid" else "",
            )
        )
    return found
