"""Who issues a certificate: what the organisation and the course put on every sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from course.content.model import Course, Person
from course.documents.facts import COLOUR, MOST_SIGNATORIES, CertificateFacts, Signatory
from course.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation as the sheet shows it, the public address, and those who sign (at most three).

    `address` as printed, `colour` of the panel as #rrggbb, `logo` an SVG made safe, `paper` a4 or letter,
    `statement` in the language of the course; "" for what is not printed.
    """

    name: str
    public_url: str
    signatories: tuple[Signatory, ...] = ()
    address: str = ""
    colour: str = COLOUR
    logo: str = ""
    paper: str = "a4"
    statement: str = ""


def issuer(
    organisation: Organisation, course: Course, language: str, public_url: str, people: Mapping[str, Person]
) -> Issuer:
    """Who issues the certificate of a course in a language.

    The course's own signatory, one of `people`, signs first, then those of the organisation.
    """
    own = people.get(course.certificate.signatory) if course.certificate else None
    first = [Signatory(own.name, own.role)] if own else []
    others = [each for each in organisation.signatories if not own or each.name != own.name]
    return Issuer(
        name=organisation.name,
        public_url=public_url,
        signatories=tuple([*first, *others][:MOST_SIGNATORIES]),
        address=organisation.address,
        colour=organisation.colour,
        logo=organisation.logo,
        paper=organisation.paper,
        statement=organisation.statement_in(language),
    )


def specimen(issuer: Issuer, course: Course, name: str, language: str, day: date) -> CertificateFacts:
    """What a certificate of the course would say on `day` if somebody called `name` had completed it."""
    return CertificateFacts(
        name=name,
        course_title=course.title,
        course_id=course.id,
        revision=course.fingerprint,
        modules=tuple(module.title for module in course.modules) or (course.title,),
        hours=course.certificate.hours if course.certificate else 1,
        pass_mark=min((module.quiz.pass_mark for module in course.modules if module.quiz), default=0.0),
        completed_on=day,
        issued_on=day,
        expires_on=None,
        issuer=issuer.name,
        issuer_address=issuer.address,
        serial="",
        code="",
        verify_url=issuer.public_url,
        language=language,
        signatories=issuer.signatories,
        paper=issuer.paper,
        colour=issuer.colour,
        logo=issuer.logo,
        statement=issuer.statement,
    )
