"""A dialogue folder: dates in its own zone, webinars, documents in several languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from course.content.catalogue import Loader
from course.content.model import Dialogue, Document, Forum, Webinar
from tests.content.tree import DIALOGUE, Tree

FILE = f"{DIALOGUE}/dialogue.md"
OTHER = "dialogues/2026-05-sharing-care/dialogue.md"


def dialogue(tree: Tree, id_: str = "2018-06-men-and-training", language: str = "en") -> Dialogue:
    found = tree.load().dialogue(id_, language)
    assert found is not None
    return found


def test_a_dialogue_with_everything(tree: Tree) -> None:
    found = dialogue(tree)
    assert (found.number, found.series, found.timezone) == (12, "Virtual dialogues", "America/Santo_Domingo")
    assert found.forum == Forum(date(2018, 6, 6), date(2018, 6, 20))
    first, second = found.webinars
    assert first.starts is not None
    assert first.starts.astimezone(UTC) == datetime(2018, 6, 12, 14, 0, tzinfo=UTC)
    assert (first.on, first.minutes, first.panellists) == (
        date(2018, 6, 12),
        60,
        ("Amina Diallo", "Bruno Reyes"),
    )
    assert second == Webinar(on=date(2018, 6, 13), language="es")
    assert found.introduction_html == (
        '<p>The dialogue asked what training can do <span class="cite">(Connell, 1995)</span>.</p>\n'
        "<h2>How it went</h2>\n<p>It had two parts.</p>"
    )
    assert found.folder == tree.root / DIALOGUE


def test_documents_come_in_every_language_they_exist_in(tree: Tree) -> None:
    assert dialogue(tree).documents == (
        Document(
            "concept-note",
            "Concept note: men and training",
            "en",
            html='<p>What is known, and what is not <span class="cite">(Hearn, 2004)</span>.</p>\n<h2>Question 1</h2>\n'
            "<p>What do masculinities mean?</p>",
        ),
        Document("report", "Report", "en", address="https://www.example.org/report.pdf"),
        Document(
            "concept-note",
            "Note conceptuelle",
            "fr",
            html="<p>Ce que l'on sait, et ce que l'on ne sait pas.</p>",
        ),
        Document("other", "Minutes", "es", path=tree.root / DIALOGUE / "minutes.es.pdf"),
    )


def test_a_translation_may_name_documents_of_its_own(tree: Tree) -> None:
    tree.change(f"{DIALOGUE}/dialogue.fr.md", "title:", 'documents: {report: "doi:10.1234/x"}\ntitle:')
    assert dialogue(tree, language="fr").documents == (
        Document("report", "Rapport", "fr", address="https://doi.org/10.1234/x"),
    )


def test_a_dialogue_may_have_next_to_nothing(tree: Tree) -> None:
    assert dialogue(tree, "sharing-care").forum == Forum(address="https://forum.example.org/care")
    tree.write(OTHER, "---\nid: bare\ntitle: Bare\ntimezone: UTC\nforum: none\n---\n")
    bare = dialogue(tree, "bare")
    assert (bare.forum, bare.number, bare.webinars, bare.documents) == (None, None, (), ())
    assert bare.introduction_html == ""


def test_a_dialogue_may_be_written_in_another_language(tree: Tree) -> None:
    tree.change(OTHER, "title: Sharing care", "title: Repartir los cuidados\nlanguage: es")
    tree.write("dialogues/2026-05-sharing-care/dialogue.en.md", "---\ntitle: Care\nsource: x\n---\nHello.\n")
    assert list(tree.load().dialogues["sharing-care"]) == ["es", "en", "fr", "ar"]
    assert dialogue(tree, "sharing-care", "fr").language == "es"
    assert dialogue(tree, "sharing-care", "en").title == "Care"


@pytest.mark.parametrize(
    ("zone", "starts", "code"),
    [
        ("Europe/Paris", "2026-03-29 02:30", "time-skipped"),
        ("America/New_York", "2026-03-08 02:00", "time-skipped"),
        ("Pacific/Apia", "2011-12-30 12:00", "time-skipped"),
        ("Europe/Paris", "2026-10-25 02:30", "time-twice"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "time-twice"),
    ],
)
def test_a_time_that_the_clocks_skip_or_show_twice_is_told(
    tree: Tree, zone: str, starts: str, code: str
) -> None:
    tree.change(FILE, "America/Santo_Domingo", zone)
    tree.change(FILE, "2018-06-12 10:00", starts)
    (problem,) = (p for p in tree.problems() if p.path == FILE)
    assert (problem.code, problem.line, problem.column) == (code, 9, 14)
    assert zone in problem.what
    assert problem.severity == ("error" if code == "time-skipped" else "warning")


def test_a_zone_suggests_the_one_that_was_meant(tree: Tree) -> None:
    tree.change(FILE, "America/Santo_Domingo", "America/Santo_Dominigo")
    assert [str(p) for p in tree.errors() if p.path == FILE] == [
        f'{FILE}:6:11: zone "America/Santo_Dominigo" is not a time zone. '
        'Write an area and a city, such as America/Santo_Domingo. Did you mean "America/Santo_Domingo"?'
    ]


def test_of_a_dialogue_the_year_alone_may_be_known(tree: Tree) -> None:
    tree.change(OTHER, "title: Sharing care", "title: Sharing care\nyear: 2019")
    assert tree.problems() == []
    assert dialogue(tree, "sharing-care", "fr").year == 2019


def test_a_year_beside_dates_says_nothing_new_and_may_not_contradict_them(tree: Tree) -> None:
    tree.change(FILE, "number: 12", "number: 12\nyear: 2018")
    assert tree.problems() == []
    assert dialogue(tree).year is None
    tree.change(FILE, "year: 2018", "year: 2019")
    assert [str(p) for p in tree.errors() if p.path == FILE] == [
        f"{FILE}:5:7: year The year is 2019, and the dates lie in 2018. Where a date is known, leave year: out."
    ]


@pytest.mark.parametrize(
    ("year", "codes"), [("2018", []), ("2019", []), ("2020", ["year"]), ("2017", ["year"])]
)
def test_a_year_lies_between_the_first_date_and_the_last(tree: Tree, year: str, codes: list[str]) -> None:
    tree.change(FILE, "closes: 2018-06-20", "closes: 2019-01-10")
    tree.change(FILE, "number: 12", f"number: 12\nyear: {year}")
    assert tree.codes() == codes


@pytest.mark.parametrize(
    ("year", "code"), [("1989", "year"), ("2200", "year"), ("19", "year"), ("soon", "number")]
)
def test_a_year_is_written_in_four_digits(tree: Tree, year: str, code: str) -> None:
    tree.change(OTHER, "title: Sharing care", f"title: Sharing care\nyear: {year}")
    assert [(p.code, p.line, p.column) for p in tree.errors() if p.path == OTHER] == [(code, 4, 7)]


def test_a_translation_may_not_name_another_year(tree: Tree) -> None:
    tree.change(OTHER, "title: Sharing care", "title: Sharing care\nyear: 2019")
    tree.write(
        "dialogues/2026-05-sharing-care/dialogue.fr.md",
        "---\ntitle: Partager les soins\nyear: 2018\nsource: x\n---\nBonjour.\n",
    )
    assert [p.code for p in tree.errors()] == ["translation-differs"]


def test_a_webinar_that_can_be_joined_needs_a_time(tree: Tree) -> None:
    tree.change(
        FILE, "{starts: 2018-06-13, language: es}", '{starts: 2018-06-13, join: "https://meet.example.org"}'
    )
    assert tree.codes() == ["webinar-time"]


def test_a_broken_dialogue_stays_as_it_last_was(tree: Tree) -> None:
    before = dialogue(tree)
    tree.change(FILE, "closes: 2018-06-20", "closes: 2018-05-20")
    assert dialogue(tree) == before
    assert "2018-06-men-and-training" not in Loader(tree.root).load().dialogues
    assert [p.code for p in tree.errors()] == ["date-order"]


def test_a_broken_document_leaves_the_dialogue_as_it_last_was(tree: Tree) -> None:
    before = dialogue(tree)
    tree.change(f"{DIALOGUE}/concept-note.md", "---\ntitle", "---\ntitel")
    tree.write(f"{DIALOGUE}/concept-note.fr.md", b"\xff")
    assert dialogue(tree) == before
    assert [p.code for p in tree.errors()] == ["encoding", "key-unknown"]


def test_a_folder_without_dialogue_and_two_with_one_id_are_told(tree: Tree) -> None:
    tree.write("dialogues/empty/notes.md", "x")
    tree.change(OTHER, "id: sharing-care", "id: 2018-06-men-and-training")
    assert [(p.path, p.code) for p in tree.errors()] == [
        (f"{OTHER}", "id-duplicate"),
        ("dialogues/empty/dialogue.md", "dialogue-missing"),
        ("masculinities/01-first-steps/module.md", "see-also-unknown"),
    ]


def test_a_document_that_leads_out_of_the_folder_is_refused(tree: Tree) -> None:
    outside = tree.root.parent / "secret.pdf"
    outside.write_bytes(b"%PDF")
    tree.path(f"{DIALOGUE}/minutes.es.pdf").unlink()
    tree.path(f"{DIALOGUE}/minutes.es.pdf").symlink_to(outside)
    assert [p.code for p in tree.errors()] == ["path-escape"]
