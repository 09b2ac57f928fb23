"""Keys that sign credentials: made at first use, sealed with the site's secret, replaced by rotation."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from course.config import secret_of
from course.documents.credential_proof import multikey
from course.services.errors import NotFound, Refused
from course.storage import audit, keys
from course.storage.database import Found, writing

PURPOSE = b"course: the private halves of signing keys, 1"
NONCE = 12  # bytes


class Unopened(Refused):
    """The private half of a key cannot be opened: the site's secret is not the one it was sealed with."""

    def __init__(self, name: str) -> None:
        super().__init__("signing-key", key=name)

    def __str__(self) -> str:
        return (
            f"The signing key {self.facts['key']} was sealed with another COURSE_SECRET. Set that one again, "
            "or make a new key with: ./run keys rotate (what was signed before stays valid)."
        )


def active(now: datetime) -> Ed25519PrivateKey:
    """The key that signs; the first call of a site makes it, in the caller's writing transaction.

    Whoever comes at the same time gets the same one: the name of the first key is unique. Raises Unopened.
    """
    row = keys.active()
    if row is None:
        _make("key:make", 1, now, None)
        row = keys.active()
        assert row is not None
    return _opened(row)


def found() -> tuple[str, Ed25519PrivateKey]:
    """The public half of the active key, and the key; raises NotFound before the first use, or Unopened."""
    row = keys.active()
    if row is None:
        raise NotFound
    return row.public, _opened(row)


def public() -> dict[str, str]:
    """The name of every key by its public half (multibase), the active one first."""
    return {row.public: row.name for row in keys.every()}


def every() -> list[Found]:
    """Name, public half and dates of every key, the active one first; never the private half."""
    return keys.every()


def rotate(now: datetime, actor_id: int | None) -> str:
    """Make a new key that signs from now on, and retire the others; its name.

    What they signed stays valid: their public halves are still published. Raises Refused("busy") when
    somebody else rotates at this moment.
    """
    with writing():
        name = _make("key:rotate", keys.count() + 1, now, actor_id)
        if name is None:
            raise Refused("busy")
        keys.retire_all_but(name, now)
    return name


def opens() -> bool:
    """Whether the active key can be used, or none was needed so far."""
    row = keys.active()
    try:
        return row is None or bool(_opened(row))
    except Unopened:
        return False


def _make(action: str, number: int, now: datetime, actor_id: int | None) -> str | None:
    """Add the key of that number, and note it in the audit; its name, or None if somebody was faster."""
    key = Ed25519PrivateKey.generate()
    name, half = f"key-{number}", multikey(key.public_key())
    if not keys.add(name, half, _sealed(key, half), now):
        return None
    audit.record(action, f"key:{name}", now, actor_id, public=half)
    return name


def _sealed(key: Ed25519PrivateKey, half: str) -> str:
    """The private half, encrypted, and bound to its public half."""
    nonce = secrets.token_bytes(NONCE)
    return urlsafe_b64encode(
        nonce + _cipher().encrypt(nonce, key.private_bytes_raw(), half.encode())
    ).decode()


def _opened(row: Found) -> Ed25519PrivateKey:
    try:
        sealed = urlsafe_b64decode(row.sealed)
        private = _cipher().decrypt(sealed[:NONCE], sealed[NONCE:], row.public.encode())
    except (InvalidTag, ValueError):
        raise Unopened(row.name) from None
    return Ed25519PrivateKey.from_private_bytes(private)


def _cipher() -> AESGCM:
    """A cipher whose key is derived from the site's secret for this purpose alone."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(derive.derive(secret_of(current_app.config["COURSE"]).encode()))
