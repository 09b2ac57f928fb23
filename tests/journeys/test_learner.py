"""Amina takes the course from the first page to the certificate that a stranger verifies."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect

from course.content.model import Check, Course, Item, Lesson, Module
from course.rules.certificates import new_code
from tests.journeys.answers import fill_all, right, words, wrong
from tests.journeys.browsing import Browsing
from tests.journeys.papers import text_of
from tests.journeys.site import PASSWORD, Site

NAME = "Amina Wanjiru Njoroge"
NOTE = "My uncle's rule:\nnever ask twice."


def press(page: Page, text: str) -> None:
    """Press the one button or link in the page that says this."""
    main = page.get_by_role("main")
    main.get_by_role("button", name=text).or_(main.get_by_role("link", name=text)).first.click()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def register(page: Page, email: str) -> None:
    page.get_by_label("Name").fill("Amina")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Make the account")


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(site.url + "/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def answer_check(page: Page, check: Item, script: bool) -> None:
    """A wrong choice and a right one: each time the feedback stands under that choice and nowhere else."""
    form = page.locator(f"#check-{check.id}")
    for correct in (False, True):
        choice = next(each for each in check.choices if each.correct == correct)
        form.get_by_label(words(choice.text), exact=True).check()
        form.get_by_role("button", name="Check").click()
        expect(form.locator(".opt .fb")).to_have_count(1)
        expect(form.locator(f".opt.{'ok' if correct else 'no'} .fb")).to_have_text(
            f"{'Right.' if correct else 'Not quite.'} {words(choice.feedback)}", use_inner_text=True
        )
        expect(form.get_by_label(words(choice.text), exact=True)).to_be_checked()
        assert ("check=" in page.url) is not script
    if script:
        expect(form.get_by_role("status")).to_contain_text("Right.")


def keep_and_delete_note(page: Page, name: str) -> None:
    box = page.locator(f"#reflect-{name}")
    box.get_by_role("textbox").fill(NOTE)
    box.get_by_role("button", name="Save").click()
    expect(box).to_contain_text("Saved")
    page.goto(page.url.split("?")[0])
    assert box.get_by_role("textbox").input_value() == NOTE
    box.get_by_role("button", name="Delete this note").click()
    expect(box).to_contain_text("Deleted")
    page.goto(page.url.split("?")[0])
    assert box.get_by_role("textbox").input_value() == ""


def read_lesson(page: Page, lesson: Lesson, script: bool) -> None:
    expect(heading(page)).to_have_text(lesson.title)
    for block in lesson.blocks:
        if isinstance(block, Check) and block.item.kind.value in ("single", "true-false"):
            answer_check(page, block.item, script)
    for name in lesson.reflections:
        keep_and_delete_note(page, name)
    press(page, "Continue")


def outline_says(page: Page, *states: str) -> None:
    expect(page.locator(".mods .state")).to_have_text(list(states))


def still_missing(page: Page) -> list[str]:
    lines = page.locator(".checklist li:not(.yes)").all_inner_texts()
    return [" | ".join(line.strip() for line in text.split("\n") if line.strip()) for text in lines]


def see_what_is_missing(page: Page, site: Site, course: Course) -> None:
    """All lessons of the first module are read; the outline and "Why?" say exactly what is left."""
    first, *others = course.modules
    read, of = len(first.lessons), len(course.modules)
    page.goto(f"{site.url}/courses/{course.id}")
    outline_says(page, f"In progress: {read} of {read + 1}", *("Not started" for _ in others))
    assert still_missing(page) == [
        f"Still to do: | Finish {of} modules | 0 done",
        f"Still to do: | Reach 80% in each quiz | 0 of {of} reached",
        "Still to do: | Confirm the name to print",
    ]
    press(page, first.title)
    page.get_by_text("Why?").click()
    expect(page.locator(".why li")).to_have_text(["Pass the quiz with 80% or more."])
    page.goto(f"{site.url}/courses/{course.id}/why")
    assert page.locator("section", has_text="The certificate").last.locator("li").all_inner_texts() == [
        f"Complete the module “{first.title}”: {read} of {read + 1} parts are done.",
        *(
            f"Complete the module “{each.title}”: 0 of {len(each.lessons) + 1} parts are done."
            for each in others
        ),
    ]


def shown_objectives(page: Page) -> dict[str, str]:
    page.wait_for_load_state("domcontentloaded")
    rows = page.locator(".bars tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td.num").inner_text() for row in rows}


def earned(module: Module, asked: list[Item], share: int) -> dict[str, str]:
    """The points by objective when every answer is right (share 1) or none is (0)."""
    sums: dict[str, int] = {}
    for item in asked:
        sums[item.objective] = sums.get(item.objective, 0) + item.points
    return {module.objectives[name]: f"{of * share} of {of}" for name, of in sums.items()}


def fail_quiz(page: Page, module: Module) -> None:
    assert module.quiz
    expect(heading(page)).to_have_text("End-of-module quiz")
    press(page, "Start the quiz")
    asked = fill_all(page, module.quiz.items, wrong)
    press(page, "Submit your answers")
    expect(heading(page)).to_have_text(f"Not yet: 0 of {len(asked)}")
    expect(page).to_have_title(re.compile(rf"^Not yet: 0 of {len(asked)} – "))
    assert shown_objectives(page) == earned(module, asked, 0)
    expect(page.locator("details.q[open]")).to_have_count(len(asked))
    explained = [item for item in asked if item.explanation]
    expect(page.locator("details.q .explanation")).to_have_count(len(explained))
    press(page, "Take the quiz again")


def pass_quiz(page: Page, module: Module, again: bool) -> list[Item]:
    assert module.quiz
    press(page, "Start another attempt" if again else "Start the quiz")
    asked = fill_all(page, module.quiz.items, right)
    press(page, "Submit your answers")
    return asked


def confirm_name(page: Page) -> None:
    """The name from the account is offered, corrected and seen on the sheet before anything is issued."""
    press(page, "Get your certificate")
    assert page.locator(".certificate-name").inner_text() == "Amina"
    page.get_by_label("Name to print").fill(NAME)
    press(page, "Show this name on the certificate")
    expect(page.locator(".certificate-name")).to_have_text(NAME)
    expect(page.locator(".certificate-specimen")).to_have_text("Specimen")
    press(page, "The name is right: issue the certificate")
    expect(page.locator(".facts").first).to_contain_text(NAME)


def download(page: Page) -> bytes:
    with page.expect_download() as found:
        press(page, "Download the certificate")
    return Path(found.value.path()).read_bytes()


def verify_as_stranger(page: Page, site: Site, course: Course, code: str) -> None:
    page.goto(site.url + "/c")
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    press(page, "Verify")
    expect(heading(page)).to_have_text("This certificate is valid")
    expect(page.locator(".facts")).to_contain_text(NAME)
    expect(page.locator(".facts")).to_contain_text(course.title)
    told = page.request.get(f"{site.url}/c/{code}.json").json()
    assert (told["state"], told["name"], told["course_title"]) == ("valid", NAME, course.title)
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
    page.goto(f"{site.url}/c/{mistyped}")
    expect(heading(page)).to_have_text("This code is mistyped")
    page.goto(f"{site.url}/c/{new_code(lambda n: 7)}")
    expect(heading(page)).to_have_text("There is no certificate with this code")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_amina_takes_every_module_and_a_stranger_verifies_her_certificate(
    site: Site, browsing: Browsing, script: bool
) -> None:
    course = site.course()
    first, *others = course.modules
    page = browsing.window(site, script=script).tab("/")
    expect(heading(page)).to_have_text(course.title)
    press(page, "Read the first lesson, no account needed")
    expect(heading(page)).to_have_text(first.lessons[0].title)
    press(page, "Create an account to go on")
    register(page, f"amina-{script}@example.org".lower())
    expect(page.locator(".flashes")).to_have_text("Welcome, Amina. Your account is ready.")
    press(page, "Start the course")
    for lesson in first.lessons:
        read_lesson(page, lesson, script)
    see_what_is_missing(page, site, course)
    page.goto(f"{site.url}/courses/{course.id}")
    press(page, "Continue module 1")
    fail_quiz(page, first)
    asked = pass_quiz(page, first, again=True)
    expect(heading(page)).to_have_text("You passed this quiz")
    expect(page).to_have_title(re.compile(rf"^Quiz passed: {len(asked)} of {len(asked)} – "))
    assert shown_objectives(page) == earned(first, asked, 1)
    if script:
        expect(heading(page)).to_be_focused()
    press(page, "Continue the course")
    outline_says(page, "Completed", *("Not started" for _ in others))
    for module in others:
        press(page, f"Continue module {module.number}")
        for lesson in module.lessons:
            read_lesson(page, lesson, script)
        pass_quiz(page, module, again=False)
        if module is not others[-1]:
            press(page, "Continue the course")
    expect(heading(page)).to_have_text("You have finished Masculinities")
    confirm_name(page)
    code = page.locator(".facts").first.locator("dt:text-is('Code') + dd").inner_text()
    sheet = download(page)
    with pikepdf.open(io.BytesIO(sheet)) as paper:
        assert len(paper.pages) == 1
        printed = text_of(paper)
    assert NAME in printed
    assert code in printed
    verify_as_stranger(browsing.window(site, script=script).tab(), site, course, code)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_continue_leads_to_the_exact_lesson_left_after_signing_in_again(
    site: Site, browsing: Browsing, script: bool
) -> None:
    amina, course = site.person("Amina"), site.course()
    module = course.modules[1]
    page = browsing.window(site, script=script).tab()
    sign_in(page, site, amina.email)
    page.goto(f"{site.url}/courses/{course.id}/modules/{module.id}/lessons/{module.lessons[0].id}")
    for lesson in module.lessons[1:3]:
        press(page, "Continue")
        expect(heading(page)).to_have_text(lesson.title)
    left = page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".flashes")).to_have_text("You are signed out.")
    sign_in(page, site, amina.email)
    expect(heading(page)).to_have_text("My learning")
    press(page, "Continue")
    page.wait_for_url(left)
