"""The server is killed twenty-five times in the midst of submissions; `./run soak` does it for longer."""

from __future__ import annotations

from pathlib import Path

from tests.load import content, kills
from tests.load.serving import settings_of


def test_nothing_acknowledged_is_lost_in_twenty_five_kills(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", content.write(tmp_path / "modules"))
    outcome = kills.run(settings, tmp_path / "log", kills=25, learners=400, seed=25)
    print(outcome)
    assert outcome.faults == []
    assert outcome.acknowledged >= outcome.kills
    assert outcome.retries >= outcome.kills
