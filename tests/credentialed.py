"""Certificates with credentials for tests: rows as issuing writes them, without a sheet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from course.documents.facts import CertificateFacts
from course.rules.certificates import format_code, new_code
from course.services import credentials
from course.storage import enrolments
from course.storage.accounts import Person
from course.storage.database import db, insert_once, writing
from course.storage.tables import Certificate

SITE = "https://learn.example.org"
FACTS = CertificateFacts(
    name="Amina Wanjiru Njoroge",
    course_title="Masculinities: roles we learn, roles we can change",
    course_id="masculinities",
    revision="3f2a9c",
    modules=("What masculinities are", "Gender norms", "Violence", "Care", "Work", "Change"),
    hours=6.5,
    pass_mark=0.8,
    completed_on=date(2026, 3, 1),
    issued_on=date(2026, 3, 2),
    expires_on=date(2029, 3, 2),
    issuer="Equality Training Centre",
    issuer_address="",
    serial="MASC-2026-00042",
    code="7K2Q-95AB-CDEFV",
    verify_url=f"{SITE}/c/7K2Q95ABCDEFV",
    language="en",
)


@dataclass(frozen=True, slots=True)
class Credentialed:
    """A certificate's row: its id, code and status index, and the signed text."""

    id: int
    code: str
    index: int
    text: str


def facts_of(code: str, site: str = SITE, **changed: object) -> CertificateFacts:
    return replace(FACTS, code=format_code(code), verify_url=f"{site}/c/{code}", **changed)  # type: ignore[arg-type]


def credentialed(
    person: Person, now: datetime, site: str = SITE, course_id: str = "masculinities", **row: object
) -> Credentialed:
    """A valid certificate of the person's, issued at that moment, signed by the site's key."""
    code = new_code(secrets.randbelow)
    facts = facts_of(code, site, course_id=course_id, issued_on=now.date())
    with writing():
        index = credentials.new_status_index()
        text = credentials.sign(facts, index, site, now)
        values = {
            "account_id": person.id,
            "enrolment_id": enrolments.enrol(person.id, course_id, now),
            "course_id": course_id,
            "code": code,
            "serial": f"{course_id}-{code}",
            "state": "valid",
            "issued_at": now,
            "snapshot": facts.to_json(),
            "status_index": index,
            "credential": text,
        }
        added = insert_once(Certificate, **values | row)
    assert added is not None
    return Credentialed(added, code, index, text)


def end(certificate: Credentialed, state: str, now: datetime) -> None:
    """Mark a certificate as revoked or replaced, as the services do."""
    with writing():
        row = db.session.get_one(Certificate, certificate.id)
        row.state, row.revoked_at = state, now
