"""Reading a credential that somebody hands in: what it states, and whether one of our keys signed that."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from course.documents.credential import LIST_SIZE, as_text, credential
from course.documents.credential_proof import Document, holds, options_of, proof_of, written
from course.documents.facts import CertificateFacts
from course.rules.certificates import format_code

LARGEST = 1e6  # hours or percent: a page can write what is below
LONGEST = 64 * 1024  # characters; ours have 2,000 to 10,000


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check.

    `problem` is "" when the proof holds; "unreadable" when the text is no credential as this site makes them;
    "unknown-key" when it names a key that is not ours; "changed" when the key did not sign what it states.
    `facts` are what a credential states (no address, signatories, paper, colour, logo, statement), and `key`
    is the name of the key; both are told whenever they can be read.
    """

    problem: str
    facts: CertificateFacts | None = None
    key: str = ""

    @property
    def holds(self) -> bool:
        return not self.problem


def verify_credential(text: str, keys: Mapping[str, str]) -> Checked:
    """Whether a credential was signed by one of `keys` (public half -> name), and what it states.

    The facts are read, the credential is written again from them, and both have to be the same: then there is
    no word in it that the proof does not cover, and no shape that would take long to verify. Fetches nothing;
    says nothing about revocation, which the record tells.
    """
    try:
        document = _parsed(text)
        (proof,) = document.pop("proof")
        facts, again = _read(document)
        method, signature = _text(proof["verificationMethod"]), _text(proof["proofValue"])
        options = options_of(again, method, _moment(proof["created"]))
        did, _, public = method.partition("#")
        own = as_text(document) == as_text(again) and as_text(proof) == as_text(proof_of(options, signature))
        if not own or did != document["issuer"]["id"]:
            return Checked("unreadable")
        if public not in keys:
            return Checked("unknown-key", facts)
        good = holds(again, options, signature, public)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
        return Checked("unreadable")
    return Checked("" if good else "changed", facts, keys[public])


def _parsed(text: str) -> Document:
    """The JSON object in a text; ValueError when it is none, too long, or says the same thing twice."""
    if len(text) > LONGEST:
        raise ValueError("too long")

    def once(pairs: list[tuple[str, Any]]) -> Document:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands there twice")
        return found

    document: Document = json.loads(text, object_pairs_hook=once)
    return document


def _read(document: Document) -> tuple[CertificateFacts, Document]:
    """The facts, and the credential that states them."""
    issuer, subject = document["issuer"], document["credentialSubject"]
    achievement, status = subject["achievement"], document["credentialStatus"]
    site, address = _text(issuer["url"]), _text(document["id"])
    done, _, lines = _text(achievement["criteria"]["narrative"]).partition("\n\n")
    if not re.match("https?://", site):
        raise ValueError("not the address of a site")
    required = [part["requiredValue"] for part in achievement["resultDescription"] if "requiredValue" in part]
    facts = CertificateFacts(
        name=_text(subject["identifier"][0]["identityHash"]),
        course_id=_text(achievement["humanCode"]),
        course_title=_text(achievement["name"]),
        revision=_text(achievement["version"]),
        modules=tuple(
            line.removeprefix(f"{number}. ") for number, line in enumerate(lines.split("\n"), 1) if lines
        ),
        hours=_number(subject["result"][0]["value"]),
        pass_mark=round(_number(required[0]) / 100, 6) if required else 0.0,
        completed_on=_day(subject["activityEndDate"]),
        issued_on=_day(document["awardedDate"]),
        expires_on=_day(document["validUntil"]) if "validUntil" in document else None,
        issuer=_text(issuer["name"]),
        issuer_address="",
        serial=_text(subject["licenseNumber"]),
        code=format_code(address.rpartition("/")[2]),
        verify_url=address,
        language=_text(achievement["inLanguage"]),
    )
    list_number = int(_text(status["statusListCredential"]).rpartition("/")[2])
    status_index = (list_number - 1) * LIST_SIZE + int(_text(status["statusListIndex"]))
    return facts, credential(facts, site, status_index, _moment(document["validFrom"]), done)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    value.encode()  # half a character, which JSON can hold, is a ValueError here and not where it is shown
    return value


def _number(value: Any) -> float:
    number = float(_text(value))
    if not 0 <= number < LARGEST:  # nor infinite, nor none at all
        raise ValueError("not a number of hours or percent")
    return number


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value)[:10])


def _moment(value: Any) -> str:
    return written(datetime.fromisoformat(_text(value)))
