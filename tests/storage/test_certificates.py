"""Certificates as rows: one active, numbers without a gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask

from course.storage import accounts, certificates, enrolments
from course.storage.accounts import Person
from course.storage.database import db, writing


def add(person: int, enrolment: int, code: str, serial: str, now: datetime) -> bool:
    added = certificates.add(
        account_id=person, enrolment_id=enrolment, course_id="masculinities",
        code=code, serial=serial, issued_at=now, snapshot='{"name":"Amina"}',
    )  # fmt: skip
    return added is not None


def test_one_certificate_is_active_and_codes_and_numbers_are_not_used_twice(
    amina: Person, dana: Person, enrolment: int, now: datetime
) -> None:
    with writing():
        hers = enrolments.enrol(dana.id, "masculinities", now)
        assert add(amina.id, enrolment, "A", "S-1", now) is True
        assert add(amina.id, enrolment, "B", "S-2", now) is False
        assert add(dana.id, hers, "A", "S-2", now) is False
        assert add(dana.id, hers, "B", "S-1", now) is False
        first = certificates.by_code("A")
        assert first
        assert [certificates.revoke(first.id, "reason", now) for _ in range(2)] == [True, False]
        assert add(amina.id, enrolment, "B", "S-2", now) is True
    active = certificates.active(amina.id, "masculinities")
    assert active
    assert active.code == "B"
    assert [row.code for row in certificates.of_account(amina.id)] == ["B", "A"]


def test_the_highest_number_of_a_year(amina: Person, dana: Person, enrolment: int, now: datetime) -> None:
    assert certificates.last_number("MASC-2026-") == 0
    serials = ("MASC-2026-00009", "MASC-2026-100000", "MASC-2026-99999", "MASC-2025-200000", "MAS-2026-7")
    with writing():
        for number, serial in enumerate(serials):
            add(amina.id, enrolment, f"code {number}", serial, now)
            found = certificates.by_code(f"code {number}")
            assert found
            certificates.revoke(found.id, "reason", now)
    assert certificates.last_number("MASC-2026-") == 100000


def test_twelve_take_their_numbers_at_once_and_each_has_one(
    context: Flask, at_once: Callable[..., list[Any]], now: datetime
) -> None:
    pairs = []
    with writing():
        for number in range(12):
            person = accounts.add(
                email=f"p{number}@example.org", display_name="P", role="learner",
                language="en", timezone="UTC", created_at=now,
            )  # fmt: skip
            assert person
            pairs.append((person, enrolments.enrol(person, "masculinities", now)))

    def take(number: int) -> bool:
        with writing():
            serial = f"MASC-2026-{certificates.last_number('MASC-2026-') + 1:05d}"
            return add(*pairs[number], f"code {number}", serial, now)

    assert at_once(12, take) == [True] * 12
    assert certificates.last_number("MASC-2026-") == 12


def test_certificates_are_found_by_code_number_and_holder(
    amina: Person, dana: Person, enrolment: int, now: datetime
) -> None:
    with writing():
        add(amina.id, enrolment, "ABCDEFGHJKMNP", "MASC-2026-00001", now)
        add(dana.id, enrolments.enrol(dana.id, "masculinities", now), "0123456789ABC", "MASC-2026-00002", now)

    def found(search: str) -> list[str]:
        rows = [row.code for row in db.session.execute(certificates.listing(search))]
        assert certificates.count(search) == len(rows)
        return rows

    assert found("") == ["0123456789ABC", "ABCDEFGHJKMNP"]
    assert found("abcd-efgh-jkmnp") == ["ABCDEFGHJKMNP"]
    assert found("00002") == ["0123456789ABC"]
    assert found("dana@") == ["0123456789ABC"]
    assert found("nobody") == []
