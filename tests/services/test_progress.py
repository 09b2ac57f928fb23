"""Progress: lessons done, modules and courses completed once, and edits that lower nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.content.model import Course
from course.rules.progress import module_state
from course.services import attempts, progress
from course.services.errors import NotFound
from course.storage import enrolments
from course.storage import progress as storage
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.enrolments import Standing
from course.storage.tables import CourseCompletion, ModuleCompletion
from tests.services.courses import (
    COURSE,
    FIRST,
    ONE_LESSON,
    REVISION,
    RIGHT,
    WORDS,
    WRONG,
    course,
    edited,
    lesson,
    module,
    quiz,
)

LADDER, LEVELS = FIRST.lessons
DESCRIBE = WORDS.lessons[0]


def standing_of(person: Person, of: Course = COURSE) -> Standing:
    db.session.rollback()
    found = enrolments.standing(person.id, of.id)
    assert found
    return found


def finish(
    person: Person, of: Course, now: datetime, *places: tuple[str, str], revision: str = REVISION
) -> bool:
    """Finish lessons, named by module and lesson; whether the last one completed the course."""
    done = False
    for module_id, lesson_id in places:
        where = of.module(module_id)
        assert where
        what = where.lesson(lesson_id)
        assert what
        done = progress.finish_lesson(person.id, of, where, what, revision, now)
    return done


def pass_quiz(person: Person, of: Course, module_id: str, now: datetime, answers: Any = RIGHT) -> bool:
    where = of.module(module_id)
    assert where
    attempt = attempts.start(person.id, of, where, REVISION, 1, now)
    return attempts.submit(person.id, attempt, answers, f"token-{attempt}", of, REVISION, now)


def completions() -> tuple[list[Any], list[Any]]:
    """Every module completion and every course completion on record."""
    db.session.rollback()
    modules = select(ModuleCompletion.module_id, ModuleCompletion.completed_at, ModuleCompletion.lessons)
    courses = select(CourseCompletion.completed_at, CourseCompletion.score, CourseCompletion.revision)
    return (
        [tuple(row) for row in db.session.execute(modules.order_by(ModuleCompletion.id))],
        [tuple(row) for row in db.session.execute(courses)],
    )


def test_amina_enrols_once(amina: Person, now: datetime, rows: Callable[[str], int]) -> None:
    first = progress.enrol(amina.id, COURSE, now)
    assert progress.enrol(amina.id, COURSE, now + timedelta(days=1)) == first
    assert (rows("enrolment"), standing_of(amina).enrolled_at) == (1, now)


def test_finishing_a_lesson_enrols_and_remembers_the_place(
    amina: Person, context: Flask, now: datetime
) -> None:
    assert finish(amina, COURSE, now, ("first-steps", "ladder")) is False
    found = standing_of(amina)
    assert (found.lessons, found.position) == ({("first-steps", "ladder")}, ("first-steps", "levels"))
    finish(amina, COURSE, now, ("first-steps", "levels"))
    assert standing_of(amina).position == ("first-steps", "quiz")
    finish(amina, COURSE, now, ("words", "describe"))
    assert standing_of(amina).position == ("words", "describe")


def test_where_continue_leads(context: Flask) -> None:
    closing = module("closing", "last", number=3)
    empty = module("empty", number=2)
    of = course(module("opening", "first"), empty, closing)
    opening = of.modules[0]
    assert progress.following(COURSE, FIRST, LADDER) == (FIRST, "levels")
    assert progress.following(COURSE, FIRST, LEVELS) == (FIRST, "quiz")
    assert progress.following(of, opening, opening.lessons[0]) == (closing, "last")
    assert progress.following(of, closing, closing.lessons[0]) == (closing, "last")


def test_a_lesson_finished_twice_is_done_once(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    finish(amina, COURSE, now, ("words", "describe"), ("words", "describe"))
    assert (rows("lesson_completion"), rows("module_completion"), rows("enrolment")) == (1, 1, 1)


def test_a_module_is_completed_by_its_lessons_and_its_quiz(
    amina: Person, context: Flask, now: datetime
) -> None:
    finish(amina, COURSE, now, ("first-steps", "ladder"), ("first-steps", "levels"))
    assert completions() == ([], [])
    pass_quiz(amina, COURSE, "first-steps", now, WRONG)
    assert completions() == ([], [])
    assert pass_quiz(amina, COURSE, "first-steps", now + timedelta(hours=1)) is False
    assert completions()[0] == [("first-steps", now + timedelta(hours=1), ["ladder", "levels"])]


def test_a_course_is_completed_by_the_last_module_with_the_facts_then_true(
    amina: Person, context: Flask, now: datetime
) -> None:
    pass_quiz(amina, COURSE, "first-steps", now)
    finish(amina, COURSE, now, ("first-steps", "ladder"), ("first-steps", "levels"))
    later = now + timedelta(hours=1)
    assert finish(amina, COURSE, later, ("words", "describe"), revision="revision-2") is True
    assert completions()[1] == [(later, 1.0, "revision-2")]
    assert db.session.scalars(select(CourseCompletion.modules)).one() == [
        {"id": "first-steps", "title": "First-Steps", "score": 1.0},
        {"id": "words", "title": "Words", "score": None},
    ]


def test_the_quiz_can_be_what_completes_the_course(amina: Person, context: Flask, now: datetime) -> None:
    finish(amina, COURSE, now, ("words", "describe"), ("first-steps", "ladder"), ("first-steps", "levels"))
    assert pass_quiz(amina, COURSE, "first-steps", now) is True
    assert pass_quiz(amina, COURSE, "first-steps", now) is False


def test_a_course_without_a_quiz_has_no_score(amina: Person, context: Flask, now: datetime) -> None:
    assert finish(amina, ONE_LESSON, now, ("short", "only")) is True
    assert completions()[1] == [(now, None, REVISION)]


def test_the_record_of_the_best_passed_result_counts(amina: Person, context: Flask, now: datetime) -> None:
    of = course(module("short", quiz=quiz(pass_mark=0.5)))
    pass_quiz(amina, of, "short", now, RIGHT | {"levels": [0]})
    assert completions()[1] == [(now, 0.8, REVISION)]
    pass_quiz(amina, of, "short", now)
    assert completions()[1] == [(now, 0.8, REVISION)]


def test_eight_finish_the_last_lesson_at_once_and_it_is_completed_once(
    amina: Person, now: datetime, rows: Callable[[str], int], at_once: Callable[..., list[Any]]
) -> None:
    said = at_once(8, lambda _: finish(amina, ONE_LESSON, now, ("short", "only")))
    assert sorted(said) == [False] * 7 + [True]
    tables = ("enrolment", "lesson_completion", "module_completion", "course_completion")
    assert [rows(table) for table in tables] == [1, 1, 1, 1]


def test_a_lesson_added_later_takes_nothing_back(
    amina: Person, context: Flask, now: datetime, completed: Callable[[Person, Course], None]
) -> None:
    completed(amina, COURSE)
    before = completions()
    grown = edited(COURSE, module("first-steps", "ladder", "levels", "added", quiz=quiz()))
    later = now + timedelta(days=40)
    facts = progress.facts_of(standing_of(amina))
    state = module_state(grown, grown.modules[0], facts)
    assert (state.kind, state.new_since) == ("completed", ("added",))
    assert finish(amina, grown, later, ("first-steps", "added")) is False
    assert completions() == before
    assert module_state(grown, grown.modules[0], progress.facts_of(standing_of(amina))).new_since == ()


def test_a_module_added_later_leaves_the_course_completed(
    amina: Person, context: Flask, now: datetime, completed: Callable[[Person, Course], None]
) -> None:
    completed(amina, COURSE)
    before = completions()
    grown = course(*COURSE.modules, module("more", "extra", number=3))
    assert finish(amina, grown, now + timedelta(days=40), ("more", "extra")) is False
    assert completions()[1] == before[1]
    assert [name for name, _at, _lessons in completions()[0]] == ["first-steps", "words", "more"]


def test_a_quiz_that_becomes_harder_leaves_who_passed(
    amina: Person, context: Flask, now: datetime, completed: Callable[[Person, Course], None]
) -> None:
    completed(amina, COURSE)
    harder = edited(COURSE, replace(FIRST, quiz=quiz(pass_mark=1.0)))
    pass_quiz(amina, harder, "first-steps", now + timedelta(days=1), WRONG)
    assert standing_of(amina).modules["first-steps"] == now
    assert completions()[1] == [(now, 1.0, REVISION)]


def test_what_an_edit_leaves_nothing_to_do_in_is_completed_with_the_next_step(
    amina: Person, context: Flask, now: datetime
) -> None:
    finish(amina, COURSE, now, ("first-steps", "ladder"), ("first-steps", "levels"))
    without_quiz = edited(COURSE, replace(FIRST, quiz=None))
    assert finish(amina, without_quiz, now, ("words", "describe")) is True
    assert [name for name, _at, _lessons in completions()[0]] == ["first-steps", "words"]


def test_a_renamed_module_is_not_completed_twice_and_keeps_its_score(
    amina: Person, context: Flask, now: datetime
) -> None:
    pass_quiz(amina, COURSE, "first-steps", now)
    finish(amina, COURSE, now, ("first-steps", "ladder"), ("first-steps", "levels"))
    renamed = edited(
        COURSE, module("beginnings", lesson("steps", was="ladder"), "levels", quiz=quiz(), was="first-steps")
    )
    later = now + timedelta(days=1)
    finish(amina, renamed, later, ("beginnings", "steps"))
    assert finish(amina, renamed, later, ("words", "describe")) is True
    assert [(name, at) for name, at, _lessons in completions()[0]] == [("first-steps", now), ("words", later)]
    assert completions()[1] == [(later, 1.0, REVISION)]


def test_an_attempt_begun_before_its_module_was_renamed_still_completes_it(
    amina: Person, context: Flask, now: datetime
) -> None:
    finish(amina, COURSE, now, ("first-steps", "ladder"), ("first-steps", "levels"), ("words", "describe"))
    attempt = attempts.start(amina.id, COURSE, FIRST, REVISION, 1, now)
    beginnings = module("beginnings", "ladder", "levels", quiz=quiz(), was="first-steps")
    renamed = edited(COURSE, beginnings)
    assert attempts.start(amina.id, renamed, beginnings, REVISION, 2, now) == attempt
    assert attempts.submit(amina.id, attempt, RIGHT, "token", renamed, REVISION, now) is True


def test_a_reflection_is_kept_replaced_and_deleted(
    amina: Person, dana: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    progress.save_reflection(amina.id, COURSE, FIRST, "my-rule", " Do not cry.\r\nAnd more. ", now)
    progress.save_reflection(amina.id, COURSE, FIRST, "my-rule", "Be strong\0.", now)
    progress.enrol(dana.id, COURSE, now)
    mine, hers = (standing_of(person) for person in (amina, dana))
    assert storage.reflections(mine.id, "first-steps") == {"my-rule": "Be strong."}
    assert storage.reflections(hers.id, "first-steps") == {}
    progress.delete_reflection(dana.id, COURSE, FIRST, "my-rule")
    assert rows("reflection") == 1
    progress.delete_reflection(amina.id, COURSE, FIRST, "my-rule")
    assert rows("reflection") == 0


def test_an_emptied_reflection_is_deleted_and_a_long_one_is_cut(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    progress.save_reflection(amina.id, COURSE, FIRST, "my-rule", "x" * 30_000, now)
    assert storage.reflections(standing_of(amina).id, "first-steps") == {"my-rule": "x" * 20_000}
    progress.save_reflection(amina.id, COURSE, FIRST, "my-rule", " \r\n ", now)
    assert rows("reflection") == 0


def test_who_is_not_enrolled_has_no_reflection_to_delete(dana: Person, context: Flask) -> None:
    with pytest.raises(NotFound):
        progress.delete_reflection(dana.id, COURSE, FIRST, "my-rule")


def test_a_quiz_without_a_scored_question_has_the_full_score(
    amina: Person, context: Flask, now: datetime
) -> None:
    opinions = quiz(*(item for item in quiz().items if not item.kind.scored))
    of = course(module("short", quiz=opinions))
    attempt = attempts.start(amina.id, of, of.modules[0], REVISION, 1, now)
    assert [progress.share(row) for row in standing_of(amina).attempts] == [None]
    assert (
        attempts.submit(amina.id, attempt, {"agree": 4, "next": "Ask."}, "token", of, REVISION, now) is True
    )
    assert [progress.share(row) for row in standing_of(amina).attempts] == [1.0]
    assert completions()[1] == [(now, 1.0, REVISION)]


def test_nobody_stands_anywhere() -> None:
    facts = progress.facts_of(None)
    assert (facts.lessons_done, facts.passed, facts.attempts) == (frozenset(), frozenset(), {})
