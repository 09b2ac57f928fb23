"""The register: where a certificate gets its code, its number and its credential, together with its facts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from course.documents.facts import CertificateFacts
from course.rules import certificates as rules
from course.services import credentials
from course.services.errors import Refused
from course.storage import accounts, audit, certificates, corrections, sheets
from course.storage.accounts import Person
from course.storage.database import Found

TRIES = 5  # of numbers drawn at random


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate as it was entered."""

    id: int
    code: str


def enter(
    draft: CertificateFacts,
    person: Person,
    enrolment_id: int,
    public_url: str,
    actor_id: int | None,
    now: datetime,
    *,
    action: str = "certificate:issue",
    former: Found | None = None,
    **detail: object,
) -> Entry:
    """Enter a certificate with the facts of `draft`, in the caller's transaction, which holds the enrolment.

    `former` is the person's latest certificate in the course: if it is in force, the new one replaces it; the
    choice for the public page goes on. Whoever enters draws the sheet after the commit: it counts as
    claimed. Raises Refused("busy"), and what `credentials.sign` raises.
    """
    replaced = former is not None and certificates.replace(former.id)
    year = draft.issued_on.year  # as printed: near New Year it is another one than in UTC
    prefix = rules.serial(draft.course_id, year, 0).rsplit("-", 1)[0] + "-"
    serial = rules.serial(draft.course_id, year, certificates.last_number(prefix) + 1)
    for _ in range(TRIES):
        code, index = rules.new_code(secrets.randbelow), credentials.new_status_index()
        facts = replace(
            draft, serial=serial, code=rules.format_code(code), verify_url=f"{public_url}/c/{code}"
        )
        added = certificates.add(
            account_id=person.id,
            enrolment_id=enrolment_id,
            replaces_id=former.id if former and replaced else None,
            course_id=facts.course_id,
            code=code,
            serial=serial,
            issued_at=now,
            expires_at=_end_of(facts, person.timezone),
            snapshot=facts.to_json(),
            public_name=former.public_name if former else rules.CHOICES[0],
            status_index=index,
            credential=credentials.sign(facts, index, public_url, now),
        )
        if added is not None:
            break
    else:
        raise Refused("busy")
    sheets.count_try(added, now)
    accounts.change(person.id, certificate_name=facts.name)
    if former and replaced:
        corrections.close(former.id, actor_id, now)
        detail["replaces"] = former.code
    audit.record(action, f"certificate:{code}", now, actor_id, serial=serial, **detail)
    return Entry(added, code)


def _end_of(facts: CertificateFacts, zone: str) -> datetime | None:
    """The end of the last day of validity, in the holder's zone."""
    day = facts.expires_on
    return None if day is None else datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZoneInfo(zone))
