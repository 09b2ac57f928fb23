"""Headers and cookies: what a browser is told not to do with our pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from course.app import create_app
from course.config import Config
from course.storage.accounts import Person
from course.storage.database import db
from tests.web.page import Browser
from tests.web.places import Places, routes

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])
SignedIn = Callable[[Person | None], Browser]
FORM = {"email": "amina@example.org", "password": "violet harbour 2041"}


@pytest.fixture
def secure(config: Config) -> Iterator[Flask]:
    """The same site behind https."""
    made = create_app(config.model_copy(update={"public_url": "https://learn.example.org"}))
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    made.test_client_class = Browser
    yield made
    with made.app_context():
        db.engine.dispose()


def cookies(response: TestResponse) -> dict[str, tuple[bool, bool, str, str, str]]:
    """Of each cookie set: Secure, HttpOnly, SameSite, Path, Domain."""
    found = {}
    for line in response.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(line).items():
            found[name] = (
                bool(morsel["secure"]), bool(morsel["httponly"]), morsel["samesite"], morsel["path"], morsel["domain"],
            )  # fmt: skip
    return found


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, chen: Person
) -> None:
    lacking = []
    for person in (None, amina, chen):
        for rule in routes(app, "GET"):
            headers = signed_in(person).get(places.address(app, rule, amina)).headers
            policy = headers.get("Content-Security-Policy", "")
            if "default-src 'none'" not in policy or headers.get("X-Content-Type-Options") != "nosniff":
                lacking.append(rule.rule)
            if "unsafe-eval" in policy or ("unsafe-inline" in policy and "sandbox" not in policy):
                lacking.append(f"{rule.rule}: {policy}")
            if "Referrer-Policy" not in headers or headers.get("Cross-Origin-Opener-Policy") != "same-origin":
                lacking.append(rule.rule)
    assert lacking == []


def test_a_page_may_be_framed_by_nobody_and_send_its_forms_nowhere_else(browser: Browser) -> None:
    policy = browser.get("/sign-in").headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert {name: rules[name] for name in ("frame-ancestors", "form-action", "base-uri", "script-src")} == {
        "frame-ancestors": "'none'", "form-action": "'self'", "base-uri": "'none'", "script-src": "'self'",
    }  # fmt: skip


def test_the_style_within_a_page_is_the_one_whose_hash_is_allowed(browser: Browser) -> None:
    import base64  # noqa: PLC0415  # slow import: one test needs it
    import hashlib  # noqa: PLC0415  # slow import: one test needs it

    page = browser.get("/sign-in")
    style = re.search("<style>(.*?)</style>", page.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert "<style" not in browser.get("/sign-in").text  # the second page links the stylesheet


def test_what_a_signed_in_person_sees_is_stored_nowhere(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person
) -> None:
    stored = []
    shared = ("public.media", "assets.show", "dialogues.document", "dialogues.sheet", "dialogues.calendar")
    for rule in routes(app, "GET"):
        said = signed_in(amina).get(places.address(app, rule, amina))
        public = rule.endpoint in ("credentials.did", "credentials.did_below", "credentials.status")
        if rule.endpoint not in shared and not public and said.headers.get("Cache-Control") != "no-store":
            stored.append(f"{rule.rule}: {said.headers.get('Cache-Control')}")
    assert stored == []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(browser: Browser, amina: Person) -> None:
    said = cookies(browser.post("/sign-in", data=FORM)) | cookies(browser.get("/help?language=fr"))
    plain = (False, True, "Lax", "/", "")
    assert said == {"course": plain, "seen": plain, "language": plain}


def test_behind_https_cookies_demand_it_and_belong_to_this_host_alone(
    secure: Flask, places: Places, amina: Person
) -> None:
    browser = secure.test_client()
    said = cookies(browser.post("/sign-in", data=FORM, base_url="https://learn.example.org"))
    said |= cookies(browser.get("/help?language=fr", base_url="https://learn.example.org"))
    locked = (True, True, "Lax", "/", "")
    assert said == {"__Host-course": locked, "seen": locked, "language": locked}


def test_behind_https_a_browser_is_told_to_come_back_by_https(secure: Flask, browser: Browser) -> None:
    assert secure.test_client().get("/help").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in browser.get("/help").headers


def test_a_session_lasts_as_long_as_the_browser_unless_it_is_asked_to_be_kept(
    browser: Browser, amina: Person
) -> None:
    kept = browser.post("/sign-in", data={**FORM, "keep": "y"}).headers.getlist("Set-Cookie")
    brief = browser.post("/sign-in", data=FORM).headers.getlist("Set-Cookie")
    expires = ["Expires" in line for lines in (kept, brief) for line in lines if line.startswith("course=")]
    assert expires == [True, False]


def test_signing_in_changes_the_token_and_signing_out_ends_it(
    browser: Browser, app: Flask, amina: Person
) -> None:
    browser.post("/sign-in", data=FORM)
    first = browser.get_cookie("course")
    browser.post("/sign-in", data=FORM)
    second = browser.get_cookie("course")
    assert first
    assert second
    assert first.value != second.value
    browser.post("/sign-out")
    for old in (first, second):
        thief = app.test_client()
        thief.set_cookie("course", old.value)
        status = thief.get("/account").status_code
        assert (old is second, status) == (old is second, 302 if old is second else 200)
