"""Where a learner stands in a course, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from course.content.model import Course, Lesson, Module
from course.rules.attempts import PastAttempt

QUIZ = "quiz"  # the place of a module's quiz, where a lesson id would stand


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one learner in one course.

    `lessons_done` are (module id, lesson id); `passed` the modules whose quiz was passed; `completed` when
    each module was; `position` where they were last, (module id, lesson id or "quiz"). Ids may be ones that
    the content has renamed since (`was`).
    """

    lessons_done: frozenset[tuple[str, str]] = frozenset()
    passed: frozenset[str] = frozenset()
    completed: Mapping[str, datetime] = field(default_factory=dict)
    course_completed_at: datetime | None = None
    position: tuple[str, str] | None = None
    attempts: Mapping[str, Sequence[PastAttempt]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleState:
    """`kind` is not-started, in-progress, completed or locked; `done` of `of` counts lessons and the quiz.

    `opens_after` is the module that locks it. `new_since` are the ids of lessons added after completion.
    """

    kind: str
    done: int
    of: int
    opens_after: Module | None = None
    new_since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: a lesson or the quiz of `module`, the certificate, or nothing (none)."""

    module: Module | None
    kind: str
    lesson: Lesson | None = None


def lesson_done(module: Module, lesson: Lesson, facts: Facts) -> bool:
    """Whether the lesson is on record as done, under its own or its former name."""
    return any((a, b) in facts.lessons_done for a in _names(module) for b in _names(lesson))


def quiz_passed(module: Module, facts: Facts) -> bool:
    """Whether the module's quiz was ever passed."""
    return any(name in facts.passed for name in _names(module))


def attempts_at(module: Module, facts: Facts) -> tuple[PastAttempt, ...]:
    """Every attempt at the module's quiz."""
    return tuple(attempt for name in _names(module) for attempt in facts.attempts.get(name, ()))


def completed_at(module: Module, facts: Facts) -> datetime | None:
    """When the module was first completed, or None."""
    return min((facts.completed[name] for name in _names(module) if name in facts.completed), default=None)


def unfinished_lessons(module: Module, facts: Facts) -> tuple[Lesson, ...]:
    """The lessons that are not done, in order."""
    return tuple(lesson for lesson in module.lessons if not lesson_done(module, lesson, facts))


def quiz_ahead(module: Module, facts: Facts) -> bool:
    """Whether the module has a quiz that was not passed yet."""
    return module.quiz is not None and not quiz_passed(module, facts)


def nothing_left(module: Module, facts: Facts) -> bool:
    """Whether each lesson is done, and the quiz passed if there is one."""
    return not unfinished_lessons(module, facts) and not quiz_ahead(module, facts)


def module_state(course: Course, module: Module, facts: Facts) -> ModuleState:
    """The state of one module. A completion on record never goes back, whatever was added since, and a
    module once begun is never locked again."""
    of = len(module.lessons) + (module.quiz is not None)
    lessons = unfinished_lessons(module, facts)
    done = of - len(lessons) - quiz_ahead(module, facts)
    if completed_at(module, facts):
        return ModuleState("completed", done, of, new_since=tuple(lesson.id for lesson in lessons))
    if done == of:
        return ModuleState("completed", done, of)
    if done or attempts_at(module, facts):
        return ModuleState("in-progress", done, of)
    before = _module_before(course, module)
    if course.required_order and before and not finished(before, facts):
        return ModuleState("locked", done, of, opens_after=before)
    return ModuleState("not-started", done, of)


def finished(module: Module, facts: Facts) -> bool:
    """Whether the module is on record as completed, or nothing in it is left to do."""
    return completed_at(module, facts) is not None or nothing_left(module, facts)


def next_step(course: Course, facts: Facts) -> Step:
    """What the button "Continue" leads to.

    The place last left if it is still unfinished and open; else the first unfinished lesson after it, the
    module's quiz, a lesson skipped before it; else the first unfinished module that is open. A completed
    course leads to its certificate.
    """
    return _step_from_position(course, facts) or _first_step(course, facts)


def _step_from_position(course: Course, facts: Facts) -> Step | None:
    module_id, place = facts.position or ("", "")
    module = next((each for each in course.modules if module_id in _names(each)), None)
    if module is None or module_state(course, module, facts).kind == "locked":
        return None
    here = next((i for i, lesson in enumerate(module.lessons) if place in _names(lesson)), None)
    if here is not None and not lesson_done(module, module.lessons[here], facts):
        return Step(module, "lesson", module.lessons[here])
    if place == QUIZ and quiz_ahead(module, facts):
        return Step(module, QUIZ)
    if finished(module, facts):
        return None
    after = () if place == QUIZ else module.lessons[(here or 0) :]
    ahead = next((lesson for lesson in after if not lesson_done(module, lesson, facts)), None)
    return Step(module, "lesson", ahead) if ahead else _step_in(module, facts, quiz_first=True)


def _first_step(course: Course, facts: Facts) -> Step:
    if not facts.course_completed_at:
        for module in course.modules:
            if not finished(module, facts) and module_state(course, module, facts).kind != "locked":
                return _step_in(module, facts)
    return Step(None, "certificate" if course.certificate and course.modules else "none")


def _step_in(module: Module, facts: Facts, quiz_first: bool = False) -> Step:
    """The next step in an unfinished module."""
    lessons = unfinished_lessons(module, facts)
    if lessons and not (quiz_first and quiz_ahead(module, facts)):
        return Step(module, "lesson", lessons[0])
    return Step(module, QUIZ)


def _module_before(course: Course, module: Module) -> Module | None:
    before = [each for each in course.modules if each.number < module.number]
    return before[-1] if before else None


def _names(thing: Module | Lesson) -> tuple[str, ...]:
    """The id, and the one it had before."""
    return (thing.id, thing.was) if thing.was else (thing.id,)
