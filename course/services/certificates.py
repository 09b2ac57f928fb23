"""Certificates: issued once, the same for ever; what is true of one, and who may have a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from course import organisation
from course.config import Config
from course.content.model import Course
from course.content.model import Person as Author
from course.documents.facts import CertificateFacts
from course.documents.signing import SigningKeyFile
from course.rules import certificates as rules
from course.rules.certificates import Latest
from course.services import issuers, register, sheets
from course.services.drafts import facts_for
from course.services.errors import NotFound, Refused
from course.services.issuers import Issuer
from course.services.register import Entry
from course.services.sheets import proof, sheet
from course.storage import audit, certificates, corrections, enrolments
from course.storage.accounts import Person
from course.storage.database import Found, writing

__all__ = [
    "Issuer", "Verified", "active", "facts_for", "find", "issue", "issuer_of", "latest",
    "proof", "revoke", "set_public_name", "sheet", "verify", "way_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate as it is recorded. `public_name` is the holder's choice, `name` what anyone may see."""

    facts: CertificateFacts
    state: str
    code: str
    revoked_at: datetime | None
    sha256: str | None
    public_name: str = "full"

    @property
    def name(self) -> str:
        """The name for the public: full, initials, or "" where it is hidden or was corrected since."""
        return "" if self.state == "replaced" else rules.shown_name(self.facts.name, self.public_name)


def issuer_of(course: Course, people: Mapping[str, Author], config: Config) -> Issuer:
    """Who issues a course's certificate: the same for pages, commands and jobs."""
    return issuers.issuer(organisation.load(config), course, course.language, config.public_url, people)


def issue(
    person: Person,
    course: Course,
    name: str,
    issuer: Issuer,
    now: datetime,
    *,
    proven: bool = False,
    key: SigningKeyFile | None = None,
) -> str:
    """Issue the certificate with the confirmed name, and draw its sheet; its code.

    A second call finds the first; after the last day of validity a new one replaces it. While the renderer
    is away the certificate exists, and its sheet is drawn later. `proven`: this name was seen on a specimen,
    so that nothing is drawn but the sheet. Raises Refused: "not-completed", "no-certificate", "barred" after
    a revocation that no admin has lifted, "busy", or "name" with `problems`.
    """
    standing = enrolments.standing(person.id, course.id)
    if standing is None:
        raise Refused("not-completed")
    if problems := rules.name_problems(name):
        raise Refused("name", problems=problems)
    draft = facts_for(person, course, standing, name, issuer, now)
    held = certificates.active(person.id, course.id)
    if held and rules.state(held.state, held.expires_at, now) == "valid":
        return str(held.code)
    if not proven:
        sheets.prove(draft)
    entry, new = _enter_or_find(draft, person, standing.id, issuer.public_url, now)
    if new:
        sheets.draw(entry.id, key)
    return entry.code


def _enter_or_find(
    draft: CertificateFacts, person: Person, enrolment_id: int, public_url: str, now: datetime
) -> tuple[Entry, bool]:
    """Enter a certificate, or find the one in force, in one transaction; whether it is new."""
    with writing():
        enrolments.lock(enrolment_id)
        former = certificates.latest(enrolment_id)
        way = way_of(former, now)
        if former and way == "none":
            return Entry(former.id, former.code), False
        if way == "barred":
            raise Refused("barred")
        return register.enter(draft, person, enrolment_id, public_url, person.id, now, former=former), True


def latest(enrolment_id: int) -> Found | None:
    """The latest certificate of an enrolment, whatever its state."""
    return certificates.latest(enrolment_id)


def way_of(row: Found | None, now: datetime) -> str:
    """What the holder of this latest certificate may do (see rules.certificates.way_to_issue)."""
    if row is None:
        return rules.way_to_issue(None, now)
    reason = rules.reason_of(row.revoked_reason)[0]
    allowed = row.state == "revoked" and corrections.granted_for(row.id)
    return rules.way_to_issue(Latest(row.state, row.expires_at, reason, allowed), now)


def verify(code: str, now: datetime) -> Verified:
    """What is true of the certificate with that code; raises NotFound."""
    row = certificates.by_code(code)
    if row is None:
        raise NotFound
    return Verified(
        facts=CertificateFacts.from_json(row.snapshot),
        state=rules.state(row.state, row.expires_at, now),
        code=row.code,
        revoked_at=row.revoked_at,
        sha256=row.sha256,
        public_name=row.public_name,
    )


def find(code: str) -> Found | None:
    """The certificate with that code, whosever it is."""
    return certificates.by_code(code)


def active(account_id: int, course_id: str) -> Found | None:
    """The certificate of an account in a course that is neither revoked nor replaced."""
    return certificates.active(account_id, course_id)


def set_public_name(person: Person, code: str, choice: str, now: datetime) -> None:
    """Choose what the public page shows of the name: full, initials or hidden.

    Raises NotFound for a certificate of another, or Refused("public-name").
    """
    row = certificates.by_code(code)
    if row is None or row.account_id != person.id:
        raise NotFound
    if choice not in rules.CHOICES:
        raise Refused("public-name")
    with writing():
        if certificates.show_name(row.id, choice):
            before = row.public_name
            audit.record(
                "certificate:public-name", f"certificate:{code}", now, person.id, before=before, after=choice
            )


def revoke(code: str, reason: str, actor_id: int | None, now: datetime) -> None:
    """Revoke a certificate; the reason is never public. Raises NotFound, Refused: "reason" or "not-valid"."""
    row = certificates.by_code(code)
    if row is None:
        raise NotFound
    said = reason.strip()[:500]
    if not said:
        raise Refused("reason")
    with writing():
        enrolments.lock(row.enrolment_id)
        if not certificates.revoke(row.id, said, now):
            raise Refused("not-valid")
        corrections.close(row.id, actor_id, now)
        audit.record("certificate:revoke", f"certificate:{code}", now, actor_id, reason=said)
