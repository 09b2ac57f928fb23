"""Where to find help, in the reader's language; what is not translated says in which language it is."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tests.web.page import Browser, tree_of, words_of

NOTE = "This course is no crisis service."


def marked(browser: Browser, language: str) -> dict[str, tuple[str | None, str | None]]:
    """The texts of the page of support by their words, with their own lang and dir."""
    browser.get(f"/?language={language}")
    tree = tree_of(browser.get("/privacy").get_data(as_text=True))
    texts: list[Element] = [each for name in ("p", "bdi") for each in tree.iter(name)]
    return {words_of(each): (each.get("lang"), each.get("dir")) for each in texts}


def test_amina_reads_in_french_what_is_translated(browser: Browser) -> None:
    texts = marked(browser, "fr")
    assert texts["Ce cours n'est pas un service d'urgence."] == (None, None)
    assert texts["Des services par pays et par thème."] == (None, None)
    assert texts["jour et nuit"] == (None, None)
    assert texts["*212"] == (None, None)
    assert NOTE not in texts


def test_texts_in_another_language_than_the_page_say_so(browser: Browser) -> None:
    texts = marked(browser, "ar")
    assert {text for text, own in texts.items() if own == ("en", "ltr")} == {
        NOTE,
        "Services by country and topic.",
        "day and night",
    }


def test_in_the_language_of_the_original_nothing_is_marked(browser: Browser) -> None:
    texts = marked(browser, "en")
    assert texts[NOTE] == texts["day and night"] == (None, None)
