"""Attempts: started once, pinned as they were asked, saved, and submitted once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from course.content.model import Course
from course.services import accounts, attempts, progress
from course.services.attempts import Sheet
from course.services.errors import NotFound, Refused
from course.storage import attempts as attempts_storage
from course.storage import enrolments
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Attempt, Response
from tests.services.courses import (
    COURSE,
    FIRST,
    ITEMS,
    REVISION,
    RIGHT,
    SPARED,
    WORDS,
    WRONG,
    course,
    edited,
    module,
    quiz,
    single,
)

MANY = tuple(single(f"question-{number}") for number in range(10))
DRAWN = course(module("drawn", quiz=quiz(*MANY, draw=5)))
LIMITED = course(module("limited", quiz=quiz(attempts=2, wait=30)))


def start(person: Person, now: datetime, of: Course = COURSE, seed: int = 1) -> int:
    return attempts.start(person.id, of, of.modules[0], REVISION, seed, now)


def submit(
    person: Person,
    attempt: int,
    now: datetime,
    answers: Any = RIGHT,
    token: str = "token",
    of: Course | None = COURSE,
) -> bool:
    return attempts.submit(person.id, attempt, answers, token, of, REVISION, now)


def sheet(person: Person, attempt: int) -> Sheet:
    db.session.rollback()
    return attempts.sheet(person.id, attempt)


def result(person: Person, attempt: int) -> tuple[str, float | None, float | None, bool | None]:
    row = sheet(person, attempt).row
    return row.state, row.points, row.points_of, row.passed


def refused(what: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.code, caught.value.facts


def test_starting_again_finds_the_attempt_that_is_open(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    first = start(amina, now)
    assert start(amina, now, seed=2) == first
    assert (rows("attempt"), rows("enrolment"), rows("item")) == (1, 1, 6)
    row = sheet(amina, first).row
    assert (row.number, row.state, row.language, row.pass_mark) == (1, "open", "en", 0.8)


def test_eight_starts_at_once_are_one_attempt(
    amina: Person, now: datetime, rows: Callable[[str], int], at_once: Callable[..., list[Any]]
) -> None:
    said = at_once(8, lambda number: start(amina, now, seed=number))
    assert (len(set(said)), rows("attempt"), rows("enrolment")) == (1, 1, 1)


def test_eight_learners_start_at_once_with_questions_that_nobody_was_asked_before(
    storage: Flask, chen: Person, now: datetime, rows: Callable[[str], int], at_once: Callable[..., list[Any]]
) -> None:
    people = [accounts.add(f"p{n}@example.org", "P", "learner", None, "en", "UTC", now) for n in range(8)]
    of = course(module("many", quiz=quiz(*(single(f"new-{number}") for number in range(40)))))
    said = at_once(8, lambda number: start(people[number], now, of, seed=number))
    assert [each for each in said if isinstance(each, Exception)] == []
    assert (rows("attempt"), rows("item")) == (8, 40)


def test_a_module_without_a_quiz_has_no_attempt(amina: Person, context: Flask, now: datetime) -> None:
    with pytest.raises(NotFound):
        attempts.start(amina.id, COURSE, WORDS, REVISION, 1, now)


def test_the_same_seed_asks_the_same(amina: Person, dana: Person, context: Flask, now: datetime) -> None:
    assert sheet(amina, start(amina, now)).asked == sheet(dana, start(dana, now)).asked


def test_a_second_attempt_asks_first_what_was_not_asked_before(
    amina: Person, context: Flask, now: datetime
) -> None:
    drawn = []
    for seed in (1, 2):
        attempt = start(amina, now, DRAWN, seed)
        drawn.append({entry.item_id for entry in sheet(amina, attempt).asked})
        submit(amina, attempt, now, {}, f"token-{seed}", DRAWN)
    assert drawn[0] | drawn[1] == {item.id for item in MANY}
    assert drawn[0] & drawn[1] == set()


def test_attempts_are_numbered_limited_and_apart(amina: Person, context: Flask, now: datetime) -> None:
    first = start(amina, now, LIMITED)
    submit(amina, first, now, {}, "one", LIMITED)
    assert refused(lambda: start(amina, now + timedelta(minutes=29), LIMITED)) == (
        "wait",
        {"opens_at": now + timedelta(minutes=30)},
    )
    second = start(amina, now + timedelta(minutes=30), LIMITED)
    submit(amina, second, now + timedelta(minutes=30), {}, "two", LIMITED)
    assert refused(lambda: start(amina, now + timedelta(days=9), LIMITED)) == ("used-up", {"opens_at": None})
    assert [sheet(amina, attempt).row.number for attempt in (first, second)] == [1, 2]


def test_a_start_that_waited_for_its_turn_does_not_exceed_the_limit(
    amina: Person, storage: Flask, context: Flask, now: datetime, rows: Callable[[str], int]
) -> None:
    once = course(module("once", quiz=quiz(attempts=1)))
    enrolment = progress.enrol(amina.id, once, now)
    first = start(amina, now, once)
    submit(amina, first, now, {}, "first", once)
    with writing():
        db.session.execute(delete(Response))
        db.session.execute(delete(Attempt))
    said: list[object] = []

    def second_window() -> None:
        with storage.app_context():
            said.append(refused(lambda: start(amina, now, once, seed=2))[0])

    later = threading.Thread(target=second_window)
    with writing():
        enrolments.lock(enrolment)
        later.start()
        time.sleep(0.3)  # the second window has seen no attempt and waits for its turn
        attempts_storage.start(
            enrolment_id=enrolment, module_id="once", number=1, language="en", quiz_fingerprint="",
            revision=REVISION, layout=[], pass_mark=0.8, started_at=now,
        )  # fmt: skip
        attempt = db.session.scalars(select(Attempt.id)).one()
        attempts_storage.submit(attempt, "token", 0.0, 5.0, False, now)
    later.join()
    assert (said, rows("attempt")) == (["used-up"], 1)


def test_an_attempt_is_its_owners_alone(amina: Person, dana: Person, context: Flask, now: datetime) -> None:
    attempt = start(amina, now)
    for what in (
        lambda: attempts.sheet(dana.id, attempt),
        lambda: attempts.save(dana.id, attempt, RIGHT, now),
        lambda: submit(dana, attempt, now),
        lambda: attempts.sheet(amina.id, attempt + 1),
    ):
        with pytest.raises(NotFound):
            what()
    assert result(amina, attempt) == ("open", None, None, None)


def test_answers_are_saved_one_by_one_and_replaced(amina: Person, context: Flask, now: datetime) -> None:
    attempt = start(amina, now)
    attempts.save(amina.id, attempt, {"spared": 1}, now)
    attempts.save(amina.id, attempt, {"cloze": ["patriarchal", None], "unknown": 3}, now)
    attempts.save(amina.id, attempt, {"spared": 0, "next": "Ask."}, now)
    attempts.save(amina.id, attempt, {}, now)
    current = sheet(amina, attempt)
    assert current.answers == {"spared": 0, "cloze": ["patriarchal", None], "next": "Ask."}
    asked = [entry.item_id for entry in current.asked]
    missing = [asked.index(item_id) + 1 for item_id in ("norms", "levels", "cloze", "agree")]
    assert current.unanswered() == sorted(missing)


def test_a_radio_button_that_was_not_pressed_says_nothing_but_an_emptied_text_does(
    amina: Person, context: Flask, now: datetime
) -> None:
    attempt = start(amina, now)
    attempts.save(amina.id, attempt, {**RIGHT, "agree": 4, "next": "Ask."}, now)
    attempts.save(amina.id, attempt, {item.id: None for item in ITEMS}, now)
    assert sheet(amina, attempt).answers == {
        "spared": 0, "norms": 1, "agree": 4, "levels": None, "cloze": None, "next": None,
    }  # fmt: skip


def test_what_was_asked_stays_as_it_was_asked_when_the_trainer_edits_the_quiz(
    amina: Person, context: Flask, now: datetime
) -> None:
    attempt = start(amina, now)
    before = sheet(amina, attempt)
    reworded = quiz(replace(single("spared", "Reworded"), points=5), *ITEMS[1:5], pass_mark=1.0)
    changed = edited(COURSE, replace(FIRST, quiz=reworded))
    assert start(amina, now, changed) == attempt
    after = sheet(amina, attempt)
    assert (after.asked, after.items["spared"], after.row.pass_mark) == (before.asked, SPARED, 0.8)
    submit(amina, attempt, now, RIGHT | {"levels": [0]}, of=changed)
    assert result(amina, attempt) == ("submitted", 4.0, 5.0, True)
    again = start(amina, now, changed)
    assert sheet(amina, again).items["spared"].points == 5


def test_points_are_counted_item_by_item(amina: Person, context: Flask, now: datetime) -> None:
    attempt = start(amina, now)
    submit(amina, attempt, now, {"spared": 0, "norms": 0, "levels": [0, 1, 2], "agree": 1})
    assert result(amina, attempt) == ("submitted", 2.0, 5.0, False)
    scores = dict(
        tuple(row)
        for row in db.session.execute(select(Response.item_id, Response.score))  # type: ignore[misc]
    )
    assert scores == {"spared": 1.0, "norms": 0.0, "levels": 1.0, "cloze": 0.0, "agree": 0.0, "next": 0.0}
    assert {item_id: grade.points for item_id, grade in sheet(amina, attempt).grades().items()} == scores


@pytest.mark.parametrize(("levels", "passed"), [([0, 1], True), ([0], True), ([0, 2], False)])
def test_who_reaches_the_pass_mark_passes(
    amina: Person, context: Flask, now: datetime, levels: list[int], passed: bool
) -> None:
    attempt = start(amina, now)
    submit(amina, attempt, now, RIGHT | {"levels": levels})
    assert result(amina, attempt)[3] is passed


def test_a_double_click_shows_the_first_result(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    attempt = start(amina, now)
    submit(amina, attempt, now)
    assert submit(amina, attempt, now + timedelta(minutes=1), WRONG) is False
    row = sheet(amina, attempt).row
    assert (row.points, row.submitted_at, row.token) == (5.0, now, "token")
    assert (rows("response"), sheet(amina, attempt).answers["spared"]) == (6, 0)


def test_a_second_tab_is_told_and_changes_nothing(amina: Person, context: Flask, now: datetime) -> None:
    attempt = start(amina, now)
    submit(amina, attempt, now)
    assert refused(lambda: submit(amina, attempt, now, WRONG, "another")) == ("submitted", {})
    assert refused(lambda: attempts.save(amina.id, attempt, WRONG, now)) == ("submitted", {})
    assert (result(amina, attempt)[1], sheet(amina, attempt).answers["norms"]) == (5.0, 1)


def test_eight_submit_at_once_with_one_token_and_it_counts_once(
    amina: Person, now: datetime, rows: Callable[[str], int], at_once: Callable[..., list[Any]]
) -> None:
    attempt = start(amina, now)
    said = at_once(8, lambda _: submit(amina, attempt, now))
    assert (said, rows("response"), result(amina, attempt)[1]) == ([False] * 8, 6, 5.0)


def test_eight_tabs_submit_at_once_and_one_counts(
    amina: Person, now: datetime, rows: Callable[[str], int], at_once: Callable[..., list[Any]]
) -> None:
    attempt = start(amina, now)
    said = at_once(8, lambda tab: submit(amina, attempt, now, RIGHT if tab % 2 else WRONG, f"tab {tab}"))
    assert sorted(str(each) for each in said) == ["False"] + ["submitted"] * 7
    winner = sheet(amina, attempt)
    tab = int(winner.row.token.removeprefix("tab "))
    assert winner.row.points == (5.0 if tab % 2 else 0.0)
    assert (winner.answers["spared"], rows("response")) == (0 if tab % 2 else 1, 6)


@pytest.mark.parametrize("blank", [None, "", [], [None, ""]])
def test_a_tab_opened_before_the_answers_were_saved_never_empties_them(
    amina: Person, context: Flask, now: datetime, blank: Any
) -> None:
    attempt = start(amina, now)
    attempts.save(amina.id, attempt, RIGHT | {"next": "Ask."}, now)
    submit(amina, attempt, now, {item.id: blank for item in ITEMS})
    assert result(amina, attempt) == ("submitted", 5.0, 5.0, True)
    assert sheet(amina, attempt).answers["next"] == "Ask."


def test_what_another_window_saved_while_this_one_was_graded_counts(
    amina: Person, storage: Flask, context: Flask, now: datetime
) -> None:
    attempt = start(amina, now)
    attempts.save(amina.id, attempt, WRONG, now)
    row = sheet(amina, attempt).row

    def other_window() -> None:
        with storage.app_context():
            submit(amina, attempt, now, {}, "token")

    later = threading.Thread(target=other_window)
    with writing():
        enrolments.lock(row.enrolment_id)
        later.start()
        time.sleep(0.3)  # the submission has read the answers and waits for its turn
        asked = {item_id: fingerprint for item_id, fingerprint, _order in row.layout}
        attempts_storage.save(row.id, {key: (asked[key], value, None) for key, value in RIGHT.items()}, now)
    later.join()
    assert result(amina, attempt) == ("submitted", 5.0, 5.0, True)


def test_an_attempt_at_a_course_that_was_removed_can_still_be_submitted(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    attempt = start(amina, now)
    assert submit(amina, attempt, now, of=None) is False
    assert (result(amina, attempt)[3], rows("module_completion")) == (True, 0)


def test_an_attempt_at_a_module_that_was_removed_settles_the_rest(
    amina: Person, now: datetime, rows: Callable[[str], int]
) -> None:
    attempt = start(amina, now)
    assert submit(amina, attempt, now, of=course(replace(WORDS, number=1))) is False
    assert (result(amina, attempt)[3], rows("course_completion")) == (True, 0)


def test_a_token_belongs_to_one_attempt(amina: Person, dana: Person, context: Flask, now: datetime) -> None:
    mine, hers = start(amina, now), start(dana, now)
    submit(amina, mine, now, token="token")
    assert refused(lambda: submit(dana, hers, now, token="token")) == ("submitted", {})
    assert submit(dana, hers, now, token="token-2") is False
    assert db.session.scalars(select(Attempt.token).order_by(Attempt.token)).all() == ["token", "token-2"]
