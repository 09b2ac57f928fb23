"""The server, of one process or two, is killed two hundred times while learners submit; nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.load import content, kills
from tests.load.serving import settings_of

KILLS = int(os.environ.get("SOAK_KILLS", "200"))


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost(
    dialect: str, workers: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = ""
    if dialect == "postgresql":
        database = request.getfixturevalue("postgres").create(f"soak_{workers}")
    settings = settings_of(tmp_path / "data", content.write(tmp_path / "modules"), database, workers)
    outcome = kills.run(settings, tmp_path / "log", KILLS, learners=KILLS * 60, seed=workers)
    print(outcome)
    assert outcome.faults == []
    assert outcome.acknowledged >= outcome.kills
