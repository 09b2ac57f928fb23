"""Why something is so: the rule, the facts and what is missing, in the same words for everyone who asks.

Each sentence is a template given to `_` (a translator; by default English stays) and then filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from course.content.model import Course, Module, Quiz
from course.rules.attempts import PastAttempt, Verdict, best, may_start, percent
from course.rules.progress import (
    Facts,
    attempts_at,
    completed_at,
    module_state,
    quiz_ahead,
    quiz_passed,
    unfinished_lessons,
)

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`state` is a code; `rule`, `facts` and `missing` are sentences of plain text."""

    state: str
    rule: str
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def why_module(course: Course, module: Module, facts: Facts, _: Translate = str) -> Explanation:
    """Why a module is not-started, in-progress, completed or locked."""
    state = module_state(course, module, facts)
    if state.opens_after:
        rule = _("This course is taken in order: a module opens when the one before it is completed.")
        first = _("Complete the module “{title}”.").format(title=state.opens_after.title)
        return Explanation(state.kind, rule, missing=(first,))
    rule = (
        _("A module is completed when all its lessons are done and its quiz is passed.")
        if module.quiz
        else _("A module is completed when all its lessons are done.")
    )
    ahead = unfinished_lessons(module, facts)
    done = len(module.lessons) - len(ahead)
    told = [_("Lessons done: {done} of {of}.").format(done=done, of=len(module.lessons))]
    if module.quiz:
        told.append(
            _("The quiz is passed.") if quiz_passed(module, facts) else _("The quiz is not passed yet.")
        )
    if state.kind == "completed":
        if since := completed_at(module, facts):
            told.append(_("Completed on {day}. This stays, whatever is added later.").format(day=_day(since)))
        told += [_("New since you finished: “{title}”.").format(title=lesson.title) for lesson in ahead]
        return Explanation(state.kind, rule, tuple(told))
    missing = [_("Finish the lesson “{title}”.").format(title=lesson.title) for lesson in ahead]
    if module.quiz and quiz_ahead(module, facts):
        missing.append(_("Pass the quiz with {mark} or more.").format(mark=_mark(module.quiz)))
    return Explanation(state.kind, rule, tuple(told), tuple(missing))


def why_course(course: Course, facts: Facts, _: Translate = str) -> Explanation:
    """Why a course is not-started, in-progress or completed."""
    rule = _("A course is completed when all its modules are completed.")
    states = [(module, module_state(course, module, facts)) for module in course.modules]
    done = sum(state.kind == "completed" for _each, state in states)
    told = [_("Modules completed: {done} of {of}.").format(done=done, of=len(states))]
    if since := facts.course_completed_at:
        told.append(_("Completed on {day}. This stays, whatever is added later.").format(day=_day(since)))
        return Explanation("completed", rule, tuple(told))
    missing = [
        _("Complete the module “{title}”: {done} of {of} parts are done.").format(
            title=module.title, done=state.done, of=state.of
        )
        for module, state in states
        if state.kind != "completed"
    ]
    if states and not missing:
        return Explanation("completed", rule, tuple(told))
    begun = any(state.kind in ("in-progress", "completed") for _each, state in states)
    return Explanation("in-progress" if begun else "not-started", rule, tuple(told), tuple(missing))


def why_quiz(course: Course, module: Module, facts: Facts, now: datetime, _: Translate = str) -> Explanation:
    """Why a quiz is passed, or else ready, open (an attempt is), wait, used-up, locked, or none (no quiz)."""
    quiz = module.quiz
    if quiz is None:
        return Explanation("none", _("This module has no quiz."))
    rule = _quiz_rule(quiz, _)
    past = attempts_at(module, facts)
    verdict = may_start(quiz, past, now)
    told = _quiz_facts(quiz, past, verdict, _)
    if quiz_passed(module, facts):
        return Explanation("passed", rule, (*told, _("The quiz is passed.")))
    state = module_state(course, module, facts)
    if state.opens_after:
        missing = _("Complete the module “{title}”.").format(title=state.opens_after.title)
        return Explanation("locked", rule, told, (missing,))
    return Explanation(
        "ready" if verdict.allowed else verdict.reason,
        rule,
        told,
        (_quiz_missing(quiz, verdict, _),),
    )


def why_certificate(
    course: Course, facts: Facts, certificate_state: str | None, _: Translate = str
) -> Explanation:
    """Why a certificate is none (not offered), not-yet, ready to issue, or in its `certificate_state`
    (valid, expired, revoked, replaced; None before one is issued)."""
    if course.certificate is None and certificate_state is None:
        return Explanation("none", _("This course issues no certificate."))
    rule = _("The certificate is issued when the course is completed and the name to print is confirmed.")
    why = why_course(course, facts, _)
    if certificate_state is not None:
        sentences = {
            "valid": _("The certificate is issued and valid."),
            "expired": _("The certificate is issued; its last day of validity is over."),
            "revoked": _("The certificate was revoked."),
            "replaced": _("The certificate was replaced by a new one."),
        }
        told = sentences.get(certificate_state, certificate_state)
        return Explanation(certificate_state, rule, (*why.facts, told))
    if why.state != "completed":
        return Explanation("not-yet", rule, why.facts, why.missing)
    return Explanation("ready", rule, why.facts, (_("Confirm the name to print on the certificate."),))


def _quiz_rule(quiz: Quiz, _: Translate) -> str:
    parts = [_("You pass with {mark} or more.").format(mark=_mark(quiz))]
    if quiz.attempts is None:
        parts.append(_("Attempts are not limited."))
    else:
        parts.append(_("Attempts allowed: {count}.").format(count=quiz.attempts))
    if quiz.wait:
        parts.append(_("Minutes to wait between two attempts: {count}.").format(count=quiz.wait))
    parts.append(_("The last result counts.") if quiz.keep == "last" else _("The best result counts."))
    return " ".join(parts)


def _quiz_facts(quiz: Quiz, past: tuple[PastAttempt, ...], verdict: Verdict, _: Translate) -> tuple[str, ...]:
    told = [_("Attempts made: {count}.").format(count=sum(each.state == "submitted" for each in past))]
    if verdict.left is not None:
        told.append(_("Attempts left: {count}.").format(count=verdict.left))
    counts = best(past, quiz.keep)
    if counts and counts.score is not None:
        template = _("Result that counts: {share}, from attempt {number}.")
        told.append(template.format(share=f"{percent(counts.score)}%", number=counts.number))
    return tuple(told)


def _quiz_missing(quiz: Quiz, verdict: Verdict, _: Translate) -> str:
    if verdict.reason == "open":
        return _("Finish the attempt that you have begun.")
    if verdict.reason == "used-up":
        return _("All attempts are used up. Ask the people who run the course for another.")
    if verdict.opens_at:
        moment = f"{verdict.opens_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return _("The next attempt opens on {moment}.").format(moment=moment)
    return _("Pass the quiz with {mark} or more.").format(mark=_mark(quiz))


def _mark(quiz: Quiz) -> str:
    return f"{quiz.pass_mark * 100:g}%"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
