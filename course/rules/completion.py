"""When a module and a course are complete."""

from __future__ import annotations

from course.content.model import Course, Module
from course.rules.explanations import Explanation, why_certificate, why_course, why_module, why_quiz
from course.rules.progress import Facts, completed_at, nothing_left

__all__ = [
    "Explanation", "course_complete", "module_complete", "why_certificate", "why_course", "why_module",
    "why_quiz",
]  # fmt: skip


def module_complete(module: Module, facts: Facts) -> bool:
    """Whether everything in the module is done: each lesson, and the quiz passed if it has one."""
    return nothing_left(module, facts)


def course_complete(course: Course, facts: Facts) -> bool:
    """Whether the course is on record as completed, or every module it lists is.

    A course without modules is never complete.
    """
    if facts.course_completed_at:
        return True
    return bool(course.modules) and all(completed_at(module, facts) for module in course.modules)
