"""Attempts at a quiz: start, save, submit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from course.content.model import Course, Item, Kind, Module
from course.rules import attempts as rules
from course.rules.attempts import Asked
from course.rules.grading import Grade, grade
from course.rules.responses import complete
from course.services.errors import NotFound, Refused
from course.services.progress import QUIZ, attempts_at, past_attempts, settle
from course.storage import attempts, enrolments
from course.storage.database import Found, writing

_ITEM = TypeAdapter(Item)
_KEPT = 2000  # items that are read once and kept in memory
_BUTTONS = (Kind.SINGLE, Kind.TRUE_FALSE, Kind.SCALE)  # a radio button cannot be unselected


@dataclass(frozen=True, slots=True)
class Sheet:
    """One attempt as its learner may see it: the row, the items as asked, and the answers saved so far."""

    row: Found
    asked: tuple[Asked, ...]
    items: Mapping[str, Item]
    answers: Mapping[str, Any]

    @property
    def open(self) -> bool:
        return bool(self.row.state == "open")

    def grades(self) -> dict[str, Grade]:
        return {
            entry.item_id: grade(self.items[entry.item_id], self.answers.get(entry.item_id))
            for entry in self.asked
        }

    def unanswered(self) -> list[int]:
        """The numbers, from 1, of the questions that lack an answer or a part of one."""
        return [
            number
            for number, entry in enumerate(self.asked, start=1)
            if not complete(self.items[entry.item_id], self.answers.get(entry.item_id))
        ]

    def unsaid(self, item_id: str, answer: Any) -> bool:
        """Whether a form says nothing about an item: no radio button selected."""
        return answer is None and self.items[item_id].kind in _BUTTONS

    def with_answers(self, answers: Mapping[str, Any]) -> Sheet:
        """The sheet as it will be when these answers are saved."""
        said = {name: answer for name, answer in answers.items() if not self.unsaid(name, answer)}
        return replace(self, answers={**self.answers, **said})


def start(account_id: int, course: Course, module: Module, revision: str, seed: int, now: datetime) -> int:
    """Start an attempt, or find the one that is open; its id.

    Pins what is asked, in which order, and the pass mark now in force. Raises Refused with the reason
    of rules.attempts.may_start ("used-up", "wait") when no attempt may be started.
    """
    quiz = module.quiz
    if quiz is None:
        raise NotFound
    standing = enrolments.standing(account_id, course.id)
    past = attempts_at(standing, module)
    running = next((row.id for row in past if row.state == "open"), None)
    if running is not None:
        return running
    verdict = rules.may_start(quiz, past_attempts(past), now)
    if not verdict.allowed:
        raise Refused(verdict.reason, opens_at=verdict.opens_at)
    seen = attempts.asked_before(row.id for row in past)
    asked = rules.draw(quiz, seed, seen)
    items = {item.id: item for item in quiz.items}
    bodies = {entry.fingerprint: _ITEM.dump_json(items[entry.item_id]).decode() for entry in asked}
    with writing():
        enrolment_id = enrolments.enrol(account_id, course.id, now)
        enrolments.lock(enrolment_id)
        numbers = attempts.numbers(enrolment_id, module.id)
        started = None
        if len(numbers) == sum(row.module_id == module.id for row in past):
            attempts.keep_items(bodies)
            enrolments.move(enrolment_id, module.id, QUIZ, now)
            started = attempts.start(
                enrolment_id=enrolment_id,
                module_id=module.id,
                number=max(numbers, default=0) + 1,
                language=quiz.language,
                quiz_fingerprint=quiz.fingerprint,
                revision=revision,
                layout=[[entry.item_id, entry.fingerprint, list(entry.order)] for entry in asked],
                pass_mark=quiz.pass_mark,
                started_at=now,
            )
    if started is None:  # another window was faster: look again
        return start(account_id, course, module, revision, seed, now)
    return started


def sheet(account_id: int, attempt_id: int) -> Sheet:
    """The attempt with that id, if it is the account's own; raises NotFound otherwise."""
    row = attempts.find(attempt_id)
    if row is None or row.account_id != account_id:
        raise NotFound
    asked = tuple(Asked(item_id, fingerprint, tuple(order)) for item_id, fingerprint, order in row.layout)
    bodies = attempts.items(entry.fingerprint for entry in asked)
    items = {entry.item_id: _item(bodies[entry.fingerprint]) for entry in asked}
    return Sheet(row, asked, items, attempts.responses(attempt_id))


@lru_cache(_KEPT)
def _item(body: str) -> Item:
    return _ITEM.validate_json(body)


def save(account_id: int, attempt_id: int, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep answers of an open attempt; raises Refused("submitted") when it is no longer open."""
    current = sheet(account_id, attempt_id)
    with writing():
        enrolments.lock(current.row.enrolment_id)
        if not attempts.is_open(attempt_id):
            raise Refused("submitted")
        attempts.save(
            attempt_id,
            {
                entry.item_id: (entry.fingerprint, answers[entry.item_id], None)
                for entry in current.asked
                if entry.item_id in answers and not current.unsaid(entry.item_id, answers[entry.item_id])
            },
            now,
        )


def submit(
    account_id: int,
    attempt_id: int,
    answers: Mapping[str, Any],
    token: str,
    course: Course | None,
    revision: str,
    now: datetime,
    seen: Sheet | None = None,
) -> bool:
    """Submit an attempt, once: grade it as it was asked, and record what is thereby completed.

    A repeated submission changes nothing. Raises Refused("submitted") when it is repeated with another
    token, from a second tab for instance; the first result stands. True if the course is now completed.
    `seen` is the sheet that the caller has just read, to read it once.
    """
    current = seen or sheet(account_id, attempt_id)
    if not current.open:
        return _repeated(current.row, token)
    final = {
        entry.item_id: _final(current, entry.item_id, answers.get(entry.item_id)) for entry in current.asked
    }
    grades = {item_id: grade(current.items[item_id], answer) for item_id, answer in final.items()}
    score = rules.score(list(grades.values()))
    passed = rules.passed(score.share, current.row.pass_mark)
    responses = {
        entry.item_id: (entry.fingerprint, final[entry.item_id], grades[entry.item_id].points)
        for entry in current.asked
    }
    with _once(), writing():
        enrolments.lock(current.row.enrolment_id)
        if attempts.responses(attempt_id) == current.answers and attempts.submit(
            attempt_id, token, score.points, score.of, passed, now
        ):
            attempts.save(attempt_id, responses, now)
            return settle(account_id, course, revision, now) if course and passed else False
    # another window saved or submitted meanwhile: look again
    return submit(account_id, attempt_id, answers, token, course, revision, now)


@contextmanager
def _once() -> Iterator[None]:
    """A token that another attempt was submitted with is refused like a second submission."""
    try:
        yield
    except IntegrityError:
        raise Refused("submitted") from None


def _repeated(row: Found, token: str) -> bool:
    if row.token != token:
        raise Refused("submitted")
    return False


def _final(current: Sheet, item_id: str, answer: Any) -> Any:
    """The answer that counts: the form's, or the one saved before where the form is blank.

    A second tab that was opened before the answers were saved thus never empties them.
    """
    blank = answer in (None, "", []) or (
        isinstance(answer, list) and not any(part not in (None, "") for part in answer)
    )
    return current.answers.get(item_id) if blank else answer
