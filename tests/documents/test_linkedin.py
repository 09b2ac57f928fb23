"""What LinkedIn's form asks for: a link that fills it in, and the values to copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from course.documents.certificate import CertificateFacts
from course.documents.linkedin import linkedin_fields

PAIRS = (
    ("name", "Masculinities: roles we learn, roles we can change"),
    ("organisation", "Equality Training Centre"),
    ("issued", "June 2018"),
    ("code", "7K2Q-95AB-CDEFG"),
    ("address", "https://training.example/c/7K2Q95ABCDEFG"),
)


def test_the_link_fills_in_the_whole_form(facts: CertificateFacts) -> None:
    url, pairs = linkedin_fields(replace(facts, expires_on=date(2021, 1, 9)), "1234567")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "www.linkedin.com", "/profile/add")
    assert {name: values for name, [values] in parse_qs(parts.query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": facts.course_title,
        "organizationId": "1234567",
        "issueYear": "2018",
        "issueMonth": "6",
        "expirationYear": "2021",
        "expirationMonth": "1",
        "certUrl": facts.verify_url,
        "certId": facts.code,
    }
    assert pairs == (*PAIRS[:3], ("expires", "January 2021"), *PAIRS[3:])


def test_without_a_page_there_is_no_link_and_without_an_end_no_end(facts: CertificateFacts) -> None:
    assert linkedin_fields(facts, "") == ("", PAIRS)
    assert "expiration" not in linkedin_fields(facts, "1")[0]


@pytest.mark.parametrize(
    ("language", "month"), [("fr", "juin 2018"), ("es", "junio de 2018"), ("sw", "June 2018")]
)
def test_months_are_written_in_the_language_of_the_sheet(
    facts: CertificateFacts, language: str, month: str
) -> None:
    assert dict(linkedin_fields(replace(facts, language=language), "")[1])["issued"] == month


def test_what_stands_in_the_link_cannot_leave_its_place(facts: CertificateFacts) -> None:
    hostile = replace(facts, course_title='a&certUrl=https://evil.example#"><b>', code="x y")
    url = linkedin_fields(hostile, "1")[0]
    asked = parse_qs(urlsplit(url).query)
    assert (asked["name"], asked["certUrl"]) == ([hostile.course_title], [facts.verify_url])
    assert not set('"<> #') & set(url)
