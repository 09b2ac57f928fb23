"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from course.app import create_app
from course.config import Config
from course.storage.database import db
from tests.web.page import Browser


def test_a_site_that_serves_is_alive_and_ready(app: Flask, browser: Browser) -> None:
    assert (browser.get("/healthz").get_json(), browser.get("/healthz").status_code) == (
        {"status": "ok"},
        200,
    )
    ready = browser.get("/readyz")
    revision = app.extensions["library"].current.revision
    assert ready.get_json() == {"database": "ok", "content": "ok", "revision": revision}
    assert ready.status_code == 200


def test_without_tables_it_lives_but_is_not_ready(empty_database: str, tmp_path: Path) -> None:
    made = create_app(
        Config(
            data=tmp_path / "data", database_url=empty_database, secret="only for tests: not a secret at all"
        )
    )
    client = made.test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)
    assert client.get("/readyz").get_json()["database"] == "unavailable"
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_without_a_course_it_is_not_ready(config: Config, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    made = create_app(config.model_copy(update={"modules": tmp_path / "nothing"}))
    said = made.test_client().get("/readyz")
    assert (said.status_code, said.get_json()["content"]) == (503, "no course")
    assert made.test_client().get("/").status_code == 200
    with made.app_context():
        db.engine.dispose()
    shutil.rmtree(tmp_path / "nothing")
