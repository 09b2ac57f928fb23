"""Making an account, signing in and out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from course.app import create_app
from course.config import Config
from course.storage.accounts import Person
from tests.conftest import PASSWORD

SignIn = Callable[[FlaskClient, Person], None]
DANA = {
    "name": "Dana Osei",
    "email": "dana.osei@example.org",
    "password": "four quiet green bottles",
    "language": "en",
    "timezone": "Africa/Accra",
}


def page(response: TestResponse) -> str:
    """The page as text, once it is well formed: valid HTML, one h1, unique ids, every control labelled."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(response.text)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    labels = {element.get("for") for element in tree.iter("label")}
    controls = [each for kind in ("input", "select", "textarea") for each in tree.iter(kind)]
    bare = [
        each.get("name")
        for each in controls
        if each.get("type") != "hidden" and not each.get("aria-hidden") and each.get("id") not in labels
    ]
    assert len(list(tree.iter("h1"))) == 1
    assert sorted(ids) == sorted(set(ids))
    assert bare == []
    return response.text


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


# Making an account


def test_dana_makes_an_account_and_is_signed_in_at_once(client: FlaskClient, now: datetime) -> None:
    page(client.get("/register"))
    answer = client.post("/register", data=DANA)
    assert (answer.status_code, answer.location) == (303, "/")
    account = page(client.get("/account"))
    assert 'value="Dana Osei"' in account
    assert re.search(r'<option selected value="Africa/Accra">', account)


def test_a_new_account_goes_on_to_the_page_it_was_made_for(client: FlaskClient, now: datetime) -> None:
    answer = client.post("/register?next=/courses/masculinities", data=DANA)
    assert answer.location == "/courses/masculinities"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/%09/evil.example", "/nowhere/at/all"]
)
def test_next_never_leads_away_from_this_site(client: FlaskClient, now: datetime, target: str) -> None:
    answer = client.post(f"/register?next={target}", data=DANA)
    assert answer.location == "/"


def test_an_address_that_is_taken_is_answered_with_two_ways_in(client: FlaskClient, amina: Person) -> None:
    answer = client.post("/register", data={**DANA, "email": amina.email})
    text = page(answer)
    assert answer.status_code == 422
    assert "There is already an account with this address." in text
    assert 'href="/sign-in"' in text
    assert 'href="/sign-in-link"' in text
    assert 'value="Dana Osei"' in text
    assert DANA["password"] not in text


def test_trying_out_addresses_is_stopped_after_ten(client: FlaskClient, amina: Person) -> None:
    for _ in range(10):
        client.post("/register", data={**DANA, "email": amina.email})
    assert client.post("/register", data={**DANA, "email": amina.email}).status_code == 429
    assert client.post("/register", data=DANA).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "dana", "This is not a complete e-mail address."),
        ("email", "", "Type your e-mail address."),
        ("name", "   ", "Type a name."),
        ("name", "Dana\u202egnp", "hidden direction marks"),
        ("name", "D" * 121, "A name has at most 120 characters."),
        ("password", "short", "This password is too short."),
        ("password", "x1y2" * 40, "This password is too long."),
        ("password", "password123", "Many people use this password"),
        ("password", "dana.osei", "Do not use your name or your e-mail address"),
        ("timezone", "CEST", "Select a time zone from the list."),
        ("language", "tlh", "Select a language from the list."),
    ],
)
def test_a_form_that_cannot_be_used_says_how_to_mend_it(
    client: FlaskClient, now: datetime, field: str, value: str, words: str
) -> None:
    answer = client.post("/register", data={**DANA, field: value})
    assert answer.status_code == 422
    assert words in page(answer)
    assert not is_signed_in(client)


def test_a_closed_site_says_who_makes_accounts(config: Config, now: datetime) -> None:
    client = create_app(config.model_copy(update={"registration": "closed"})).test_client()
    client.application.config.update(WTF_CSRF_ENABLED=False)
    shown = client.get("/register")
    assert shown.status_code == 200
    assert "Accounts are made for you here" in page(shown)
    assert client.post("/register", data=DANA).status_code == 403
    assert "Make an account" not in page(client.get("/sign-in"))


# Signing in and out


def test_amina_signs_in_and_finds_her_learning(client: FlaskClient, amina: Person) -> None:
    page(client.get("/sign-in"))
    answer = client.post("/sign-in", data={"email": " Amina@Example.org ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/learning")
    assert is_signed_in(client)


def test_signing_in_leads_back_to_the_page_that_asked(client: FlaskClient, amina: Person) -> None:
    asked = client.get("/account")
    assert asked.location == "/sign-in?next=/account"
    answer = client.post(asked.location, data={"email": amina.email, "password": PASSWORD})
    assert answer.location == "/account"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: FlaskClient, amina: Person
) -> None:
    client.get("/sign-in")
    wrong = client.post("/sign-in", data={"email": amina.email, "password": "not this one"})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 422
    assert page(wrong).replace(amina.email, "") == page(unknown).replace("nobody@example.org", "")
    assert "do not belong together" in wrong.text


def test_guessing_a_password_is_stopped_after_ten_tries(client: FlaskClient, amina: Person) -> None:
    for _ in range(10):
        client.post("/sign-in", data={"email": amina.email, "password": "not this one"})
    answer = client.post("/sign-in", data={"email": amina.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("keep", "lasts"), [({}, False), ({"keep": "y"}, True)])
def test_a_device_is_kept_signed_in_only_when_asked(
    client: FlaskClient, amina: Person, keep: dict[str, str], lasts: bool
) -> None:
    client.post("/sign-in", data={"email": amina.email, "password": PASSWORD, **keep})
    cookie = client.get_cookie("course")
    assert cookie is not None
    assert (cookie.expires is not None) is lasts


def test_who_is_signed_in_needs_no_form(client: FlaskClient, amina: Person, sign_in: SignIn) -> None:
    sign_in(client, amina)
    assert client.get("/sign-in").location == client.get("/register").location == "/learning"


def test_an_address_with_signs_that_no_address_has_is_answered_like_any_other(
    client: FlaskClient, now: datetime
) -> None:
    answer = client.post("/sign-in", data={"email": "amina\x00@example.org", "password": "not this one"})
    assert answer.status_code == 422


def test_a_cookie_is_worthless_after_signing_out(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn
) -> None:
    sign_in(client, amina)
    cookie = client.get_cookie("course")
    assert cookie is not None
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    thief = app.test_client()
    thief.set_cookie("course", cookie.value)
    assert not is_signed_in(thief)
    assert client.post("/sign-out").status_code == 303
