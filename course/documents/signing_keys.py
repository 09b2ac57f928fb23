"""The key of an organisation that signs sheets: where it is, how it is opened, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

SCHEME = "pkcs11:"
PEM = b"-----BEGIN "
_PRIVATE = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)
_KNOWN = {"token", "object", "id", "serial", "type", "manufacturer", "model"}
_QUERY = {"module-path", "pin-value"}


class NotSigned(Exception):
    """A sheet cannot be signed: what is wrong with the key or the time stamp, and how to mend it."""


@dataclass(frozen=True, slots=True)
class SigningKeyFile:
    """Where the key is: `location` is the path of a PKCS#12 file, of a PEM file or of two joined by a comma,
    or a pkcs11: URI. `passphrase` opens the file or is the PIN of the token."""

    location: str
    passphrase: str = field(default="", repr=False)
    timestamp_url: str = ""

    @property
    def on_token(self) -> bool:
        return self.location.startswith(SCHEME)

    @property
    def paths(self) -> list[Path]:
        """The files of a key that is not on a token."""
        return [] if self.on_token else [Path(part.strip()) for part in self.location.split(",")]


@dataclass(frozen=True, slots=True)
class Opened:
    """A key with its certificate, and the certificates of those who issued it as far as they are there."""

    key: PrivateKeyTypes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """What a pkcs11: URI names (RFC 7512): the driver, the token, and the key on it by label or id."""

    module: str
    token: str | None = None
    serial: bytes | None = None
    label: str | None = None
    id: bytes | None = None
    pin: str = field(default="", repr=False)


def open_file(where: SigningKeyFile) -> Opened:
    """Open a key in files; raises NotSigned with what to mend."""
    contents = [_read(path) for path in where.paths]
    try:
        return _opened(contents, where)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise NotSigned(
            f"{where.location} holds a key or a certificate that is damaged, or of a kind that is not known: "
            f"{error}. Export it anew."
        ) from None


def _opened(contents: list[bytes], where: SigningKeyFile) -> Opened:
    if any(PEM in content for content in contents):
        return _from_pem(b"\n".join(contents), where)
    if len(contents) > 1:
        raise NotSigned(f"COURSE_SIGNING_KEY: {where.location}: two files are for PEM, and these are none.")
    return _from_pkcs12(contents[0], where)


def token_of(where: SigningKeyFile) -> Token:
    """The parts of a pkcs11: URI; raises NotSigned with what it lacks. The passphrase is the PIN."""
    path, _, query = where.location.removeprefix(SCHEME).partition("?")
    pairs = [part.partition("=") for part in path.split(";") if part]
    named = {name: unquote(value) for name, _, value in pairs}
    raw = {name: _bytes(value) for name, _, value in pairs}
    asked = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    if unknown := sorted((named.keys() - _KNOWN) | (asked.keys() - _QUERY)):
        raise NotSigned(f"COURSE_SIGNING_KEY: {', '.join(unknown)} in the pkcs11: URI is not understood.")
    if not asked.get("module-path"):
        raise NotSigned(
            "COURSE_SIGNING_KEY: the pkcs11: URI names no driver. "
            "Add ?module-path=/path/of/driver.so, as in pkcs11:token=A;object=seal?module-path=/lib/p11.so"
        )
    if "object" not in named and "id" not in named:
        raise NotSigned("COURSE_SIGNING_KEY: the pkcs11: URI names no key. Add object=LABEL or id=%01.")
    return Token(
        module=asked["module-path"],
        token=named.get("token"),
        serial=raw.get("serial"),
        label=named.get("object"),
        id=raw.get("id"),
        pin=where.passphrase or asked.get("pin-value", ""),
    )


def _bytes(value: str) -> bytes:
    return unquote(value, encoding="latin-1").encode("latin-1", errors="replace")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotSigned(
            f"COURSE_SIGNING_KEY: {path} cannot be read: {error.strerror}. "
            "Check the path, and that the account that runs the site may read the file."
        ) from None


def _from_pkcs12(content: bytes, where: SigningKeyFile) -> Opened:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, where.passphrase.encode() or None
        )
    except UnsupportedAlgorithm:
        raise NotSigned(
            f"{where.location} is encrypted in a way of the past. "
            "Export it anew: openssl pkcs12 -legacy reads it."
        ) from None
    except ValueError:
        raise NotSigned(
            f"{where.location} cannot be opened: COURSE_SIGNING_PASSPHRASE is "
            f"{'wrong' if where.passphrase else 'empty'}, or this is no PKCS#12 or PEM file."
        ) from None
    if key is None or certificate is None:
        raise NotSigned(f"{where.location} holds no private key with its certificate. Export both into it.")
    return _checked(key, [certificate, *others], where)


def _from_pem(content: bytes, where: SigningKeyFile) -> Opened:
    private = _PRIVATE.search(content)
    if private is None:
        raise NotSigned(
            f"{where.location} holds certificates but no private key. "
            "Name both files: COURSE_SIGNING_KEY=key.pem,certificates.pem"
        )
    key = _private(private[0], where)
    try:
        found = x509.load_pem_x509_certificates(_PRIVATE.sub(b"", content))
    except ValueError:
        raise NotSigned(
            f"{where.location} holds a private key but no certificate that can be read. "
            "Name both files: COURSE_SIGNING_KEY=key.pem,certificates.pem"
        ) from None
    return _checked(key, found, where)


def _private(block: bytes, where: SigningKeyFile) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(block, where.passphrase.encode() or None)
    except TypeError:  # a passphrase is missing, or given for a key that needs none
        if where.passphrase:
            return load_pem_private_key(block, None)
        raise NotSigned(f"The key in {where.location} is encrypted. Set COURSE_SIGNING_PASSPHRASE.") from None
    except ValueError:
        raise NotSigned(
            f"The key in {where.location} cannot be opened: COURSE_SIGNING_PASSPHRASE is wrong, "
            "or the file is damaged."
        ) from None


def _checked(key: PrivateKeyTypes, certificates: list[x509.Certificate], where: SigningKeyFile) -> Opened:
    """The certificate that belongs to the key, and the others in order from it to the root."""
    mine = _half(key.public_key())
    own = next((each for each in certificates if _half(each.public_key()) == mine), None)
    if own is None:
        raise NotSigned(
            f"No certificate in {where.location} belongs to the private key there. "
            "Take the certificate that was issued for this key."
        )
    return Opened(key, own, chain_of(own, certificates))


def chain_of(own: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificates that issued `own`, from the nearest on, as far as they are among `others`."""
    chain: list[x509.Certificate] = []
    last = own
    while last.issuer != last.subject:
        known = [each for each in others if each.subject == last.issuer and each not in (own, *chain)]
        if not known:
            break
        last = known[0]
        chain.append(last)
    return tuple(chain)


def _half(public: PublicKeyTypes) -> bytes:
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
