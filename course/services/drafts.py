"""Drafts: what a certificate would say today, before it is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from course.content.model import Course
from course.documents.facts import CertificateFacts
from course.rules import certificates as rules
from course.services.errors import Refused
from course.services.issuers import Issuer, specimen
from course.storage.accounts import Person
from course.storage.enrolments import Standing


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
    return replace(
        specimen(issuer, course, rules.clean_name(name), course.language, issued_on),
        completed_on=standing.completed_at.astimezone(zone).date(),
        expires_on=_years_later(issued_on, terms.expires_years),
    )


def _years_later(day: date, years: int | None) -> date | None:
    if years is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
