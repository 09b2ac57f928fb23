"""People at a browser: windows that notice every error, every refused resource and every foreign address."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from course.storage.accounts import Person
from tests.journeys.site import Site

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NOT_OURS_TO_SAY = "Failed to load resource"  # how the browser notes an answer such as 404 to a whole page


@dataclass
class Window:
    """One browser window of one person; several tabs share its cookies."""

    site: Site
    context: BrowserContext
    complaints: list[str]

    def tab(self, path: str = "") -> Page:
        page = self.context.new_page()
        if path:
            page.goto(self.site.url + path)
        return page


@dataclass
class Browsing:
    """Opens windows, and knows what went wrong in any of them."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(
        self,
        site: Site,
        person: Person | None = None,
        *,
        script: bool = True,
        width: int = 1280,
        theme: str = "light",
        seen: bool = False,
    ) -> Window:
        """A new window; `person` is signed in. With `seen` the browser has the stylesheet from an earlier visit."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
            locale="en",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if person:
            context.add_cookies([site.cookie(person)])  # type: ignore[list-item]
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", lambda request: self._request(site, request))
        window = Window(site, context, self.complaints)
        if seen:
            page = window.tab("/help")
            page.close()
        return window

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NOT_OURS_TO_SAY):
            self.complaints.append(f"console: {message.text}")

    def _request(self, site: Site, request: Request) -> None:
        if not request.url.startswith((site.url + "/", "data:", "blob:")):
            self.complaints.append(f"another host: {request.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
