"""Sixty-four learners take the course at the same time: nothing is lost, doubled, locked or broken."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.load import content
from tests.load.learners import NEEDED, database_of, enrolled_browsers, take_the_course
from tests.load.records import faults
from tests.load.serving import served, settings_of

CROWD = 64


@pytest.mark.parametrize(("dialect", "workers"), [("sqlite", 1), ("sqlite", 2), ("postgresql", 2)])
def test_sixty_four_learners_at_once(
    dialect: str, workers: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = ""
    if dialect == "postgresql":
        server = request.getfixturevalue("postgres")
        database = server.create(f"crowd_{workers}")
    settings = settings_of(tmp_path / "data", content.write(tmp_path / "modules"), database, workers)
    log = tmp_path / "log"
    with database_of(settings) as app:
        browsers = enrolled_browsers(app, CROWD, int(settings["COURSE_PORT"]))
        with served(settings, log), ThreadPoolExecutor(CROWD) as threads:
            list(threads.map(take_the_course, browsers))
        said = Counter(status for browser in browsers for status in browser.said)
        assert {status: count for status, count in said.items() if status not in NEEDED} == {}
        assert sum(said.values()) == CROWD * 13
        assert faults(browser.person.id for browser in browsers) == []
    told = log.read_text()
    assert [line for line in told.splitlines() if "locked" in line or "Traceback" in line] == []
