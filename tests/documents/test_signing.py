"""The organisation's signature on a sheet, judged by poppler, and every key that cannot make one."""

from __future__ import annotations

import io
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.tsp import TimeStampReq
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper

from course.documents.certificate import CertificateFacts, certificate_pdf
from course.documents.pades import asn1_of
from course.documents.signing import NotSigned, SigningKeyFile, sign
from tests.documents.authority import PASSPHRASE, Authority
from tests.documents.authority import key_of as new_key

CREDENTIAL = b'{"name":"Amina Wanjiru Njoroge"}'
SIZE = 9_000  # bytes that a signature adds at most, with a chain of two


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def sheet(facts: CertificateFacts) -> bytes:
    return certificate_pdf(facts, attachment=CREDENTIAL).pdf


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signatures of a file."""
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout


def contents_of(signed: bytes) -> bytes:
    """The signature itself, as it stands in the file."""
    found = re.search(rb"/Contents <([0-9A-Fa-f]+)>", signed)
    assert found
    return bytes.fromhex(found[1].decode())


def problem_of(key: SigningKeyFile, sheet: bytes) -> str:
    with pytest.raises(NotSigned) as refused:
        sign(sheet, key)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["ec", "rsa2048"])
def test_poppler_finds_the_signature_valid_and_one_changed_byte_a_mismatch(
    authority: Authority, sheet: bytes, tmp_path: Path, kind: str
) -> None:
    signed = sign(sheet, SigningKeyFile(str(authority.pkcs12(kind)), PASSPHRASE))
    said = pdfsig(signed, tmp_path)
    lines = (
        "Signature Field Name: IssuerSignature",
        "Signer full Distinguished Name: O=Equality Training Centre,CN=Head Office",
        "Signature Type: ETSI.CAdES.detached",
        "Total document signed",
        "Signature Validation: Signature is Valid.",
    )
    assert [line for line in lines if line not in said] == []
    assert len(signed) - len(sheet) < SIZE
    at = signed.index(b"stream") + 20
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert "Signature Validation: Digest Mismatch." in pdfsig(changed, tmp_path)


@pytest.mark.parametrize("kind", ["ec", "rsa2048"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_signed_sheet_stays_what_it_was(
    authority: Authority, facts: CertificateFacts, tmp_path: Path, kind: str, language: str
) -> None:
    drawn = certificate_pdf(replace(facts, language=language), attachment=CREDENTIAL).pdf
    signed = sign(drawn, SigningKeyFile(str(authority.pkcs12(kind)), PASSPHRASE))
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    assert [*outloud.check(str(file)).findings, *pdfua.validate(str(file)).findings] == []
    with pikepdf.open(io.BytesIO(signed)) as after, pikepdf.open(io.BytesIO(drawn)) as before:
        assert (after.pdf_version, "/Version" in after.Root) == ("1.7", False)
        assert after.Root.Metadata.read_raw_bytes() == before.Root.Metadata.read_raw_bytes()
        assert {str(name) for name in after.Root.get("/Extensions", {})} <= {"/ESIC"}
        assert after.attachments["credential.json"].get_file().read_bytes() == CREDENTIAL
        assert after.Root.AF[0].AFRelationship == "/Data"
        assert dict(after.docinfo) == dict(before.docinfo)
        assert "/Encrypt" not in after.trailer
        assert after.check_pdf_syntax() == []


def test_the_field_is_invisible_named_and_a_part_of_the_structure(authority: Authority, sheet: bytes) -> None:
    signed = sign(sheet, SigningKeyFile(str(authority.pkcs12()), PASSPHRASE))
    with pikepdf.open(io.BytesIO(signed)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert (field.FT, str(field.T), str(field.TU)) == (
            "/Sig", "IssuerSignature", "Electronic signature of the issuer",
        )  # fmt: skip
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert field.F & 4, "PDF/A: printed, and by no flag hidden"
        assert not field.F & (1 | 2 | 32)
        assert document.pages[0].Annots[-1].objgen == field.objgen
        assert document.pages[0].Tabs == "/S"
        form = document.Root.StructTreeRoot.K[0].K[-1]
        assert (form.S, form.K[0].Type, form.K[0].Obj.objgen) == ("/Form", "/OBJR", field.objgen)
        assert (
            pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[field.StructParent].objgen
            == form.objgen
        )


@pytest.fixture
def stamps(authority: Authority) -> Iterator[str]:
    """A time stamp server on this machine (RFC 3161); gives its address."""
    key = new_key("rsa2048")
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1_of(authority.certificate("Clock", key, stamps=True)),
        PrivateKeyInfo.load(secret),
        fixed_dt=datetime.now(UTC),
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = stamper.request_tsa_response(asked).dump()
            self.send_response(200 if self.path == "/stamp" else 500)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_signature_carries_a_time_stamp_when_there_is_a_server(
    authority: Authority, sheet: bytes, stamps: str, tmp_path: Path
) -> None:
    archive = str(authority.pkcs12())
    signed = sign(sheet, SigningKeyFile(archive, PASSPHRASE, f"{stamps}/stamp"))
    assert "Signature is Valid" in pdfsig(signed, tmp_path)
    token = bytes.fromhex("2a864886f70d010910020e")  # the attribute that holds a time stamp, RFC 3161
    assert token in contents_of(signed)
    assert token not in contents_of(sign(sheet, SigningKeyFile(archive, PASSPHRASE)))


def test_a_time_stamp_server_that_fails_or_is_away_is_named(
    authority: Authority, sheet: bytes, stamps: str
) -> None:
    archive = str(authority.pkcs12())
    for address in (f"{stamps}/broken", "http://127.0.0.1:9/stamp"):
        said = problem_of(SigningKeyFile(archive, PASSPHRASE, address), sheet)
        assert f"COURSE_TIMESTAMP_URL: {address} gave no time stamp" in said
