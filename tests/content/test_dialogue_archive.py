"""The dialogues that come with this course say what is known of them, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, date
from pathlib import Path

import pytest

from course.content.catalogue import load
from course.content.model import Dialogue, Forum

SHIPPED = Path(__file__).parents[2] / "modules"
PORTAL = "https://portal.trainingcentre.unwomen.org/view/resource-center-en/entry/"


def forum(opens: str, closes: str) -> Forum:
    return Forum(date.fromisoformat(opens), date.fromisoformat(closes))


# id: number, year, forum, when the webinars start (the day alone where the hour is not known), entry of the report
KNOWN = {
    "2015-05-resistances": (6, None, forum("2015-05-06", "2015-05-13"), ["2015-05-06"], None),
    "theory-of-change": (8, None, None, [], 175640),
    "professionalization": (9, None, None, [], 175641),
    "2016-08-compendium": (
        None,
        None,
        forum("2016-08-29", "2016-09-16"),
        ["2016-09-06 13:00 UTC", "2016-09-08 13:00 UTC"],
        None,
    ),
    "2017-04-understanding-change": (10, None, forum("2017-04-24", "2017-05-14"), ["2017-05-03"], None),
    "intersectionality": (11, None, None, ["2017-10-11"], 175644),
    "2018-06-men-masculinities-and-training": (
        12,
        None,
        forum("2018-06-06", "2018-06-20"),
        ["2018-06-12"],
        175645,
    ),
    "2019-privilege-and-power": (14, 2019, None, [], 175647),
    "2019-beijing-25": (None, 2019, None, [], None),
    "2022-11-online-training": (None, None, None, ["2022-11-03 14:00 UTC"], None),
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Dialogue]:
    return {id_: next(iter(spoken.values())) for id_, spoken in load(SHIPPED).dialogues.items()}


def test_the_archive_has_these_dialogues(shipped: dict[str, Dialogue]) -> None:
    assert sorted(shipped) == sorted(KNOWN)


@pytest.mark.parametrize("id_", KNOWN)
def test_a_dialogue_says_what_is_known(shipped: dict[str, Dialogue], id_: str) -> None:
    found = shipped[id_]
    starts = [
        f"{each.starts.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if each.starts else f"{each.on}"
        for each in found.webinars
    ]
    reports = [each.address for each in found.documents if each.kind == "report"]
    number, year, days, hours, entry = KNOWN[id_]
    assert (found.number, found.year, found.forum, starts) == (number, year, days, hours)
    assert reports == ([f"{PORTAL}{entry}"] if entry else [])
    assert found.folder.name == id_


@pytest.mark.parametrize("id_", KNOWN)
def test_an_introduction_is_short_and_says_what_is_not_known(shipped: dict[str, Dialogue], id_: str) -> None:
    words = re.sub(r"<[^>]+>", " ", shipped[id_].introduction_html).split()
    assert 150 <= len(words) <= 320
    assert "<strong>What we do not know.</strong>" in shipped[id_].introduction_html


def test_the_concept_note_says_that_it_is_our_own(shipped: dict[str, Dialogue]) -> None:
    (note,) = (
        each
        for each in shipped["2018-06-men-masculinities-and-training"].documents
        if each.kind == "concept-note" and each.language == "en"
    )
    assert note.html.startswith("<p><strong>This note is a synthesis written for this course")
