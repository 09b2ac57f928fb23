"""Checking a file that somebody was handed: is it the one that was issued, and if not, what differs.

Nothing of the file is stored. A name that its holder does not show in full is never told: only that the name
in the file is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Literal

from course.config import Config
from course.documents import signing
from course.documents.facts import CertificateFacts
from course.documents.inspection import Inspection, Signature, inspect
from course.services import certificates, credentials
from course.services.certificates import Verified
from course.services.errors import NotFound
from course.storage.database import db

COMPARED = (
    "name",
    "course_title",
    "modules",
    "hours",
    "pass_mark",
    "completed_on",
    "issued_on",
    "expires_on",
    "issuer",
    "serial",
    "code",
    "verify_url",
)
MOST_CODES = 10

Verdict = Literal["exact", "credential", "code", "nothing", "unreadable"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that the credential in the file states otherwise than the record: each as in CertificateFacts.

    `on_record` is what the public page shows of it, and None for a name that its holder does not show.
    """

    fact: str
    in_file: object
    on_record: object


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What became of a check.

    `verdict`: "exact" (the very file that was issued), "credential" (another file, with our credential
    inside), "code" (another file, that names one of our codes), "nothing" (of ours), or "unreadable" with
    `problem` as in Inspection. `found` is the certificate the file speaks of; None beside a proof that holds
    when its record is gone. `proof` of the credential: "holds", "changed", "unknown-key", "unreadable", or ""
    when there is none. `other`: the file speaks of another certificate than the one that was asked about.
    `whole` is False when it was too hard to read to its end.
    """

    verdict: Verdict
    problem: str = ""
    found: Verified | None = None
    proof: str = ""
    differences: tuple[Difference, ...] = ()
    other: bool = False
    signature: Signature | None = None
    whole: bool = True


def check_file(pdf: bytes, asked: str | None, config: Config, now: datetime) -> CheckedFile:
    """Check a PDF of at most inspection.LARGEST bytes, against the certificate with the code `asked` first.

    Raises InspectionBusy, or NotFound when no certificate has the code that was asked about.
    """
    wanted = certificates.verify(asked, now) if asked else None
    same = wanted is not None and _same(pdf, wanted)
    signed = b"/ByteRange" in pdf
    if same and not signed:
        return CheckedFile("exact", found=wanted)
    db.session.rollback()  # no connection waits for the child
    seen = inspect(pdf, signing.certificates(config) if signed else ())
    if same:
        return CheckedFile("exact", found=wanted, signature=seen.signature, whole=seen.whole)
    if seen.problem:
        return CheckedFile("unreadable", seen.problem, signature=seen.signature, whole=False)
    return replace(_judged(pdf, seen, asked, now), signature=seen.signature, whole=seen.whole)


def _judged(pdf: bytes, seen: Inspection, asked: str | None, now: datetime) -> CheckedFile:
    read = sorted(map(credentials.check, seen.credentials), key=lambda each: not each.holds)
    stated = read[0] if read else None
    proof = "" if stated is None else stated.problem or "holds"
    facts = stated.facts if stated else None
    own = [facts.code.replace("-", "")] if facts else []
    printed = sorted(seen.codes, key=lambda code: code != asked)
    named = list(_on_record((*own, *printed), now))
    for each in named:
        if _same(pdf, each):
            return CheckedFile("exact", found=each, other=_is_other(each, asked))
    found = named[0] if named else None
    if facts and (found or proof == "holds"):
        differences = tuple(_differences(facts, found, proof == "holds")) if found else ()
        return CheckedFile("credential", "", found, proof, differences, _is_other(found, asked))
    if found:
        return CheckedFile("code", "", found, proof, other=_is_other(found, asked))
    return CheckedFile("nothing", proof=proof)


def _on_record(codes: Iterable[str], now: datetime) -> Iterator[Verified]:
    for code in islice(dict.fromkeys(codes), MOST_CODES):
        with suppress(NotFound):
            yield certificates.verify(code, now)


def _same(pdf: bytes, record: Verified) -> bool:
    return hashlib.sha256(pdf).hexdigest() == record.sha256


def _is_other(found: Verified | None, asked: str | None) -> bool:
    return found is not None and asked is not None and found.code != asked


def _differences(stated: CertificateFacts, found: Verified, genuine: bool) -> Iterator[Difference]:
    """What differs. A name that the public does not see whole counts as differing in what we did not sign,
    so that nobody finds it out by guessing."""
    secret = not genuine and found.name != found.facts.name
    for fact in COMPARED:
        in_file, on_record = getattr(stated, fact), getattr(found.facts, fact)
        if isinstance(in_file, float):  # written with six digits in the credential
            in_file, on_record = (float(f"{value:g}") for value in (in_file, on_record))
        if in_file != on_record or (fact == "name" and secret):
            yield Difference(fact, in_file, (found.name or None) if fact == "name" else on_record)
