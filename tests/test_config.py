"""Settings: a bad secret is refused by name and never shown; one that is made is made once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from course.config import Config, ConfigError, load, secret_of


def test_a_short_secret_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigError) as refused:
        load({"COURSE_SECRET": "hunter2"})
    assert str(refused.value) == (
        "COURSE_SECRET: 32 characters or more are expected: openssl rand -base64 48 gives some"
    )
    assert load({"COURSE_SECRET": "x" * 32}).secret == "x" * 32
    assert load({"COURSE_SECRET": ""}).secret == ""


def test_what_is_secret_stands_in_no_text_of_the_settings() -> None:
    settings = load({"COURSE_SECRET": "violet" * 6, "COURSE_SIGNING_PASSPHRASE": "violet"})
    assert "violet" not in f"{settings} {settings!r}"


def test_a_secret_is_made_once_whoever_asks_first(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    with ThreadPoolExecutor(16) as threads:
        made = set(threads.map(secret_of, [config] * 64))
    file = tmp_path / "data" / "secret"
    assert (made, file.stat().st_mode & 0o777) == ({file.read_text()}, 0o600)
    assert len(file.read_text()) == 64


def test_a_start_that_was_killed_before_it_wrote_the_secret_is_made_good(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(mode=0o600)
    assert secret_of(Config(data=tmp_path)) == (tmp_path / "secret").read_text() != ""


def test_a_damaged_secret_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("half of it")
    with pytest.raises(ConfigError, match="secret is damaged: put it back from a backup"):
        secret_of(Config(data=tmp_path))
    assert (tmp_path / "secret").read_text() == "half of it"


def test_a_secret_that_can_only_be_read_is_enough(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 64 + "\n")
    os.chmod(tmp_path / "secret", 0o400)
    assert secret_of(Config(data=tmp_path)) == "x" * 64
