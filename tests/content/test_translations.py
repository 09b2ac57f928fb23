"""Translations: only texts differ, each file falls back by itself, a stale one is known."""

from __future__ import annotations

import pytest

from course.content.catalogue import Loader
from tests.content.tree import COURSE, DIALOGUE, FIRST, WORDS, Tree

FRENCH, QUESTIONS = f"{FIRST}/module.fr.md", f"{FIRST}/quiz.fr.md"


def test_a_translated_module_has_its_own_texts_and_the_structure_of_the_original(tree: Tree) -> None:
    module, original = tree.module(language="fr"), tree.module()
    assert (module.language, module.title) == ("fr", "Premiers pas")
    assert module.objectives["see-privilege"] == "Expliquer le privilège sans accuser les personnes"
    assert [lesson.id for lesson in module.lessons] == [lesson.id for lesson in original.lessons]
    assert (module.id, module.number, module.dialogue) == (original.id, 1, original.dialogue)
    assert module.quiz is not None
    assert original.quiz is not None
    assert (module.quiz.language, module.quiz.pass_mark, module.quiz.draw) == ("fr", 0.75, 9)
    assert [item.kind for item in module.quiz.items] == [item.kind for item in original.quiz.items]
    assert module.fingerprint != original.fingerprint
    assert "<title>Quatre niveaux</title>" in module.lessons[0].blocks[0].html  # type: ignore[union-attr]
    assert (
        'href="/courses/masculinities/modules/first-steps/lessons/levels"' in module.lessons[0].blocks[0].html
    )  # type: ignore[union-attr]


def test_a_course_is_there_in_each_of_its_languages(tree: Tree) -> None:
    catalogue = tree.load()
    assert list(catalogue.courses[COURSE]) == ["en", "fr", "ar"]
    french, arabic = catalogue.course(COURSE, "fr"), catalogue.course(COURSE, "ar")
    assert french is not None
    assert arabic is not None
    assert (french.language, french.title) == ("fr", "Masculinités : un exemple")
    assert [module.language for module in french.modules] == ["fr", "en"]
    assert [module.language for module in arabic.modules] == ["en", "ar"]
    assert french.modules[1] == catalogue.courses[COURSE]["en"].modules[1]


def test_each_file_falls_back_by_itself(tree: Tree) -> None:
    quiz = tree.read(QUESTIONS)
    tree.path(QUESTIONS).unlink()
    module = tree.module(language="fr")
    assert module.quiz is not None
    assert (module.language, module.quiz.language) == ("fr", "en")
    tree.path(FRENCH).unlink()
    tree.write(QUESTIONS, quiz)
    module = tree.module(language="fr")
    assert module.quiz is not None
    assert (module.language, module.quiz.language) == ("en", "fr")
    assert module.title == "First steps"


def test_a_course_text_falls_back_by_itself(tree: Tree) -> None:
    tree.path(f"{COURSE}/course.fr.yaml").unlink()
    french = tree.load().course(COURSE, "fr")
    assert french is not None
    assert (french.language, french.title) == ("en", "Masculinities: a sample")
    assert french.modules[0].language == "fr"


def test_a_quiz_whose_structure_has_changed_is_served_whole_in_the_original(tree: Tree) -> None:
    tree.change(f"{FIRST}/quiz.md", "- ( ) True\n  > They", "- (x) True\n  > They")
    tree.change(f"{FIRST}/quiz.md", "- (x) False", "- ( ) False")
    fresh = Loader(tree.root).load().course(COURSE, "fr")
    assert fresh is not None
    module = fresh.modules[0]
    assert module.quiz is not None
    assert (module.language, module.quiz.language) == ("fr", "en")
    assert [str(p) for p in tree.problems() if p.path == QUESTIONS] == [
        f"{QUESTIONS}:2:9: translation-stale The original has changed since. "
        f"Bring it up to date, then write source: {made_of(tree, QUESTIONS)}",
        f'{QUESTIONS}:19:1: translation-marks The question "norms-are-nature" differs from the original in its '
        "answers. Only texts are translated.",
    ]


def made_of(tree: Tree, path: str) -> str:
    told = next(p for p in tree.problems() if p.path == path and p.code == "translation-stale")
    return told.expected.rpartition(" ")[2]


def test_a_stale_translation_goes_on_being_served_with_a_warning(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "Privilege rarely feels", "Privilege hardly ever feels")
    assert tree.module(language="fr").language == "fr"
    assert tree.codes() == ["translation-stale"]


def test_a_change_that_is_no_text_makes_nothing_stale(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "2026-11-20", "2026-11-21")
    tree.change(f"{FIRST}/module.md", "\n\n### What", "  \n\n### What")
    assert tree.codes() == []


def test_a_translation_that_does_not_say_what_it_was_made_from_is_told(tree: Tree) -> None:
    source = next(line for line in tree.read(QUESTIONS).split("\n") if line.startswith("source:"))
    tree.change(QUESTIONS, source + "\n", "")
    assert tree.told() == [
        f"{QUESTIONS}:1:1: translation-source Nothing says which original this translates. Add {source} when it matches."
    ]


def test_what_is_no_text_may_be_repeated_but_not_changed(tree: Tree) -> None:
    tree.change(FRENCH, "title:", "id: first-steps\nsensitive: true\ntitle:")
    assert tree.codes() == []
    tree.change(FRENCH, "sensitive: true", "sensitive: false")
    tree.change(QUESTIONS, "source:", "pass: 60%\nsource:")
    assert tree.told() == [
        f'{FRENCH}:3:1: translation-differs "sensitive" differs from the original. Delete it: only texts are translated.',
        f'{QUESTIONS}:2:1: translation-differs "pass" differs from the original. Delete it: only texts are translated.',
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            ":::check spared",
            ":::check spared-one",
            'The lesson "ladder" has other blocks than the original.',
        ),
        (
            "  see-privilege: Expliquer le privilège sans accuser les personnes\n",
            "",
            'The objective "see-privilege" is missing.',
        ),
        ("  see-privilege:", "  extra: x\n  see-privilege:", 'The original has no objective "extra".'),
        (
            "content_note: Mentionne la violence conjugale ; aucun détail cru.\n",
            "",
            'The "content_note" is missing.',
        ),
        (
            "{personnel|=institutionnel}",
            "{=institutionnel}",
            'The check "level-of-a-rule" differs from the original in its gaps.',
        ),
    ],
)
def test_other_ids_and_marks_are_told(tree: Tree, old: str, new: str, told: str) -> None:
    tree.change(FRENCH, old, new)
    assert told in [p.what for p in tree.errors()]


def test_missing_extra_and_shuffled_questions_are_told(tree: Tree) -> None:
    text = tree.read(QUESTIONS)
    agree = text[text.index("## agree") : text.index("## next-step")]
    tree.write(QUESTIONS, text.replace(agree, ""))
    assert [p.what for p in tree.errors()] == ['The question "agree" is missing.']
    tree.write(QUESTIONS, text + "\n" + agree.replace("## agree", "## agreed"))
    assert [p.what for p in tree.errors()] == ['The original has no question "agreed".']
    tree.write(QUESTIONS, text.replace(agree, "") + "\n" + agree)
    assert [p.what for p in tree.errors()] == ["The questions stand in another order than in the original."]


def test_a_translation_without_original_is_told(tree: Tree) -> None:
    tree.path(f"{WORDS}/quiz.md").unlink()
    module = tree.module("words", "ar")
    assert [p.code for p in tree.errors()] == ["translation-orphan"]
    assert module.language == "ar"


def test_a_broken_original_is_not_held_against_its_translation(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "{#ladder}", "")
    tree.change(f"{FIRST}/quiz.md", "## agree", "## Agree")
    assert {p.path for p in tree.errors()} == {f"{FIRST}/module.md", f"{FIRST}/quiz.md"}


def test_a_broken_translation_stays_as_it_last_was_while_it_fits(tree: Tree) -> None:
    before = tree.module(language="fr")
    tree.change(FRENCH, "title: Premiers pas", "titel: Premiers pas")
    tree.change(QUESTIONS, "- (x) Faux", "- ( ) Faux")
    after = tree.module(language="fr")
    assert after == before
    assert Loader(tree.root).load().courses[COURSE]["fr"].modules[0].language == "en"


def test_a_broken_translation_falls_back_when_the_original_has_moved_on(tree: Tree) -> None:
    tree.load()
    tree.change(FRENCH, "title: Premiers pas", "titel: Premiers pas")
    tree.change(QUESTIONS, "- (x) Faux", "- ( ) Faux")
    tree.change(f"{FIRST}/module.md", ":::check spared", ":::check spared-now")
    tree.change(f"{FIRST}/quiz.md", "points=2", "points=3")
    module = tree.module(language="fr")
    assert module.quiz is not None
    assert (module.language, module.quiz.language) == ("en", "en")
    assert list(module.lessons[0].checks) == ["spared-now"]


def test_a_broken_text_of_a_course_stays_as_it_last_was(tree: Tree) -> None:
    tree.load()
    tree.change(f"{COURSE}/course.fr.yaml", "title:", "titel:")
    french = tree.load().course(COURSE, "fr")
    assert french is not None
    assert (french.language, french.title) == ("fr", "Masculinités : un exemple")
    cold = Loader(tree.root).load().course(COURSE, "fr")
    assert cold is not None
    assert cold.language == "en"


def test_a_course_text_must_be_complete_and_in_a_language_of_the_course(tree: Tree) -> None:
    tree.change(f"{COURSE}/course.fr.yaml", "audience: Formatrices et formateurs de toute sorte.\n", "")
    tree.write(f"{COURSE}/course.de.yaml", "title: Ein Kurs\nsummary: Kurz.\naudience: Alle.\nsource: x\n")
    assert tree.codes() == ["language-unlisted", "translation-stale", "key-missing"]


def test_a_translated_dialogue_keeps_dates_and_documents(tree: Tree) -> None:
    catalogue = tree.load()
    french, original = catalogue.dialogue(DIALOGUE[10:], "fr"), catalogue.dialogue(DIALOGUE[10:], "en")
    assert french is not None
    assert original is not None
    assert (french.language, french.title, french.series) == (
        "fr",
        "Les hommes et la formation",
        "Dialogues virtuels",
    )
    assert (french.number, french.forum, french.webinars) == (12, original.forum, original.webinars)
    assert french.documents == original.documents
    assert french.questions[1] == "Pourquoi associer les hommes ?"
    assert catalogue.dialogue(DIALOGUE[10:], "ar") == original
    assert list(catalogue.dialogues[DIALOGUE[10:]]) == ["en", "fr", "ar"]


def test_a_broken_translation_of_a_dialogue_stays_as_it_last_was(tree: Tree) -> None:
    before = tree.load().dialogue(DIALOGUE[10:], "fr")
    tree.change(f"{DIALOGUE}/dialogue.fr.md", "title:", "titel:")
    assert tree.load().dialogue(DIALOGUE[10:], "fr") == before
    cold = Loader(tree.root).load().dialogue(DIALOGUE[10:], "fr")
    assert cold is not None
    assert cold.language == "en"


def test_an_untranslated_term_is_read_in_the_original(tree: Tree) -> None:
    french = tree.read("glossary.fr.yaml")
    tree.write("glossary.fr.yaml", french[french.index("\nprivilege:") + 1 :])
    terms = tree.load().terms("fr")
    assert [(term.id, term.language) for term in terms.values()] == [
        ("patriarchal-dividend", "en"),
        ("privilege", "fr"),
    ]
    assert tree.told() == [
        'glossary.fr.yaml:1:1: translation-missing The term "patriarchal-dividend" is not translated. '
        "Until then readers see the original."
    ]
    assert {term.language for term in tree.load().terms("ar").values()} == {"en"}
