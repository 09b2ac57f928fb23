"""Amina has no mouse: Tab, Space, Enter and the arrow keys take her through checks and a quiz."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from course.content.model import Item, Kind
from course.rules.grading import Response
from tests.journeys.answers import questions, right, words, wrong
from tests.journeys.browsing import Browsing
from tests.journeys.records import attempts_of
from tests.journeys.site import Site

FARTHEST = 120  # presses of Tab within one page
HAS_FOCUS = "one => one === document.activeElement"
IS_BEHIND = (
    "one => Boolean(document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)"
)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab, or Shift and Tab to go back, until the focus is there; it must be in view when it is."""
    key = "Shift+Tab" if target.evaluate(IS_BEHIND) else "Tab"
    for _ in range(FARTHEST):
        if target.evaluate(HAS_FOCUS):
            expect(target).to_be_in_viewport()
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab does not reach {target}")


def choose(page: Page, place: Locator, text: str) -> None:
    """Move a select list with the arrow keys until it says `text`."""
    tab_to(page, place)
    page.keyboard.press("Home")
    chosen = "list => list.selectedOptions[0].textContent"
    for _ in range(place.locator("option").count()):
        if place.evaluate(chosen) == text:
            return
        page.keyboard.press("ArrowDown")
    assert place.evaluate(chosen) == text


def tick(page: Page, group: Locator, target: Locator) -> None:
    """Select one radio button: Tab reaches the group, the arrow keys move within it."""
    tab_to(page, group.locator("[type=radio]:checked").or_(group.get_by_role("radio").first).last)
    page.keyboard.press("Space")
    for _ in range(group.get_by_role("radio").count()):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    expect(target).to_be_checked()


def give(page: Page, place: Locator, item: Item, answer: Response) -> None:
    """Answer one question of any kind without a mouse."""
    if isinstance(answer, str):
        tab_to(page, place.locator("input[type=text], textarea"))
        page.keyboard.type(answer)
    elif item.kind is Kind.SCALE:
        tick(page, place, place.get_by_role("radio").nth(0))
    elif isinstance(answer, int):
        tick(page, place, place.get_by_label(words(item.choices[answer].text), exact=True))
    elif item.kind is Kind.MULTIPLE:
        for box in place.get_by_role("checkbox").all():
            if box.evaluate("box => box.labels[0].textContent") in chosen_words(item, answer):
                tab_to(page, box)
                page.keyboard.press("Space")
    else:
        wanted = by_control(place, item, answer)
        for control in place.locator("select, input[type=text]").all():
            text = wanted[str(control.get_attribute("name"))]
            if control.evaluate("control => control.tagName") == "SELECT":
                choose(page, control, text)
            else:
                tab_to(page, control)
                page.keyboard.type(text)


def chosen_words(item: Item, answer: Response) -> set[str]:
    assert not isinstance(answer, str | int)
    return {words(item.choices[int(index or 0)].text) for index in answer}


def by_control(place: Locator, item: Item, answer: Response) -> dict[str, str]:
    """What each list or box of a matching, ordering or gaps question has to say, by the name of the control."""
    assert not isinstance(answer, str | int)
    if item.kind is Kind.GAPS:
        boxes = place.locator(".gap > .input").all()
        pairs = [(box, str(text)) for box, text in zip(boxes, answer, strict=True)]
    elif item.kind is Kind.MATCHING:
        rows = [pair for pair in item.pairs if pair.left]
        pairs = [
            (place.get_by_label(row.left, exact=True), item.pairs[int(index or 0)].right)
            for row, index in zip(rows, answer, strict=True)
        ]
    else:
        pairs = [
            (place.get_by_label(words(item.choices[int(index or 0)].text), exact=True), str(number))
            for number, index in enumerate(answer, start=1)
        ]
    return {str(control.get_attribute("name")): text for control, text in pairs}


def press_enter(page: Page, button: Locator) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")


def test_the_first_press_of_tab_offers_to_skip_to_the_content(sample: Site, browsing: Browsing) -> None:
    page = browsing.window(sample).tab("/courses/listening")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    assert skip.evaluate(HAS_FOCUS)
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_check_a_matching_and_an_ordering_are_answered_and_the_lesson_is_finished(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    amina, module = sample.person("Amina"), sample.course("listening").modules[0]
    first, second = module.lessons
    page = browsing.window(sample, amina, script=script).tab(
        f"/courses/listening/modules/{module.id}/lessons/{first.id}"
    )
    for lesson in (first, second):
        for item in lesson.checks.values():
            form = page.locator(f"#check-{item.id}")
            for answer, said in ((wrong(item), "Not quite."), (right(item), "Right.")):
                give(page, form, item, answer)
                press_enter(page, form.get_by_role("button", name="Check"))
                expect(form.locator(".fb").last).to_contain_text(said)
        press_enter(page, page.get_by_role("main").get_by_role("button", name="Continue"))
        expect(page.get_by_role("heading", level=1)).not_to_have_text(lesson.title)
    assert page.url.endswith("/quiz")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_quiz_with_every_kind_of_item_is_answered_and_submitted(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    amina, course = sample.person("Amina"), sample.course()
    module = course.modules[0]
    assert module.quiz
    page = browsing.window(sample, amina, script=script).tab(f"/courses/{course.id}/modules/{module.id}/quiz")
    press_enter(page, page.get_by_role("button", name="Start the quiz"))
    page.wait_for_url("**/attempts/*")
    asked = questions(page, module.quiz.items)
    for place, item in asked:
        give(page, place, item, right(item))
    press_enter(page, page.get_by_role("button", name="Submit your answers"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed this quiz")
    points = float(sum(item.points for _place, item in asked if item.kind.scored))
    assert attempts_of(sample, amina, course) == [(1, "submitted", points)]
