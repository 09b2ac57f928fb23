"""The form that checks a file: in words and as JSON, with nothing kept of it, and every refusal said plainly."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from course.documents import inspection
from course.documents.inspection import LARGEST
from course.rules.certificates import format_code
from course.services import certificates, corrections, sheets
from course.storage.accounts import Person
from tests.completed import ISSUER, certify, complete, counted
from tests.web.page import Browser

Check = Callable[..., TestResponse]
JSON = {"Accept": "application/json"}


@pytest.fixture
def code(app: Flask, amina: Person, now: datetime) -> str:
    with app.app_context():
        complete(amina, now)
        return certify(amina, "Amina Bâ", now)


@pytest.fixture
def sheet(app: Flask, code: str) -> bytes:
    with app.app_context():
        return sheets.sheet(code)


@pytest.fixture
def check(browser: Browser) -> Check:
    """`check(pdf, "/c", headers)`: the answer to the form with that file."""

    def _check(pdf: bytes, address: str = "/c", headers: dict[str, str] | None = None) -> TestResponse:
        head = b'--end\r\nContent-Disposition: form-data; name="file"; filename="amina.pdf"\r\n\r\n'
        kind = "multipart/form-data; boundary=end"
        data = head + pdf + b"\r\n--end--\r\n"
        return browser.post(address, data=data, content_type=kind, headers=headers or {})

    return _check


def forged(sheet: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet)) as document:
        text = document.attachments["credential.json"].get_file().read_bytes().decode()
        del document.attachments["credential.json"]
        changed = text.replace("Amina Bâ", "Eve Forger").encode()
        spec = pikepdf.AttachedFileSpec(document, changed, filename="credential.json")
        document.attachments["credential.json"] = spec
        document.save(made)
    return made.getvalue()


def test_the_file_that_was_issued_is_confirmed_on_both_pages(check: Check, sheet: bytes, code: str) -> None:
    for address in ("/c", f"/c/{code}", f"/c/{format_code(code).lower()}"):
        page = check(sheet, address)
        assert page.status_code == 200
        assert (
            '<h1 id="verdict" tabindex="-1" data-focus>This is exactly the file that was issued</h1>'
            in page.text
        )
        assert "This certificate is valid" in page.text


def test_programs_are_told_the_same_at_the_same_address(check: Check, sheet: bytes, code: str) -> None:
    told = check(sheet, headers=JSON).get_json()
    assert told == {
        "file": "exact",
        "problem": None,
        "certificate": check(sheet, f"/c/{code}", JSON).get_json()["certificate"],
        "another_certificate": False,
        "proof": None,
        "differences": [],
        "signature": None,
        "read_to_its_end": True,
    }
    changed = check(forged(sheet), headers=JSON).get_json()
    assert (changed["file"], changed["proof"], changed["differences"]) == (
        "credential", "changed", [{"fact": "name", "in_file": "Eve Forger", "on_record": "Amina Bâ"}],
    )  # fmt: skip


def test_what_differs_stands_in_a_table(check: Check, sheet: bytes) -> None:
    page = check(forged(sheet)).text
    for text in (
        "The credential in this file was changed",
        "Where the file and the record differ",
        "Eve Forger",
    ):
        assert text in page


def test_a_hidden_name_is_on_no_answer(
    app: Flask, check: Check, sheet: bytes, code: str, amina: Person, now: datetime
) -> None:
    with app.app_context():
        certificates.set_public_name(amina, code, "hidden", now)
    answers = [
        check(pdf, address, headers).get_data(as_text=True)
        for pdf in (sheet, forged(sheet))
        for address in ("/c", f"/c/{code}")
        for headers in ({}, JSON)
    ]
    assert [answer for answer in answers if "Amina" in answer or "B\\u00e2" in answer] == []
    assert "the name differs; its holder does not show it here" in answers[4]
    assert json.loads(answers[5])["differences"] == [
        {"fact": "name", "in_file": "Eve Forger", "on_record": None}
    ]


def test_a_replaced_certificate_says_why_its_name_is_on_no_answer(
    app: Flask, check: Check, sheet: bytes, code: str, amina: Person, now: datetime
) -> None:
    with app.app_context():
        corrections.correct(amina, code, "Amina Bah", ISSUER.public_url, now, proven=True)
    page = check(forged(sheet)).text
    assert page.count("Not shown, since this certificate was replaced.") == 2
    assert "its holder does not show it here" not in page


def test_a_file_of_another_certificate_is_not_confirmed(
    app: Flask, check: Check, sheet: bytes, code: str, dana: Person, now: datetime
) -> None:
    with app.app_context():
        complete(dana, now)
        hers = certify(dana, "Dana Osei", now)
    page = check(sheet, f"/c/{hers}")
    assert "This file was issued for another certificate" in page.text
    assert check(sheet, f"/c/{hers}", JSON).get_json()["another_certificate"] is True


@pytest.mark.parametrize(
    ("pdf", "says"),
    [
        (b"remember the milk", "This is not a PDF file"),
        (b"%PDF-1.7\n", "This file is damaged and cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_words(check: Check, pdf: bytes, says: str) -> None:
    page = check(pdf)
    assert (page.status_code, says in page.text) == (200, True)
    assert check(pdf, headers=JSON).get_json()["file"] == "unreadable"


def test_no_file_and_a_file_that_is_too_large_are_refused_on_the_page(
    check: Check, browser: Browser, code: str
) -> None:
    for address in ("/c", f"/c/{code}"):
        for pdf in (b"%PDF-" + b" " * LARGEST, b" " * (2 * LARGEST)):
            page = check(pdf, address)
            assert (page.status_code, "The file is larger than 5 MB" in page.text) == (413, True)
            assert ('id="file-error"' in page.text, '#file-error" data-drop' in page.text) == (True, True)
        nothing = browser.post(address)
        assert (nothing.status_code, "Choose a PDF file first" in nothing.text) == (400, True)
        assert check(b"", address).status_code == 400
    assert check(b" " * (LARGEST + 1), headers=JSON).get_json() == {"error": 413, "reason": "too-large"}
    assert check(b"", headers=JSON).get_json() == {"error": 400, "reason": "none"}
    assert check(b"%PDF-" + b" " * (LARGEST - 5)).status_code == 200


def test_a_code_that_is_unknown_or_mistyped_is_answered_as_on_its_page(check: Check, sheet: bytes) -> None:
    for wrong, state in (("0000000000000", "unknown"), ("0000000000001", "mistyped")):
        answer = check(sheet, f"/c/{wrong}", JSON)
        assert (answer.status_code, answer.get_json()) == (404, {"state": state})


def test_nothing_of_a_file_is_kept(
    app: Flask,
    check: Check,
    sheet: bytes,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", None)  # writes large files to the disk
    caplog.set_level(logging.DEBUG)
    with counted(app) as statements:
        page = check(forged(sheet) + b" " * 2_000_000)
    assert page.status_code == 200
    assert [one for one in statements if not one.lstrip().upper().startswith(("BEGIN", "SELECT"))] == []
    assert list(folder.iterdir()) == []
    assert [text for text in caplog.messages if "Eve" in text or "amina.pdf" in text] == []


def test_an_answer_sets_no_cookie_and_is_found_and_stored_nowhere(check: Check, sheet: bytes) -> None:
    headers = check(sheet).headers
    assert "Set-Cookie" not in headers
    assert {name: headers[name] for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control")} == {
        "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    }  # fmt: skip


def test_twenty_files_in_a_quarter_of_an_hour_are_enough(check: Check, now: datetime) -> None:
    answers = [check(b"remember the milk").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        assert check(b"remember the milk").status_code == 200


def test_while_others_are_checked_one_is_asked_to_come_back(
    check: Check, sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.01)
    turns = inspection._turns
    for _ in range(inspection.AT_ONCE):
        turns.acquire()
    try:
        answer = check(forged(sheet))
    finally:
        turns.release(inspection.AT_ONCE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
