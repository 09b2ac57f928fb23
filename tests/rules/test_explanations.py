"""Why something is so, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course.rules.attempts import PastAttempt
from course.rules.completion import Explanation, why_certificate, why_course, why_module, why_quiz
from course.rules.progress import Facts
from tests.rules.sample import NOW, course, module, quiz

NORMS = module("norms", ["a", "b"], quiz())
POWER = module("power", ["c"], number=2)
COURSE = course(NORMS, POWER)
ORDERED = course(NORMS, POWER, required_order=True)
DONE = Facts(completed={"norms": NOW, "power": NOW}, course_completed_at=NOW)
CERTIFICATE_RULE = (
    "The certificate is issued when the course is completed and the name to print is confirmed."
)


def failed(number: int, share: float | None = 0.7) -> PastAttempt:
    return PastAttempt(number, "submitted", share, False, NOW - timedelta(minutes=10))


def test_why_a_module_is_in_progress() -> None:
    assert why_module(COURSE, NORMS, Facts(frozenset({("norms", "a")}))) == Explanation(
        "in-progress",
        "A module is completed when all its lessons are done and its quiz is passed.",
        ("Lessons done: 1 of 2.", "The quiz is not passed yet."),
        ("Finish the lesson “B”.", "Pass the quiz with 80% or more."),
    )


def test_why_a_module_without_a_quiz_is_not_started() -> None:
    assert why_module(COURSE, POWER, Facts()) == Explanation(
        "not-started",
        "A module is completed when all its lessons are done.",
        ("Lessons done: 0 of 1.",),
        ("Finish the lesson “C”.",),
    )


def test_why_a_module_is_completed_and_what_is_new() -> None:
    facts = Facts(frozenset({("norms", "a")}), frozenset({"norms"}), {"norms": NOW})
    assert why_module(COURSE, NORMS, facts).facts == (
        "Lessons done: 1 of 2.",
        "The quiz is passed.",
        "Completed on 2026-03-02. This stays, whatever is added later.",
        "New since you finished: “B”.",
    )
    unrecorded = Facts(frozenset({("power", "c")}))
    assert why_module(COURSE, POWER, unrecorded).facts == ("Lessons done: 1 of 1.",)
    assert why_module(COURSE, POWER, unrecorded).state == "completed"


def test_with_the_quiz_passed_only_lessons_are_missing() -> None:
    assert why_module(COURSE, NORMS, Facts(passed=frozenset({"norms"}))).missing == (
        "Finish the lesson “A”.",
        "Finish the lesson “B”.",
    )


def test_why_a_module_is_locked() -> None:
    assert why_module(ORDERED, POWER, Facts()) == Explanation(
        "locked",
        "This course is taken in order: a module opens when the one before it is completed.",
        (),
        ("Complete the module “Norms”.",),
    )


def test_why_a_course_is_where_it_is() -> None:
    rule = "A course is completed when all its modules are completed."
    missing = "Complete the module “{}”: {} of {} parts are done."
    assert why_course(COURSE, Facts()) == Explanation(
        "not-started",
        rule,
        ("Modules completed: 0 of 2.",),
        (missing.format("Norms", 0, 3), missing.format("Power", 0, 1)),
    )
    assert why_course(COURSE, Facts(frozenset({("norms", "a")}), completed={"power": NOW})) == Explanation(
        "in-progress", rule, ("Modules completed: 1 of 2.",), (missing.format("Norms", 1, 3),)
    )
    assert why_course(COURSE, DONE) == Explanation(
        "completed",
        rule,
        ("Modules completed: 2 of 2.", "Completed on 2026-03-02. This stays, whatever is added later."),
    )
    assert why_course(COURSE, Facts(completed=DONE.completed)).state == "completed"
    assert why_course(course(), Facts()).state == "not-started"


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({}, "You pass with 80% or more. Attempts are not limited. The best result counts."),
        (
            {"pass_mark": 0.665, "attempts": 3, "wait": 60, "keep": "last"},
            "You pass with 66.5% or more. Attempts allowed: 3. Minutes to wait between two attempts: 60. "
            "The last result counts.",
        ),
    ],
)
def test_the_rule_of_a_quiz_is_told_before_it_starts(settings: dict[str, object], rule: str) -> None:
    found = why_quiz(COURSE, module("m", quiz=quiz(**settings)), Facts(), NOW)
    assert (found.state, found.rule) == ("ready", rule)


def test_why_a_quiz_may_or_may_not_be_taken() -> None:
    limited = module("norms", ["a"], quiz(attempts=2, wait=30))

    def why(*past: PastAttempt) -> Explanation:
        return why_quiz(COURSE, limited, Facts(attempts={"norms": past}), NOW)

    assert (why().state, why().facts, why().missing) == (
        "ready",
        ("Attempts made: 0.", "Attempts left: 2."),
        ("Pass the quiz with 80% or more.",),
    )
    assert (why(failed(1)).state, why(failed(1)).facts, why(failed(1)).missing) == (
        "wait",
        ("Attempts made: 1.", "Attempts left: 1.", "Result that counts: 70%, from attempt 1."),
        ("The next attempt opens on 2026-03-02 09:20 UTC.",),
    )
    assert (why(failed(1), failed(2, None)).state, why(failed(1), failed(2)).missing) == (
        "used-up",
        ("All attempts are used up. Ask the people who run the course for another.",),
    )
    started = why(failed(1, None), PastAttempt(2, "open"))
    assert (started.state, started.facts, started.missing) == (
        "open",
        ("Attempts made: 1.", "Attempts left: 0."),
        ("Finish the attempt that you have begun.",),
    )


def test_why_a_quiz_is_passed_locked_or_absent() -> None:
    passed = why_quiz(COURSE, NORMS, Facts(passed=frozenset({"norms"})), NOW)
    assert (passed.state, passed.facts, passed.missing) == (
        "passed",
        ("Attempts made: 0.", "The quiz is passed."),
        (),
    )
    last = module("last", ["z"], quiz(), number=2)
    locked = why_quiz(course(NORMS, last, required_order=True), last, Facts(), NOW)
    assert (locked.state, locked.missing) == ("locked", ("Complete the module “Norms”.",))
    assert why_quiz(COURSE, POWER, Facts(), NOW) == Explanation("none", "This module has no quiz.")


def test_why_there_is_a_certificate_or_not() -> None:
    assert why_certificate(course(certificate=False), Facts(), None) == Explanation(
        "none", "This course issues no certificate."
    )
    not_yet = why_certificate(COURSE, Facts(), None)
    assert (not_yet.state, not_yet.rule, len(not_yet.missing)) == ("not-yet", CERTIFICATE_RULE, 2)
    ready = why_certificate(COURSE, DONE, None)
    assert (ready.state, ready.missing) == ("ready", ("Confirm the name to print on the certificate.",))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("valid", "The certificate is issued and valid."),
        ("expired", "The certificate is issued; its last day of validity is over."),
        ("revoked", "The certificate was revoked."),
        ("replaced", "The certificate was replaced by a new one."),
    ],
)
def test_an_issued_certificate_tells_its_state(state: str, sentence: str) -> None:
    found = why_certificate(course(certificate=False), DONE, state)
    assert (found.state, found.facts[-1], found.missing) == (state, sentence, ())


def test_a_translator_is_asked_for_whole_sentences_before_they_are_filled_in() -> None:
    asked: list[str] = []

    def french(sentence: str) -> str:
        asked.append(sentence)
        return {"Lessons done: {done} of {of}.": "Leçons terminées : {done} sur {of}."}.get(
            sentence, sentence
        )

    found = why_module(COURSE, NORMS, Facts(), french)
    assert found.facts[0] == "Leçons terminées : 0 sur 2."
    assert "Pass the quiz with {mark} or more." in asked


def test_braces_in_a_title_do_no_harm() -> None:
    odd = module("{odd}", ["{x}"])
    assert why_module(course(odd), odd, Facts()).missing == ("Finish the lesson “{X}”.",)
