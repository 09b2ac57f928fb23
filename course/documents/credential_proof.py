"""Data Integrity proofs of the kind eddsa-rdfc-2022, and the keys they name; nothing is ever fetched.

https://www.w3.org/TR/vc-di-eddsa/ (proofs) and https://w3c-ccg.github.io/did-method-web/ (names of keys).
"""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
CONTEXTS = Path(__file__).parent / "contexts"

_ED25519 = b"\xed\x01"  # what a multikey of this kind begins with
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base 58, as Bitcoin writes it
_alone = threading.Lock()  # pyld keeps caches for the whole process that threads would corrupt

Document = dict[str, Any]


def did_of(public_url: str) -> str:
    """The did:web name of a site: its host, a port percent-encoded, and the parts of its path."""
    parts = urlsplit(public_url)
    host = parts.netloc.rpartition("@")[2].lower()
    return ":".join(["did:web", *(quote(part, safe="") for part in (host, *parts.path.split("/")) if part)])


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as multibase text: z6Mk…"""
    return _multibase(_ED25519 + key.public_bytes_raw())


def written(moment: datetime) -> str:
    """A moment in UTC to the second: 2026-03-02T09:00:00Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def proved(document: Document, public_url: str, key: Ed25519PrivateKey, now: datetime) -> Document:
    """The document with a proof, made `now` (UTC), by a key of the site."""
    options = options_of(document, f"{did_of(public_url)}#{multikey(key.public_key())}", written(now))
    signature = _multibase(key.sign(_digest(document, options)))
    return document | {"proof": proof_of(options, signature)}


def options_of(document: Document, method: str, created: str) -> Document:
    """What is signed along with the document."""
    return {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def proof_of(options: Document, signature: str) -> Document:
    """The proof as it stands in the document."""
    return {name: value for name, value in options.items() if name != "@context"} | {"proofValue": signature}


def holds(document: Document, options: Document, signature: str, public: str) -> bool:
    """Whether the signature (multibase) over a document without its proof was made by the key `public`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public).removeprefix(_ED25519))
        key.verify(_bytes(signature), _digest(document, options))
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical(document: Document) -> bytes:
    """The statements of a JSON-LD document in canonical order (RDFC-1.0); ValueError when there are none.

    The work grows fast with statements that look alike: only for documents of a shape that we know.
    """
    from pyld import jsonld  # noqa: PLC0415  # slow import

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    try:
        with _alone:
            quads: str = jsonld.normalize(document, options)
    except jsonld.JsonLdError as error:
        raise ValueError("the document is not JSON-LD of the contexts in this package") from error
    if not quads:
        raise ValueError("the document states nothing")
    return quads.encode()


def warm() -> None:
    """Load the library and the contexts, which takes a while, so that no open transaction waits for it."""
    canonical({"@context": [*FILES], "type": "VerifiableCredential"})


def load(address: str, _options: object = None) -> Document:
    """A context that this package holds; ValueError for any other address."""
    if address not in FILES:
        raise ValueError(f"the context {address} is not one of those in this package")
    return {"contextUrl": None, "documentUrl": address, "document": _context(address), "tag": "static"}


@cache
def _context(address: str) -> Document:
    context: Document = json.loads((CONTEXTS / FILES[address]).read_text())
    return context


def _digest(document: Document, options: Document) -> bytes:
    return sha256(canonical(options)).digest() + sha256(canonical(document)).digest()


def _multibase(data: bytes) -> str:
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = _DIGITS[digit] + text
    return "z" + _DIGITS[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def _bytes(text: str) -> bytes:
    """The bytes of a multibase text in base 58; ValueError when it is none, or longer than a signature."""
    if text[:1] != "z" or len(text) > 100:
        raise ValueError("not a multibase text in base 58")
    number, digits = 0, text[1:]
    for digit in digits:
        number = number * 58 + _DIGITS.index(digit)
    zeros = len(digits) - len(digits.lstrip(_DIGITS[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)
