"""Sheets: drawn once after issue, drawn later when that failed, the same bytes for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select, update

from course.content.model import Course
from course.documents.pdf import RendererUnavailable
from course.documents.signing import SigningKeyFile
from course.rules.certificates import format_code
from course.services import accounts, certificates, sheets
from course.services.certificates import Issuer
from course.storage import sheets as storage
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate, Failure
from tests.services import renderers
from tests.services.courses import ONE_LESSON

ISSUER = Issuer("Equality Training Centre", "https://learn.example.org")
MINUTE = timedelta(minutes=1)
Complete = Callable[[Person, Course], None]


@pytest.fixture
def issued(amina: Person, context: Flask, completed: Complete, now: datetime) -> int:
    """The id of Amina's certificate, which has its sheet."""
    completed(amina, ONE_LESSON)
    certificates.issue(amina, ONE_LESSON, "Amina Bâ", ISSUER, now)
    return db.session.execute(select(Certificate.id)).scalar_one()


@pytest.fixture
def waiting(amina: Person, context: Flask, completed: Complete, now: datetime) -> int:
    """The id of Amina's certificate, which was issued while the renderer was away."""
    completed(amina, ONE_LESSON)
    with renderers.away():
        certificates.issue(amina, ONE_LESSON, "Amina Bâ", ISSUER, now)
    return db.session.execute(select(Certificate.id)).scalar_one()


def code_of(certificate_id: int) -> str:
    db.session.rollback()
    return db.session.execute(select(Certificate.code).where(Certificate.id == certificate_id)).scalar_one()


def tries() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Failure.at).where(Failure.key.startswith("sheet:"))).all())


def test_the_sheet_is_there_when_the_certificate_is(issued: int, amina: Person, now: datetime) -> None:
    code = code_of(issued)
    drawn = certificates.sheet(code)
    assert certificates.verify(code, now).sha256 == hashlib.sha256(drawn).hexdigest()
    with pikepdf.open(BytesIO(drawn)) as document:
        attached = document.attachments["credential.json"].get_file().read_bytes().decode()
    kept = db.session.execute(select(Certificate.credential)).scalar_one()
    assert (attached, '"licenseNumber":"MASC-2026-00001"' in attached) == (kept, True)
    accounts.change_profile(amina, "Another", "fr", "UTC", "Another Name")
    assert (certificates.sheet(code), tries(), sheets.undrawn()) == (drawn, 0, [])


def test_bytes_are_kept_once(issued: int) -> None:
    first = storage.sheet(issued)
    with writing():
        assert storage.keep(issued, b"second", "second") is False
    assert (storage.sheet(issued), sheets.draw(issued, None)) == (first, ())


def test_without_a_renderer_the_certificate_is_issued_and_its_sheet_comes_later(
    waiting: int, now: datetime
) -> None:
    code = code_of(waiting)
    found = certificates.verify(code, now)
    assert (found.state, found.facts.name, found.sha256) == ("valid", "Amina Bâ", None)
    with pytest.raises(RendererUnavailable):
        certificates.sheet(code)
    assert (sheets.undrawn(), sheets.undrawn(after=waiting)) == ([waiting], [])
    assert sheets.draw_missing(waiting, None, now + MINUTE - timedelta(seconds=1)) is False
    assert sheets.draw_missing(waiting, None, now + MINUTE) is True
    assert format_code(code) in certificates.verify(code, now).facts.code
    assert certificates.sheet(code).startswith(b"%PDF-")
    assert (sheets.undrawn(), tries()) == ([], 0)


def test_a_process_that_is_killed_between_issue_and_drawing_loses_nothing(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    """Issue and claim are one transaction; what is killed after it never says so."""
    completed(amina, ONE_LESSON)
    certificates.issue(amina, ONE_LESSON, "Amina Bâ", ISSUER, now)
    with writing():
        db.session.execute(update(Certificate).values(pdf=None, sha256=None))
        storage.count_try(db.session.execute(select(Certificate.id)).scalar_one(), now)
    (lost,) = sheets.undrawn()
    assert [sheets.draw_missing(lost, None, now + minutes * MINUTE) for minutes in (0, 1)] == [False, True]


def test_two_processes_do_not_draw_the_same_sheet(
    waiting: int, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    said = at_once(16, lambda _: sheets.draw_missing(waiting, None, now + MINUTE))
    assert sorted(said) == [False] * 15 + [True]


def test_tries_come_ever_later_but_within_the_hour(waiting: int, now: datetime) -> None:
    made = []
    with renderers.away():
        for minute in range(200):
            before = tries()
            assert sheets.draw_missing(waiting, None, now + minute * MINUTE) is False
            made += [minute] if tries() > before else []
    assert made == [1, 3, 7, 15, 31, 63, 123, 183]
    assert sheets.draw_missing(waiting, None, now + 243 * MINUTE) is True


def test_a_sheet_is_never_stored_unsigned_where_there_is_a_key(
    waiting: int, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = SigningKeyFile(str(tmp_path / "missing.p12"), "", "")
    assert sheets.draw_missing(waiting, key, now + MINUTE) is False
    assert (sheets.undrawn(), "is not drawn yet" in caplog.text) == ([waiting], True)


def test_a_name_that_fits_on_no_sheet_says_so_in_the_log(
    waiting: int, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot = db.session.execute(select(Certificate.snapshot)).scalar_one()
    wide = snapshot.replace("Amina Bâ", "Amina" + "\ufdfd" * 110)  # a whole sentence in one sign
    with writing():
        db.session.execute(update(Certificate).values(snapshot=wide))
    assert sheets.draw_missing(waiting, None, now + MINUTE) is False
    assert f"certificate {code_of(waiting)} cannot be drawn" in caplog.text


def test_characters_that_no_font_draws_are_named(
    amina: Person, context: Flask, completed: Complete, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    completed(amina, ONE_LESSON)
    code = certificates.issue(amina, ONE_LESSON, "Amina \U000107c0", ISSUER, now)  # not assigned
    assert f"certificate {code} holds signs that no font draws: \U000107c0" in caplog.text
