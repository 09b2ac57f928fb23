"""One's own account: names, language, zone, password, and the devices it is signed in on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.services import accounts as services
from course.storage.accounts import Person
from tests.conftest import PASSWORD
from tests.web.test_accounts import is_signed_in, page

SignIn = Callable[[FlaskClient, Person], None]


def profile(**changes: str) -> dict[str, str]:
    return {
        "display_name": "Amina",
        "certificate_name": "",
        "language": "en",
        "timezone": "UTC",
        **changes,
    }


def test_amina_changes_her_names_language_and_zone(
    client: FlaskClient, amina: Person, sign_in: SignIn
) -> None:
    sign_in(client, amina)
    client.get("/account?language=es")
    changed = profile(certificate_name="Amina  Yusuf Mohamed", language="fr", timezone="Africa/Nairobi")
    answer = client.post("/account", data=changed)
    assert (answer.status_code, answer.location) == (303, "/account")
    shown = page(client.get("/account"))
    assert '<html lang="fr"' in shown
    assert 'value="Amina Yusuf Mohamed"' in shown
    assert '<option selected value="Africa/Nairobi">' in shown


def test_every_zone_can_be_chosen_and_an_alias_is_kept(
    client: FlaskClient, amina: Person, sign_in: SignIn
) -> None:
    sign_in(client, amina)
    shown = page(client.get("/account"))
    assert shown.count("<optgroup") == 10
    assert '<option value="America/Santo_Domingo">Santo Domingo</option>' in shown
    client.post("/account", data=profile(timezone="Asia/Calcutta"))
    assert '<option selected value="Asia/Calcutta">' in page(client.get("/account"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", "", "Type a name."),
        ("certificate_name", "amina@example.org", "Type your name as it should be printed."),
        ("certificate_name", "A\u202eanim", "hidden direction marks"),
        ("certificate_name", "A\u0007mina", "signs that cannot be shown"),
        ("timezone", "Nairobi", "Select a time zone"),
    ],
)
def test_a_profile_that_cannot_be_saved_says_why(
    client: FlaskClient, amina: Person, sign_in: SignIn, field: str, value: str, words: str
) -> None:
    sign_in(client, amina)
    answer = client.post("/account", data=profile(**{field: value}))
    assert answer.status_code == 422
    assert words in (page(answer) if "\u0007" not in value else answer.text)


def test_a_changed_password_signs_out_every_other_device(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, amina)
    sign_in(client, amina)
    wrong = client.post("/account/password", data={"old": "not this one", "new": "nine calm violet harbours"})
    assert (wrong.status_code, "This is not the password you have now." in page(wrong)) == (422, True)
    weak = client.post("/account/password", data={"old": PASSWORD, "new": "amina"})
    assert (weak.status_code, "too short" in page(weak)) == (422, True)
    done = client.post("/account/password", data={"old": PASSWORD, "new": "nine calm violet harbours"})
    assert (done.status_code, done.location) == (303, "/account")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_an_account_without_a_password_can_set_one(
    app: Flask, client: FlaskClient, sign_in: SignIn, now: datetime
) -> None:
    with app.app_context():
        person = services.add("esi@example.org", "Esi", "learner", None, "en", "UTC", now)
    sign_in(client, person)
    assert "You have no password yet" in page(client.get("/account"))
    assert client.post("/account/password", data={"new": "nine calm violet harbours"}).status_code == 303
    new = {"email": person.email, "password": "nine calm violet harbours"}
    assert app.test_client().post("/sign-in", data=new).status_code == 303


def session_ids(client: FlaskClient) -> list[int]:
    return [int(found) for found in re.findall(r"/account/sessions/(\d+)/end", client.get("/account").text)]


def test_amina_sees_her_devices_and_signs_one_out(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn, now: datetime
) -> None:
    phone = app.test_client()
    sign_in(client, amina)
    mine = session_ids(client)
    sign_in(phone, amina)
    assert page(client.get("/account")).count("This device") == 1
    (other,) = set(session_ids(client)) - set(mine)
    answer = client.post(f"/account/sessions/{other}/end")
    assert (answer.status_code, answer.location) == (303, "/account#devices")
    assert not is_signed_in(phone)
    assert client.post(f"/account/sessions/{mine[0]}/end").location == "/"
    assert not is_signed_in(client)


def test_amina_signs_out_everywhere_but_here(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn
) -> None:
    phone = app.test_client()
    sign_in(phone, amina)
    sign_in(client, amina)
    assert client.post("/account/sessions/end").status_code == 303
    assert (is_signed_in(client), is_signed_in(phone)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, client: FlaskClient, amina: Person, dana: Person, sign_in: SignIn
) -> None:
    hers = app.test_client()
    sign_in(hers, dana)
    sign_in(client, amina)
    assert client.post(f"/account/sessions/{session_ids(hers)[0]}/end").status_code == 303
    assert is_signed_in(hers)


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/sessions/1/end", "/account/sessions/end"]
)
def test_the_account_is_closed_to_visitors(client: FlaskClient, now: datetime, path: str) -> None:
    assert client.post(path).status_code == 401
    assert client.get("/account").location == "/sign-in?next=/account"
