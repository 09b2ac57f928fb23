"""Who issues: the organisation, and the course's own signatory before those of the organisation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from course.content.model import CertificateTerms, Person
from course.documents.certificate import certificate_preview
from course.documents.facts import Signatory
from course.organisation import Organisation
from course.services.issuers import Issuer, issuer, specimen
from tests.services.courses import COURSE, course

URL = "https://learn.example.org"
PEOPLE = {"adaeze": Person("adaeze", "Adaeze Okonkwo", "Head of Training")}
SIGNED = replace(COURSE, certificate=CertificateTerms(6, "adaeze"))
ALEX, KIM, SAM = (Signatory(name, "Director") for name in ("Alex", "Kim", "Sam"))
OURS = Organisation(
    name="Sahel Institute",
    address="Rue 12, Dakar",
    logo="<svg/>",
    colour="#1F3A5F",
    signatories=(ALEX, KIM, SAM),
    paper="letter",
    statement={"en": "Free.", "fr": "Gratuit."},
)


def test_everything_of_the_organisation_stands_on_the_sheet() -> None:
    assert issuer(OURS, COURSE, "fr", URL, {}) == Issuer(
        name="Sahel Institute",
        public_url=URL,
        signatories=(ALEX, KIM, SAM),
        address="Rue 12, Dakar",
        colour="#1F3A5F",
        logo="<svg/>",
        paper="letter",
        statement="Gratuit.",
    )


def test_the_signatory_of_the_course_signs_first_and_three_sign_at_most() -> None:
    first = Signatory("Adaeze Okonkwo", "Head of Training")
    assert issuer(OURS, SIGNED, "en", URL, PEOPLE).signatories == (first, ALEX, KIM)
    alone = Organisation(name="Sahel Institute")
    assert issuer(alone, SIGNED, "en", URL, PEOPLE).signatories == (first,)


def test_nobody_signs_twice() -> None:
    both = Organisation(name="A", signatories=(Signatory("Adaeze Okonkwo", "Chair"), KIM))
    signed = issuer(both, SIGNED, "en", URL, PEOPLE).signatories
    assert signed == (Signatory("Adaeze Okonkwo", "Head of Training"), KIM)


def test_a_signatory_that_people_lacks_and_a_course_without_certificate_change_nothing() -> None:
    plain = course(certificate=None)
    for each in (SIGNED, plain):
        assert issuer(OURS, each, "en", URL, {}).signatories == (ALEX, KIM, SAM)


def test_a_specimen_says_what_the_course_and_the_issuer_say() -> None:
    facts = specimen(issuer(OURS, SIGNED, "fr", URL, PEOPLE), SIGNED, "Amina", "fr", date(2026, 3, 2))
    assert (facts.name, facts.issuer, facts.issuer_address) == ("Amina", OURS.name, OURS.address)
    assert (facts.hours, facts.pass_mark, facts.statement, facts.paper) == (6, 0.8, "Gratuit.", "letter")
    assert (facts.serial, facts.code, facts.issued_on) == ("", "", date(2026, 3, 2))
    assert "Gratuit." in certificate_preview(facts)
    bare = specimen(
        issuer(OURS, course(certificate=None), "en", URL, {}),
        course(certificate=None),
        "Amina",
        "en",
        date(2026, 3, 2),
    )
    assert (bare.modules, bare.hours, bare.pass_mark) == (("Masculinities",), 1, 0.0)
