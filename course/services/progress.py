"""Progress: enrol, finish a lesson, keep a reflection, and record what is thereby completed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from course.content.model import Course, Lesson, Module
from course.rules.attempts import PastAttempt
from course.rules.completion import course_complete, module_complete
from course.rules.progress import Facts, completed_at
from course.services.errors import NotFound
from course.storage import enrolments, progress
from course.storage.database import writing
from course.storage.enrolments import AttemptRow, Standing

QUIZ = "quiz"  # the place of a quiz, where a lesson id would stand
LONGEST_REFLECTION = 20_000


def share(attempt: AttemptRow) -> float | None:
    """The score of a submitted attempt, 0..1; 1 when nothing in it was scored."""
    if attempt.points is None:
        return None
    return attempt.points / attempt.points_of if attempt.points_of else 1.0


def attempts_at(standing: Standing | None, module: Module) -> list[AttemptRow]:
    """A learner's attempts at one quiz, oldest first, also those made before the module was renamed."""
    names = (module.id, module.was)
    return [row for row in (standing.attempts if standing else ()) if row.module_id in names]


def past_attempts(rows: Iterable[AttemptRow]) -> tuple[PastAttempt, ...]:
    """Attempts as the rules read them."""
    return tuple(PastAttempt(row.number, row.state, share(row), row.passed, row.submitted_at) for row in rows)


def facts_of(standing: Standing | None) -> Facts:
    """What the rules need to know about a learner in a course; of nobody, when there is no enrolment."""
    if standing is None:
        return Facts(frozenset(), frozenset(), {}, None, None, {})
    modules = {row.module_id for row in standing.attempts}
    return Facts(
        lessons_done=frozenset(standing.lessons),
        passed=frozenset(row.module_id for row in standing.attempts if row.passed),
        completed=standing.modules,
        course_completed_at=standing.completed_at,
        position=standing.position,
        attempts={
            module_id: past_attempts(row for row in standing.attempts if row.module_id == module_id)
            for module_id in modules
        },
    )


def enrol(account_id: int, course: Course, now: datetime) -> int:
    """Enrol an account in a course, once; the id of the enrolment."""
    with writing():
        return enrolments.enrol(account_id, course.id, now)


def following(course: Course, module: Module, lesson: Lesson) -> tuple[Module, str]:
    """Where "Continue" leads from a lesson: the next lesson, the quiz, or the next module's first lesson.

    After the last module without a quiz it stays on the lesson.
    """
    index = module.lessons.index(lesson)
    if index + 1 < len(module.lessons):
        return module, module.lessons[index + 1].id
    if module.quiz:
        return module, QUIZ
    after = [later for later in course.modules if later.number > module.number and later.lessons]
    return (after[0], after[0].lessons[0].id) if after else (module, lesson.id)


def finish_lesson(
    account_id: int, course: Course, module: Module, lesson: Lesson, revision: str, now: datetime
) -> bool:
    """Record a lesson as done, enrolling if need be; True if the course is thereby completed."""
    next_module, next_place = following(course, module, lesson)
    with writing():
        enrolment_id = enrolments.enrol(account_id, course.id, now)
        enrolments.lock(enrolment_id)
        progress.finish_lesson(enrolment_id, module.id, lesson.id, now)
        enrolments.move(enrolment_id, next_module.id, next_place, now)
        return settle(account_id, course, revision, now)


def settle(account_id: int, course: Course, revision: str, now: datetime) -> bool:
    """Record the completions that the facts now allow, inside the caller's transaction.

    A module, and then the course, is recorded once, at its first moment, and never changed. Every module is
    looked at: an edit may have left nothing to do in one that the learner is no longer in.
    True if the course was completed by this.
    """
    standing = enrolments.standing(account_id, course.id)
    assert standing is not None
    facts = facts_of(standing)
    for module in course.modules:
        if not completed_at(module, facts) and module_complete(module, facts):
            lessons = [lesson.id for lesson in module.lessons]
            progress.complete_module(standing.id, module.id, lessons, revision, now)
            standing.modules[module.id] = now
    if standing.completed_at is not None or not course_complete(course, facts_of(standing)):
        return False
    summary = [
        {"id": each.id, "title": each.title, "score": _best(standing, each)} for each in course.modules
    ]
    scores = [entry["score"] for entry in summary if isinstance(entry["score"], float)]
    mean = sum(scores) / len(scores) if scores else None
    return progress.complete_course(standing.id, summary, mean, revision, now)


def _best(standing: Standing, module: Module) -> float | None:
    scores = [share(row) for row in attempts_at(standing, module) if row.passed]
    return max((score for score in scores if score is not None), default=None)


def save_reflection(
    account_id: int, course: Course, module: Module, reflection_id: str, text: str, now: datetime
) -> None:
    """Keep a learner's private answer; an empty one deletes it. Nobody else can read it."""
    kept = text.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST_REFLECTION]
    with writing():
        enrolment_id = enrolments.enrol(account_id, course.id, now)
        if kept:
            progress.save_reflection(enrolment_id, module.id, reflection_id, kept, now)
        else:
            progress.delete_reflection(enrolment_id, module.id, reflection_id)


def delete_reflection(account_id: int, course: Course, module: Module, reflection_id: str) -> None:
    standing = enrolments.standing(account_id, course.id)
    if standing is None:
        raise NotFound
    with writing():
        progress.delete_reflection(standing.id, module.id, reflection_id)
