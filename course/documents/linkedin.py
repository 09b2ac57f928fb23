"""A certificate as LinkedIn's form "Add license or certification" asks for it: a link, and values to copy."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from babel.dates import format_skeleton

from course.documents.facts import CertificateFacts
from course.documents.wording import words

FORM = "https://www.linkedin.com/profile/add"


def linkedin_fields(facts: CertificateFacts, linkedin_id: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The address that opens the form filled in ("" without `linkedin_id`), and the form's values to copy.

    Each value has its name: "name", "organisation", "issued", "expires" (only when it does), "code" and
    "address". Dates are a month and a year in the language of the certificate, as the form asks no day.
    Source: the parameters that addtoprofile.linkedin.com puts into such links.
    """
    pairs = [
        ("name", facts.course_title),
        ("organisation", facts.issuer),
        ("issued", _month(facts, facts.issued_on)),
    ]
    asked = {
        "startTask": "CERTIFICATION_NAME",
        "name": facts.course_title,
        "organizationId": linkedin_id,
        "issueYear": facts.issued_on.year,
        "issueMonth": facts.issued_on.month,
    }
    if facts.expires_on:
        pairs.append(("expires", _month(facts, facts.expires_on)))
        asked |= {"expirationYear": facts.expires_on.year, "expirationMonth": facts.expires_on.month}
    pairs += [("code", facts.code), ("address", facts.verify_url)]
    asked |= {"certUrl": facts.verify_url, "certId": facts.code}
    return f"{FORM}?{urlencode(asked)}" if linkedin_id else "", tuple(pairs)


def _month(facts: CertificateFacts, day: date) -> str:
    return format_skeleton("yMMMM", day, locale=words(facts.language).locale)
