"""Keys that sign sheets: how they are opened, what is wrong with them, and when they end."""

from __future__ import annotations

import base64
import io
import sys
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from course.config import Config
from course.documents import signing
from course.documents.signing import NotSigned, SigningKeyFile, days_left, key_of, sign
from course.documents.signing_keys import token_of
from tests.documents.authority import PASSPHRASE, Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def sheet() -> bytes:
    """A page with nothing on it."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


def problem_of(key: SigningKeyFile, sheet: bytes) -> str:
    with pytest.raises(NotSigned) as refused:
        sign(sheet, key)
    return str(refused.value)


def test_a_pem_pair_signs_too_whichever_comes_first(
    authority: Authority, sheet: bytes, tmp_path: Path
) -> None:
    for passphrase in ("", PASSPHRASE):
        key, certificates = authority.pem(passphrase=passphrase)
        both = tmp_path / "both.pem"
        both.write_bytes(certificates.read_bytes() + key.read_bytes())
        for location in (f"{key}, {certificates}", f"{certificates},{key}", str(both)):
            signed = sign(sheet, SigningKeyFile(location, passphrase))
            assert b"ETSI.CAdES.detached" in signed
    assert b"ETSI.CAdES.detached" in sign(
        sheet, SigningKeyFile(",".join(map(str, authority.pem())), "needless")
    )


def test_what_is_wrong_with_a_key_is_said_with_how_to_mend_it(
    authority: Authority, sheet: bytes, tmp_path: Path
) -> None:
    archive = str(authority.pkcs12())
    assert "COURSE_SIGNING_PASSPHRASE is wrong" in problem_of(SigningKeyFile(archive, "guess"), sheet)
    assert "COURSE_SIGNING_PASSPHRASE is empty" in problem_of(SigningKeyFile(archive), sheet)
    assert "cannot be read: No such file" in problem_of(SigningKeyFile("nowhere.p12"), sheet)
    locked, certificates = authority.pem(passphrase=PASSPHRASE)
    pair = f"{locked},{certificates}"
    assert "is encrypted. Set COURSE_SIGNING_PASSPHRASE" in problem_of(SigningKeyFile(pair), sheet)
    assert "COURSE_SIGNING_PASSPHRASE is wrong" in problem_of(SigningKeyFile(pair, "guess"), sheet)
    assert "holds certificates but no private key" in problem_of(SigningKeyFile(str(certificates)), sheet)
    assert "no certificate that can be read" in problem_of(SigningKeyFile(str(locked), PASSPHRASE), sheet)
    other = Authority(tmp_path / "other")
    other.folder.mkdir()
    foreign = f"{locked},{other.pem()[1]}"
    assert "No certificate in" in problem_of(SigningKeyFile(foreign, PASSPHRASE), sheet)
    notes = tmp_path / "notes.txt"
    notes.write_text("remember the milk")
    assert "no PKCS#12 or PEM file" in problem_of(SigningKeyFile(str(notes), PASSPHRASE), sheet)
    assert "two files are for PEM" in problem_of(SigningKeyFile(f"{notes},{notes}"), sheet)
    assert "could not be signed" in problem_of(SigningKeyFile(archive, PASSPHRASE), b"no PDF")


def test_a_damaged_key_is_told_and_never_a_fault_of_ours(authority: Authority, tmp_path: Path) -> None:
    key, certificates = authority.pem()
    whole = key.read_bytes() + certificates.read_bytes()
    file = tmp_path / "damaged.pem"
    said = set()
    for line in whole.splitlines():
        file.write_bytes(whole.replace(line, b"A" * 6 + line[6:]))
        said.add(days_left(Config(signing_key=str(file)), authority.now))
        signing.certificates(Config(signing_key=str(file)))
    assert -1 in said


def test_a_key_of_an_unknown_kind_is_told(authority: Authority, sheet: bytes) -> None:
    key, certificates = authority.pem()
    curve, unknown = bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06072a8648ce3d0209")
    _, begin, rest = key.read_bytes().partition(b"-----BEGIN PRIVATE KEY-----\n")
    packed = base64.b64decode(rest.partition(b"-----")[0])
    assert curve in packed
    body = base64.encodebytes(packed.replace(curve, unknown))
    key.write_bytes(begin + body + b"-----END PRIVATE KEY-----\n")
    assert "of a kind that is not known" in problem_of(SigningKeyFile(f"{key},{certificates}"), sheet)


def test_an_expired_key_signs_nothing(authority: Authority, sheet: bytes) -> None:
    old = SigningKeyFile(str(authority.pkcs12(days=-1)), PASSPHRASE)
    yesterday = authority.now - timedelta(days=1)
    assert f"to {yesterday:%Y-%m-%d} only. Install a new one" in problem_of(old, sheet)


def test_a_passphrase_is_in_no_text_of_its_key() -> None:
    assert "secret" not in repr(SigningKeyFile("key.p12", "secret"))
    uri = "pkcs11:token=A;object=b?module-path=/p11.so"
    assert "secret" not in repr(token_of(SigningKeyFile(uri, "secret")))


def test_without_the_extra_it_is_said_which_one(
    authority: Authority, sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("pyhanko", "course.documents.pades"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("course.documents.pades", raising=False)
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    said = problem_of(SigningKeyFile(str(authority.pkcs12()), PASSPHRASE), sheet)
    assert "need the extra [signing]" in said


def test_the_days_of_a_key_are_counted(authority: Authority) -> None:
    now = authority.now

    def left(**settings: str) -> int | None:
        return days_left(Config.model_validate(settings), now)

    assert left() is None
    assert left(signing_key=str(authority.pkcs12(days=59)), signing_passphrase=PASSPHRASE) == 58
    assert left(signing_key=str(authority.pkcs12(days=59)), signing_passphrase="guess") == -1
    assert (left(signing_key=str(authority.pkcs12(days=-3)), signing_passphrase=PASSPHRASE) or 0) < 0
    assert key_of(Config()) is None


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"days": 59}, ["It ends in 58 days. Ask its issuer for a new certificate now."]),
        ({"days": 61}, []),
        ({"days": -1}, ["It ended on"]),
        ({"vouched": False}, ["It vouches for itself"]),
        ({"signs": False}, ["not for signatures"]),
        ({"chain": False}, ["is not in the file"]),
        ({"kind": "rsa1024"}, ["An RSA key of 1024 bits is too weak"]),
    ],
)
def test_a_check_names_what_readers_would_stumble_over(
    authority: Authority, how: dict[str, object], says: list[str]
) -> None:
    file = authority.pkcs12(**how)  # type: ignore[arg-type]
    found = signing.check(SigningKeyFile(str(file), PASSPHRASE), authority.now)
    assert found.subject == "O=Equality Training Centre,CN=Head Office"
    assert len(found.problems) == len(says)
    assert [(want, said) for want, said in zip(says, found.problems, strict=True) if want not in said] == []


def test_a_check_finds_an_issuer_that_is_not_the_issuer(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    other.folder.mkdir()
    key, certificates = authority.pem()
    own = certificates.read_bytes().partition(b"-----END CERTIFICATE-----\n")[2]
    certificates.write_bytes(own + other.root.public_bytes(Encoding.PEM))
    found = signing.check(SigningKeyFile(f"{key},{certificates}"), authority.now)
    assert ["did not issue" in said for said in found.problems] == [True]


def test_a_check_finds_a_key_that_everyone_can_read(authority: Authority) -> None:
    key, certificates = authority.pem()
    key.chmod(0o644)
    found = signing.check(SigningKeyFile(f"{key},{certificates}"), authority.now)
    assert found.problems == (f"Every account of this machine can read {key}. Type: chmod 600 {key}",)


def test_a_pkcs11_uri_names_the_driver_the_token_and_the_key() -> None:
    uri = "pkcs11:token=Head%20Office;object=the%20seal;id=%01%A2;type=private?module-path=/usr/lib/p11.so"
    token = token_of(SigningKeyFile(uri, "1234"))
    assert (token.module, token.token, token.label, token.id, token.pin) == (
        "/usr/lib/p11.so", "Head Office", "the seal", b"\x01\xa2", "1234",
    )  # fmt: skip
    assert token_of(SigningKeyFile(f"{uri}&pin-value=99")).pin == "99"


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("pkcs11:token=A;object=b", "names no driver"),
        ("pkcs11:token=A?module-path=/p11.so", "names no key"),
        ("pkcs11:token=A;objct=b?module-path=/p11.so", "objct in the pkcs11: URI is not understood"),
        ("pkcs11:object=b?module-path=/p11.so&pin-source=/pin", "pin-source in the pkcs11: URI"),
        ("pkcs11:token=A;object=b?module-path=/nowhere/p11.so", "The token does not open"),
    ],
)
def test_a_pkcs11_uri_that_lacks_something_says_what(sheet: bytes, uri: str, says: str) -> None:
    assert says in problem_of(SigningKeyFile(uri), sheet)
