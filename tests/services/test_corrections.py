"""Another name: corrected by the holder in time, asked for later, decided once by an admin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.content.model import CertificateTerms, Course
from course.services import certificates, corrections, revocations
from course.services.certificates import Issuer
from course.services.errors import NotFound, Refused
from course.storage import accounts as people
from course.storage.accounts import Person
from course.storage.database import Found, db
from course.storage.tables import AuditEntry, Certificate, Mail
from tests.services.courses import ONE_LESSON

SITE = "https://learn.example.org"
ISSUER = Issuer("Equality Training Centre", SITE)
DAY = timedelta(days=1)
Complete = Callable[[Person, Course], None]


@pytest.fixture
def code(amina: Person, context: Flask, completed: Complete, now: datetime) -> str:
    """The code of Amina's certificate, on which her name is misspelt."""
    completed(amina, ONE_LESSON)
    return certificates.issue(amina, ONE_LESSON, "Amina Ba", ISSUER, now)


def refused(what: Callable[[], object]) -> str:
    db.session.rollback()
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.code


def correct(person: Person, code: str, name: str, now: datetime) -> str:
    db.session.rollback()
    return corrections.correct(person, code, name, SITE, now)


def states(now: datetime) -> list[tuple[str, str]]:
    """Every certificate, oldest first: its state, and the name that anyone sees."""
    db.session.rollback()
    codes = db.session.scalars(select(Certificate.code).order_by(Certificate.id)).all()
    return [(found.state, found.name) for found in (certificates.verify(each, now) for each in codes)]


def waiting() -> list[Found]:
    db.session.rollback()
    return list(db.session.execute(corrections.waiting()))


def actions() -> list[tuple[str, int | None, dict[str, Any]]]:
    rows = db.session.execute(
        select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.detail)
        .where(AuditEntry.action.startswith("certificate:"), AuditEntry.action != "certificate:issue")
        .order_by(AuditEntry.id)
    )
    return [(row.action, row.actor_id, row.detail) for row in rows]


def test_amina_corrects_her_name_within_fourteen_days(amina: Person, code: str, now: datetime) -> None:
    later = now + 13 * DAY
    certificates.set_public_name(amina, code, "initials", now)
    new = correct(amina, code, " Amina  Bâ ", later)
    assert states(later) == [("replaced", ""), ("valid", "A. B.")]
    before, after = (certificates.verify(each, later).facts for each in (code, new))
    assert (after.name, after.serial, after.issued_on) == ("Amina Bâ", "MASC-2026-00002", date(2026, 3, 15))
    assert after.verify_url == f"{SITE}/c/{new}"
    same = {"name": "", "serial": "", "code": "", "issued_on": date(2026, 3, 2), "verify_url": ""}
    assert replace(after, **same) == replace(before, **same)  # type: ignore[arg-type]
    assert certificates.sheet(new) != certificates.sheet(code)
    changed = people.by_id(amina.id)
    assert changed
    assert changed.certificate_name == "Amina Bâ"


def test_neither_name_stands_in_the_audit(amina: Person, code: str, now: datetime) -> None:
    correct(amina, code, "Amina Bâ", now)
    assert actions() == [
        ("certificate:correct", amina.id, {"serial": "MASC-2026-00002", "replaces": code}),
    ]
    told = " ".join(map(str, db.session.execute(select(AuditEntry.detail, AuditEntry.subject))))
    assert "Amina B" not in told


def test_a_certificate_is_not_passed_on_by_renaming_it(amina: Person, code: str, now: datetime) -> None:
    new = correct(amina, code, "Amina Bâ", now + 13 * DAY)
    assert refused(lambda: correct(amina, new, "Dana Osei", now + 14 * DAY)) == "ask"
    assert refused(lambda: correct(amina, code, "Dana Osei", now + 14 * DAY)) == "not-valid"
    assert [state for state, _ in states(now)] == ["replaced", "valid"]


def test_after_fourteen_days_it_is_asked_for(amina: Person, code: str, now: datetime) -> None:
    assert refused(lambda: correct(amina, code, "Amina Bâ", now + 14 * DAY)) == "ask"


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "name"), ("Test", "name"), ("Amina" + "\ufdfd" * 110, "name"), (" Amina Ba ", "same-name")],
)
def test_a_name_that_cannot_be_printed_or_is_the_same_corrects_nothing(
    amina: Person, code: str, now: datetime, name: str, why: str
) -> None:
    assert refused(lambda: correct(amina, code, name, now)) == why
    assert refused(lambda: corrections.ask(amina, code, name, "It is wrong.", now)) == why
    assert states(now) == [("valid", "Amina Ba")]


def test_a_double_click_corrects_once(
    amina: Person, code: str, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    said = at_once(8, lambda _: corrections.correct(amina, code, "Amina Bâ", SITE, now))
    assert (len(set(said)), states(now)) == (1, [("replaced", ""), ("valid", "Amina Bâ")])


def test_nobody_else_corrects_or_asks(amina: Person, dana: Person, code: str, now: datetime) -> None:
    for number in (code, "0000000000000", "nonsense"):
        for what in (
            lambda: correct(dana, number, "Dana Osei", now),  # noqa: B023
            lambda: corrections.ask(dana, number, "Dana Osei", "Mine.", now),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                what()
    with pytest.raises(NotFound):
        corrections.decide(4711, True, "", SITE, None, now)


def test_chen_grants_a_correction_and_amina_is_told_neutrally(
    amina: Person, chen: Person, code: str, now: datetime
) -> None:
    later = now + 20 * DAY
    corrections.ask(amina, code, "Amina Bâ", "  It is spelt   with an â. ", later)
    assert refused(lambda: corrections.ask(amina, code, "Amina Bah", "Again.", later)) == "asked"
    (wish,) = waiting()
    assert (wish.name, wish.reason, wish.email, corrections.count()) == (
        "Amina Bâ", "It is spelt with an â.", amina.email, 1,
    )  # fmt: skip
    new = corrections.decide(wish.id, True, "Gladly.", SITE, chen.id, later)
    assert states(later) == [("replaced", ""), ("valid", "Amina Bâ")]
    assert (waiting(), certificates.verify(new, later).facts.completed_on) == ([], date(2026, 3, 2))
    assert actions() == [
        ("certificate:ask", amina.id, {}),
        ("certificate:correct", chen.id, {"serial": "MASC-2026-00002", "replaces": code}),
        ("certificate:grant", chen.id, {}),
    ]
    letter = db.session.execute(select(Mail.to, Mail.subject, Mail.body)).one()
    assert (letter.to, letter.subject) == (amina.email, "There is an answer for you")
    assert (f"{SITE}/certificates/{new}" in letter.body, "ertificate is" in letter.body) == (True, False)
    row = corrections.own(amina, new)
    told = corrections.wish_about(row)
    assert told
    assert (told.granted, told.note, corrections.is_free(row, later)) == (True, "Gladly.", False)


def test_chen_refuses_with_a_note(amina: Person, chen: Person, code: str, now: datetime) -> None:
    corrections.ask(amina, code, "Dana Osei", "I sold it.", now)
    (wish,) = waiting()
    assert refused(lambda: corrections.decide(wish.id, False, "  ", SITE, chen.id, now)) == "why"
    assert corrections.decide(wish.id, False, "That is another person.", SITE, chen.id, now) == code
    assert refused(lambda: corrections.decide(wish.id, True, "", SITE, chen.id, now)) == "decided"
    assert (states(now), waiting()) == ([("valid", "Amina Ba")], [])
    corrections.ask(amina, code, "Amina Bâ", "Then with an â.", now)
    assert len(waiting()) == 1


def test_two_admins_at_once_decide_once(
    amina: Person, bruno: Person, chen: Person, code: str, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    corrections.ask(amina, code, "Amina Bâ", "It is spelt with an â.", now)
    (wish,) = waiting()

    def decide(number: int) -> str:
        who = (bruno, chen)[number % 2]
        return corrections.decide(wish.id, number % 4 < 2, "So be it.", SITE, who.id, now)

    said = at_once(8, decide)
    assert sorted(str(each) for each in said if isinstance(each, Refused)) == ["decided"] * 7
    assert [state for state, _ in states(now)] in (["valid"], ["replaced", "valid"])
    assert len(db.session.execute(select(Mail.id)).all()) == 1


def test_a_wish_about_a_certificate_that_was_revoked_since_is_closed(
    amina: Person, chen: Person, code: str, now: datetime
) -> None:
    corrections.ask(amina, code, "Amina Bâ", "It is spelt with an â.", now)
    (wish,) = waiting()
    revocations.revoke(code, "not-own-work", "", chen.id, now)
    assert waiting() == []
    assert refused(lambda: corrections.decide(wish.id, True, "", SITE, chen.id, now)) == "decided"
    assert refused(lambda: certificates.issue(amina, ONE_LESSON, "Amina Bâ", ISSUER, now)) == "barred"


def test_after_a_revocation_amina_asks_for_a_new_one_and_confirms_her_name_herself(
    amina: Person, chen: Person, code: str, now: datetime
) -> None:
    revocations.revoke(code, "issued-by-mistake", "", chen.id, now)
    corrections.ask(amina, code, "Amina Ba", "I have done all of it.", now)
    (wish,) = waiting()
    assert corrections.decide(wish.id, True, "", SITE, chen.id, now) == code
    assert states(now) == [("revoked", "Amina Ba")]
    new = certificates.issue(amina, ONE_LESSON, "Amina Bâ", ISSUER, now)
    assert certificates.verify(new, now).state == "valid"
    assert refused(lambda: corrections.ask(amina, code, "Amina", "More.", now)) == "not-valid"


def test_a_reason_is_needed_and_an_end_is_an_end(
    amina: Person, chen: Person, code: str, now: datetime
) -> None:
    assert refused(lambda: corrections.ask(amina, code, "Amina Bâ", "  ", now)) == "why"
    revocations.revoke(code, "name-misspelt", "", chen.id, now)
    assert refused(lambda: corrections.ask(amina, code, "Amina Bâ", "Please.", now)) == "not-valid"
    assert refused(lambda: correct(amina, code, "Amina Bâ", now)) == "not-valid"


def test_an_expired_certificate_is_issued_anew_instead(
    amina: Person, chen: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    of = replace(ONE_LESSON, certificate=CertificateTerms(6, "", 1))
    completed(amina, of)
    code = certificates.issue(amina, of, "Amina Ba", ISSUER, now)
    last = now + 364 * DAY
    corrections.ask(amina, code, "Amina Bâ", "It is spelt with an â.", last)
    (wish,) = waiting()
    assert refused(lambda: corrections.decide(wish.id, True, "", SITE, chen.id, last + 2 * DAY)) == "expired"
    assert len(waiting()) == 1
    assert refused(lambda: corrections.ask(amina, code, "Amina Bâ", "Please.", last + 2 * DAY)) == "not-valid"
    certificates.issue(amina, of, "Amina Bâ", ISSUER, last + 2 * DAY)
    assert waiting() == []


def test_a_corrected_certificate_keeps_its_last_day(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    of = replace(ONE_LESSON, certificate=CertificateTerms(6, "", 1))
    completed(amina, of)
    code = certificates.issue(amina, of, "Amina Ba", ISSUER, now)
    new = correct(amina, code, "Amina Bâ", now + 13 * DAY)
    assert certificates.verify(new, now).facts.expires_on == date(2027, 3, 2)
    assert [certificates.verify(new, now + days * DAY).state for days in (365, 366)] == ["valid", "expired"]
