"""`course keys`: what it lists, and a new key."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import Result
from flask import Flask

from course.app import main
from course.services import keys
from course.storage.accounts import Person
from tests.credentialed import credentialed
from tests.services.test_keys import sealed, with_secret

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(main, words)


def test_a_site_without_certificates_has_no_key(app: Flask, now: datetime) -> None:
    result = run(app, "keys", "list")
    assert (result.exit_code, result.output) == (0, "No key yet: the first certificate makes one.\n")


def test_a_new_key_signs_and_the_old_one_is_listed_as_retired(
    app: Flask, amina: Person, now: datetime
) -> None:
    with app.app_context():
        credentialed(amina, now)
    result = run(app, "keys", "rotate")
    assert (result.exit_code, result.output) == (
        0,
        "key-2: signs from now on; the keys before it still verify\n",
    )
    result = run(app, "keys", "list")
    lines = [line.split() for line in result.output.splitlines()]
    assert [(line[0], line[1], line[-1][:4]) for line in lines] == [
        ("key-2", "signs", "z6Mk"),
        ("key-1", "retired", "z6Mk"),
    ]
    with app.app_context():
        assert sealed() not in result.output


def test_a_key_that_cannot_be_opened_is_told_with_what_to_do(
    app: Flask, amina: Person, now: datetime
) -> None:
    with app.app_context():
        credentialed(amina, now)
    with_secret(app, "another secret")
    result = run(app, "keys", "list")
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "The key that signs was sealed with another COURSE_SECRET: no certificate can be issued. "
        "Set that secret again, or type: ./run keys rotate",
    )
    assert run(app, "keys", "rotate").exit_code == 0
    with app.app_context():
        assert keys.opens()
