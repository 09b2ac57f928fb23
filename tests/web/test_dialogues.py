"""Dialogues before, while and after they are open; their webinars, documents and cards."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from course.web.public import dialogues as pages
from tests.web.test_accounts import DANA, page

MEN = "/dialogues/2018-06-men-and-training"
ANNOUNCED = datetime(2018, 6, 2, 9, 40, tzinfo=UTC)
OPEN = datetime(2018, 6, 9, 9, 40, tzinfo=UTC)
CLOSED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEBINAR = datetime(2018, 6, 12, 14, 0, tzinfo=UTC)


def seen(client: FlaskClient, path: str, moment: datetime) -> str:
    """The page as it is at that moment, with runs of white space made one and markup left out."""
    with time_machine.travel(moment, tick=False):
        text = page(client.get(path))
    return " ".join(re.sub(r"<[^>]+>", " ", text.split("<main", 1)[1]).split())


# The page of a dialogue


def test_an_announced_dialogue_says_when_it_opens(client: FlaskClient) -> None:
    text = seen(client, MEN, ANNOUNCED)
    assert "Virtual dialogues, no. 12 Opens on 6 June Men and training" in text
    assert "Forum 6 to 20 June. Webinars on 12 June and 13 June" in text
    assert "Summary and recording After 20 June" in text
    assert "10 days 4 hours 20 minutes" in text


def test_an_open_dialogue_says_how_long_it_stays_open(client: FlaskClient) -> None:
    text = seen(client, MEN, OPEN)
    assert "Open now, closes in 11 days" in text
    assert "Forum open 6 to 20 June" in text
    assert "3 days 4 hours 20 minutes" in text
    assert "Prepare in the course 1. First steps" in text


def test_a_closed_dialogue_leads_to_what_is_left_of_it(client: FlaskClient) -> None:
    text = seen(client, MEN, CLOSED)
    assert "Closed on 20 June 2018: read the summary" in text
    assert "Forum closed 6 to 20 June 2018" in text
    assert "Summary and recording Both are here" in text
    assert "What came out of it Read the summary Report" in text
    assert "Watch the recording Tuesday, 12 June 2018, 14:00 to 15:00, English, 60 minutes" in text
    assert "15 days, by the clocks of Santo Domingo" in text
    with time_machine.travel(CLOSED, tick=False):
        markup = client.get(MEN).text
    assert 'href="https://www.example.org/report.pdf"' in markup
    assert 'href="https://video.example.org/12"' in markup
    assert "data-countdown" not in markup
    assert ".ics" not in markup


def test_the_guiding_questions_are_a_list_in_every_state(client: FlaskClient) -> None:
    for moment in (ANNOUNCED, OPEN, CLOSED):
        assert "Guiding questions What do masculinities mean for the field? Why engage men?" in seen(
            client, MEN, moment
        )


def test_a_forum_on_another_site_is_linked(client: FlaskClient) -> None:
    text = seen(client, "/dialogues/sharing-care", CLOSED)
    assert "Discussion on another site" in text
    assert "The written discussion takes place on another site. Go to the forum" in text
    assert "What came out of it" not in text


def test_a_dialogue_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in (
        "/dialogues/nothing",
        f"{MEN}/webinars/0.ics",
        f"{MEN}/webinars/3.ics",
        f"{MEN}/documents/none",
    ):
        assert client.get(path).status_code == 404


# Webinars: zones, the link to join, the calendar


def test_a_visitor_reads_the_time_of_the_site_and_of_the_place(client: FlaskClient) -> None:
    text = seen(client, MEN, OPEN)
    assert "Tuesday, 12 June 2018, 14:00 to 15:00 UTC 10:00 in Santo Domingo." in text
    assert "Sign in to see your own time zone" in text


def test_a_learner_reads_her_own_time_first_then_utc(client: FlaskClient, app: Flask) -> None:
    with time_machine.travel(OPEN, tick=False):
        client.post("/register", data={**DANA, "timezone": "Asia/Tokyo"})
    text = seen(client, MEN, OPEN)
    assert "Tuesday, 12 June 2018, 23:00 to 00:00 in Tokyo (your time zone)" in text
    assert "(your time zone) 14:00 UTC and 10:00 in Santo Domingo." in text
    assert "1. First steps Not started" in text


def test_a_day_that_differs_elsewhere_is_named(client: FlaskClient, app: Flask) -> None:
    with time_machine.travel(OPEN, tick=False):
        client.post("/register", data={**DANA, "timezone": "Pacific/Auckland"})
    assert "Wednesday, 13 June 2018, 02:00 to 03:00 in Auckland" in seen(client, MEN, OPEN)
    assert "Tuesday, 12 June 2018, 14:00 UTC and Tuesday, 12 June 2018, 10:00 in Santo Domingo" in seen(
        client, MEN, OPEN
    )


def test_a_webinar_of_which_only_the_day_is_known_says_the_day_only(client: FlaskClient) -> None:
    assert "When Wednesday, 13 June 2018 The time of day is not announced yet. Language Spanish" in seen(
        client, MEN, OPEN
    )
    assert "Webinar Wednesday, 13 June 2018 The hour is not known. Spanish" in seen(client, MEN, CLOSED)


@pytest.mark.parametrize(
    ("before", "there"),
    [
        (timedelta(minutes=15, seconds=1), False),
        (timedelta(minutes=15), True),
        (timedelta(minutes=-59), True),
        (timedelta(minutes=-60), False),
    ],
)
def test_the_link_to_join_is_there_from_a_quarter_of_an_hour_before(
    client: FlaskClient, before: timedelta, there: bool
) -> None:
    with time_machine.travel(WEBINAR - before, tick=False):
        markup = client.get(MEN).text
    assert ("https://meet.example.org/12" in markup) is there
    assert ("Join the webinar" in markup) is there


def test_the_countdown_says_that_it_has_begun(client: FlaskClient) -> None:
    assert "It has begun" in seen(client, MEN, WEBINAR + timedelta(minutes=1))


def test_a_webinar_comes_as_a_calendar_file(client: FlaskClient) -> None:
    with time_machine.travel(OPEN, tick=False):
        answer = client.get(f"{MEN}/webinars/1.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2018-06-men-and-training-1.ics"'
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event.decoded("dtstart") == WEBINAR
    assert event.decoded("dtend") == WEBINAR + timedelta(hours=1)
    assert str(event["summary"]) == "Men and training"
    assert str(event["url"]).endswith(MEN)
    assert b"meet.example.org" not in answer.data
    assert len(event.walk("VALARM")) == 1


def test_a_day_without_an_hour_is_an_event_of_the_whole_day(client: FlaskClient) -> None:
    (event,) = Calendar.from_ical(client.get(f"{MEN}/webinars/2.ics").data).walk("VEVENT")
    assert event.decoded("dtstart") == date(2018, 6, 13)


# Documents


def test_the_concept_note_is_read_on_the_page_in_each_language(client: FlaskClient) -> None:
    english = page(client.get(f"{MEN}/documents/concept-note?in=en"))
    assert "<h1>Concept note: men and training</h1>" in english
    french = page(client.get(f"{MEN}/documents/concept-note?in=fr"))
    assert '<div class="body" lang="fr" dir="ltr">' in french
    assert "This text is in French." in french
    with time_machine.travel(OPEN, tick=False):
        shown = client.get(MEN).text
    assert f'href="{MEN}/documents/concept-note?in=fr" hreflang="fr"' in shown
    assert f'href="{MEN}/documents/concept-note.pdf?in=en"' in shown


def test_the_note_in_the_language_of_the_page_comes_first_and_leads_to_its_own_pdf(
    client: FlaskClient,
) -> None:
    shown = client.get(MEN, headers={"Accept-Language": "fr"}).text
    assert shown.index("concept-note?in=fr") < shown.index("concept-note?in=en")
    french = client.get(f"{MEN}/documents/concept-note", headers={"Accept-Language": "fr"}).text
    assert f'href="{MEN}/documents/concept-note.pdf?in=fr"' in french
    assert "concept-note.pdf?in=en" not in french


def test_a_note_as_pdf_names_its_dialogue_in_its_own_language(client: FlaskClient) -> None:
    for language in ("en", "fr"):
        title = client.get(MEN, headers={"Accept-Language": language}).text
        with pikepdf.open(
            io.BytesIO(client.get(f"{MEN}/documents/concept-note.pdf?in={language}").data)
        ) as pdf:
            assert str(pdf.docinfo["/Subject"]) in title


def test_the_concept_note_comes_as_pdf_and_is_drawn_once(client: FlaskClient) -> None:
    pages._drawn.cache_clear()
    first = client.get(f"{MEN}/documents/concept-note.pdf")
    assert (first.status_code, first.mimetype, first.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert client.get(f"{MEN}/documents/concept-note.pdf").data == first.data
    assert pages._drawn.cache_info().misses == 1
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{MEN}/documents/concept-note.pdf", headers=known).status_code == 304


def test_a_file_beside_the_dialogue_is_offered_with_its_size(client: FlaskClient) -> None:
    text = seen(client, MEN, CLOSED)
    assert "Minutes Spanish, PDF, 1 KB" in text
    with client.get("/media/dialogues/2018-06-men-and-training/minutes.es.pdf") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client.get(f"{MEN}/documents/minutes").status_code == 404


# Languages


def test_a_translated_dialogue_is_shown_in_its_language(client: FlaskClient) -> None:
    with time_machine.travel(OPEN, tick=False):
        text = page(client.get(f"{MEN}?language=fr"))
    assert "<h1>Les hommes et la formation</h1>" in text
    assert "Que signifient les masculinités pour le domaine ?" in text


def test_a_dialogue_that_is_not_translated_says_so_and_marks_its_language(client: FlaskClient) -> None:
    with time_machine.travel(OPEN, tick=False):
        text = page(client.get(f"{MEN}?language=ar"))
    assert '<html lang="ar" dir="rtl">' in text
    assert '<h1 lang="en" dir="ltr">Men and training</h1>' in text
    assert '<ol class="questions" lang="en" dir="ltr">' in text
    assert text.index('class="notice"') < text.index("<h1")


# The list


def test_the_list_has_what_is_open_first(client: FlaskClient) -> None:
    assert "Open now Men and training Open now, closes in 11 days" in seen(client, "/dialogues", OPEN)
    assert "Announced Men and training Opens on 6 June" in seen(client, "/dialogues", ANNOUNCED)
    text = seen(client, "/dialogues", CLOSED)
    assert "Past dialogues Men and training Closed on 20 June 2018: read the summary" in text
    assert text.index("Men and training") < text.index("Without dates Sharing care")
