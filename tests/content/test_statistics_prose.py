"""Words, sentences and reading levels of small texts, counted by hand."""

from __future__ import annotations

import pytest

from course.content.markdown import LONGEST
from course.content.statistics.prose import Sentence, Wording, band, count, sentences

ENGLISH = (
    'Norms hold, e.g. in offices. "Who cares?" asks Dr. Amina. She waits… and smiles! '
    "In 2014, 27.2% of 8 seats [@ipu2025] changed."
)
FRENCH = (
    "« L'égalité n'est pas un jeu ! » dit Mme Diallo. Qui décide, p. ex. au bureau ? "
    "Personne… ou presque. Voir art. 5 : c'est clair."
)
SPANISH = (
    "¿Quién cuida? ¡Todos! La Sra. López dice: «Nadie.» Luego calla. "
    "EE.UU. firmó en 1979 (p. ej., la convención)."
)
ARABIC = "من يعتني بالأطفال؟ هل هو د. سامي؟ لا أحد يسأل… نعم! هذا واضح۔"


def counted(text: str, first: int = 1) -> Wording:
    return count(list(enumerate(text.split("\n"), first)))


def split(text: str) -> list[str]:
    return [sentence for _, sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "language", "lengths", "long_words", "lix"),
    [
        (ENGLISH, "en", [5, 5, 4, 7], 2, 21 / 4 + 200 / 21),
        (FRENCH, "fr", [8, 6, 3, 5], 3, 22 / 4 + 300 / 22),
        (SPANISH, "es", [2, 1, 5, 2, 8], 1, 18 / 5 + 100 / 18),
        (ARABIC, "ar", [3, 4, 3, 1, 2], None, None),
    ],
)
def test_words_sentences_and_level_in_each_language(
    text: str, language: str, lengths: list[int], long_words: int | None, lix: float | None
) -> None:
    wording = counted(text)
    assert [counted(sentence).words for sentence in split(text.replace(" [@ipu2025]", ""))] == lengths
    assert (wording.words, wording.spoken, wording.sentences) == (sum(lengths), sum(lengths), len(lengths))
    assert wording.average == sum(lengths) / len(lengths)
    assert wording.lix(language) == (None if lix is None else pytest.approx(lix))
    assert long_words is None or wording.long_words == long_words
    assert wording.longest is not None
    assert wording.longest.words == max(lengths)


def test_the_bands_of_the_reading_level() -> None:
    assert [band(lix) for lix in (0, 39.9, 40, 50, 50.1, 80)] == [
        *("easy", "easy", "medium", "medium", "hard", "hard")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
        ("He asked: “Why?” She left.", ["He asked: “Why?”", "She left."]),
        ("“Why?” he asked. She left.", ["“Why?” he asked.", "She left."]),
        ("It ended ... Then it began.", ["It ended ...", "Then it began."]),
        ("Yes?! No.", ["Yes?!", "No."]),
        ("Look at no. 5 and pp. 12-14. No. It ends.", ["Look at no. 5 and pp. 12-14.", "No.", "It ends."]),
        ("R. W. Connell and J.-P. Martin, i.e. two.", ["R. W. Connell and J.-P. Martin, i.e. two."]),
        ("Pay, leave, etc. Others follow.", ["Pay, leave, etc.", "Others follow."]),
        ("It rose by 2.5 points. 20 men left.", ["It rose by 2.5 points.", "20 men left."]),
        ("See Connell et al.", ["See Connell et al."]),
        ("Read www.example.org. Then ask.", ["Read www.example.org.", "Then ask."]),
        ("« Non. » Elle part.", ["« Non. »", "Elle part."]),
        ("هذا نص. وهذا آخر۔ نعم؟", ["هذا نص.", "وهذا آخر۔", "نعم؟"]),
        ("…", ["…"]),
        ("  ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_headings_and_cells_have_words_but_are_no_sentences() -> None:
    wording = counted("### Two words\n\nOne sentence here.\n\n| A | B c |\n|---|---|\n| 1 | – |\n")
    assert (wording.words, wording.spoken, wording.sentences) == (2 + 3 + 4, 3, 1)


def test_code_captions_citations_and_addresses_are_not_counted() -> None:
    text = (
        "Say `print(1)` *twice* to [the team](https://example.org/a) or <https://example.org>.\n\n"
        '![A long text](media/x.svg "And a caption")\n\n```\nno words here\n```\n\n'
        "With ![a dot](media/dot.png) within [@a; @b, p. 3].\n"
    )
    wording = counted(text)
    assert (wording.words, wording.sentences, wording.figures) == (6 + 2, 2, 1)


def test_each_point_of_a_list_and_each_paragraph_ends_a_sentence() -> None:
    wording = counted("Three groups:\n\n- the drivers\n- the nurses. All of them\n\n> A quotation\n> ends")
    assert (wording.sentences, wording.words) == (5, 12)


def test_the_longest_sentence_is_told_with_the_line_on_which_it_begins() -> None:
    text = (
        "\nShort.\nThen a longer\nsentence begins. End.\\\nAnd\n\n- one\n- and this one is the longest of all"
    )
    assert counted(text, first=10).longest == Sentence("and this one is the longest of all", 8, 17)
    assert counted(text[: text.index("\n\n- one")], first=10).longest == Sentence(
        "Then a longer sentence begins.", 5, 12
    )


def test_elided_and_hyphenated_words_are_long_when_a_part_of_them_is() -> None:
    assert (
        counted("L'égalité, mother-in-law, self-respect, aujourd'hui, e\u0301galite\u0301.").long_words == 4
    )


def test_nothing_has_no_average_and_no_level() -> None:
    assert counted("") == Wording()
    assert (Wording().average, Wording().lix("en"), (Wording() + Wording()).longest) == (None, None, None)
    assert counted("– * –") == Wording()


def test_a_text_that_is_too_long_to_parse_is_not_counted() -> None:
    assert counted("word " * (LONGEST // 5 + 1)) == Wording()
