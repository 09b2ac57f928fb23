"""Lessons done, reflections written, modules and courses completed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from course.storage.database import db, execute, insert, insert_once
from course.storage.tables import CourseCompletion, LessonCompletion, ModuleCompletion, Reflection

_REFLECTIONS = select(Reflection.reflection_id, Reflection.text).where(
    Reflection.enrolment_id == bindparam("enrolment_id"), Reflection.module_id == bindparam("module_id")
)


def finish_lesson(enrolment_id: int, module_id: str, lesson_id: str, now: datetime) -> bool:
    """Record a lesson as done; False if it was already."""
    done = insert_once(
        LessonCompletion,
        enrolment_id=enrolment_id,
        module_id=module_id,
        lesson_id=lesson_id,
        completed_at=now,
    )
    return done is not None


def complete_module(
    enrolment_id: int, module_id: str, lessons: list[str], revision: str, now: datetime
) -> bool:
    """Record the first completion of a module with the lessons it then had; False if there is one."""
    done = insert_once(
        ModuleCompletion,
        enrolment_id=enrolment_id,
        module_id=module_id,
        completed_at=now,
        revision=revision,
        lessons=lessons,
    )
    return done is not None


def complete_course(
    enrolment_id: int, modules: list[dict[str, Any]], score: float | None, revision: str, now: datetime
) -> bool:
    """Record the first completion of a course; False if it was completed before."""
    done = insert_once(
        CourseCompletion,
        enrolment_id=enrolment_id,
        completed_at=now,
        revision=revision,
        score=score,
        modules=modules,
    )
    return done is not None


def save_reflection(enrolment_id: int, module_id: str, reflection_id: str, text: str, now: datetime) -> None:
    statement = insert(Reflection).values(
        enrolment_id=enrolment_id,
        module_id=module_id,
        reflection_id=reflection_id,
        text=text,
        saved_at=now,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["enrolment_id", "module_id", "reflection_id"],
            set_={"text": text, "saved_at": now},
        )
    )


def delete_reflection(enrolment_id: int, module_id: str, reflection_id: str) -> None:
    db.session.execute(
        delete(Reflection).where(
            Reflection.enrolment_id == enrolment_id,
            Reflection.module_id == module_id,
            Reflection.reflection_id == reflection_id,
        )
    )


def reflections(enrolment_id: int, module_id: str) -> dict[str, str]:
    """The learner's own reflections in a module, by id."""
    rows = execute(_REFLECTIONS, {"enrolment_id": enrolment_id, "module_id": module_id})
    return {row[0]: row[1] for row in rows}
