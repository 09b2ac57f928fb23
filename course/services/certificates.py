"""Certificates: preview, issue once, fetch the same bytes for ever, revoke."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from course.content.model import Course
from course.documents.certificate import CertificateFacts, Signatory, certificate_pdf
from course.documents.pdf import NotRendered
from course.rules import certificates as rules
from course.services.errors import NotFound, Refused
from course.storage import accounts, audit, certificates, enrolments
from course.storage.accounts import Person
from course.storage.database import Found, writing
from course.storage.enrolments import Standing

TRIES = 5


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: the organisation's name, the public address, and those who sign."""

    name: str
    public_url: str
    signatories: tuple[Signatory, ...] = ()

    def address_of(self, code: str) -> str:
        return f"{self.public_url}/c/{code}"


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate as anyone may see it."""

    facts: CertificateFacts
    state: str
    code: str
    revoked_at: datetime | None
    sha256: str | None


def facts_for(
    person: Person, course: Course, standing: Standing, name: str, issuer: Issuer, now: datetime
) -> CertificateFacts:
    """What the sheet would say today, as a specimen: without serial and code.

    Raises Refused("not-completed") before the course is completed, or Refused("no-certificate") when the
    course issues none.
    """
    terms = course.certificate
    if terms is None:
        raise Refused("no-certificate")
    if standing.completed_at is None:
        raise Refused("not-completed")
    zone = ZoneInfo(person.timezone)
    issued_on = now.astimezone(zone).date()
    return CertificateFacts(
        name=rules.clean_name(name),
        course_title=course.title,
        course_id=course.id,
        revision=course.fingerprint,
        modules=tuple(module.title for module in course.modules),
        hours=terms.hours,
        pass_mark=min((module.quiz.pass_mark for module in course.modules if module.quiz), default=0.0),
        completed_on=standing.completed_at.astimezone(zone).date(),
        issued_on=issued_on,
        expires_on=_years_later(issued_on, terms.expires_years),
        issuer=issuer.name,
        issuer_address="",
        signatories=issuer.signatories,
        serial="",
        code="",
        verify_url=issuer.public_url,
        language=course.language,
    )


def proof(draft: CertificateFacts) -> tuple[str, ...]:
    """Draw the sheet as a specimen: the characters of it that no font can draw (they would show as boxes).

    Raises Refused("name", problems=("too-wide",)) when it does not fit on one page at any size, and
    RendererUnavailable when it should be asked again.
    """
    try:
        return certificate_pdf(draft, specimen=True).missing
    except NotRendered:
        raise Refused("name", problems=("too-wide",)) from None


def _years_later(day: date, years: int | None) -> date | None:
    if years is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def issue(person: Person, course: Course, name: str, issuer: Issuer, now: datetime) -> str:
    """Issue the certificate with the confirmed name; its code. A second call finds the first.

    One transaction writes the frozen facts; the sheet is rendered after, and its bytes are stored.
    Raises Refused: "not-completed", "no-certificate", or "name" with `problems`.
    """
    standing = enrolments.standing(person.id, course.id)
    if standing is None:
        raise Refused("not-completed")
    if problems := rules.name_problems(name):
        raise Refused("name", problems=problems)
    draft = facts_for(person, course, standing, name, issuer, now)
    proof(draft)
    for _ in range(TRIES):
        if found := certificates.active(person.id, course.id):
            return str(found.code)
        code = rules.new_code(secrets.randbelow)
        with writing():
            year_prefix = rules.serial(course.id, now.year, 0).rsplit("-", 1)[0] + "-"
            serial = rules.serial(course.id, now.year, certificates.last_number(year_prefix) + 1)
            facts = replace(
                draft, serial=serial, code=rules.format_code(code), verify_url=issuer.address_of(code)
            )
            added = certificates.add(
                account_id=person.id,
                enrolment_id=standing.id,
                course_id=course.id,
                code=code,
                serial=serial,
                issued_at=now,
                expires_at=_moment(facts.expires_on, person.timezone),
                snapshot=facts.to_json(),
            )
            if added:
                accounts.change(person.id, certificate_name=facts.name)
                audit.record("certificate:issue", f"certificate:{code}", now, person.id, serial=serial)
        if added:
            return code
    raise Refused("busy")


def _moment(day: date | None, zone: str) -> datetime | None:
    """The end of the last day of validity, in the holder's zone."""
    return None if day is None else datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZoneInfo(zone))


def sheet(code: str) -> bytes:
    """The PDF: rendered from the snapshot the first time, the same bytes ever after.

    Raises NotFound; RendererUnavailable when it should be asked again; NotRendered when it cannot be drawn.
    """
    row = certificates.by_code(code)
    if row is None:
        raise NotFound
    if stored := certificates.sheet(row.id):
        return stored
    drawn = certificate_pdf(CertificateFacts.from_json(row.snapshot)).pdf
    with writing():
        certificates.keep_sheet(row.id, drawn, hashlib.sha256(drawn).hexdigest())
    stored = certificates.sheet(row.id)
    assert stored is not None
    return stored


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
    )


def find(code: str) -> Found | None:
    """The certificate with that code, whosever it is."""
    return certificates.by_code(code)


def active(account_id: int, course_id: str) -> Found | None:
    """The valid certificate of an account in a course."""
    return certificates.active(account_id, course_id)


def revoke(code: str, reason: str, actor_id: int | None, now: datetime) -> None:
    """Revoke a certificate; the reason is never public. Raises NotFound, Refused: "reason" or "not-valid"."""
    row = certificates.by_code(code)
    if row is None:
        raise NotFound
    if not reason.strip():
        raise Refused("reason")
    with writing():
        if not certificates.revoke(row.id, reason.strip()[:500], now):
            raise Refused("not-valid")
        audit.record("certificate:revoke", f"certificate:{code}", now, actor_id, reason=reason.strip()[:500])
