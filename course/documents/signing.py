"""Signing a sheet with the organisation's own key (PAdES); off, and silent, until one is installed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from course.config import Config
from course.documents.signing_keys import NotSigned, SigningKeyFile, chain_of, open_file, token_of

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["KeyFacts", "NotSigned", "SigningKeyFile", "certificates", "check", "days_left", "key_of", "sign"]

SOON = 60  # days before the end of a key from which its administrators are warned
SMALLEST_RSA = 2048  # bits
EXTRA = "Signatures need the extra [signing]: type .venv/bin/pip install '.[signing]', and start again."


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A signing key as `check` finds it; `problems` say what is wrong and how to mend it."""

    subject: str
    issuer: str
    chain: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    problems: tuple[str, ...]


def key_of(config: Config) -> SigningKeyFile | None:
    """The key that signs sheets; None when the organisation has installed none."""
    if not config.signing_key:
        return None
    return SigningKeyFile(config.signing_key, config.signing_passphrase, config.timestamp_url)


def sign(pdf: bytes, key: SigningKeyFile) -> bytes:
    """The sheet with an invisible signature, PAdES B-B, or B-T where the key has a time stamp server.

    It stays PDF/A-3a and PDF/UA-1. Two signatures of the same sheet differ, so sign once and keep the bytes.
    Raises NotSigned: the key or the time stamp cannot be had, or the key has expired.
    """
    with ThreadPoolExecutor(1) as thread:  # the library runs an event loop of its own, where none runs yet
        return thread.submit(_sign, pdf, key).result()


def _sign(pdf: bytes, key: SigningKeyFile) -> bytes:
    pades = _pades()
    if key.on_token:
        with pades.token_signer(token_of(key)) as signer:
            made: bytes = pades.signed(pdf, signer, key.timestamp_url)
    else:
        made = pades.signed(pdf, pades.signer_of(open_file(key)), key.timestamp_url)
    return made


def check(key: SigningKeyFile, now: datetime) -> KeyFacts:
    """Look at the key as a reader of signed sheets would, and sign a blank sheet with it.

    Raises NotSigned when it cannot be opened at all.
    """
    certificate, chain = _certificates(key)
    problems = [*_dates(certificate, now), *_trust(certificate, chain), *_fitness(certificate), *_files(key)]
    try:
        sign(_blank(), key)
    except NotSigned as problem:
        if certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            problems.append(str(problem))
    return KeyFacts(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        chain=tuple(each.subject.rfc4514_string() for each in chain),
        starts_at=certificate.not_valid_before_utc,
        ends_at=certificate.not_valid_after_utc,
        problems=tuple(problems),
    )


def days_left(config: Config, now: datetime) -> int | None:
    """Whole days until the signing key ends; below 0 when it has ended or does not open; None without one."""
    key = key_of(config)
    if key is None:
        return None
    with suppress(NotSigned):
        return (_certificates(key)[0].not_valid_after_utc - now).days
    return -1


def certificates(config: Config) -> tuple[bytes, ...]:
    """The certificate of our key and those that vouch for it (DER); () without a key that opens."""
    key = key_of(config)
    if key is None:
        return ()
    with suppress(NotSigned):
        own, chain = _certificates(key)
        return tuple(each.public_bytes(Encoding.DER) for each in (own, *chain))
    return ()


def _certificates(key: SigningKeyFile) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate of the key, and those that vouch for it; raises NotSigned."""
    if key.on_token:
        own, others = _pades().token_certificates(token_of(key))
        return own, chain_of(own, others)
    opened = open_file(key)
    return opened.certificate, opened.chain


def _pades() -> ModuleType:
    try:
        from course.documents import pades  # noqa: PLC0415  # slow import: an extra that few install
    except ImportError:
        raise NotSigned(EXTRA) from None
    return pades


def _dates(certificate: x509.Certificate, now: datetime) -> list[str]:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > last:
        return [f"It ended on {last:%Y-%m-%d}: nothing can be signed. Ask its issuer for a new certificate."]
    if now < first:
        return [f"It begins on {first:%Y-%m-%d}: nothing can be signed before."]
    if (last - now).days < SOON:
        return [f"It ends in {(last - now).days} days. Ask its issuer for a new certificate now."]
    return []


def _trust(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> list[str]:
    if certificate.issuer == certificate.subject:
        return ["It vouches for itself, so readers show the signature as unknown. Buy one from an authority."]
    links = [certificate, *chain]
    for one, above in pairwise(links):
        try:
            one.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature):
            return [
                f"The certificate of {above.subject.rfc4514_string()} in the file did not issue the one of "
                f"{one.subject.rfc4514_string()}. Put the right one there."
            ]
    last = links[-1]
    if last.issuer != last.subject and len(links) == 1:
        return [
            f"The certificate of its issuer, {last.issuer.rfc4514_string()}, is not in the file, so readers "
            "may not find out who vouches for it. Add it."
        ]
    return []


def _fitness(certificate: x509.Certificate) -> list[str]:
    problems = []
    public = certificate.public_key()
    if isinstance(public, RSAPublicKey) and public.key_size < SMALLEST_RSA:
        problems.append(f"An RSA key of {public.key_size} bits is too weak. Take 3072 bits, or P-256.")
    with suppress(x509.ExtensionNotFound):
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            problems.append("Its certificate is not for signatures (key usage). Ask for one that is.")
    return problems


def _files(key: SigningKeyFile) -> list[str]:
    return [
        f"Every account of this machine can read {path}. Type: chmod 600 {path}"
        for path in key.paths
        if path.stat().st_mode & 0o004 and b"PRIVATE KEY" in path.read_bytes()
    ]


def _blank() -> bytes:
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()
