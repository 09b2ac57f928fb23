"""Credentials: signed at issue, kept with the certificate, and revoked by a bit of a public list."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from course.documents.credential import (
    LIST_FRESH,
    LIST_SIZE,
    Issuing,
    credential_json,
    did_document,
    status_list_json,
)
from course.documents.credential_check import Checked, verify_credential
from course.documents.facts import CertificateFacts
from course.services import keys
from course.services.errors import NotFound
from course.storage import credentials

DRAWS = 16  # of a status index: when each is taken, the list is nearly full, and the next one begins


@dataclass(frozen=True, slots=True)
class Listed:
    """A signed status list, what it was signed from, and when."""

    text: str
    made_of: tuple[str, frozenset[int]]
    at: datetime


_lists: dict[tuple[str, int], Listed] = {}


def new_status_index() -> int:
    """A random index that no certificate has, in the list that the latest are in.

    The database keeps it unique: draw again when somebody was faster.
    """
    highest = credentials.highest_index() or 0
    first = highest - highest % LIST_SIZE
    drawn = [first + secrets.randbelow(LIST_SIZE) for _ in range(DRAWS)]
    taken = credentials.taken(drawn)
    free = (index for index in drawn if index not in taken)
    return next(free, first + LIST_SIZE + secrets.randbelow(LIST_SIZE))


def sign(facts: CertificateFacts, status_index: int, public_url: str, now: datetime) -> str:
    """The signed credential of a certificate, as canonical JSON.

    Call it in the writing transaction that keeps the text: the very first one makes the key there.
    Raises keys.Unopened when the site's secret was changed and no new key was made.
    """
    return credential_json(
        facts, issuer=Issuing(public_url, keys.active(now), now), status_index=status_index
    )


def check(text: str) -> Checked:
    """Whether a key of this site signed the credential, and what it states. Revocation is in the record."""
    return verify_credential(text, keys.public())


def did(public_url: str) -> str:
    """The document behind the did:web name of the site; raises NotFound before the first credential."""
    if not (halves := list(keys.public())):
        raise NotFound
    return did_document(public_url, halves)


def status_list(number: int, public_url: str, now: datetime) -> str:
    """The signed status list `number`, from 1; raises NotFound when it has no entry, or keys.Unopened.

    Each process keeps the last one for five minutes, and asks the database every time what it was made of:
    the active key and the certificates that are revoked or replaced. So a revocation is in the next answer
    of every process.
    """
    first = (number - 1) * LIST_SIZE
    highest = credentials.highest_index()
    if number < 1 or highest is None or highest < first:
        raise NotFound
    half, key = keys.found()
    made_of = (half, credentials.ended(first, first + LIST_SIZE - 1))
    kept = _lists.get((public_url, number))
    if kept is None or kept.made_of != made_of or not kept.at <= now < kept.at + LIST_FRESH:
        text = status_list_json(number, made_of[1], issuer=Issuing(public_url, key, now))
        kept = _lists[public_url, number] = Listed(text, made_of, now)
    return kept.text


def of(code: str, viewer_id: int | None) -> str | None:
    """The credential of a certificate, for one who may read it: its holder always, and anyone while it is
    not revoked or replaced and the holder shows the whole name on its page; else None.

    It states the name in plain words, and nobody can take out what is signed. So it follows the strictest
    rule of the page: a hidden name, initials, or the old name of a replaced certificate stay with the holder,
    who can hand it on. Raises NotFound when there is no certificate with that code.
    """
    row = credentials.by_code(code)
    if row is None:
        raise NotFound
    public = row.state == "valid" and row.public_name == "full"
    return row.credential if public or row.account_id == viewer_id else None
