"""Why a learner stands where they stand in a course: one text for the page, the command and the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from course.content.model import Course
from course.rules import certificates as rules
from course.rules.explanations import (
    Explanation,
    Translate,
    why_certificate,
    why_course,
    why_module,
    why_quiz,
)
from course.services.progress import facts_of
from course.storage import certificates
from course.storage.database import Found
from course.storage.enrolments import Standing


@dataclass(frozen=True, slots=True)
class Told:
    """One state explained. `about` is course, module, quiz or certificate; `id` that of course or module."""

    about: str
    id: str
    title: str
    why: Explanation


def certificate_of(held: Sequence[Found], course_id: str) -> Found | None:
    """The certificate that counts in a course: the valid one, else the latest. `held`: latest first."""
    mine = [row for row in held if row.course_id == course_id]
    return next((row for row in mine if row.state == "valid"), mine[0] if mine else None)


def explain(
    course: Course,
    standing: Standing | None,
    held: Sequence[Found],
    now: datetime,
    module_id: str = "",
    translate: Translate = str,
) -> tuple[Told, ...]:
    """Every state of one learner in a course, or only those of one module.

    `held` are the learner's certificates, latest first. Tells states and scores, never an answer.
    """
    facts = facts_of(standing)
    told = []
    for module in course.modules:
        if module_id in ("", module.id):
            told.append(Told("module", module.id, module.title, why_module(course, module, facts, translate)))
            if module.quiz:
                why = why_quiz(course, module, facts, now, translate)
                told.append(Told("quiz", module.id, module.title, why))
    if module_id:
        return tuple(told)
    row = certificate_of(held, course.id)
    state = rules.state(row.state, row.expires_at, now) if row else None
    return (
        Told("course", course.id, course.title, why_course(course, facts, translate)),
        *told,
        Told("certificate", course.id, course.title, why_certificate(course, facts, state, translate)),
    )


def held_by(account_id: int) -> list[Found]:
    """The certificates of an account, latest first."""
    return certificates.of_account(account_id)
