"""The organisation on pages, in the administration, on certificates and in mail."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from course.config import Config
from course.documents.facts import LONGEST_NAME
from course.organisation import NAME
from course.storage.accounts import Person
from course.web.admin.organisation import SAMPLES
from tests.web.page import Browser

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])
SignedIn = Callable[[Person | None], Browser]
ADDRESS = "/admin/organisation"
GOOD = """\
name = "Sahel Institute & Partners"
address = "Rue 12, Dakar"
colour = "#1F3A5F"
statement = { en = "Free since 1998.", fr = "Gratuit depuis 1998." }
[[signatories]]
name = "Fatou Example"
role = "Director"
"""


@pytest.fixture
def file(config: Config) -> Path:
    return config.data / NAME


@pytest.fixture
def desk(signed_in: SignedIn, chen: Person) -> Browser:
    """Chen's browser, which checks each page."""
    return signed_in(chen)


def words_of(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).get_data(as_text=True))


def test_the_name_stands_on_every_page_and_follows_the_file(browser: Browser, file: Path) -> None:
    assert "Equality<br>Training Centre" in words_of(browser, "/courses/masculinities")
    file.write_text(GOOD)
    page = words_of(browser, "/courses/masculinities")
    assert ("Sahel<br>Institute & Partners" in page, "– Sahel Institute & Partners</title>" in page) == (
        True,
        True,
    )
    long = "Institute for the Advancement of Learning"
    file.write_text(f'name = "{long}"')
    assert f"<span>{long}</span>" in words_of(browser, "/courses/masculinities")
    file.write_text("name = ")
    assert f"<span>{long}</span>" in words_of(browser, "/courses/masculinities")


def test_nobody_but_an_admin_opens_it(signed_in: SignedIn, amina: Person, bruno: Person) -> None:
    for address in (ADDRESS, f"{ADDRESS}/specimen.pdf"):
        assert [signed_in(who).get(address).status_code for who in (None, amina, bruno)] == [302, 404, 404]


def test_without_a_file_the_page_says_what_to_type(desk: Browser, file: Path) -> None:
    page = words_of(desk, ADDRESS)
    assert ("There is no file yet" in page, f"./run organisation example > {file}" in page) == (True, True)
    assert "Problems of the file" not in page


def test_the_page_shows_the_values_the_file_and_the_one_that_is_hidden(
    desk: Browser, file: Path, config: Config, tmp_path: Path
) -> None:
    file.write_text(GOOD)
    page = words_of(desk, ADDRESS)
    told = (
        str(file),
        "Rue 12, Dakar",
        "#1F3A5F",
        "Fatou Example",
        "Gratuit depuis 1998.",
        "./run organisation check",
    )
    assert [words for words in told if words not in page] == []
    assert "organisation example" not in page


def test_problems_stand_on_the_page_and_are_told_on_every_desk(desk: Browser, file: Path) -> None:
    file.write_text(GOOD)
    assert "has errors" not in words_of(desk, "/admin/learners")
    file.write_text(GOOD.replace("#1F3A5F", "#FFCC00"))
    assert "The file that says who issues the certificates has errors" in words_of(desk, "/admin/learners")
    page = words_of(desk, ADDRESS)
    told = (
        "organisation.toml:3:10",
        "contrast of 1.51:1",
        "Did you mean “#8F7300”?",
        "Until the errors are fixed",
    )
    assert [words for words in told if words not in page] == []
    assert ("#1F3A5F" in page, "The file that says who" in page) == (True, False)


def test_a_warning_stands_on_the_page_alone(desk: Browser, file: Path) -> None:
    file.write_text('logo = "logo.svg"')
    (file.parent / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><g data-x="1"/></svg>'
    )
    assert ("1 warning" in words_of(desk, ADDRESS), "has errors" in words_of(desk, "/admin/audit")) == (
        True,
        False,
    )


def test_what_somebody_hostile_wrote_stays_text(desk: Browser, file: Path) -> None:
    file.write_text('name = "</style><svg onload=alert(1)>"\n"<i>" = 1')
    page = desk.get(ADDRESS).get_data(as_text=True)
    assert ("<svg onload" in page, "<i>" in page, "&lt;svg onload=alert(1)&gt;" in page) == (
        False,
        False,
        True,
    )


def test_three_hard_names_are_previewed_in_the_paper_and_language_asked_for(
    desk: Browser, file: Path
) -> None:
    file.write_text(GOOD)
    assert (len(SAMPLES["long"]), max(map(len, SAMPLES.values())) <= LONGEST_NAME) == (90, True)
    page = words_of(desk, ADDRESS)
    assert [page.count(name) for name in SAMPLES.values()] == [1, 1, 1]
    assert (page.count('words">Certificate of completion'), page.count('class="certificate letter"')) == (
        3,
        0,
    )
    page = words_of(desk, f"{ADDRESS}?paper=letter&sheet=fr")
    assert (page.count('words">Attestation d’achèvement'), page.count('class="certificate letter"')) == (3, 3)
    assert page.count("Gratuit depuis 1998.") == 4  # and once among the values
    assert page.count('aria-current="true"') == 3  # the paper, the language, and the language of the page
    page = words_of(desk, f"{ADDRESS}?paper=a0&sheet=xx")
    assert page.count('words">Certificate of completion') == 3


def test_the_specimens_are_drawn_as_they_are_previewed(desk: Browser, file: Path) -> None:
    file.write_text(GOOD + "\n")
    for name in SAMPLES:
        response = desk.get(f"{ADDRESS}/specimen.pdf?name={name}&paper=letter&sheet=ar")
        assert (response.status_code, response.mimetype) == (200, "application/pdf")
        with pikepdf.open(io.BytesIO(response.get_data())) as document:
            box = [round(float(side)) for side in document.pages[0].mediabox]
            assert (box, str(document.Root.Lang), len(document.pages)) == ([0, 0, 792, 612], "ar", 1)
    assert desk.get(f"{ADDRESS}/specimen.pdf?name=unknown").status_code == 404


def test_a_site_without_courses_has_the_page_without_previews(
    app: Flask, desk: Browser, tmp_path: Path
) -> None:
    from course.content.catalogue import Library  # noqa: PLC0415  # slow import: most tests need it not

    (tmp_path / "none").mkdir()
    app.extensions["library"] = Library(tmp_path / "none")
    assert "There is no course that could be read yet." in words_of(desk, ADDRESS)
    assert desk.get(f"{ADDRESS}/specimen.pdf").status_code == 404
