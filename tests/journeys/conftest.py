"""One browser and two sites for a whole run: the courses as they are shipped, and a site with every state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from course.config import ROOT
from tests.journeys.browsing import ARGUMENTS, Browsing
from tests.journeys.places import Cast, gather
from tests.journeys.site import Site, serve
from tests.journeys.tree import plant


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian ships it; without it these tests fail, for nothing else shows what people see."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The courses as they are shipped."""
    with serve(ROOT / "modules", tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with every kind of item, dialogues in every state, a draft, and a course in two minutes."""
    folder = tmp_path_factory.mktemp("sample")
    with serve(plant(folder / "modules"), folder / "data") as running:
        yield running


@pytest.fixture
def browsing(browser: Browser) -> Iterator[Browsing]:
    """Windows for one test; none of them may have met an error or asked another host for anything."""
    opened = Browsing(browser)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture(scope="session")
def casts(site: Site, sample: Site) -> dict[str, Cast]:
    """People in every state, by the name of the site."""
    return {"site": gather(site), "sample": gather(sample)}
