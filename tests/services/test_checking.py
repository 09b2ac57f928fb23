"""Checking a file: the one that was issued, one that was changed, a stranger's; and no hidden name is told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import delete

from course.config import Config
from course.documents.signing import SigningKeyFile
from course.services import certificates, sheets
from course.services.checking import CheckedFile, Difference, check_file
from course.services.errors import NotFound
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.tables import Certificate
from tests.completed import ISSUER, certify, complete, sample_course
from tests.documents.authority import PASSPHRASE, Authority

Change = Callable[[str], str]


@pytest.fixture
def code(context: Flask, amina: Person, now: datetime) -> str:
    complete(amina, now)
    return certify(amina, "Amina Bâ", now)


@pytest.fixture
def sheet(code: str) -> bytes:
    return sheets.sheet(code)


@pytest.fixture
def check(config: Config, now: datetime) -> Callable[..., CheckedFile]:
    def _check(pdf: bytes, asked: str | None = None) -> CheckedFile:
        return check_file(pdf, asked, config, now)

    return _check


Check = Callable[..., CheckedFile]


def rewritten(sheet: bytes, change: Change = str, *, attached: bool = True) -> bytes:
    """The sheet as another program saves it, with the credential changed, or without."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet)) as document:
        text = document.attachments["credential.json"].get_file().read_bytes().decode()
        del document.attachments["credential.json"]
        if attached:
            spec = pikepdf.AttachedFileSpec(document, change(text).encode(), filename="credential.json")
            document.attachments["credential.json"] = spec
        document.save(made)
    return made.getvalue()


def restated(name: str) -> Change:
    return lambda text: text.replace("Amina Bâ", name)


def test_the_file_that_was_issued_is_known_by_its_bytes(sheet: bytes, code: str, check: Check) -> None:
    for asked in (code, None):
        result = check(sheet, asked)
        assert (result.verdict, result.proof, result.differences, result.other) == ("exact", "", (), False)
        assert result.found
        assert (result.found.code, result.found.state) == (code, "valid")


def test_the_state_is_told_beside_the_bytes(sheet: bytes, code: str, check: Check, now: datetime) -> None:
    certificates.revoke(code, "other: x", None, now)
    result = check(sheet)
    assert result.found
    assert (result.verdict, result.found.state) == ("exact", "revoked")


def test_a_file_that_was_saved_anew_has_a_credential_that_holds(
    sheet: bytes, code: str, check: Check
) -> None:
    for asked in (code, None):
        result = check(rewritten(sheet), asked)
        assert (result.verdict, result.proof, result.differences, result.whole) == (
            "credential",
            "holds",
            (),
            True,
        )


def test_a_credential_that_was_changed_is_found_with_what_differs(
    sheet: bytes, code: str, check: Check
) -> None:
    def forged(text: str) -> str:
        return restated("Eve Forger")(text).replace('"awardedDate":"2026-03-02', '"awardedDate":"2020-01-01')

    result = check(rewritten(sheet, forged), code)
    assert (result.verdict, result.proof) == ("credential", "changed")
    assert [(each.fact, str(each.in_file), str(each.on_record)) for each in result.differences] == [
        ("name", "Eve Forger", "Amina Bâ"), ("issued_on", "2020-01-01", "2026-03-02"),
    ]  # fmt: skip


def test_every_fact_of_a_credential_is_compared(sheet: bytes, code: str, check: Check, now: datetime) -> None:
    facts = certificates.verify(code, now).facts

    def all_changed(text: str) -> str:
        for old, new in (
            ("Amina Bâ", "Eve"),
            (facts.course_title, "Another course"),
            (f"1. {facts.modules[0]}", "1. Another module"),
            (f'"value":"{facts.hours:g}"', '"value":"40"'),
            (f'"requiredValue":"{100 * facts.pass_mark:g}"', '"requiredValue":"10"'),
            (f'"activityEndDate":"{facts.completed_on}', '"activityEndDate":"2001-01-01'),
            (f'"awardedDate":"{facts.issued_on}', '"awardedDate":"2001-01-02'),
            (f'"validUntil":"{facts.expires_on}', '"validUntil":"2099-01-01'),
            (f'"name":"{facts.issuer}"', '"name":"A mill"'),
            (facts.serial, "MASC-2001-00001"),
        ):
            assert old in text
            text = text.replace(old, new)
        return text

    differing = [each.fact for each in check(rewritten(sheet, all_changed), code).differences]
    assert differing == [
        "name", "course_title", "modules", "hours", "pass_mark", "completed_on", "issued_on", "expires_on", "issuer",
        "serial",
    ]  # fmt: skip


def test_a_name_that_is_hidden_is_never_told(
    sheet: bytes, code: str, check: Check, amina: Person, now: datetime
) -> None:
    forged = rewritten(sheet, restated("Eve Forger"))
    told = {}
    for choice in ("full", "initials", "hidden"):
        certificates.set_public_name(amina, code, choice, now)
        result = check(forged, code)
        told[choice] = result.differences
        assert check(sheet, code).verdict == "exact"
        assert check(rewritten(sheet), code).differences == ()
    assert told == {
        "full": (Difference("name", "Eve Forger", "Amina Bâ"),),
        "initials": (Difference("name", "Eve Forger", "A. B."),),
        "hidden": (Difference("name", "Eve Forger", None),),
    }


def test_a_name_that_is_hidden_cannot_be_guessed(
    sheet: bytes, code: str, check: Check, amina: Person, now: datetime
) -> None:
    certificates.set_public_name(amina, code, "hidden", now)
    guess = check(rewritten(sheet, lambda text: text.replace("MASC-", "MASK-")), code)
    assert guess.proof != "holds"
    assert Difference("name", "Amina Bâ", None) in guess.differences


def test_a_credential_by_a_key_that_is_not_ours_is_named(sheet: bytes, code: str, check: Check) -> None:
    def by_another(text: str) -> str:
        document = json.loads(text)
        method = document["proof"][0]["verificationMethod"]
        return text.replace(method, f"{method[:-4]}AAAA")

    result = check(rewritten(sheet, by_another), code)
    assert (result.verdict, result.proof) == ("credential", "unknown-key")


def test_a_file_that_only_names_a_code_is_told_apart(sheet: bytes, code: str, check: Check) -> None:
    result = check(rewritten(sheet, attached=False))
    assert (result.verdict, result.proof, result.found and result.found.code) == ("code", "", code)
    odd = check(rewritten(sheet, lambda text: text.replace('"name":"Equality', '"nam":"Equality')), code)
    assert (odd.verdict, odd.proof, odd.found and odd.found.code) == ("code", "unreadable", code)


def test_a_file_of_another_certificate_is_told_apart(
    sheet: bytes, code: str, check: Check, dana: Person, now: datetime
) -> None:
    complete(dana, now)
    hers = certify(dana, "Dana Osei", now)
    for pdf, verdict in (
        (sheet, "exact"), (rewritten(sheet), "credential"), (rewritten(sheet, attached=False), "code"),
    ):  # fmt: skip
        result = check(pdf, hers)
        assert (result.verdict, result.other, result.found and result.found.code) == (verdict, True, code)


def test_a_file_of_nobodys_holds_nothing_of_ours(code: str, check: Check) -> None:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    assert check(made.getvalue()) == check(made.getvalue(), code) == CheckedFile("nothing")
    assert check(b"remember the milk") == CheckedFile("unreadable", "not-pdf", whole=False)
    with pytest.raises(NotFound):
        check(made.getvalue(), "0000000000000")


def test_a_credential_that_holds_without_a_record_is_said_to_be_genuine(
    sheet: bytes, code: str, check: Check
) -> None:
    with writing():
        db.session.execute(delete(Certificate))
    result = check(sheet)
    assert (result.verdict, result.proof, result.found) == ("credential", "holds", None)


def test_an_expired_certificate_is_checked_like_any_other(
    sheet: bytes, code: str, config: Config, now: datetime
) -> None:
    result = check_file(rewritten(sheet), code, config, now + timedelta(days=4 * 366))
    assert result.found
    assert (result.verdict, result.found.state) == ("credential", "expired")


def test_the_signature_of_the_organisation_is_told(
    context: Flask, config: Config, dana: Person, now: datetime, tmp_path: Path
) -> None:
    file = Authority(tmp_path).pkcs12()
    signing = config.model_copy(update={"signing_key": str(file), "signing_passphrase": PASSPHRASE})
    key = SigningKeyFile(str(file), PASSPHRASE)
    complete(dana, now)
    code = certificates.issue(dana, sample_course(), "Dana Osei", ISSUER, now, key=key)
    signed = sheets.sheet(code)
    assert b"ETSI.CAdES.detached" in signed
    result = check_file(signed, code, signing, now)
    assert (result.verdict, result.signature and result.signature.state) == ("exact", "valid")
    added = check_file(signed + b"\n% more", None, signing, now)
    assert (added.verdict, added.signature and added.signature.state) == ("credential", "changed")
    stranger = check_file(signed, code, config, now)
    assert (stranger.verdict, stranger.signature and stranger.signature.state) == ("exact", "unknown")
