"""`course certificates check-key`: the key as readers see it, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from course.config import Config
from tests.documents.authority import PASSPHRASE, Authority

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])


def told(app: Flask, config: Config, **settings: str) -> tuple[int, str]:
    app.config["COURSE"] = config.model_copy(update=settings)
    from course.cli.certificates import certificates  # noqa: PLC0415  # slow import: the commands

    done = app.test_cli_runner().invoke(certificates, ["check-key"])
    return done.exit_code, done.output


def test_without_a_key_nothing_is_wrong(app: Flask, config: Config) -> None:
    code, said = told(app, config)
    assert (code, said) == (
        0, "No signing key is installed, so certificates carry no signature. COURSE_SIGNING_KEY names one.\n",
    )  # fmt: skip


def test_a_good_key_is_shown_with_those_who_vouch_for_it(app: Flask, config: Config, tmp_path: Path) -> None:
    file = Authority(tmp_path).pkcs12()
    code, said = told(app, config, signing_key=str(file), signing_passphrase=PASSPHRASE)
    assert code == 0
    for line in (
        "subject     O=Equality Training Centre,CN=Head Office",
        "issuer      O=Equality Training Centre,CN=Root",
        "chain       O=Equality Training Centre,CN=Root",
        "(days left: 364)",
        "time stamp  none",
        "the key is good.",
    ):
        assert line in said
    assert PASSPHRASE not in said


def test_what_is_wrong_ends_the_command_with_words(app: Flask, config: Config, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ended = str(authority.pkcs12(days=-1))
    code, said = told(app, config, signing_key=ended, signing_passphrase=PASSPHRASE)
    assert (code, "Error: It ended on" in said, "Ask its issuer for a new certificate" in said) == (
        1,
        True,
        True,
    )
    code, said = told(app, config, signing_key=ended, signing_passphrase="guess")
    assert (code, "COURSE_SIGNING_PASSPHRASE is wrong" in said) == (1, True)
    code, said = told(app, config, signing_key=str(tmp_path / "nowhere.p12"))
    assert (code, "cannot be read: No such file or directory" in said) == (1, True)
