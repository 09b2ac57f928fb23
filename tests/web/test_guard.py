"""Closed by default: who may open what, and that "not yours" and "not there" are answered alike."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from course.rules.permissions import Permission, may
from course.storage.accounts import Person
from course.web import guard
from tests.web.page import Browser
from tests.web.places import Places, routes

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
SignedIn = Callable[[Person | None], Browser]
EVILS = (
    "//evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "///evil.example",
    "/\u200b/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost@evil.example/learning",
    "http://evil.example:80/learning",
    "//evil.example/learning",
    "http://[",
    "//[::1",
    "//exa\uff0fmple/learning",
    "learning",
    "",
    "/nowhere",
    "/sign-out",
)


def body_of(response: TestResponse) -> str:
    """The page without what proves a form, and without its own address."""
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", response.get_data(as_text=True))
    return text.replace(response.request.path, "/here")


def permission_of(app: Flask, endpoint: str) -> Permission:
    found: Permission = vars(app.view_functions[endpoint])["permission"]
    return found


@SQLITE
def test_a_route_without_a_permission_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/bare", "bare", lambda: "open to everyone")
    with pytest.raises(RuntimeError, match="state no permission: bare"):
        guard.check_routes(app)


@SQLITE
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route_admits_whom_it_says_and_nobody_else(
    app: Flask,
    places: Places,
    signed_in: SignedIn,
    amina: Person,
    bruno: Person,
    chen: Person,
    method: str,
) -> None:
    unexpected = []
    for person in (None, amina, bruno, chen):
        for rule in routes(app, method):
            permission = permission_of(app, rule.endpoint)
            browser = signed_in(person)
            said = browser.open(places.address(app, rule, amina), method=method)
            allowed = may(person.role if person else None, permission)
            if not _expected(said, allowed, person, method, rule.endpoint):
                who = person.display_name if person else "a visitor"
                unexpected.append(f"{who} {method} {rule.rule}: {said.status_code} {said.location or ''}")
    assert unexpected == []


HOLDERS_ALONE = (
    *("attempts.show", "attempts.save", "attempts.submit"),
    *("certificates.held", "certificates.choose", "certificates.download"),
    *("corrections.show", "corrections.save"),
)


def _expected(said: TestResponse, allowed: bool, person: Person | None, method: str, endpoint: str) -> bool:
    away = (said.location or "").startswith("/sign-in")
    if not allowed and person:
        return said.status_code == 404
    if not allowed:
        return said.status_code == 401 if method == "POST" else said.status_code == 302 and away
    if endpoint in HOLDERS_ALONE and person and person.display_name != "Amina":
        return said.status_code == 404
    if endpoint == "lessons.complete" or person is None:
        return said.status_code < 500  # a visitor may be sent to sign in by a lesson that is not open
    return said.status_code < 500 and said.status_code not in (401, 403) and not away


@SQLITE
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_anothers_and_what_does_not_exist_are_answered_alike(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, dana: Person, method: str
) -> None:
    different, compared = [], 0
    for rule in routes(app, method):
        if not {
            "attempt_id",
            "session_id",
            "account_id",
            "code",
        } & rule.arguments or rule.endpoint.startswith(("verify", "credentials")):
            continue
        hers, nobodys = (
            signed_in(amina).open(places.address(app, rule, whose), method=method, data={"name": "x"})
            for whose in (dana, None)
        )
        compared += 1
        if (hers.status_code, body_of(hers), hers.location) != (
            nobodys.status_code, body_of(nobodys), nobodys.location,
        ):  # fmt: skip
            different.append(f"{rule.rule}: {hers.status_code} and {nobodys.status_code}")
    assert (different, compared > 2) == ([], True)


@SQLITE
def test_dana_changes_nothing_of_aminas(
    app: Flask, places: Places, signed_in: SignedIn, amina: Person, dana: Person
) -> None:
    mine = places.own[amina.id]
    browser, hers = signed_in(dana), signed_in(amina)
    assert browser.post(f"/account/sessions/{mine.session_id}/end").status_code == 303
    assert "A phone" in hers.get("/account").text
    for path in ("", "/responses", "/submission"):
        method = "POST" if path else "GET"
        assert browser.open(f"/attempts/{mine.attempt_id}{path}", method=method).status_code == 404
    assert f"/attempts/{mine.attempt_id}/submission" in hers.get(f"/attempts/{mine.attempt_id}").text


@pytest.mark.parametrize("role", ["", "owner", "Admin"])
def test_an_unknown_role_may_open_what_is_public_and_nothing_else(role: str) -> None:
    assert [permission for permission in Permission if may(role, permission)] == [Permission.PUBLIC]


@SQLITE
@pytest.mark.parametrize("target", EVILS)
def test_nothing_leads_to_another_site(app: Flask, target: str) -> None:
    with app.test_request_context("/sign-in"):
        assert guard.safe_next(app, target) == ""


@SQLITE
@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/learning", "/learning"),
        ("/courses/masculinities?language=fr", "/courses/masculinities?language=fr"),
        ("http://localhost/learning", "/learning"),
        ("http://localhost/learning?next=//evil.example", "/learning?next=//evil.example"),
    ],
)
def test_an_address_of_our_own_is_kept(app: Flask, target: str, path: str) -> None:
    with app.test_request_context("/sign-in", base_url="http://localhost"):
        assert guard.safe_next(app, target) == path


@SQLITE
@pytest.mark.parametrize("target", EVILS)
def test_signing_in_never_leads_away(browser: Browser, amina: Person, target: str) -> None:
    form = {"email": amina.email, "password": "violet harbour 2041"}
    said = browser.post("/sign-in", query_string={"next": target}, data=form)
    assert (said.status_code, said.location) == (303, "/learning")


@SQLITE
def test_a_visitor_comes_back_to_where_she_wanted_to_go(browser: Browser, amina: Person) -> None:
    away = browser.get("/courses/masculinities/modules/first-steps/quiz?a=b")
    assert away.location
    form = {"email": amina.email, "password": "violet harbour 2041"}
    said = browser.post(away.location, data=form)
    assert said.location == "/courses/masculinities/modules/first-steps/quiz?a=b"
