"""Certificates: issued once, the same for ever, revoked by an admin; and what a name may not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from course.content.model import CertificateTerms, Course
from course.documents.facts import Signatory
from course.rules.certificates import format_code, parse_code
from course.services import accounts, certificates, corrections, progress, register, revocations
from course.services.certificates import Issuer
from course.services.errors import NotFound, Refused
from course.storage import accounts as people
from course.storage import certificates as storage
from course.storage import enrolments
from course.storage.accounts import Person
from course.storage.database import db, writing
from course.storage.enrolments import Standing
from course.storage.tables import AuditEntry, Certificate
from tests.services.courses import COURSE, FIRST, ONE_LESSON, REVISION, course, module

ISSUER = Issuer("Equality Training Centre", "https://learn.example.org")
Complete = Callable[[Person, Course], None]


def issue(person: Person, now: datetime, name: str = "Amina Bâ", of: Course = ONE_LESSON) -> str:
    return certificates.issue(person, of, name, ISSUER, now)


def standing_of(person: Person, of: Course = ONE_LESSON) -> Standing:
    db.session.rollback()
    found = enrolments.standing(person.id, of.id)
    assert found
    return found


def refused(what: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.code, caught.value.facts


def test_amina_is_issued_a_certificate_with_the_name_she_confirmed(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now, "  Amina   Bâ ")
    found = certificates.verify(code, now)
    facts = found.facts
    assert (found.state, found.code, parse_code(facts.code)) == ("valid", code, code)
    assert (facts.name, facts.serial, facts.code) == ("Amina Bâ", "MASC-2026-00001", format_code(code))
    assert facts.verify_url == f"https://learn.example.org/c/{code}"
    assert (facts.issued_on, facts.completed_on, facts.expires_on) == (
        date(2026, 3, 2),
        date(2026, 3, 2),
        None,
    )
    changed = people.by_id(amina.id)
    assert changed
    assert changed.certificate_name == "Amina Bâ"
    entry = db.session.query(AuditEntry).filter_by(action="certificate:issue").one()
    assert (entry.subject, entry.actor_id, entry.detail) == (
        f"certificate:{code}", amina.id, {"serial": "MASC-2026-00001"},
    )  # fmt: skip


def test_asking_again_finds_the_first_whatever_the_name(
    amina: Person, context: Flask, completed: Complete, now: datetime, rows: Callable[[str], int]
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now)
    assert issue(amina, now + timedelta(days=1), "Somebody Else") == code
    assert certificates.verify(code, now).facts.name == "Amina Bâ"
    assert (rows("certificate"), standing_of(amina).certificate) == (1, (code, "valid"))
    assert certificates.active(amina.id, ONE_LESSON.id) == certificates.find(code)


def test_eight_windows_issue_at_once_and_there_is_one_certificate(
    amina: Person,
    context: Flask,
    completed: Complete,
    now: datetime,
    rows: Callable[[str], int],
    at_once: Callable[..., list[Any]],
) -> None:
    completed(amina, ONE_LESSON)
    said = at_once(8, lambda _: issue(amina, now))
    assert (len(set(said)), rows("certificate")) == (1, 1)


def test_twelve_learners_are_issued_certificates_at_once_with_twelve_numbers(
    context: Flask, completed: Complete, now: datetime, at_once: Callable[..., list[Any]]
) -> None:
    learners = [accounts.add(f"p{n}@example.org", "P", "learner", None, "en", "UTC", now) for n in range(12)]
    for person in learners:
        completed(person, ONE_LESSON)
    said = at_once(12, lambda number: issue(learners[number], now))
    assert [each for each in said if isinstance(each, Exception)] == []
    serials = [certificates.verify(code, now).facts.serial for code in said]
    assert sorted(serials) == [f"MASC-2026-{number:05d}" for number in range(1, 13)]


def test_serial_numbers_count_on_within_a_year_past_their_five_digits(
    amina: Person, dana: Person, bruno: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    for person in (amina, dana, bruno):
        completed(person, ONE_LESSON)
    first = issue(amina, now)
    with writing() as session:
        session.query(Certificate).update({"serial": "MASC-2026-99999"})
    codes = [issue(person, now) for person in (dana, bruno)]
    assert [certificates.verify(code, now).facts.serial for code in codes] == [
        "MASC-2026-100000",
        "MASC-2026-100001",
    ]
    certificates.revoke(first, "name-misspelt", None, now)
    again = issue(amina, now.replace(year=2027))
    assert certificates.verify(again, now).facts.serial == "MASC-2027-00001"


def test_the_year_of_a_number_is_the_one_that_is_printed(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    accounts.change_profile(amina, "Amina", "en", "Africa/Nairobi")
    there = people.by_id(amina.id)
    assert there
    code = issue(there, datetime(2026, 12, 31, 22, tzinfo=UTC))
    facts = certificates.verify(code, now).facts
    assert (facts.issued_on, facts.serial) == (date(2027, 1, 1), "MASC-2027-00001")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("x" * 121, "too-long"),
        ("Amina\u0007", "control"),
        ("Amina\u202e", "bidi-override"),
        ("amina@example.org", "placeholder-like"),
        ("Test", "placeholder-like"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_its_reason(
    amina: Person, context: Flask, completed: Complete, now: datetime, name: str, problem: str
) -> None:
    completed(amina, ONE_LESSON)
    assert refused(lambda: issue(amina, now, name)) == ("name", {"problems": (problem,)})
    assert certificates.active(amina.id, ONE_LESSON.id) is None


def test_a_name_that_fits_on_no_sheet_is_refused(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    wide = "Amina" + "\ufdfd" * 110  # a whole sentence in one sign
    draft = certificates.facts_for(amina, ONE_LESSON, standing_of(amina), wide, ISSUER, now)
    assert refused(lambda: certificates.proof(draft)) == ("name", {"problems": ("too-wide",)})
    assert refused(lambda: issue(amina, now, wide)) == ("name", {"problems": ("too-wide",)})
    assert certificates.proof(replace(draft, name="Amina Bâ")) == ()


def test_nobody_is_certified_before_the_course_is_completed(
    amina: Person, dana: Person, context: Flask, now: datetime
) -> None:
    progress.finish_lesson(amina.id, COURSE, FIRST, FIRST.lessons[0], REVISION, now)
    assert refused(lambda: issue(amina, now, of=COURSE)) == ("not-completed", {})
    assert refused(lambda: issue(dana, now, of=COURSE)) == ("not-completed", {})


def test_a_course_without_terms_issues_none(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    of = replace(ONE_LESSON, certificate=None)
    completed(amina, of)
    assert refused(lambda: issue(amina, now, of=of)) == ("no-certificate", {})


def test_days_are_those_of_the_learners_zone_and_a_leap_day_expires_before_it(
    context: Flask, completed: Complete
) -> None:
    evening = datetime(2028, 2, 28, 22, 30, tzinfo=UTC)  # 29 February in Nairobi
    amina = accounts.add("amina@example.org", "Amina", "learner", None, "en", "Africa/Nairobi", evening)
    of = replace(ONE_LESSON, certificate=CertificateTerms(1.5, "", 3))
    progress.finish_lesson(amina.id, of, of.modules[0], of.modules[0].lessons[0], REVISION, evening)
    code = issue(amina, evening, of=of)
    facts = certificates.verify(code, evening).facts
    assert (facts.issued_on, facts.completed_on) == (date(2028, 2, 29), date(2028, 2, 29))
    assert (facts.expires_on, facts.hours) == (date(2031, 2, 28), 1.5)
    last = datetime(2031, 2, 28, 23, 59, 58, tzinfo=ZoneInfo("Africa/Nairobi"))
    states = [certificates.verify(code, moment).state for moment in (last, last + timedelta(seconds=1))]
    assert states == ["valid", "expired"]


def test_the_sheet_names_who_signs_and_the_lowest_pass_mark(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, COURSE)
    signed = replace(ISSUER, signatories=(Signatory("A. Okonkwo", "Director"),))
    facts = certificates.facts_for(amina, COURSE, standing_of(amina, COURSE), "Amina", signed, now)
    assert facts.signatories == (Signatory("A. Okonkwo", "Director"),)
    assert (facts.pass_mark, facts.modules) == (0.8, ("First-Steps", "Words"))
    assert (facts.serial, facts.code) == ("", "")


def test_where_no_certificate_can_be_entered_nothing_is_changed(
    amina: Person, context: Flask, completed: Complete, now: datetime, rows: Callable[[str], int]
) -> None:
    """Such as after a repair by hand: a certificate in force that hangs on another enrolment."""
    completed(amina, ONE_LESSON)
    issue(amina, now)
    with writing() as session:
        session.query(Certificate).update({"enrolment_id": enrolments.enrol(amina.id, "other", now)})
    draft = certificates.facts_for(amina, ONE_LESSON, standing_of(amina), "Amina", ISSUER, now)
    with pytest.raises(Refused, match="busy"), writing():
        register.enter(draft, amina, standing_of(amina).id, ISSUER.public_url, amina.id, now)
    assert (rows("certificate"), rows("failure")) == (1, 0)


def test_later_edits_change_nothing_on_a_certificate(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now)
    before = certificates.verify(code, now).facts
    renamed = replace(course(module("short", "only"), module("more", "extra", number=2)), title="Renamed")
    assert issue(amina, now, of=renamed) == code
    assert certificates.verify(code, now).facts == before


def test_chen_revokes_a_certificate_once_with_a_reason_that_is_not_public(
    amina: Person, chen: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now)
    assert refused(lambda: certificates.revoke(code, "  ", chen.id, now)) == ("reason", {})
    certificates.revoke(code, " issued by mistake ", chen.id, now)
    assert refused(lambda: certificates.revoke(code, "again", chen.id, now)) == ("not-valid", {})
    found = certificates.verify(code, now)
    assert (found.state, found.revoked_at) == ("revoked", now)
    assert "mistake" not in repr(found)
    assert storage.of_account(amina.id)[0].revoked_reason == "issued by mistake"
    assert certificates.active(amina.id, ONE_LESSON.id) is None


@pytest.mark.parametrize("reason", ["name-misspelt", "asked-for-by-holder"])
def test_after_some_revocations_a_new_certificate_has_a_new_code_and_the_old_one_stays_revoked(
    amina: Person, chen: Person, context: Flask, completed: Complete, now: datetime, reason: str
) -> None:
    completed(amina, ONE_LESSON)
    old = issue(amina, now, "Amina Ba")
    certificates.set_public_name(amina, old, "hidden", now)
    revocations.revoke(old, reason, "", chen.id, now)
    new = issue(amina, now)
    assert (old != new, standing_of(amina).certificate) == (True, (new, "valid"))
    assert [certificates.verify(code, now).state for code in (old, new)] == ["revoked", "valid"]
    assert [certificates.verify(code, now).public_name for code in (old, new)] == ["hidden", "hidden"]


@pytest.mark.parametrize("reason", ["issued-by-mistake", "not-own-work", "other"])
def test_after_other_revocations_amina_has_none_until_an_admin_allows_it(
    amina: Person, chen: Person, context: Flask, completed: Complete, now: datetime, reason: str
) -> None:
    completed(amina, ONE_LESSON)
    old = issue(amina, now)
    revocations.revoke(old, reason, "a letter came", chen.id, now)
    assert refused(lambda: issue(amina, now)) == ("barred", {})
    corrections.allow(old, ISSUER.public_url, chen.id, now)
    assert refused(lambda: corrections.allow(old, ISSUER.public_url, chen.id, now)) == ("not-barred", {})
    new = issue(amina, now)
    assert [certificates.verify(code, now).state for code in (old, new)] == ["revoked", "valid"]
    revocations.revoke(new, reason, "again", chen.id, now)
    assert refused(lambda: issue(amina, now)) == ("barred", {})


def test_an_expired_certificate_is_issued_anew_and_replaced(
    amina: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    of = replace(ONE_LESSON, certificate=CertificateTerms(6, "", 1))
    completed(amina, of)
    old = issue(amina, now, of=of)
    later = now + timedelta(days=366)
    assert issue(amina, later - timedelta(days=2), of=of) == old
    assert certificates.verify(old, later).state == "expired"
    new = issue(amina, later, of=of)
    assert [certificates.verify(code, later).state for code in (old, new)] == ["replaced", "valid"]
    facts = certificates.verify(new, later).facts
    assert (facts.completed_on, facts.issued_on) == (date(2026, 3, 2), date(2027, 3, 3))
    entry = db.session.query(AuditEntry).filter_by(subject=f"certificate:{new}").one()
    assert entry.detail == {"serial": "MASC-2027-00001", "replaces": old}


def test_amina_chooses_what_the_public_page_shows_of_her_name(
    amina: Person, dana: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now)
    shown = []
    for choice in ("initials", "hidden", "hidden", "full"):
        certificates.set_public_name(amina, code, choice, now)
        shown.append(certificates.verify(code, now).name)
    assert shown == ["A. B.", "", "", "Amina Bâ"]
    entries = db.session.query(AuditEntry).filter_by(action="certificate:public-name").all()
    assert [(each.actor_id, each.detail) for each in entries] == [
        (amina.id, {"before": "full", "after": "initials"}),
        (amina.id, {"before": "initials", "after": "hidden"}),
        (amina.id, {"before": "hidden", "after": "full"}),
    ]
    assert refused(lambda: certificates.set_public_name(amina, code, "half", now)) == ("public-name", {})
    for person, number in ((dana, code), (amina, "0000000000000")):
        with pytest.raises(NotFound):
            certificates.set_public_name(person, number, "hidden", now)


def test_an_unknown_code_is_not_found(context: Flask, now: datetime) -> None:
    for what in (
        lambda: certificates.verify("0000000000000", now),
        lambda: certificates.sheet("0000000000000"),
        lambda: certificates.revoke("0000000000000", "reason", None, now),
        lambda: corrections.allow("0000000000000", ISSUER.public_url, None, now),
    ):
        with pytest.raises(NotFound):
            what()
    assert certificates.find("0000000000000") is None


def test_a_revocation_has_a_reason_of_the_list_and_other_has_a_note(
    amina: Person, chen: Person, context: Flask, completed: Complete, now: datetime
) -> None:
    completed(amina, ONE_LESSON)
    code = issue(amina, now)
    with pytest.raises(NotFound):
        revocations.revoke("mistyped", "other", "note", chen.id, now)
    assert refused(lambda: revocations.revoke(code, "because", "", chen.id, now)) == ("reason", {})
    assert refused(lambda: revocations.revoke(code, "other", "  ", chen.id, now)) == ("note", {})
    revocations.revoke(format_code(code).lower(), "name-misspelt", " see   letter ", chen.id, now)
    recorded = storage.of_account(amina.id)[0].revoked_reason
    assert (recorded, revocations.reason_of(recorded)) == (
        "name-misspelt: see letter",
        ("name-misspelt", "see letter"),
    )


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("not-own-work", ("not-own-work", "")),
        ("issued by mistake", ("other", "issued by mistake")),
        (None, ("other", "")),
    ],
)
def test_a_recorded_reason_is_told_apart_from_its_note(recorded: str | None, told: tuple[str, str]) -> None:
    assert revocations.reason_of(recorded) == told
