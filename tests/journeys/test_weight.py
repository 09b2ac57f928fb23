"""What a page weighs on the wire, on the first visit and on later ones, and what it never asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Request, Response

from tests.journeys.browsing import Browsing
from tests.journeys.places import LEARNER, PUBLIC, Cast, Place, nothing

KB = 1000
VIEW = 100 * KB
WITHOUT_IMAGES = 35 * KB
DOCUMENT, STYLE_WITHIN = 15 * KB, 12 * KB
MODULE = 25 * KB  # all lessons of a module on one page
STYLE, SCRIPT = 12 * KB, 6 * KB
REQUESTS = 4
LOOKED_AT = [place for place in (*PUBLIC, *LEARNER) if place.act is nothing]


@dataclass(frozen=True)
class Sent:
    """One answer of the server as it crossed the wire; `size` in bytes, compressed, without headers."""

    kind: str
    path: str
    size: int


@dataclass(frozen=True)
class View:
    """One view of a page: the page itself, and everything that was sent for it."""

    document: Response
    sent: tuple[Sent, ...]

    def of(self, *kinds: str) -> int:
        return sum(each.size for each in self.sent if each.kind in kinds)

    @property
    def size(self) -> int:
        return sum(each.size for each in self.sent)


def view(page: Page, address: str) -> View:
    """Open a page; what the browser had kept from an earlier view was not sent."""
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", note)
    document = page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    assert document
    sizes = [(request, request.sizes()) for request in finished if not request.url.startswith("data:")]
    return View(
        document,
        tuple(
            Sent(request.resource_type, request.url.split("/", 3)[3], size["responseBodySize"])
            for request, size in sizes
            if size["responseHeadersSize"] + size["responseBodySize"] > 0
        ),
    )


@pytest.mark.parametrize("place", LOOKED_AT, ids=str)
def test_a_page_is_light(browsing: Browsing, casts: dict[str, Cast], place: Place) -> None:
    cast = casts[place.tree]
    person = cast.people[place.who] if place.who else None
    page = browsing.window(cast.site, person).tab()
    document = MODULE if place.path.endswith("/whole") else DOCUMENT
    address = cast.site.url + place.path.format(**cast.facts).split("#")[0]

    first = view(page, address)
    assert first.of("stylesheet") == 0, "on a first visit the stylesheet stands in the page"
    assert first.of("document") <= document + STYLE_WITHIN
    assert first.of("script") <= SCRIPT
    assert first.size - first.of("image") <= WITHOUT_IMAGES
    assert first.size <= VIEW
    assert len(first.sent) <= REQUESTS, first.sent

    forgetful = place.path.startswith("/c/") or place.path == "/c"  # no cookie: every visit is a first one
    second = view(page, address)
    late = {"other"}  # the icon, which the browser fetches when it has time
    assert {each.kind for each in second.sent} - late == {"document"} | (
        set() if forgetful else {"stylesheet"}
    )
    assert second.of("document") <= document + (STYLE_WITHIN if forgetful else 0)
    assert second.of("stylesheet") <= STYLE

    third = view(page, address)
    assert {each.kind for each in third.sent} == {"document"}

    policy = third.document.header_value("content-security-policy") or ""
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
