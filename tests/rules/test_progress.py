"""Where Amina stands in a course, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course.rules.attempts import PastAttempt
from course.rules.completion import course_complete, module_complete
from course.rules.progress import Facts, ModuleState, Step, completed_at, module_state, next_step
from tests.rules.sample import NOW, course, lesson, module, quiz

NORMS = module("norms", ["a", "b", "c"], quiz())
POWER = module("power", ["d", "e"], number=2)
VIOLENCE = module("violence", ["f"], quiz(), number=3)
COURSE = course(NORMS, POWER, VIOLENCE)
ORDERED = course(NORMS, POWER, VIOLENCE, required_order=True)


def done(*places: str, **more: object) -> Facts:
    """Facts with lessons done, each written "module/lesson"."""
    pairs = frozenset((place.split("/")[0], place.split("/")[1]) for place in places)
    return Facts(pairs, **more)  # type: ignore[arg-type]


ALL_OF_NORMS = ("norms/a", "norms/b", "norms/c")
EVERYTHING = done(
    *ALL_OF_NORMS,
    "power/d",
    "power/e",
    "violence/f",
    passed=frozenset({"norms", "violence"}),
    completed={"norms": NOW, "power": NOW, "violence": NOW},
)


def test_at_first_nothing_is_started() -> None:
    assert module_state(COURSE, NORMS, Facts()) == ModuleState("not-started", 0, 4)
    assert module_state(COURSE, VIOLENCE, Facts()) == ModuleState("not-started", 0, 2)


def test_lessons_and_the_quiz_count() -> None:
    assert module_state(COURSE, NORMS, done("norms/b")) == ModuleState("in-progress", 1, 4)
    assert module_state(COURSE, NORMS, done(*ALL_OF_NORMS)) == ModuleState("in-progress", 3, 4)
    passed = done(*ALL_OF_NORMS, passed=frozenset({"norms"}))
    assert module_state(COURSE, NORMS, passed) == ModuleState("completed", 4, 4)
    assert module_state(COURSE, POWER, done("power/d", "power/e")) == ModuleState("completed", 2, 2)


def test_an_attempt_starts_a_module() -> None:
    facts = Facts(attempts={"norms": [PastAttempt(1, "open")]})
    assert module_state(COURSE, NORMS, facts) == ModuleState("in-progress", 0, 4)


def test_a_completed_module_stays_completed_when_a_lesson_is_added() -> None:
    facts = done("norms/a", "norms/c", passed=frozenset({"norms"}), completed={"norms": NOW})
    assert module_state(COURSE, NORMS, facts) == ModuleState("completed", 3, 4, new_since=("b",))


def test_in_order_a_module_opens_when_the_one_before_it_is_completed() -> None:
    assert module_state(ORDERED, NORMS, Facts()).kind == "not-started"
    assert module_state(ORDERED, POWER, done("norms/a")) == ModuleState("locked", 0, 2, opens_after=NORMS)
    assert module_state(ORDERED, VIOLENCE, Facts()) == ModuleState("locked", 0, 2, opens_after=POWER)
    assert module_state(ORDERED, POWER, Facts(completed={"norms": NOW})) == ModuleState("not-started", 0, 2)


def test_a_module_once_begun_is_never_locked_again() -> None:
    assert module_state(ORDERED, POWER, done("power/d")) == ModuleState("in-progress", 1, 2)
    assert module_state(ORDERED, POWER, Facts(completed={"power": NOW})).kind == "completed"


def test_what_was_done_under_a_former_name_stays_done() -> None:
    renamed = module("norms-and-roles", [lesson("one", was="a"), "b"], quiz(), was="norms")
    facts = done("norms/a", "norms-and-roles/b", passed=frozenset({"norms"}), completed={"norms": NOW})
    assert module_state(course(renamed), renamed, facts) == ModuleState("completed", 3, 3)
    assert completed_at(renamed, facts) == NOW
    assert course_complete(course(renamed), facts)
    left = done("norms/b", position=("norms", "a"))
    assert next_step(course(renamed), left) == Step(renamed, "lesson", renamed.lessons[0])
    tried = Facts(attempts={"norms": [PastAttempt(1, "open")]})
    assert module_state(course(renamed), renamed, tried).kind == "in-progress"


def test_a_completion_keeps_its_first_moment() -> None:
    renamed = module("new", ["a"], was="old")
    assert completed_at(renamed, Facts(completed={"new": NOW + timedelta(days=1), "old": NOW})) == NOW
    assert completed_at(renamed, Facts()) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), ("norms", "lesson", "a")),
        (done("norms/a"), ("norms", "lesson", "b")),
        (done(*ALL_OF_NORMS), ("norms", "quiz", None)),
        (done("norms/a", position=("power", "d")), ("power", "lesson", "d")),
        (done("norms/a", position=("norms", "c")), ("norms", "lesson", "c")),
        (done("norms/a", position=("norms", "quiz")), ("norms", "quiz", None)),
        (done("norms/a", "norms/b", position=("norms", "b")), ("norms", "lesson", "c")),
        (done("norms/a", "norms/c", position=("norms", "c")), ("norms", "quiz", None)),
        (
            done("norms/a", "norms/c", position=("norms", "quiz"), passed=frozenset({"norms"})),
            ("norms", "lesson", "b"),
        ),
        (done("power/e", position=("power", "e")), ("power", "lesson", "d")),
        (done("power/d", "power/e", position=("power", "e")), ("norms", "lesson", "a")),
        (done("norms/a", position=("norms", "removed")), ("norms", "lesson", "b")),
        (Facts(position=("norms", "removed")), ("norms", "lesson", "a")),
        (done("norms/a", position=("removed", "x")), ("norms", "lesson", "b")),
        (done(completed={"norms": NOW}), ("power", "lesson", "d")),
        (done(completed={"norms": NOW}, position=("norms", "b")), ("norms", "lesson", "b")),
    ],
)
def test_continue_leads_to_the_exact_place_left(facts: Facts, expected: tuple[str, str, str | None]) -> None:
    step = next_step(COURSE, facts)
    assert (step.module and step.module.id, step.kind, step.lesson and step.lesson.id) == expected


def test_continue_never_leads_into_a_locked_module() -> None:
    facts = done("norms/a", position=("power", "d"))
    assert next_step(ORDERED, facts) == Step(NORMS, "lesson", NORMS.lessons[1])


def test_after_the_last_module_comes_the_certificate_or_nothing() -> None:
    assert next_step(COURSE, EVERYTHING) == Step(None, "certificate")
    plain = course(NORMS, POWER, VIOLENCE, certificate=False)
    assert next_step(plain, EVERYTHING) == Step(None, "none")
    assert next_step(course(), Facts()) == Step(None, "none")


def test_a_module_added_after_the_course_was_completed_does_not_call_back() -> None:
    facts = Facts(completed={"norms": NOW, "power": NOW}, course_completed_at=NOW)
    assert next_step(COURSE, facts) == Step(None, "certificate")
    assert course_complete(COURSE, facts)


def test_a_module_is_complete_when_its_lessons_are_done_and_its_quiz_is_passed() -> None:
    assert not module_complete(NORMS, done(*ALL_OF_NORMS))
    assert not module_complete(NORMS, done("norms/a", passed=frozenset({"norms"})))
    assert module_complete(NORMS, done(*ALL_OF_NORMS, passed=frozenset({"norms"})))
    assert module_complete(POWER, done("power/d", "power/e"))


def test_a_course_is_complete_when_every_module_it_lists_is_on_record() -> None:
    assert course_complete(COURSE, EVERYTHING)
    assert not course_complete(COURSE, Facts(completed={"norms": NOW, "power": NOW, "other": NOW}))
    assert not course_complete(course(), Facts())
