"""Dialogues of which little is known: without days, without number, without anything that was kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.app import create_app
from course.config import Config
from course.storage.database import db
from tests.conftest import SAMPLE
from tests.web.test_accounts import page

REPORT = 'documents: {report: "https://www.example.org/report"}'
DIALOGUES = {
    "undated": f"title: Without days\nnumber: 11\nseries: Virtual dialogues\n{REPORT}",
    "of-a-year": "title: Of a year\nnumber: 14\nseries: Virtual dialogues\nyear: 2019",
    "nothing-kept": "title: Nothing kept\nforum: {opens: 2017-04-24, closes: 2017-05-14}\nquestions: [What changed?]",
    "webinar": "title: One webinar\nwebinars: [{starts: 2022-11-03 10:00}]",
}


@pytest.fixture
def archive(config: Config, tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor of a site with the dialogues above and those of the sample."""
    modules = tmp_path / "modules"
    shutil.copytree(SAMPLE, modules)
    for name, front in DIALOGUES.items():
        (modules / "dialogues" / name).mkdir()
        text = f"---\nid: {name}\ntimezone: America/New_York\n{front}\n---\nWhat it was about.\n"
        (modules / "dialogues" / name / "dialogue.md").write_text(text, encoding="utf-8")
    app: Flask = create_app(config.model_copy(update={"modules": modules}))
    app.config.update(TESTING=True)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def seen(client: FlaskClient, path: str) -> str:
    """The page, with runs of white space made one and markup left out."""
    text = page(client.get(path))
    return " ".join(re.sub(r"<[^>]+>", " ", text.split("<main", 1)[1]).split())


def test_a_dialogue_without_days_says_so_and_leads_to_its_report(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues/undated")
    assert text.count("Dates") == 1
    assert "Virtual dialogues, no. 11 In the archive: read the summary Without days" in text
    assert "Dates The dates are not known" in text
    assert "What came out of it Read the summary Report" in text
    assert "Concept note" not in text
    markup = archive.get("/dialogues/undated").text
    assert 'class="phases"' not in markup
    assert "<dl" not in markup


def test_a_dialogue_of_a_year_shows_the_year(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues/of-a-year")
    assert "Virtual dialogues, no. 14 Held in 2019 Of a year" in text
    assert "Dates 2019, the days are not known" in text
    assert "Its subject can still open a discussion in your own team." in text
    assert "Guiding questions" not in text


def test_what_is_not_kept_is_said_once_in_the_phases_and_once_on_the_page(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues/nothing-kept")
    assert "Concept note None is kept here Forum closed 24 April to 14 May 2017" in text
    assert "Summary and recording None is kept here" in text
    assert "Its questions can still open a discussion in your own team." in text
    assert "outcome" not in re.findall(r'class="card([^"]*)"', archive.get("/dialogues/nothing-kept").text)


def test_a_dialogue_that_was_a_webinar_names_its_day_once(archive: FlaskClient) -> None:
    assert "Webinar 3 November 2022 Summary and recording" in seen(archive, "/dialogues/webinar")
    assert "Thursday, 3 November 2022, 14:00 UTC 10:00 in New York." in seen(archive, "/dialogues/webinar")


def test_the_list_says_how_it_is_ordered_and_has_no_empty_label(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues")
    assert "The latest come first. One whose date is not known stands by its number." in text
    assert "Without days In the archive: read the summary Virtual dialogues, no. 11 Dates not known" in text
    assert "Of a year Held in 2019 Virtual dialogues, no. 14 2019, the days are not known" in text
    titles = ["One webinar", "Of a year", "Men and training", "Without days", "Nothing kept", "Sharing care"]
    assert sorted(titles, key=text.index) == titles


def test_the_order_is_the_same_in_every_language(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues?language=fr")
    titles = ["Of a year", "Les hommes et la formation", "Without days", "Nothing kept"]
    assert sorted(titles, key=text.index) == titles


def test_the_list_explains_no_order_that_it_does_not_need(client: FlaskClient) -> None:
    assert "stands by its number" not in seen(client, "/dialogues")


def test_beside_a_dialogue_stand_its_neighbours(archive: FlaskClient) -> None:
    text = seen(archive, "/dialogues/undated").split("Other dialogues", 1)[1]
    titles = ["Of a year", "Men and training", "Nothing kept", "Sharing care"]
    assert [title for title in titles if title in text] == titles
    assert "One webinar" not in text
