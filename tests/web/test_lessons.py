"""Lessons: read without an account or with one, answered, reflected on, finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from course.storage import enrolments
from course.storage.accounts import Person
from tests.completed import counted
from tests.web.page import Browser

SignedIn = Callable[[Person | None], Browser]
MODULE = "/courses/masculinities/modules/first-steps"
LADDER, LEVELS = f"{MODULE}/lessons/ladder", f"{MODULE}/lessons/levels"


def standing(app: Flask, person: Person) -> Any:
    with app.app_context():
        return enrolments.standing(person.id, "masculinities")


def queries(app: Flask, browser: Browser, path: str) -> int:
    browser.get(path)
    with counted(app) as said:
        assert browser.get(path).status_code == 200
    return len([statement for statement in said if statement not in ("BEGIN", "COMMIT", "ROLLBACK")])


def test_the_first_lesson_is_open_to_everyone_and_the_next_asks_who_reads(browser: Browser) -> None:
    assert browser.get(LADDER).status_code == 200
    away = browser.get(LEVELS)
    assert (away.status_code, away.location) == (302, f"/sign-in?next={LEVELS}")
    assert browser.post(f"{LADDER}/completion").status_code == 401


def test_continue_leads_through_the_module_to_its_quiz(
    app: Flask, signed_in: SignedIn, amina: Person
) -> None:
    browser = signed_in(amina)
    said = [browser.post(f"{lesson}/completion") for lesson in (LADDER, LADDER, LEVELS)]
    assert [(each.status_code, each.location) for each in said] == [
        (303, LEVELS), (303, LEVELS), (303, f"{MODULE}/quiz"),
    ]  # fmt: skip
    found = standing(app, amina)
    assert found.lessons == {("first-steps", "ladder"), ("first-steps", "levels")}
    assert (found.position, found.modules) == (("first-steps", "quiz"), {})


def test_a_locked_module_sends_to_what_opens_it(app: Flask, signed_in: SignedIn, amina: Person) -> None:
    browser = signed_in(amina)
    words = "/courses/masculinities/modules/words"
    for method, path in (
        ("GET", "/lessons/describe"),
        ("POST", "/lessons/describe/completion"),
        ("GET", "/whole"),
    ):
        said = browser.open(f"{words}{path}", method=method)
        assert (said.status_code, said.location) == (302, words)
    assert standing(app, amina) is None


def test_a_check_tells_nothing_before_it_is_answered(browser: Browser) -> None:
    before = browser.get(LADDER).text
    assert "A burden is spared without being noticed." in before
    assert "Nobody has to intend it." not in before
    assert "Advantage is often the absence of a question" not in before
    wrong = browser.get(f"{LADDER}?check=spared&c-spared=b").text
    assert "A kind panel has the same effect." in wrong
    assert "Nobody has to intend it." not in wrong
    right = browser.get(f"{LADDER}?check=spared&c-spared=a").text
    assert "Nobody has to intend it." in right
    assert "Advantage is often the absence of a question" in right
    assert "Choose or type an answer first." in browser.get(f"{LADDER}?check=spared").text
    shown = browser.get(f"{LADDER}?check=spared&show=1").text
    assert "Advantage is often the absence of a question" in shown


@pytest.mark.parametrize(
    "query", ["?check=spared&c-spared=zz", "?check=other&c-other=a", "?c-spared=a", "?check="]
)
def test_a_check_that_was_answered_with_nothing_we_asked_is_not_answered(
    browser: Browser, query: str
) -> None:
    said = browser.get(f"{LADDER}{query}")
    assert (said.status_code, "Nobody has to intend it." in said.text) == (200, False)


def test_a_reflection_is_its_writers_alone(
    app: Flask, signed_in: SignedIn, amina: Person, dana: Person, chen: Person
) -> None:
    mine, hers, his = signed_in(amina), signed_in(dana), signed_in(chen)
    said = mine.post(f"{LEVELS}/reflections/my-rule", data={"text": "<b>Do not cry</b> & go on"})
    assert (said.status_code, said.location) == (303, f"{LEVELS}?saved=my-rule#reflect-my-rule")
    assert "&lt;b&gt;Do not cry&lt;/b&gt; &amp; go on" in mine.get(LEVELS).text
    seen = [
        browser.get(path).text for browser, path in ((hers, LEVELS), (his, f"/admin/learners/{amina.id}"))
    ]
    assert [page for page in seen if "Do not cry" in page] == []
    mine.post(f"{LEVELS}/reflections/my-rule", data={"text": "kept?", "delete": "1"})
    assert "Do not cry" not in mine.get(LEVELS).text
    assert mine.post(f"{LEVELS}/reflections/unknown", data={"text": "x"}).status_code == 404


def test_a_lesson_costs_at_most_three_queries(
    app: Flask, signed_in: SignedIn, amina: Person, browser: Browser
) -> None:
    mine = signed_in(amina)
    mine.post(f"{LADDER}/completion")
    mine.post(f"{LEVELS}/reflections/my-rule", data={"text": "x"})
    assert (queries(app, browser, LADDER), queries(app, mine, LADDER), queries(app, mine, LEVELS)) == (
        0,
        2,
        3,
    )


def test_the_pages_of_a_course_cost_no_more_with_more_lessons_done(
    app: Flask, signed_in: SignedIn, amina: Person
) -> None:
    mine, pages = signed_in(amina), ("/learning", "/courses/masculinities", MODULE, f"{MODULE}/whole")
    mine.post("/courses/masculinities/enrolment")
    before = [queries(app, mine, page) for page in pages]
    for lesson in (LADDER, LEVELS):
        mine.post(f"{lesson}/completion")
    assert [queries(app, mine, page) for page in pages] == before
    assert max(before) <= 4


@pytest.mark.parametrize(
    "path", ["nowhere/modules/first-steps", "masculinities/modules/draft-power", "masculinities/modules/x"]
)
def test_a_draft_and_what_does_not_exist_are_not_there(signed_in: SignedIn, amina: Person, path: str) -> None:
    browser = signed_in(amina)
    for rest in ("", "/whole", "/quiz", "/lessons/ladder"):
        assert browser.get(f"/courses/{path}{rest}").status_code == 404
    assert browser.get(f"{MODULE}/lessons/nowhere").status_code == 404
    assert browser.get("/courses/masculinities/modules/words/lessons/ladder").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_lesson_is_a_valid_page_in_every_language(
    signed_in: SignedIn, amina: Person, language: str, now: datetime
) -> None:
    browser = signed_in(amina)
    for path in (
        LADDER,
        LEVELS,
        MODULE,
        f"{MODULE}/whole",
        f"{MODULE}/quiz",
        "/courses/masculinities",
        "/learning",
    ):
        said = browser.get(f"{path}?language={language}")
        assert (said.status_code, f'<html lang="{language}"' in said.text) == (200, True)
    assert browser.checked == 7
