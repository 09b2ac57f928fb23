"""Links sent by mail, and the address that makes the first admin."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.services import accounts as services
from course.storage import accounts
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Mail
from tests.conftest import PASSWORD
from tests.web.test_accounts import DANA, is_signed_in, page

SignIn = Callable[[FlaskClient, Person], None]


def link_mailed(app: Flask, to: str) -> str:
    """The path of the link in the latest letter to that address."""
    with app.app_context():
        body = db.session.scalar(select(Mail.body).where(Mail.to == to).order_by(Mail.id.desc()).limit(1))
    found = re.search(r"https?://[^/\s]+(/\S+)", body or "")
    assert found is not None
    return found[1]


# Links by mail


@pytest.mark.parametrize("path", ["/password", "/sign-in-link"])
def test_asking_for_a_link_says_the_same_to_everyone(client: FlaskClient, amina: Person, path: str) -> None:
    page(client.get(path))
    known = client.post(path, data={"email": amina.email})
    unknown = client.post(path, data={"email": "nobody@example.org"})
    assert (
        (known.status_code, known.location)
        == (unknown.status_code, unknown.location)
        == (303, f"{path}?sent=1")
    )
    assert "If there is an account with this address" in page(client.get(known.location))
    assert client.post(path, data={"email": "nobody"}).status_code == 422


def test_amina_sets_a_new_password_by_a_link(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn, now: datetime
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, amina)
    client.post("/password", data={"email": amina.email})
    link = link_mailed(app, amina.email)
    assert client.get(link).status_code == client.get(link).status_code == 200
    page(client.get(link))
    weak = client.post(link, data={"password": "short"})
    assert (weak.status_code, "too short" in page(weak)) == (422, True)
    done = client.post(link, data={"password": "nine calm violet harbours"})
    assert (done.status_code, done.location) == (303, "/sign-in")
    assert not is_signed_in(elsewhere)
    assert client.post("/sign-in", data={"email": amina.email, "password": PASSWORD}).status_code == 422
    new = {"email": amina.email, "password": "nine calm violet harbours"}
    assert client.post("/sign-in", data=new).status_code == 303
    assert client.get(link).status_code == client.post(link, data={"password": PASSWORD}).status_code == 404


def test_a_link_signs_in_once_and_only_when_the_button_is_pressed(
    app: Flask, client: FlaskClient, amina: Person, now: datetime
) -> None:
    client.post("/sign-in-link", data={"email": amina.email})
    link = link_mailed(app, amina.email)
    assert "Your link is good." in page(client.get(link))
    assert not is_signed_in(client)
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, "/learning")
    assert is_signed_in(client)
    other = app.test_client()
    assert other.post(link).status_code == 404
    assert "This link works no more" in page(other.get(link))


@pytest.mark.parametrize("path", ["/password", "/sign-in-link"])
def test_a_link_ends_after_ten_minutes_and_an_invented_one_never_worked(
    app: Flask, client: FlaskClient, amina: Person, now: datetime, path: str
) -> None:
    client.post(path, data={"email": amina.email})
    link = link_mailed(app, amina.email)
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        late, invented = client.get(link), client.get(f"{path}/invented")
    assert late.status_code == invented.status_code == 404
    assert page(late).replace(link, "") == page(invented).replace(f"{path}/invented", "")


# The first admin


def first_admin_path(app: Flask, now: datetime) -> str:
    with app.app_context():
        link = services.first_admin_link("", now)
    assert link is not None
    return link


def test_the_first_admin_is_made_by_the_printed_address_and_only_once(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    path = first_admin_path(app, now)
    page(client.get(path))
    answer = client.post(path, data=DANA)
    assert (answer.status_code, answer.location) == (303, "/admin/learners")
    with app.app_context():
        found = accounts.by_email(DANA["email"])
    assert found is not None
    assert found.role == "admin"
    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path, data=DANA).status_code == 404


def test_an_account_becomes_the_first_admin_with_its_own_password_only(
    app: Flask, client: FlaskClient, amina: Person, now: datetime
) -> None:
    path = first_admin_path(app, now)
    wrong = client.post(path, data={**DANA, "email": amina.email})
    assert wrong.status_code == 422
    assert "this is not its password" in page(wrong)
    assert client.post(path, data={**DANA, "email": amina.email, "password": PASSWORD}).status_code == 303


def test_an_invented_first_admin_address_leads_nowhere(client: FlaskClient, now: datetime) -> None:
    answer = client.get("/first-admin/invented")
    assert answer.status_code == 404
    assert "This link works no more" in page(answer)
