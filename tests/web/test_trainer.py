"""The trainer's pages: drafts, problems with their place, and previews that record nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.config import Config
from course.content.problems import Problem
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Base
from course.web.trainer.problems import WINDOW, shown
from tests.conftest import SAMPLE

SignInto = Callable[[FlaskClient, Person], None]
PAGES = (
    "/trainer",
    "/trainer/revision",
    "/trainer/problems",
    "/trainer/masculinities/problems",
    "/trainer/masculinities/first-steps",
    "/trainer/masculinities/first-steps/quiz",
    "/trainer/masculinities/first-steps/ladder",
    "/trainer/masculinities/draft-power",
    "/trainer/masculinities/draft-power/not-ready",
)


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A copy of the sample course, to be edited by Bruno."""
    folder = tmp_path / "modules"
    shutil.copytree(SAMPLE, folder)
    return folder


@pytest.fixture
def config(database: str, tmp_path: Path, modules: Path) -> Config:
    return Config(
        data=tmp_path / "data",
        modules=modules,
        database_url=database,
        secret="only for tests: not a secret at all",
    )


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignInto, bruno: Person) -> FlaskClient:
    """Bruno's browser."""
    sign_in(client, bruno)
    return client


def text_of(client: FlaskClient, address: str) -> str:
    """The words of a page, without its marks."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.get_data(as_text=True)
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)).split())


def edit(app: Flask, file: Path, old: str, new: str) -> None:
    """Change a file, and let the site see it."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    app.extensions["library"].refresh()


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@pytest.mark.parametrize("address", PAGES)
def test_trainers_pages_are_not_there_for_learners(
    client: FlaskClient, sign_in: SignInto, amina: Person, address: str
) -> None:
    assert client.get(address).location.split("?")[0] == "/sign-in"
    sign_in(client, amina)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["bruno", "chen"])
@pytest.mark.parametrize("address", PAGES)
def test_trainers_and_admins_open_them_and_nothing_is_recorded(
    app: Flask,
    client: FlaskClient,
    sign_in: SignInto,
    request: pytest.FixtureRequest,
    address: str,
    who: str,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    before = rows(app)
    response = client.get(address)
    assert (response.status_code, rows(app)) == (200, before)
    if response.mimetype == "text/html":
        assert response.get_data(as_text=True).count("<h1") == 1


def test_the_index_counts_published_modules_and_drafts(desk: FlaskClient) -> None:
    shown_now = text_of(desk, "/trainer")
    assert "Masculinities: a sample No problems" in shown_now
    assert "1. First steps 01-first-steps Published 2" in shown_now
    assert "Power draft-power Draft 1" in shown_now
    assert "en , fr , ar missing" in shown_now


def test_a_draft_is_previewed_and_learners_do_not_see_it(desk: FlaskClient) -> None:
    preview = text_of(desk, "/trainer/masculinities/draft-power/not-ready")
    assert "This lesson is being written." in preview
    assert "A draft: learners do not see it" in preview
    assert desk.get("/courses/masculinities/modules/draft-power").status_code == 404


def test_a_lesson_is_drawn_as_learners_see_it(desk: FlaskClient) -> None:
    preview = desk.get("/trainer/masculinities/first-steps/ladder").get_data(as_text=True)
    learners = desk.get("/courses/masculinities/modules/first-steps/lessons/ladder").get_data(as_text=True)
    bodies = [re.findall(r'<div class="body">.*?</div>', page, re.DOTALL) for page in (preview, learners)]
    assert bodies[0] == bodies[1] != []


def test_a_check_of_a_preview_answers_and_records_nothing(app: Flask, desk: FlaskClient) -> None:
    address = "/trainer/masculinities/first-steps/ladder"
    before = rows(app)
    assert "Nobody has to intend it." not in text_of(desk, address)
    answered = text_of(desk, f"{address}?check=spared&c-spared=a")
    assert ("Right. Nobody has to intend it." in answered, rows(app)) == (True, before)


def test_a_preview_has_no_form_that_posts(desk: FlaskClient) -> None:
    for address in PAGES[4:]:
        page = desk.get(address).get_data(as_text=True)
        main = page[page.index("<main") : page.index("</main>")]
        assert 'method="post"' not in main


def test_the_answers_of_a_quiz_show_only_when_asked_for(desk: FlaskClient) -> None:
    address = "/trainer/masculinities/first-steps/quiz"
    explanation = "Explanation shown after answering, whatever was chosen."
    assert explanation not in text_of(desk, address)
    told = text_of(desk, f"{address}?answers=1")
    assert (explanation in told, "Asks 9 of 10 questions." in told) == (True, True)
    assert "Not quite." not in told


def test_what_does_not_exist_is_not_there(desk: FlaskClient) -> None:
    for address in (
        "/trainer/gone/problems",
        "/trainer/gone/first-steps",
        "/trainer/masculinities/gone",
        "/trainer/masculinities/first-steps/gone",
        "/trainer/masculinities/draft-power/quiz",
    ):
        assert desk.get(address).status_code == 404


def test_a_preview_follows_the_language_of_the_page(desk: FlaskClient) -> None:
    page = desk.get("/trainer/masculinities/first-steps/ladder?language=fr").get_data(as_text=True)
    assert '<article lang="fr" dir="ltr">' in page


def test_a_broken_module_shows_its_last_good_state_under_its_problems(
    app: Flask, desk: FlaskClient, modules: Path
) -> None:
    edit(app, modules / "masculinities/01-first-steps/module.md", "title: First steps", "titel: First steps")
    overview = text_of(desk, "/trainer/masculinities/first-steps")
    assert "masculinities/01-first-steps/module.md:3:1 error" in overview
    assert "Did you mean “title”?" in overview
    lesson = text_of(desk, "/trainer/masculinities/first-steps/ladder")
    assert ("last good state is shown" in lesson, "A ladder nobody chose" in lesson) == (True, True)
    assert "error" in text_of(desk, "/trainer")


def test_problems_of_a_course_mark_the_word_in_its_line(app: Flask, desk: FlaskClient, modules: Path) -> None:
    edit(app, modules / "masculinities/01-first-steps/module.md", "title: First steps", "titel: First steps")
    page = desk.get("/trainer/masculinities/problems").get_data(as_text=True)
    assert "<span>3</span><span><u>titel</u>: First steps</span>" in page


def test_a_folder_that_was_never_sound_is_named(app: Flask, desk: FlaskClient, modules: Path) -> None:
    folder = modules / "masculinities" / "04-new"
    folder.mkdir()
    (folder / "module.md").write_text("---\ntitel: New\n---\n", encoding="utf-8")
    app.extensions["library"].refresh()
    assert "The folder 04-new cannot be shown yet: its files have errors." in text_of(desk, "/trainer")


def test_problems_outside_the_courses_have_their_own_page(
    app: Flask, desk: FlaskClient, modules: Path
) -> None:
    assert "No problems" in text_of(desk, "/trainer/problems")
    edit(app, modules / "sources.yaml", "year:", "yaer:")
    assert "sources.yaml:" in text_of(desk, "/trainer/problems")
    assert "See these problems" in text_of(desk, "/trainer")


def test_the_revision_changes_with_the_content_and_with_its_problems(
    app: Flask, desk: FlaskClient, modules: Path
) -> None:
    seen = [desk.get("/trainer/revision").get_json()["revision"]]
    file = modules / "masculinities/draft-power/module.md"
    edit(app, file, "being written", "nearly written")
    seen.append(desk.get("/trainer/revision").get_json()["revision"])
    edit(app, file, "title:", "titel:")
    seen.append(desk.get("/trainer/revision").get_json()["revision"])
    assert len(set(seen)) == 3
    page = desk.get("/trainer/masculinities/draft-power").get_data(as_text=True)
    assert f'data-revision="{seen[-1]}" data-address="/trainer/revision"' in page


@pytest.mark.parametrize(
    ("line", "column", "parts"),
    [
        ("titel: x", 1, ("", "titel", ": x")),
        ("  - (x) a", 5, ("  - ", "(", "x) a")),
        ("short", 6, ("short", " ", "")),
        ("", 1, ("", " ", "")),
        ("a" * 60 + " word " + "b" * 200, 62, ("…" + "a" * 49 + " ", "word", " " + "b" * 45 + "…")),
    ],
)
def test_a_source_line_is_cut_around_its_place(line: str, column: int, parts: tuple[str, str, str]) -> None:
    (only,) = shown([Problem("module.md", 1, column, "code", "what", source=line)])
    assert (only.before, only.marked, only.after) == parts
    assert len(only.before + only.marked + only.after) <= WINDOW + 2


def test_errors_come_before_warnings() -> None:
    warning = Problem("a.md", 1, 1, "w", "what", severity="warning")
    error = Problem("b.md", 1, 1, "e", "what")
    assert [each.problem for each in shown([warning, error])] == [error, warning]
