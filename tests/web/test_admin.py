"""The administration: who may open it, what each desk shows, and what every change leaves behind."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.services import accounts, attempts, progress
from course.storage import audit
from course.storage.accounts import Person
from course.storage.database import db
from course.storage.tables import Account, Attempt, Certificate, SignIn
from tests.completed import certify, complete, counted, sample_course

SignInto = Callable[[FlaskClient, Person], None]
PAGES = ("/admin/learners", "/admin/learners/1", "/admin/records", "/admin/certificates", "/admin/audit")
LISTS = ("/admin/learners", "/admin/records", "/admin/certificates", "/admin/audit")
CHANGES = (
    "/admin/learners/1/role",
    "/admin/learners/1/disabled",
    "/admin/learners/1/sign-out",
    "/admin/records/export",
    "/admin/certificates/0000000000000/revocation",
)


def text_of(client: FlaskClient, address: str) -> str:
    """The words of a page, without its marks."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.get_data(as_text=True)
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)).split())


def entries(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.action, row.subject) for row in db.session.execute(audit.listing())]


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignInto, chen: Person) -> FlaskClient:
    """Chen's browser."""
    sign_in(client, chen)
    return client


@pytest.mark.parametrize("address", [*PAGES, *CHANGES])
@pytest.mark.parametrize("who", ["amina", "bruno"])
def test_the_administration_is_not_there_for_others(
    client: FlaskClient, sign_in: SignInto, request: pytest.FixtureRequest, address: str, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    response = client.post(address) if address in CHANGES else client.get(address)
    assert response.status_code == 404


def test_a_visitor_is_sent_to_sign_in_first(client: FlaskClient) -> None:
    for address in PAGES:
        response = client.get(address)
        assert (response.status_code, response.location.split("?")[0]) == (302, "/sign-in")
    assert [client.post(address).status_code for address in CHANGES] == [401] * len(CHANGES)


@pytest.mark.parametrize("address", PAGES)
def test_an_admin_opens_every_desk_and_it_writes_nothing(
    app: Flask, desk: FlaskClient, chen: Person, address: str
) -> None:
    before = entries(app)
    response = desk.get(address)
    assert (response.status_code, entries(app)) == (200, before)
    assert response.get_data(as_text=True).count("<h1") == 1
    assert response.headers["Cache-Control"] == "no-store"


def test_people_are_found_by_name_role_and_state(
    app: Flask, desk: FlaskClient, amina: Person, bruno: Person, now: datetime
) -> None:
    with app.app_context():
        accounts.set_disabled(amina.id, True, now)
    shown = text_of(desk, "/admin/learners")
    assert [name in shown for name in ("amina@", "bruno@", "chen@")] == [True, True, True]
    only = text_of(desk, "/admin/learners?search=AMINA&role=learner&state=disabled")
    assert ("1 person" in only, "amina@" in only, "bruno@" in only) == (True, True, False)
    assert "Nobody fits this filter" in text_of(desk, "/admin/learners?search=nobody")


def test_an_unknown_role_or_page_in_the_address_shows_what_there_is(desk: FlaskClient) -> None:
    assert "1 person" in text_of(desk, "/admin/learners?role=king&state=odd&page=999")
    assert "1 person" in text_of(desk, "/admin/learners?page=-3")


def test_long_lists_come_in_pages_that_keep_the_filter(app: Flask, desk: FlaskClient, now: datetime) -> None:
    with app.app_context():
        for number in range(60):
            accounts.add(f"p{number}@example.org", f"P {number}", "learner", None, "en", "UTC", now)
    page = desk.get("/admin/learners?role=learner").get_data(as_text=True)
    assert ("60 people" in page, "role=learner&amp;page=2" in page) == (True, True)
    second = text_of(desk, "/admin/learners?role=learner&page=2")
    assert ("Page 2 of 2" in second, "p0@example.org" in second) == (True, True)


@pytest.mark.parametrize(
    "address", ["/admin/learners", "/admin/records", "/admin/certificates", "/admin/audit"]
)
def test_a_list_asks_the_database_as_often_for_thirty_as_for_one(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime, address: str
) -> None:
    with app.app_context():
        complete(amina, now)
        certify(amina, "Amina Diallo", now)
    with counted(app) as one:
        desk.get(address)
    with app.app_context():
        for number in range(30):
            person = accounts.add(f"p{number}@example.org", f"P {number}", "learner", None, "en", "UTC", now)
            complete(person, now)
            certify(person, f"Person {number}x", now)
    with counted(app) as thirty:
        shown = desk.get(address)
    assert (len(thirty), shown.status_code) == (len(one), 200)


def test_a_learners_page_explains_states_and_shows_no_answer_or_reflection(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime
) -> None:
    course = sample_course()
    module = course.modules[0]
    with app.app_context():
        progress.finish_lesson(amina.id, course, module, module.lessons[0], "r1", now)
        reflection = next(key for lesson in module.lessons for key in lesson.reflections)
        progress.save_reflection(amina.id, course, module, reflection, "My private canary", now)
    shown = text_of(desk, f"/admin/learners/{amina.id}")
    assert "Lessons done: 1 of 2." in shown
    assert "Complete the module “First steps”: 1 of 3 parts are done." in shown
    assert "canary" not in desk.get(f"/admin/learners/{amina.id}").get_data(as_text=True)


def test_attempts_are_listed_with_their_scores(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime
) -> None:
    course = sample_course()
    module = course.modules[0]
    with app.app_context():
        attempt_id = attempts.start(amina.id, course, module, "r1", 7, now)
    address = f"/admin/learners/{amina.id}"
    assert "First steps , attempt 1 2 March 2026, 09:00 Open" in text_of(desk, address)
    with app.app_context():
        attempts.submit(amina.id, attempt_id, {}, "token", course, "r1", now)
        of = round(db.session.scalar(select(Attempt.points_of).where(Attempt.id == attempt_id)) or 0)
    told = text_of(desk, address)
    assert f"First steps , attempt 1 2 March 2026, 09:00 2 March 2026, 09:00 0 of {of} (0%) Not yet" in told


def test_a_learner_of_a_course_that_is_gone_is_still_shown(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now, course_id="gone")
    assert "This course was removed; its records stay." in text_of(desk, f"/admin/learners/{amina.id}")


def test_nobody_is_at_a_number_that_was_never_given(desk: FlaskClient) -> None:
    assert desk.get("/admin/learners/4711").status_code == 404
    assert desk.post("/admin/learners/4711/role", data={"role": "admin"}).status_code == 404
    assert desk.post("/admin/learners/4711/disabled", data={"disabled": "1"}).status_code == 404
    assert desk.post("/admin/learners/4711/sign-out").status_code == 404


def test_a_role_is_changed_and_audited(app: Flask, desk: FlaskClient, amina: Person, chen: Person) -> None:
    response = desk.post(f"/admin/learners/{amina.id}/role", data={"role": "trainer"})
    assert (response.status_code, response.location) == (303, f"/admin/learners/{amina.id}")
    with app.app_context():
        assert db.session.scalar(select(Account.role).where(Account.id == amina.id)) == "trainer"
        entry = db.session.execute(audit.listing(action="account:role")).one()
    assert (entry.actor_id, entry.detail) == (chen.id, {"before": "learner", "after": "trainer"})


@pytest.mark.parametrize(("path", "data"), [("role", {"role": "learner"}), ("disabled", {"disabled": "1"})])
def test_the_last_admin_stays(
    app: Flask, desk: FlaskClient, chen: Person, path: str, data: dict[str, str]
) -> None:
    address = desk.post(f"/admin/learners/{chen.id}/{path}", data=data).location
    assert "the only admin who can sign in" in text_of(desk, address)
    with app.app_context():
        row = db.session.execute(select(Account.role, Account.disabled_at).where(Account.id == chen.id)).one()
    assert (row.role, row.disabled_at) == ("admin", None)


def test_an_unknown_role_is_refused_in_words(desk: FlaskClient, amina: Person) -> None:
    address = desk.post(f"/admin/learners/{amina.id}/role", data={"role": "king"}).location
    assert "There is no such role." in text_of(desk, address)


def test_an_admin_who_steps_down_is_led_away(
    app: Flask, desk: FlaskClient, amina: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        accounts.set_role(amina.id, "admin", now)
    response = desk.post(f"/admin/learners/{chen.id}/role", data={"role": "learner"})
    assert (response.status_code, response.location) == (303, "/learning")
    assert desk.get("/admin/learners").status_code == 404


def test_a_disabled_account_is_out_at_once_and_back_when_enabled(
    app: Flask, desk: FlaskClient, sign_in: SignInto, amina: Person
) -> None:
    hers = app.test_client()
    sign_in(hers, amina)
    assert hers.get("/learning").status_code == 200
    address = desk.post(f"/admin/learners/{amina.id}/disabled", data={"disabled": "1"}).location
    assert "signed out everywhere" in text_of(desk, address)
    assert hers.get("/learning").status_code == 302
    desk.post(f"/admin/learners/{amina.id}/disabled", data={"disabled": "0"})
    assert entries(app)[:2] == [
        ("account:enable", f"account:{amina.id}"),
        ("account:disable", f"account:{amina.id}"),
    ]


def test_signing_out_everywhere_ends_every_session(
    app: Flask, desk: FlaskClient, sign_in: SignInto, amina: Person
) -> None:
    for browser in (app.test_client(), app.test_client()):
        sign_in(browser, amina)
    assert "2 devices" in text_of(desk, f"/admin/learners/{amina.id}")
    desk.post(f"/admin/learners/{amina.id}/sign-out")
    with app.app_context():
        assert db.session.scalars(select(SignIn.id).where(SignIn.account_id == amina.id)).all() == []
    assert entries(app)[0] == ("session:end-all", f"account:{amina.id}")


def test_records_are_filtered_by_their_address(
    app: Flask, desk: FlaskClient, amina: Person, bruno: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now)
        complete(bruno, now + timedelta(days=30), course_id="gone")
    everything = text_of(desk, "/admin/records")
    assert ("Export 2 rows (CSV)" in everything, "bruno@" in everything) == (True, True)
    march = text_of(
        desk,
        "/admin/records?course=masculinities&language=en&since=2026-03-02&until=2026-03-03&search=amina",
    )
    assert ("Export 1 row (XLSX)" in march, "amina@" in march, "bruno@" in march) == (True, True, False)
    assert "bruno@" in text_of(desk, "/admin/records?course=gone")
    assert "No record fits this filter." in text_of(desk, "/admin/records?until=2026-03-02")


def test_a_bookmark_shows_its_filter_in_the_form(desk: FlaskClient) -> None:
    page = desk.get("/admin/records?course=masculinities&since=2026-03-01&search=amina").get_data(
        as_text=True
    )
    assert '<option value="masculinities" selected>' in page
    assert 'name="since" value="2026-03-01"' in page
    assert 'name="search" value="amina"' in page


@pytest.mark.parametrize("query", ["since=yesterday", "until=2026-02-30", "language=xx"])
def test_a_filter_that_makes_no_sense_lists_and_exports_nothing(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime, query: str
) -> None:
    with app.app_context():
        complete(amina, now)
    shown = text_of(desk, f"/admin/records?{query}")
    assert ("amina@" in shown, "Export" in shown.split("What the columns")[0]) == (False, False)
    name, value = query.split("=")
    assert desk.post("/admin/records/export", data={"format": "csv", name: value}).status_code == 400
    assert ("records:export", "records") not in entries(app)


def test_days_of_the_filter_begin_in_the_admins_own_zone(
    app: Flask, desk: FlaskClient, amina: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        accounts.change_profile(chen, "Chen", "en", "Pacific/Auckland")
        complete(amina, datetime.fromisoformat("2026-03-01T11:30:00+00:00"))  # 2 March, 00:30 there
    assert "amina@" in text_of(desk, "/admin/records?since=2026-03-02")
    assert "amina@" not in text_of(desk, "/admin/records?until=2026-03-02")


def test_an_export_sends_the_filtered_rows_and_is_audited(
    app: Flask, desk: FlaskClient, amina: Person, bruno: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now)
        complete(bruno, now, course_id="gone")
    response = desk.post("/admin/records/export", data={"format": "csv", "course": "masculinities"})
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert [row[2] for row in rows] == ["E-mail address", "amina@example.org"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=records-masculinities-2026-03-02.csv"
    )
    with app.app_context():
        entry = db.session.execute(audit.listing()).first()
    assert (entry.actor_id, entry.detail) == (
        chen.id,
        {"format": "csv", "rows": 1, "filter": {"course": "masculinities"}},
    )


def test_an_export_in_no_known_format_is_refused(app: Flask, desk: FlaskClient) -> None:
    assert desk.post("/admin/records/export", data={"format": "pdf"}).status_code == 400
    assert desk.get("/admin/records/export").status_code == 405


def test_a_certificate_is_revoked_after_a_reason_is_given(
    app: Flask, desk: FlaskClient, amina: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now)
        code = certify(amina, "Amina Diallo", now)
    printed = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert "Amina Diallo" in text_of(desk, f"/admin/certificates?search={printed.lower()}")
    address = f"/admin/certificates/{printed}/revocation"
    assert "This cannot be undone." in text_of(desk, address)
    response = desk.post(address, data={"reason": "name-misspelt", "note": "Diallo has two l"})
    assert (response.status_code, response.location) == (303, f"/admin/certificates?search={code}")
    shown = text_of(desk, response.location)
    assert "Revoked The name is misspelt, 2 March 2026: Diallo has two l" in shown
    assert "nothing to revoke" in text_of(desk, address)
    with app.app_context():
        entry = db.session.execute(audit.listing(action="certificate:revoke")).one()
    assert (entry.actor_id, entry.detail) == (chen.id, {"reason": "name-misspelt: Diallo has two l"})
    public = desk.get(f"/c/{code}").get_data(as_text=True)
    assert ("two l" in public, "name-misspelt" in public) == (False, False)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose a reason."),
        ({"reason": "king"}, "Not a valid choice"),
        ({"reason": "other"}, "Say more in the note"),
        ({"reason": "other", "note": "x" * 401}, "Use 400 characters or fewer."),
    ],
)
def test_a_revocation_without_a_reason_keeps_the_certificate(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime, data: dict[str, str], message: str
) -> None:
    with app.app_context():
        complete(amina, now)
        code = certify(amina, "Amina Diallo", now)
    response = desk.post(f"/admin/certificates/{code}/revocation", data=data)
    assert (response.status_code, message in response.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert db.session.scalar(select(Certificate.state)) == "valid"


def test_a_second_revocation_is_refused_in_words(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now)
        code = certify(amina, "Amina Diallo", now)
    data = {"reason": "issued-by-mistake"}
    desk.post(f"/admin/certificates/{code}/revocation", data=data)
    again = desk.post(f"/admin/certificates/{code}/revocation", data=data)
    assert (again.status_code, len([each for each in entries(app) if "revoke" in each[0]])) == (422, 1)


def test_a_code_that_does_not_exist_is_not_there(desk: FlaskClient) -> None:
    assert desk.get("/admin/certificates/0000000000000/revocation").status_code == 404
    assert desk.get("/admin/certificates/nonsense/revocation").status_code == 404


def test_the_audit_is_filtered_by_person_and_action(
    app: Flask, desk: FlaskClient, amina: Person, bruno: Person, chen: Person, now: datetime
) -> None:
    with app.app_context():
        accounts.set_role(amina.id, "trainer", now, chen.id)
        accounts.set_disabled(bruno.id, True, now, None)
    of_amina = text_of(desk, "/admin/audit?person=Amina@example.org")
    assert ("2 entries" in of_amina, "before: learner , after: trainer" in of_amina) == (True, True)
    disabled = text_of(desk, "/admin/audit?action=account:disable")
    assert ("1 entry" in disabled, "Command line" in disabled, "bruno@" in disabled) == (True, True, True)
    assert "There is no account with this address." in text_of(desk, "/admin/audit?person=nobody@example.org")


def test_an_entry_leads_to_what_it_is_about(
    app: Flask, desk: FlaskClient, amina: Person, now: datetime
) -> None:
    with app.app_context():
        complete(amina, now)
        code = certify(amina, "Amina Diallo", now)
    desk.post("/admin/records/export", data={"format": "json"})
    page = desk.get("/admin/audit").get_data(as_text=True)
    links = (f'"/admin/learners/{amina.id}"', f'"/admin/certificates?search={code}"', '"/admin/records"')
    assert [link in page for link in links] == [True, True, True]


def test_names_of_people_are_shown_as_text(app: Flask, desk: FlaskClient, now: datetime) -> None:
    with app.app_context():
        person = accounts.add("x@example.org", "<b>Bold</b>", "learner", None, "en", "UTC", now)
        complete(person, now)
    for address in ("/admin/learners", f"/admin/learners/{person.id}", "/admin/records"):
        assert "<b>Bold</b>" not in desk.get(address).get_data(as_text=True)


def test_changes_need_the_token_of_a_form(app: Flask, desk: FlaskClient, amina: Person) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert desk.post(f"/admin/learners/{amina.id}/role", data={"role": "admin"}).status_code == 400
    with app.app_context():
        assert db.session.scalar(select(Account.role).where(Account.id == amina.id)) == "learner"
