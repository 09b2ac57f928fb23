"""Support services in the reader's language: the facts stand once, the texts in each language."""

from __future__ import annotations

from course.content.catalogue import Loader
from course.content.model import Support, SupportService
from tests.content.tree import Tree

FRENCH = "support.fr.yaml"


def texts(support: Support) -> list[tuple[str, str, str, str]]:
    return [(each.name, each.note, each.hours, each.language) for each in support.services]


def test_a_translation_changes_the_texts_and_no_fact(tree: Tree) -> None:
    catalogue = tree.load()
    assert catalogue.problems == ()
    assert list(catalogue.support) == ["en", "fr", "ar"]
    french = catalogue.help("fr")
    assert (french.note, french.language) == ("Ce cours n'est pas un service d'urgence.", "fr")
    assert texts(french) == [
        ("Directory of helplines", "Des services par pays et par thème.", "", "fr"),
        ("Línea Vida", "", "jour et nuit", "fr"),
    ]
    assert french.services[1] == SupportService(
        "DO", "Línea Vida", phone="*212", hours="jour et nuit", languages=("es",), language="fr"
    )
    assert french.services[0].address == catalogue.help().services[0].address


def test_readers_of_a_language_without_a_file_see_the_original(tree: Tree) -> None:
    catalogue = tree.load()
    assert catalogue.help("ar") == catalogue.help("en") == catalogue.help() == catalogue.help("de")
    assert catalogue.help("ar").language == "en"


def test_what_is_not_translated_falls_back_by_itself_with_its_language(tree: Tree) -> None:
    tree.write(FRENCH, "services:\n  Línea Vida: {hours: jour et nuit}\n")
    catalogue = tree.load()
    french = catalogue.help("fr")
    assert (french.note, french.language) == ("This course is no crisis service.", "en")
    assert texts(french) == [
        ("Directory of helplines", "Services by country and topic.", "", "en"),
        ("Línea Vida", "", "jour et nuit", "fr"),
    ]
    assert [str(problem) for problem in catalogue.problems] == [
        'support.fr.yaml:1:1: translation-missing The "note" of this file is not translated. '
        "Until then readers see the original.",
        'support.fr.yaml:2:3: translation-missing The "note" of the service "Directory of helplines" is not '
        "translated. Until then readers see the original.",
    ]
    assert {problem.severity for problem in catalogue.problems} == {"warning"}


def test_a_name_that_the_original_lacks_is_told_at_its_place(tree: Tree) -> None:
    tree.change(FRENCH, "Línea Vida:", "Linea Vida:")
    assert [str(problem) for problem in tree.errors()] == [
        'support.fr.yaml:5:3: translation-ids The original has no service "Linea Vida". Did you mean "Línea Vida"?'
    ]
    french = tree.load().help("fr")
    assert texts(french)[0][1] == "Des services par pays et par thème."
    assert texts(french)[1] == ("Línea Vida", "", "day and night", "en")


def test_a_text_that_the_original_lacks_is_told_and_not_shown(tree: Tree) -> None:
    tree.change(FRENCH, "hours: jour et nuit", "{hours: jour et nuit, note: Gratuit}")
    tree.change("support.yaml", 'note: "This course is no crisis service."\n', "")
    assert [str(problem) for problem in tree.errors()] == [
        'support.fr.yaml:1:1: translation-ids The original of this file has no "note". Write it there.',
        'support.fr.yaml:5:3: translation-ids The original of the service "Línea Vida" has no "note". '
        "Write it there.",
    ]
    assert (tree.load().help("fr").note, texts(tree.load().help("fr"))[1][1:]) == (
        "",
        ("", "day and night", "en"),
    )


def test_two_services_of_one_name_cannot_be_told_apart(tree: Tree) -> None:
    tree.change("support.yaml", "name: Directory of helplines", "name: Línea Vida")
    assert [problem.what for problem in tree.errors() if "services" in problem.what] == [
        'The original has 2 services "Línea Vida".'
    ]


def test_a_broken_translation_keeps_its_texts_beside_the_facts_as_they_are_now(tree: Tree) -> None:
    tree.load()
    tree.write(FRENCH, "servces: {}\n")
    tree.change("support.yaml", '"*212"', '"*213"')
    tree.change("support.yaml", "services:", "services:\n  - {country: FR, name: Nouveau, hours: always}")
    catalogue = tree.load()
    assert texts(catalogue.help("fr")) == [
        ("Nouveau", "", "always", "en"),
        ("Directory of helplines", "Des services par pays et par thème.", "", "fr"),
        ("Línea Vida", "", "jour et nuit", "fr"),
    ]
    assert catalogue.help("fr").services[2].phone == "*213"
    assert catalogue.help("fr").note == "Ce cours n'est pas un service d'urgence."
    cold = Loader(tree.root).load().help("fr")
    assert (cold.language, {each.language for each in cold.services}) == ("en", {"en"})


def test_a_broken_original_stays_as_it_last_was_in_every_language(tree: Tree) -> None:
    before = tree.load()
    tree.change("support.yaml", "country: DO", "country: Dominican Republic")
    after = tree.load()
    assert after.support == before.support
    assert [problem.code for problem in after.problems] == ["country"]


def test_a_translation_without_original_translates_nothing(tree: Tree) -> None:
    tree.path("support.yaml").unlink()
    catalogue = tree.load()
    assert catalogue.help("fr").services == ()
    assert [problem.code for problem in catalogue.problems] == ["translation-ids"] * 3


def test_a_translation_is_read_again_when_its_original_changes(tree: Tree) -> None:
    tree.load()
    tree.change("support.yaml", "Directory of helplines", "Directory of all helplines")
    assert {problem.code for problem in tree.load().problems} == {"translation-missing", "translation-ids"}
