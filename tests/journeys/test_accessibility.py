"""Every page, in light and dark, wide and narrow: rules of axe, reflow, enlarged text, targets and focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import Browsing
from tests.journeys.places import ARABIC, DESK, EVERY, Cast, Place

HERE = Path(__file__).parent
AXE = (HERE / "axe" / "axe.min.js").read_text(encoding="utf-8")
MEASURES = (HERE / "measures.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async tags => (await axe.run({runOnly: tags, resultTypes: ["violations"]})).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`))"""


@dataclass(frozen=True)
class Opened:
    """A page that is open, and where it is."""

    place: Place
    page: Page

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})


@pytest.fixture(scope="module", params=EVERY, ids=str)
def opened(request: pytest.FixtureRequest, browser: Browser, casts: dict[str, Cast]) -> Iterator[Opened]:
    """Each place in turn, opened once for all that is measured on it."""
    place: Place = request.param
    browsing, cast = Browsing(browser), casts[place.tree]
    person = cast.people[place.who] if place.who else None
    page = browsing.window(cast.site, person).tab(place.path.format(**cast.facts))
    place.act(page, cast, person)
    page.evaluate(AXE)
    page.evaluate(MEASURES)
    yield Opened(place, page)
    browsing.close()
    assert browsing.complaints == []


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(opened: Opened, theme: str, width: int) -> None:
    opened.resize(width)
    opened.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    assert opened.page.evaluate(RUN, TAGS) == []


def test_nothing_scrolls_sideways_at_320_pixels(opened: Opened) -> None:
    opened.resize(320)
    assert (opened.page.evaluate("measures.sideways()"), opened.page.evaluate("measures.cut()")) == (0, [])


@pytest.mark.parametrize("width", [640, 1280])
def test_text_of_double_size_is_not_lost(opened: Opened, width: int) -> None:
    """Not asked of the wide tables of the desk at 1280 pixels: they are stacked by the text size set in the
    browser, which the size of the root element alone does not stand for."""
    if opened.place in DESK and width == 1280:
        return
    opened.resize(width)
    opened.page.evaluate("measures.enlarge('200%')")
    found = opened.page.evaluate("measures.sideways()"), opened.page.evaluate("measures.cut()")
    opened.page.evaluate("measures.enlarge('')")
    assert found == (0, [])


def test_wider_spacing_of_text_loses_nothing_at_320_pixels(opened: Opened) -> None:
    opened.resize(320)
    opened.page.evaluate("measures.space(true)")
    found = opened.page.evaluate("measures.sideways()"), opened.page.evaluate("measures.cut()")
    opened.page.evaluate("measures.space(false)")
    assert found == (0, [])


@pytest.mark.parametrize("width", [375, 1280])
def test_every_target_is_large_enough(opened: Opened, width: int) -> None:
    opened.resize(width)
    assert opened.page.evaluate("measures.small(24)") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_on_every_control(opened: Opened, theme: str) -> None:
    opened.resize(1280)
    opened.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("measures.unfocused()") == []


def test_one_heading_of_the_first_level_and_a_language(opened: Opened) -> None:
    language = "ar" if opened.place in ARABIC else "en"
    html = opened.page.locator("html")
    assert opened.page.locator("h1").count() == 1
    assert html.get_attribute("lang") == language
    assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert html.evaluate("html => getComputedStyle(html).direction") == html.get_attribute("dir")
    assert opened.page.title().count(" – ") >= 1
