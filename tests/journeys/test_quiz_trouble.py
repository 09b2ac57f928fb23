"""A quiz under bad conditions: impatience, two tabs, going back, signed out, offline, edited meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.content.model import Course
from course.storage.accounts import Person
from tests.journeys.answers import fill_all, right, wrong
from tests.journeys.browsing import Browsing, Window
from tests.journeys.records import answers_of, attempts_of, begin, sign_out_everywhere
from tests.journeys.site import PASSWORD, Site

SUBMIT = "Submit your answers"
ALREADY = "These answers were already sent, perhaps from another window. This is the result that counts."
WHY = "Because people hear their own words first, and only then mine."
BY_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@dataclass(frozen=True)
class Sitting:
    """Amina with an open attempt at the quiz of the short course."""

    site: Site
    amina: Person
    window: Window
    attempt: int

    @property
    def course(self) -> Course:
        return self.site.course("listening")

    @property
    def address(self) -> str:
        return f"/attempts/{self.attempt}"

    def tab(self) -> Page:
        return self.window.tab(self.address)

    def fill(self, page: Page, well: bool = True) -> None:
        quiz = self.course.modules[0].quiz
        assert quiz
        fill_all(page, quiz.items, right if well else wrong)

    @property
    def records(self) -> list[tuple[int, str, float | None]]:
        return attempts_of(self.site, self.amina, self.course)

    @property
    def answers(self) -> dict[str, object]:
        return answers_of(self.site, self.amina, self.attempt)


def sit_down(site: Site, browsing: Browsing, script: bool = True) -> Sitting:
    amina, course = site.person("Amina"), site.course("listening")
    attempt = begin(site, amina, course, course.modules[0])
    return Sitting(site, amina, browsing.window(site, amina, script=script), attempt)


def submit(page: Page) -> None:
    page.get_by_role("button", name=SUBMIT).click()


def passed(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed this quiz")


@BY_SCRIPT
def test_a_double_click_submits_once(sample: Site, browsing: Browsing, script: bool) -> None:
    sitting = sit_down(sample, browsing, script)
    page = sitting.tab()
    sitting.fill(page)
    page.get_by_role("button", name=SUBMIT).dblclick()
    passed(page)
    expect(page.locator(".flashes")).to_have_count(0)
    assert sitting.records == [(1, "submitted", 2.0)]


@BY_SCRIPT
def test_of_two_tabs_the_first_counts_and_the_second_is_told(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    sitting = sit_down(sample, browsing, script)
    one, other = sitting.tab(), sitting.tab()
    sitting.fill(one)
    submit(one)
    passed(one)
    sitting.fill(other, well=False)
    if script:
        expect(other.locator(".saved")).to_have_text(
            "Not saved: these answers were already sent from another window"
        )
    submit(other)
    passed(other)
    expect(other.locator(".flashes")).to_have_text(ALREADY)
    assert sitting.records == [(1, "submitted", 2.0)]
    assert sitting.answers["then-what"] == "silence"


@BY_SCRIPT
def test_going_back_after_submitting_shows_the_result_and_doubles_nothing(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    sitting = sit_down(sample, browsing, script)
    page = sitting.tab()
    sitting.fill(page)
    submit(page)
    passed(page)
    page.go_back()
    passed(page)
    expect(page.get_by_role("button", name=SUBMIT)).to_have_count(0)
    assert sitting.records == [(1, "submitted", 2.0)]


@BY_SCRIPT
def test_what_is_unanswered_is_pointed_out_before_it_counts(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    sitting = sit_down(sample, browsing, script)
    page = sitting.tab()
    sitting.fill(page)
    page.locator(".quiz input[type=text]").fill("")
    submit(page)
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("One question is not answered yet")
    number = page.locator(".quiz", has=page.locator("input[type=text]")).get_attribute("id")
    expect(summary.get_by_role("link")).to_have_count(1)
    expect(summary.get_by_role("link")).to_have_attribute("href", f"#{number}")
    assert sitting.records == [(1, "open", None)]
    page.get_by_role("button", name="Submit as it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not yet: 1 of 2")
    assert sitting.records == [(1, "submitted", 1.0)]


@BY_SCRIPT
def test_signed_out_while_typing_the_answers_are_kept_and_sent_after_signing_in_again(
    sample: Site, browsing: Browsing, script: bool
) -> None:
    sitting = sit_down(sample, browsing, script)
    page = sitting.tab()
    sign_out_everywhere(sample, sitting.amina)
    sitting.fill(page)
    page.locator(".quiz textarea").fill(WHY)
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out")
    assert page.locator("[data-kept] textarea").input_value() == WHY
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    sign_in(opened.value, sitting.amina)
    send_again(page)
    passed(page)
    assert sitting.records == [(1, "submitted", 2.0)]
    assert sitting.answers["why-wait"] == WHY


def sign_in(page: Page, person: Person) -> None:
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My learning")


def send_again(page: Page) -> None:
    """The proof of the old session may be refused first; then it is asked for once more, with all that was typed."""
    with page.expect_navigation():
        page.get_by_role("button", name="Send again").click()
    if page.get_by_role("heading", name="This form was open too long").count():
        page.get_by_role("button", name="Send again").click()


@pytest.fixture
def quiz_file(sample: Site) -> Iterator[Path]:
    """The file of the short quiz; as it was again afterwards."""
    file = sample.modules / "listening" / "01-asking" / "quiz.md"
    before = file.read_text()
    yield file
    write(sample, file, before)


def write(site: Site, file: Path, text: str) -> None:
    """Save a file as a trainer does, and wait until the site has read it."""
    file.write_text(text)
    wanted = site.course("listening").fingerprint
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if site.served()["revision"] == site.app.extensions["library"].current.revision:
            return
        time.sleep(0.1)
    raise AssertionError(f"the site does not read {file} ({wanted})")


def test_an_attempt_keeps_its_questions_when_the_quiz_is_edited_meanwhile(
    sample: Site, browsing: Browsing, quiz_file: Path
) -> None:
    sitting = sit_down(sample, browsing)
    page = sitting.tab()
    prompts = page.locator(".quiz .prompt")
    before = prompts.all_inner_texts()
    sitting.fill(page)
    expect(page.locator(".saved")).to_have_text("Saved")
    edited = quiz_file.read_text().replace("Which question leaves room?", "Which question is new?")
    write(sample, quiz_file, edited.replace("- = silence", "- = patience"))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(
        "This quiz was changed after you began. Your attempt keeps the questions and the pass mark it began with."
    )
    assert prompts.all_inner_texts() == before
    submit(page)
    passed(page)
    assert sitting.records == [(1, "submitted", 2.0)]
    page.get_by_role("link", name="Take the quiz again").click()
    page.get_by_role("button", name="Start another attempt").click()
    expect(page.locator(".quiz .prompt", has_text="Which question is new?")).to_have_count(1)


def test_offline_the_answers_stay_on_the_device_and_are_sent_later(sample: Site, browsing: Browsing) -> None:
    sitting = sit_down(sample, browsing)
    page = sitting.tab()
    sitting.window.context.set_offline(True)
    sitting.fill(page)
    expect(page.locator(".saved")).to_have_text("Not saved, kept on this device")
    assert sitting.answers == {}
    sitting.window.context.set_offline(False)
    expect(page.locator(".saved")).to_have_text("Saved")
    assert sitting.answers["then-what"] == "silence"
    assert page.evaluate("localStorage.length") == 0


def test_a_tab_closed_offline_finds_its_answers_again(sample: Site, browsing: Browsing) -> None:
    sitting = sit_down(sample, browsing)
    page = sitting.tab()
    sitting.window.context.set_offline(True)
    sitting.fill(page)
    expect(page.locator(".saved")).to_have_text("Not saved, kept on this device")
    page.close()
    sitting.window.context.set_offline(False)
    page = sitting.tab()
    expect(page.locator(".saved")).to_have_text("Saved")
    assert page.locator(".quiz input[type=text]").input_value() == "silence"
    submit(page)
    passed(page)
    assert sitting.records == [(1, "submitted", 2.0)]
