"""Completion records: which rows a filter has, what an export holds, and what the audit says of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from flask import Flask

from course.services import accounts, records, revocations
from course.services.errors import NotFound, Refused
from course.services.explanations import explain
from course.services.records import COLUMNS, Filter
from course.services.refusals import in_words
from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db
from tests.completed import certify, complete, sample_course

TITLES = {"masculinities": "Masculinities: a sample"}


def exported(form: str, chosen: Filter, now: datetime, actor_id: int | None = None) -> bytes:
    return b"".join(records.export(chosen, form, TITLES, actor_id, now).chunks)


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def named(name: str, language: str, now: datetime) -> Person:
    return accounts.add(f"{name.lower()}@example.org", name, "learner", None, language, "UTC", now)


def test_a_record_says_who_completed_what_and_when(context: Flask, amina: Person, now: datetime) -> None:
    complete(amina, now, score=0.875)
    code = certify(amina, "Amina Diallo", now)
    later = now + timedelta(days=1)
    (row,) = records.rows(Filter(), TITLES, later)
    assert dict(zip([column.name for column in COLUMNS], row, strict=True)) == {
        "certificate_name": "Amina Diallo",
        "display_name": "Amina",
        "email": "amina@example.org",
        "language": "en",
        "course_id": "masculinities",
        "course_title": "Masculinities: a sample",
        "enrolled_at": now,
        "completed_at": now,
        "score": 0.875,
        "revision": "r1",
        "certificate_serial": "MASC-2026-00001",
        "certificate_code": f"{code[:4]}-{code[4:8]}-{code[8:]}",
        "certificate_state": "valid",
        "certificate_issued_at": now,
    }


def test_the_name_in_a_record_stays_as_printed_when_the_account_changes_it(
    context: Flask, amina: Person, now: datetime
) -> None:
    complete(amina, now)
    certify(amina, "Amina Diallo", now)
    accounts.change_profile(amina, "Amina", "en", "UTC", certificate_name="Amina Sow")
    assert [row[0] for row in records.rows(Filter(), TITLES, now)] == ["Amina Diallo"]


def test_a_record_without_certificate_has_empty_cells(context: Flask, amina: Person, now: datetime) -> None:
    complete(amina, now)
    (row,) = records.rows(Filter(), {}, now)
    assert (row[0], row[5], *row[10:]) == ("", "", "", "", "", None)


def test_a_revoked_and_an_expired_certificate_are_told_apart(
    context: Flask, amina: Person, bruno: Person, now: datetime
) -> None:
    for person in (amina, bruno):
        complete(person, now)
    code = certify(amina, "Amina Diallo", now)
    certify(bruno, "Bruno Costa", now)
    revocations.revoke(code, "name-misspelt", "", None, now)
    in_four_years = now + timedelta(days=4 * 365)
    assert [row[12] for row in records.rows(Filter(), TITLES, in_four_years)] == ["revoked", "expired"]


def test_only_the_latest_certificate_of_a_completion_is_told(
    context: Flask, amina: Person, now: datetime
) -> None:
    complete(amina, now)
    revocations.revoke(certify(amina, "Amina Dialo", now), "name-misspelt", "", None, now)
    certify(amina, "Amina Diallo", now)
    assert [(row[0], row[10], row[12]) for row in records.rows(Filter(), TITLES, now)] == [
        ("Amina Diallo", "MASC-2026-00002", "valid")
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(), ["Élodie", "Óscar", "Zeynep"]),
        (Filter(course="masculinities"), ["Élodie", "Óscar"]),
        (Filter(course="gone"), ["Zeynep"]),
        (Filter(language="es"), ["Óscar"]),
        (Filter(search="élodie"), ["Élodie"]),
        (Filter(search="ÉLODIE"), ["Élodie"]),
        (Filter(search="óscar@example"), ["Óscar"]),
        (Filter(search="example.org"), ["Élodie", "Óscar", "Zeynep"]),
        (Filter(search="%"), []),
        (Filter(search="_"), []),
    ],
)
def test_a_filter_keeps_the_rows_it_names(
    context: Flask, now: datetime, chosen: Filter, expected: list[str]
) -> None:
    complete(named("Élodie", "fr", now), now)
    complete(named("Óscar", "es", now), now)
    complete(named("Zeynep", "en", now), now, course_id="gone")
    assert [row[1] for row in records.rows(chosen, TITLES, now)] == expected
    assert records.count(chosen) == len(expected)
    assert [row.display_name for row in records.page(chosen, 1, 50)] == expected


def test_a_period_holds_its_first_moment_and_not_its_last(
    context: Flask, amina: Person, bruno: Person, chen: Person
) -> None:
    first, last = records.start_of(date(2026, 3, 1), "Africa/Nairobi"), datetime(2026, 3, 31, 21, tzinfo=UTC)
    complete(amina, first)
    complete(bruno, last - timedelta(seconds=1))
    complete(chen, last)
    march = Filter(since=first, until=records.start_of(date(2026, 4, 1), "Africa/Nairobi"))
    assert first == datetime(2026, 2, 28, 21, tzinfo=UTC)
    assert [row[1] for row in records.rows(march, TITLES, last)] == ["Amina", "Bruno"]


def test_csv_has_titles_then_a_line_for_each_record(context: Flask, amina: Person, now: datetime) -> None:
    complete(amina, now)
    head, line = lines_of(exported("csv", Filter(), now))
    assert head == [column.title for column in COLUMNS]
    assert line == [
        "", "Amina", "amina@example.org", "en", "masculinities", "Masculinities: a sample",
        "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "0.9", "r1", "", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_no_name_becomes_a_formula(context: Flask, now: datetime, name: str) -> None:
    person = accounts.add("formula@example.org", name, "learner", None, "en", "UTC", now)
    complete(person, now)
    assert lines_of(exported("csv", Filter(), now))[1][1] == f"'{name}"
    sheet = openpyxl.load_workbook(io.BytesIO(exported("xlsx", Filter(), now)))["Records"]
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", name)


def test_json_says_its_filter_and_the_meaning_of_each_column(
    context: Flask, amina: Person, now: datetime
) -> None:
    complete(amina, now)
    told = json.loads(exported("json", Filter(course="masculinities", since=now), now))
    assert told["filter"] == {"course": "masculinities", "since": "2026-03-02T09:00:00Z"}
    assert [column["name"] for column in told["columns"]] == [column.name for column in COLUMNS]
    assert all(column["description"] for column in told["columns"])
    assert [record["email"] for record in told["records"]] == ["amina@example.org"]


def test_xlsx_holds_the_records_and_their_meaning(context: Flask, amina: Person, now: datetime) -> None:
    complete(amina, now)
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", Filter(), now)))
    assert book.sheetnames == ["Records", "Columns"]
    assert [cell.value for cell in book["Records"][2]][1:4] == ["Amina", "amina@example.org", "en"]


def test_an_export_is_in_the_audit_before_its_first_byte(context: Flask, chen: Person, now: datetime) -> None:
    complete(chen, now)
    made = records.export(Filter(language="en"), "csv", TITLES, chen.id, now)
    entry = db.session.execute(audit.listing(action="records:export")).one()
    assert (entry.actor, entry.subject, entry.detail) == (
        "chen@example.org",
        "records",
        {"format": "csv", "rows": 1, "filter": {"language": "en"}},
    )
    assert (made.rows, made.name, made.mimetype) == (1, "records-2026-03-02.csv", "text/csv; charset=utf-8")


def test_what_is_completed_after_an_export_began_is_not_in_it(
    context: Flask, amina: Person, bruno: Person, now: datetime
) -> None:
    complete(amina, now)
    made = records.export(Filter(), "csv", TITLES, None, now)
    complete(bruno, now)
    assert (made.rows, len(lines_of(b"".join(made.chunks)))) == (1, 2)


def test_equal_records_have_equal_bytes_whoever_asks(
    context: Flask, amina: Person, chen: Person, now: datetime
) -> None:
    complete(amina, now)
    certify(amina, "Amina Diallo", now)
    for form in records.FORMATS:
        assert exported(form, Filter(), now, chen.id) == exported(form, Filter(), now)


def test_an_unknown_format_is_refused_and_not_audited(context: Flask, now: datetime) -> None:
    with pytest.raises(Refused, match="format"):
        records.export(Filter(), "pdf", TITLES, None, now)
    assert db.session.execute(audit.listing()).all() == []


def test_a_filter_without_rows_exports_the_head_alone(context: Flask, now: datetime) -> None:
    assert len(lines_of(exported("csv", Filter(course="gone"), now))) == 1


def test_only_a_reason_of_the_list_revokes(context: Flask, amina: Person, now: datetime) -> None:
    complete(amina, now)
    code = certify(amina, "Amina Diallo", now)
    with pytest.raises(Refused, match="reason"):
        revocations.revoke(code, "because", "", None, now)
    with pytest.raises(NotFound):
        revocations.revoke("nonsense", "other", "A note", None, now)


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("name-misspelt", ("name-misspelt", "")),
        ("other: By order: of a court", ("other", "By order: of a court")),
        ("written before there was a list", ("other", "written before there was a list")),
        (None, ("other", "")),
    ],
)
def test_a_recorded_reason_is_told_in_two_parts(recorded: str | None, told: tuple[str, str]) -> None:
    assert revocations.reason_of(recorded) == told


def test_a_module_without_a_quiz_is_explained_by_its_lessons(now: datetime) -> None:
    course = sample_course()
    bare = replace(course, modules=tuple(replace(module, quiz=None) for module in course.modules))
    assert [each.about for each in explain(bare, None, [], now)] == [
        "course",
        "module",
        "module",
        "certificate",
    ]


@pytest.mark.parametrize("problem", ["short", "long", "common", "personal"])
def test_each_weakness_of_a_password_has_its_sentence(problem: str) -> None:
    assert in_words(Refused("password", problem=problem)).endswith(".")


def test_a_refusal_without_a_sentence_is_told_by_its_code() -> None:
    assert (in_words(Refused("odd")), in_words(Refused("password", problem="odd"))) == ("odd", "odd")
