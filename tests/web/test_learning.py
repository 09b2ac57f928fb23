"""My learning: where one stands in each course, where to continue, and the certificates one holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from course.rules.certificates import format_code
from course.services import certificates, progress
from course.storage.accounts import Person
from tests.completed import certify, complete
from tests.web.test_accounts import page

SignIn = Callable[[FlaskClient, Person], None]


def seen(client: FlaskClient, path: str = "/learning") -> str:
    """The page with markup left out and runs of white space made one."""
    text = page(client.get(path))
    return " ".join(re.sub(r"<[^>]+>", " ", text.split("<main", 1)[1]).split())


def test_who_has_not_started_sees_the_courses_there_are(
    client: FlaskClient, dana: Person, sign_in: SignIn
) -> None:
    sign_in(client, dana)
    text = seen(client)
    assert "You have not started a course yet. Courses you can start Masculinities: a sample" in text


def test_a_learner_continues_where_she_left(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn, now: datetime
) -> None:
    sign_in(client, amina)
    course = app.extensions["library"].current.course("masculinities")
    module = course.modules[0]
    with app.app_context():
        progress.enrol(amina.id, course, now)
    assert "Masculinities: a sample Not started Continue" in seen(client)
    with app.app_context():
        progress.finish_lesson(amina.id, course, module, module.lessons[0], "r1", now)
    text = seen(client)
    assert "0 of 2 modules completed" in text
    assert "Module 1: Four levels, 7 min" in text
    assert 'href="/courses/masculinities/modules/first-steps/lessons/levels"' in client.get("/learning").text
    with app.app_context():
        progress.finish_lesson(amina.id, course, module, module.lessons[1], "r1", now)
    assert "Quiz of module 1: First steps" in seen(client)
    assert 'href="/courses/masculinities/modules/first-steps/quiz"' in client.get("/learning").text


def test_a_completed_course_leads_to_the_certificate(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn, now: datetime
) -> None:
    sign_in(client, amina)
    with app.app_context():
        complete(amina, now)
    text = client.get("/learning").text
    assert "Open your certificate" in text
    assert 'href="/courses/masculinities/certificate"' in text


def test_certificates_are_listed_here_and_on_the_account_with_their_state(
    app: Flask, client: FlaskClient, amina: Person, sign_in: SignIn, now: datetime
) -> None:
    sign_in(client, amina)
    with app.app_context():
        complete(amina, now)
        code = certify(amina, "Amina Yusuf", now)
    for path in ("/learning", "/account"):
        assert "Masculinities: a sample Valid" in seen(client, path)
        markup = client.get(path).text
        assert f'href="/c/{code}"' in markup
        assert f'href="/certificates/{code}.pdf"' in markup
        assert format_code(code) in markup
    with app.app_context():
        certificates.revoke(code, "a test", None, now)
    assert "Masculinities: a sample Revoked" in seen(client)
    assert f'href="/certificates/{code}.pdf"' not in client.get("/learning").text


def test_my_learning_is_closed_to_visitors(client: FlaskClient, now: datetime) -> None:
    assert client.get("/learning").location == "/sign-in?next=/learning"
