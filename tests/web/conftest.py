"""What tests of pages can ask for besides: browsers that check every page, and a site where things happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.storage.accounts import Person
from tests.web.page import Browser
from tests.web.places import Places, happened


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor's browser."""
    app.test_client_class = Browser
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


@pytest.fixture
def signed_in(
    app: Flask, sign_in: Callable[[FlaskClient, Person], None]
) -> Callable[[Person | None], Browser]:
    """`signed_in(amina)`: her browser; a visitor's for None."""

    def make(person: Person | None) -> Browser:
        app.test_client_class = Browser
        client = app.test_client()
        assert isinstance(client, Browser)
        if person:
            sign_in(client, person)
        return client

    return make


@pytest.fixture
def places(app: Flask, amina: Person, dana: Person, bruno: Person, chen: Person, now: datetime) -> Places:
    """Amina and Dana have each an open attempt, a submitted one and a certificate."""
    return happened(app, amina, dana, now)
