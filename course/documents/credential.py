"""The credential: a certificate that a program can read and verify without us (Open Badges 3.0).

The printed name stands in plain words, as an IdentityObject of the type "name": the specification hashes
what nobody should read, and who holds the certificate reads the name on it. Each printed day is the date part
of a property: `awardedDate` (issued), `activityEndDate` (completed), `validUntil` (expires). `licenseNumber`
is the serial, and the code is the end of `id`. The modules are lines of the criteria, since a set has no
order that a proof covers. Hours are a result, never credits: those are an academic claim.

https://www.imsglobal.org/spec/ob/v3p0/ and https://www.w3.org/TR/vc-bitstring-status-list/
"""

from __future__ import annotations

import gzip
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from course.documents.credential_proof import CREDENTIALS, OPEN_BADGES, Document, did_of, proved, written
from course.documents.facts import CertificateFacts
from course.documents.wording import words

LIST_SIZE = 131_072  # entries of a status list: the least that the recommendation allows
LIST_LIFE = timedelta(days=1)  # how long a copy of a status list can be taken for the latest
LIST_FRESH = timedelta(minutes=5)  # how long one need not be fetched again


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who signs, and when: the public address of the site, its key, and the moment in UTC."""

    public_url: str
    key: Ed25519PrivateKey
    now: datetime


def credential_json(facts: CertificateFacts, *, issuer: Issuing, status_index: int) -> str:
    """The signed OpenBadgeCredential of a certificate, as canonical JSON.

    `status_index` counts through all status lists: the bit by which the certificate can be revoked.
    """
    done = words(facts.language).summary(len(facts.modules), facts.hours, facts.pass_mark)
    document = credential(facts, issuer.public_url, status_index, written(issuer.now), done)
    signed = proved(document, issuer.public_url, issuer.key, issuer.now)
    return as_text(signed | {"proof": [signed["proof"]]})  # 1EdTech's schema wants a list


def credential(facts: CertificateFacts, site: str, status_index: int, issued: str, done: str) -> Document:
    """The credential without its proof: what `facts` say, and `done`, what was done in one sentence."""
    course = f"{site}/courses/{facts.course_id}"
    lines = (f"{number}. {title}" for number, title in enumerate(facts.modules, 1))
    hours = _result(f"{course}#hours", "Hours of learning", "ext:Hours")
    quizzes = _result(f"{course}#quizzes", "Each quiz", "Percent", requiredValue=f"{100 * facts.pass_mark:g}")
    document: Document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": facts.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.course_title,
        "issuer": {"id": did_of(site), "type": ["Profile"], "name": facts.issuer, "url": site},
        "validFrom": issued,
        "awardedDate": f"{facts.issued_on}T00:00:00Z",
        "credentialStatus": _status(site, status_index),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": facts.name,
                    "identityType": "name",
                }
            ],
            "activityEndDate": f"{facts.completed_on}T00:00:00Z",
            "licenseNumber": facts.serial,
            "result": [{"type": ["Result"], "resultDescription": hours["id"], "value": f"{facts.hours:g}"}],
            "achievement": {
                "id": course,
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "humanCode": facts.course_id,
                "name": facts.course_title,
                "version": facts.revision,
                "inLanguage": facts.language,
                "description": done,
                "criteria": {"narrative": "\n".join((done, "", *lines))},
                "resultDescription": [hours, quizzes] if facts.pass_mark else [hours],
            },
        },
    }
    if facts.expires_on:
        document["validUntil"] = f"{facts.expires_on}T23:59:59Z"
    return document


def status_list_json(number: int, ended: Iterable[int], *, issuer: Issuing) -> str:
    """The signed BitstringStatusListCredential: status list `number`, from 1, with the bits of `ended` set.

    `ended` are status indices of certificates that were revoked or replaced.
    """
    address = f"{issuer.public_url}/credentials/status/{number}"
    document: Document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(issuer.public_url),
        "validFrom": written(issuer.now),
        "validUntil": written(issuer.now + LIST_LIFE),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": round(LIST_FRESH.total_seconds() * 1000),
            "encodedList": _bits(index % LIST_SIZE for index in ended),
        },
    }
    return as_text(proved(document, issuer.public_url, issuer.key, issuer.now))


def did_document(public_url: str, keys: Sequence[str]) -> str:
    """What a verifier finds at the did:web name of the site: its keys (multibase), each good for proofs."""
    did = did_of(public_url)
    methods = [
        {"id": f"{did}#{key}", "type": "Multikey", "controller": did, "publicKeyMultibase": key}
        for key in keys
    ]
    return as_text(
        {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }
    )


def as_text(document: Document) -> str:
    """Canonical JSON: keys sorted, no spaces."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _result(address: str, name: str, kind: str, **more: str) -> Document:
    return {"id": address, "type": ["ResultDescription"], "name": name, "resultType": kind, **more}


def _status(site: str, status_index: int) -> Document:
    number, bit = divmod(status_index, LIST_SIZE)
    address = f"{site}/credentials/status/{number + 1}"
    return {
        "id": f"{address}#{bit}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(bit),
        "statusListCredential": address,
    }


def _bits(places: Iterable[int]) -> str:
    bits = bytearray(LIST_SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8  # the first is the highest bit of the first byte
    return "u" + urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")
