"""Looking into a stranger's file: what is found, and that no file breaks or holds up what looks."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from course.config import Config
from course.documents import inspection
from course.documents.certificate import CertificateFacts, certificate_pdf
from course.documents.inspection import PATIENCE, Inspection, InspectionBusy, inspect
from course.documents.signing import SigningKeyFile, certificates, sign
from tests.documents.authority import PASSPHRASE, Authority
from tests.documents.hostile import FILES, saved

CODE = "7K2Q95ABCDEFV"
CREDENTIAL = b'{"type":["OpenBadgeCredential"]}'


@pytest.fixture
def sheet(facts: CertificateFacts) -> bytes:
    """A sheet whose code is well formed."""
    coded = replace(facts, code="7K2Q-95AB-CDEFV", verify_url=f"https://training.example/c/{CODE}")
    return certificate_pdf(coded, attachment=CREDENTIAL).pdf


def changed(sheet: bytes, **without: bool) -> pikepdf.Pdf:
    document = pikepdf.open(io.BytesIO(sheet))
    if without.get("attachment"):
        del document.attachments["credential.json"]
        if "/AF" in document.Root:
            del document.Root.AF
    if without.get("facts"):
        del document.trailer.Info
    if without.get("links"):
        del document.pages[0].Annots
    if without.get("text"):
        document.pages[0].Contents = document.make_stream(b"")
    return document


def test_the_credential_and_the_code_are_found_in_a_sheet(sheet: bytes) -> None:
    assert inspect(sheet) == Inspection(credentials=(CREDENTIAL.decode(),), codes=(CODE,))


@pytest.mark.parametrize(
    ("kept", "lost"),
    [("text", ("facts", "links")), ("links", ("facts", "text")), ("facts", ("links", "text"))],
)
def test_a_code_is_found_in_the_text_the_links_and_the_facts(
    sheet: bytes, kept: str, lost: tuple[str, ...]
) -> None:
    file = saved(changed(sheet, attachment=True, **dict.fromkeys(lost, True)))
    assert inspect(file) == Inspection(codes=(CODE,))
    assert inspect(saved(changed(sheet, attachment=True, text=True, links=True, facts=True))) == Inspection()


def test_a_code_in_a_plain_font_and_in_a_form_is_found_too() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    form = document.make_stream(b"BT /F 9 Tf (Code 7K2Q-9) Tj [(5AB) -20 (-CDEFV)] TJ ET")
    form.Type, form.Subtype, form.Resources = pikepdf.Name.XObject, pikepdf.Name.Form, resources
    form.BBox = pikepdf.Array([0, 0, 9, 9])
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    document.pages[0].Contents = document.make_stream(b"/X Do")
    assert inspect(saved(document)).codes == (CODE,)


@pytest.mark.parametrize("name", FILES)
def test_no_file_breaks_or_holds_up_what_looks_into_it(sheet: bytes, name: str) -> None:
    problem, made = FILES[name]
    file = made(sheet)
    assert len(file) < inspection.LARGEST
    began = time.monotonic()
    found = inspect(file)
    assert time.monotonic() - began < PATIENCE
    assert (found.problem, found.codes) == (problem, ())
    assert len(found.credentials) <= 3


def test_what_was_found_before_a_file_becomes_too_hard_is_told(sheet: bytes) -> None:
    document = changed(sheet)
    bomb = pikepdf.Stream(document, b"")
    with pikepdf.open(io.BytesIO(FILES["a bomb as its content"][1](sheet))) as other:
        bomb.write(other.pages[0].Contents.read_raw_bytes(), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = document.make_indirect(bomb)
    assert inspect(saved(document)) == Inspection(credentials=(CREDENTIAL.decode(),), whole=False)


def test_a_file_that_takes_too_long_is_given_up(sheet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.01)
    assert inspect(sheet) == Inspection("too-hard", whole=False)


def test_two_files_are_looked_at_and_a_third_waits(sheet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.01)
    turns = inspection._turns
    for _ in range(inspection.AT_ONCE):
        turns.acquire()
    try:
        with pytest.raises(InspectionBusy):
            inspect(sheet)
    finally:
        turns.release(inspection.AT_ONCE)


def test_the_child_knows_no_secret_and_leaves_no_file(
    sheet: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COURSE_SECRET", "violet")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert "COURSE_SECRET" not in inspection.renderer.environment(os.environ)
    assert inspect(sheet).whole
    assert list(tmp_path.iterdir()) == []


def test_a_signature_is_ours_changed_or_a_strangers(sheet: bytes, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    file = authority.pkcs12()
    signed = sign(sheet, SigningKeyFile(str(file), PASSPHRASE))
    own = certificates(Config(signing_key=str(file), signing_passphrase=PASSPHRASE))
    found = inspect(signed, own).signature
    assert found is not None
    assert (found.state, found.signer) == ("valid", "Head Office, Equality Training Centre")
    assert (found.signed_at or "")[:4] == f"{authority.now:%Y}"
    at = signed.index(b"stream") + 20
    mangled = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    other = Authority(tmp_path / "other")
    other.folder.mkdir()
    renewed = authority.pkcs12(days=800)
    states = {
        "changed": inspect(mangled, own),
        "added to": inspect(signed + b"\n% more", own),
        "a key of old": inspect(sign(sheet, SigningKeyFile(str(renewed), PASSPHRASE)), own),
        "without a key": inspect(signed),
        "a stranger's": inspect(sign(sheet, SigningKeyFile(str(other.pkcs12()), PASSPHRASE)), own),
        "not signed": inspect(sheet, own),
        "gibberish": inspect(signed.replace(b"/Contents <3082", b"/Contents <0000"), own),
    }
    assert {name: each.signature and each.signature.state for name, each in states.items()} == {
        "changed": "changed",
        "added to": "changed",
        "a key of old": "valid",
        "without a key": "unknown",
        "a stranger's": "unknown",
        "not signed": None,
        "gibberish": "unreadable",
    }
