"""Names in every script: no box, one page, letters joined and ordered as the script wants, and the same text to read.

These tests need Debian's fonts-noto-core and fonts-noto-cjk: `course doctor --machine --fix --tests` installs them.
"""

from __future__ import annotations

import io
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from course.documents import pdf
from course.documents.certificate import CertificateFacts, certificate_pdf
from course.documents.wording import han
from course.rules.certificates import direction
from course.services.scripts import SCRIPTS, uncovered

FAMILIES = ", ".join(f"'{family}'" for family in pdf.DISPLAY)
OVERHANG = 6  # points that a letter, or the box of its font, may reach over the edge of its line
ONE_BY_ONE = {  # a glyph for each letter, or a letter with its accent: nothing else would be right
    *("Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Ethiopic", "Tifinagh", "Vai", "Ol Chiki"),
    *("Cherokee", "Canadian syllabics", "Chinese", "Traditional Chinese", "Japanese", "Korean"),
    *("Latin", "Thaana", "Meetei Mayek", "Thai", "Lao", "Sundanese"),
}
BOTH_WAYS = ["Amina عبد الرحمن", "עמוס Oz", "فاطمة O’Connor-Smith", "Ali (علي) Khan", "ލައިލާ Laila 2"]
NAMES = [
    *(
        "Sukarno",
        "X Æ",
        "Ng",
        "ᏎᏉᏯ",
        "王",
        "O’Brien",
        "D'Angelo",
        "N'Golo",
        "Nuʻuanu Kealiʻi",
        "‘Abd al-Raḥmān",
    ),
    *(
        "Ọlọ́runfẹ́mi Adébáyọ̀-Ọ̀ṣun",
        "Zoë Ångström-Đặng",
        "M̄ār̤y G̃uar̃aní",
        "Ŋwandɔ Ɛkɔ́",
        "Ḫušbišag",
        "L̥ʼuḳa X̌ʷilčʼ",
    ),
    *(
        "N̈ǃxau ǂToma",
        "Ŵyn Ẁŷn",
        "Þórður Ægisdóttir",
        "Ǆemal Ŀluch",
        "Jean‑Luc d’Ormesson",
        "María José Ñandú",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    assert uncovered() == (), "type: course doctor --machine --fix --tests"


def name_in(text: str) -> str:
    """What stands in the text of a sheet between "This is to confirm that" and "has completed", unspaced."""
    return "".join(text.partition("confirm that")[2].partition("has completed")[0].split())


def as_mupdf_reads(content: bytes) -> str:
    return name_in(pymupdf.open(stream=content)[0].get_text())


def as_poppler_reads(content: bytes, folder: Path) -> str:
    (folder / "sheet.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", folder / "sheet.pdf", "-"], capture_output=True, check=True, text=True
    )
    return name_in(done.stdout)


def letters(text: str) -> str:
    """Without marks and joiners, which readers of right-to-left text lose or misplace, and without spaces."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Mn", "Mc", "Cf", "Zs"))


def run(glyphs: object, *texts: str) -> list[tuple[str, int]]:
    """The glyphs of texts, each drawn by itself."""
    lines = "".join(f'<p dir="{direction(text)}">{text}</p>' for text in texts)
    page = f'<html lang="en"><title>A page</title><body style="font: bold 20px {FAMILIES}">{lines}'
    return glyphs(pdf.render(page).pdf)  # type: ignore[no-any-return,operator]


def assert_drawn(drawn: pdf.Rendered, glyphs: object) -> None:
    assert (drawn.pages, drawn.missing, drawn.refused) == (1, (), ())
    assert 0 not in {number for _, number in glyphs(drawn.pdf)}  # type: ignore[operator]
    assert drawn.boxes["heading"][3] < drawn.boxes["text"][1]
    assert drawn.boxes["text"][3] < drawn.boxes["footer"][1]
    left, top, right, bottom = (side * 72 / 96 for side in drawn.boxes["name"])
    boxes = [box for kind, box in pymupdf.open(stream=drawn.pdf)[0].get_bboxlog() if kind == "fill-text"]
    name = [box for box in boxes if top < (box[1] + box[3]) / 2 < bottom]
    assert name != []
    assert [box for box in name if box[0] < left - OVERHANG or box[2] > right + OVERHANG] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_each_script_is_drawn_whole(
    facts: CertificateFacts, glyphs: object, script: str, tmp_path: Path
) -> None:
    name = SCRIPTS[script]
    drawn = certificate_pdf(replace(facts, name=name))
    assert_drawn(drawn, glyphs)
    assert len(drawn.pdf) < 150_000
    if direction(name) == "rtl":
        assert letters(as_mupdf_reads(drawn.pdf)) == letters(name)
    else:
        assert as_poppler_reads(drawn.pdf, tmp_path) == name.replace(" ", "")


@pytest.mark.parametrize("script", sorted(SCRIPTS.keys() - ONE_BY_ONE))
def test_letters_that_join_or_change_places_do(glyphs: object, script: str) -> None:
    name = SCRIPTS[script]
    assert run(glyphs, name) != run(glyphs, *name)


@pytest.mark.parametrize(
    "script", sorted(ONE_BY_ONE & {"Armenian", "Ethiopic", "Tifinagh", "Cherokee", "Korean"})
)
def test_letters_that_stand_alone_do(glyphs: object, script: str) -> None:
    name = SCRIPTS[script].replace(" ", "")
    assert run(glyphs, name) == run(glyphs, *name)


@pytest.mark.parametrize("script", SCRIPTS)
def test_ninety_characters_in_each_script_fit(facts: CertificateFacts, glyphs: object, script: str) -> None:
    name = (f"{SCRIPTS[script]} " * 45)[:90].strip()
    language = "ar" if direction(name) == "rtl" else "en"
    assert_drawn(certificate_pdf(replace(facts, name=name, language=language, paper="letter")), glyphs)


@pytest.mark.parametrize("name", NAMES)
def test_short_names_apostrophes_and_combining_marks(
    facts: CertificateFacts, glyphs: object, name: str, tmp_path: Path
) -> None:
    drawn = certificate_pdf(replace(facts, name=name))
    assert_drawn(drawn, glyphs)
    assert as_poppler_reads(drawn.pdf, tmp_path) == name.replace(" ", "")


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_names_in_two_directions_keep_all_their_letters(
    facts: CertificateFacts, glyphs: object, name: str
) -> None:
    for language in ("en", "ar"):
        drawn = certificate_pdf(replace(facts, name=name, language=language))
        assert_drawn(drawn, glyphs)
    english = certificate_pdf(replace(facts, name=name)).pdf
    assert sorted(letters(as_mupdf_reads(english))) == sorted(letters(name))


def test_a_right_to_left_name_runs_from_right_to_left(glyphs: object) -> None:
    first, last = run(glyphs, "ש"), run(glyphs, "ם")
    assert run(glyphs, "שם") == last + first  # drawn from the left


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("佐藤さくら", "en", "ja"),
        ("김민지", "zh", "ko"),
        ("王小明", "en", "zh-CN"),
        ("王小明", "ja", "ja"),
        ("陳淑貞", "zh-Hant", "zh-TW"),
        ("陳淑貞", "zh-HK", "zh-TW"),
        ("Amina", "zh", ""),
    ],
)
def test_chinese_characters_have_the_forms_of_their_language(
    facts: CertificateFacts, name: str, language: str, expected: str
) -> None:
    assert han(name, language) == expected
    if expected:
        region = {"ja": "JP", "ko": "KR", "zh-CN": "SC", "zh-TW": "TC"}[expected]
        with pikepdf.open(
            io.BytesIO(certificate_pdf(replace(facts, name=name, language=language)).pdf)
        ) as file:
            names = [str(font.BaseFont) for font in file.pages[0].Resources.Font.values()]
        assert [each[8:] for each in names if "CJK" in each] == [f"Noto-Serif-CJK-{region}-Bold"]
