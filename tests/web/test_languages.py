"""The languages of the interface: every phrase translated, every page in the reader's language and direction."""

from __future__ import annotations

import gettext
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from xml.etree.ElementTree import Element

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from course.config import ROOT
from course.storage.accounts import Person
from tests.web.page import Browser, tree_of

LOCALE = ROOT / "course" / "locale"
LANGUAGES = ("fr", "es", "ar")
DIRECTIONS = {"en": "ltr", "fr": "ltr", "es": "ltr", "ar": "rtl"}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
COURSE = "/courses/masculinities"
LESSON = f"{COURSE}/modules/first-steps/lessons/ladder"
PAGES = [
    COURSE,
    "/sign-in",
    LESSON,
    "/dialogues",
    "/help",
    "/privacy",
    "/accessibility",
    "/glossary",
    "/nothing",
]

SignedIn = Callable[[Person | None], Browser]


@cache
def phrases(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def messages(language: str) -> list[Message]:
    return [message for message in phrases(language) if message.id]


def forms(message: Message) -> list[str]:
    """A message's translations: one, or one for each plural form."""
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def said(language: str, text: str) -> str:
    """`text` in a language."""
    found = phrases(language).get(text) if language != "en" else None
    return found.string if found else text


@cache
def in_the_sources() -> set[object]:
    """Every phrase that code and templates ask for; those with a plural are pairs."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    found = extract_from_dir(str(ROOT), methods, keywords={**DEFAULT_KEYWORDS, "_l": None})
    return {text for _file, _line, text, _comments, _context in found}


@pytest.fixture(autouse=True, scope="session")
def _compiled() -> None:
    """Pages read compiled phrases: make those that are older than their source."""
    for source in LOCALE.glob("*/LC_MESSAGES/messages.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            fresh = made.with_suffix(f".{os.getpid()}")
            with source.open("rb") as file, fresh.open("wb") as compiled:
                write_mo(compiled, read_po(file))
            fresh.replace(made)


def test_every_language_that_is_offered_has_phrases() -> None:
    assert sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/messages.po")) == sorted(
        LANGUAGES
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_are_those_of_the_sources(language: str) -> None:
    ids = {message.id for message in messages(language)}
    assert (in_the_sources() - ids, ids - in_the_sources()) == (set(), set())
    assert phrases(language).obsolete == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_translated_in_every_form(language: str) -> None:
    found = messages(language)
    assert [message.id for message in found if not all(form.strip() for form in forms(message))] == []
    assert [message.id for message in found if message.fuzzy] == []
    count = phrases(language).num_plurals
    assert [each.id for each in found if each.pluralizable and len(forms(each)) != count] == []


def strangers(message: Message) -> Iterator[str]:
    """Translations of a phrase in which a placeholder is lost or foreign; "one" may say it in words."""
    if isinstance(message.id, str):
        if sorted(PLACEHOLDER.findall(message.string)) != sorted(PLACEHOLDER.findall(message.id)):
            yield message.string
        return
    known = set(PLACEHOLDER.findall(" ".join(message.id)))
    yield from (form for form in forms(message) if not set(PLACEHOLDER.findall(form)) <= known)
    if set(PLACEHOLDER.findall(forms(message)[-1])) != set(PLACEHOLDER.findall(message.id[-1])):
        yield forms(message)[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_survives_translation(language: str) -> None:
    assert [form for message in messages(language) for form in strangers(message)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_stays_calm_and_the_file_names_nobody(language: str) -> None:
    assert [
        form for message in messages(language) for form in forms(message) if re.search(r"[!¡]", form)
    ] == []
    head = (LOCALE / language / "LC_MESSAGES" / "messages.po").read_text().partition("\n\n")[0]
    assert [
        line for line in head.splitlines() if "@" in line or ("/" in line and "Content-Type" not in line)
    ] == []


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("fr", 0, "0 leçon"),
        ("fr", 2, "2 leçons"),
        ("es", 0, "0 lecciones"),
        ("es", 1, "1 lección"),
        ("ar", 0, "لا دروس"),
        ("ar", 1, "درس واحد"),
        ("ar", 2, "درسان"),
        ("ar", 3, "3 دروس"),
        ("ar", 11, "11 درسًا"),
        ("ar", 100, "100 درس"),
        ("ar", 103, "103 دروس"),
    ],
)
def test_numbers_take_their_plural_form(language: str, number: int, words: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, phrases(language))
    compiled.seek(0)
    form = gettext.GNUTranslations(compiled).ngettext("%(num)s lesson", "%(num)s lessons", number)
    assert form % {"num": number} == words


def unchanged(language: str, element: Element, own: str = "") -> Iterator[str]:
    """Words of the interface that a page in `language` still says in English, its content apart."""
    own = element.get("lang") or own
    texts = [element.text, *(child.tail for child in element)]
    for text in (" ".join((each or "").split()) for each in texts):
        if own == language and text and said(language, text) != text:
            yield text
    for child in element:
        yield from unchanged(language, child, own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_reads_every_page_in_that_language(browser: Browser, language: str) -> None:
    browser.get(f"/?language={language}")
    for path in PAGES:
        tree = tree_of(browser.get(path).get_data(as_text=True))
        assert (tree.get("lang"), tree.get("dir")) == (language, DIRECTIONS[language]), path
        assert list(unchanged(language, tree)) == [], path
        assert said(language, "Skip to content") in "".join(tree.itertext()), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_amina_follows_the_course_in_her_language(
    app: Flask, signed_in: SignedIn, amina: Person, language: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    hers = signed_in(amina)
    hers.post(f"{COURSE}/enrolment?language={language}")
    for path, phrase in [
        (COURSE, "Course outline"),
        (f"{COURSE}/why", "A course is completed when all its modules are completed."),
        (f"{COURSE}/modules/first-steps/lessons/levels", "For you alone"),
        (f"{COURSE}/modules/first-steps/quiz", "Before you start"),
        ("/account", "Devices that are signed in"),
        ("/learning", "Your courses"),
    ]:
        tree = tree_of(hers.get(path).get_data(as_text=True))
        assert (tree.get("lang"), tree.get("dir")) == (language, DIRECTIONS[language]), path
        assert list(unchanged(language, tree)) == [], path
        assert said(language, phrase) in "".join(tree.itertext()), path


def test_words_of_the_interface_keep_their_language_within_a_text_in_another(browser: Browser) -> None:
    tree = tree_of(browser.get(f"{LESSON}?language=ar").get_data(as_text=True))
    article = next(tree.iter("article"))
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    inside = [span for span in article.iter("span") if span.text == said("ar", "Select one answer")]
    assert [(span.get("lang"), span.get("dir")) for span in inside] == [("ar", "rtl")]


def language_of(page: Browser, path: str = "/sign-in", asked: str = "") -> tuple[str, str]:
    tree = tree_of(page.get(path, headers={"Accept-Language": asked}).get_data(as_text=True))
    return str(tree.get("lang")), str(tree.get("dir"))


@pytest.mark.parametrize(
    ("asked", "language"),
    [("fr-CA,fr;q=0.9,en;q=0.5", "fr"), ("de,es;q=0.4", "es"), ("ar", "ar"), ("de", "en"), ("", "en")],
)
def test_a_first_visit_is_in_a_language_the_browser_asks_for(
    browser: Browser, asked: str, language: str
) -> None:
    assert language_of(browser, asked=asked) == (language, DIRECTIONS[language])


def test_a_choice_stays_and_wins_over_the_browser(browser: Browser) -> None:
    assert language_of(browser, "/sign-in?language=ar", asked="fr") == ("ar", "rtl")
    assert language_of(browser, asked="fr") == ("ar", "rtl")
    assert language_of(browser, "/sign-in?language=xx", asked="fr") == ("ar", "rtl")
    assert language_of(browser, "/sign-in?language=en", asked="fr") == ("en", "ltr")


def test_an_account_wins_over_the_browser_and_a_choice_over_the_account(
    signed_in: SignedIn, amina: Person
) -> None:
    hers = signed_in(amina)
    assert language_of(hers, "/account", asked="fr") == ("en", "ltr")
    assert language_of(hers, "/account?language=es", asked="fr") == ("es", "ltr")
    assert language_of(hers, "/account", asked="fr") == ("es", "ltr")
