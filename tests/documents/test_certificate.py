"""The certificate: one page, every glyph, the same bytes, whatever the name."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import html5lib
import pikepdf
import pytest
import segno

from course.documents import pdf
from course.documents.certificate import (
    CertificateFacts,
    certificate_html,
    certificate_pdf,
    certificate_preview,
)
from course.documents.facts import LONGEST_NAME

ARABIC = "عبد الرحمن بن محمد الشريف الإدريسي"
NAMES = [
    "Ng",
    "Amina Wanjiru Njoroge",
    "Nguyễn Thị Minh Khai Phượng",
    "Zoë Ångström-Đặng",
    "Ґалаґан Їжакевич",
    "Παπαδοπούλου Ελένη",
    "Ọlọ́runfẹ́mi Adébáyọ̀",
    "Nuʻuanu Kealiʻi",
    ARABIC,
    "گلناز پژوهش‌زاده",
    "Maria Antonieta de la Santísima Trinidad Fernández-Gutiérrez y Villanueva de los Castillejos",
    "MARIA ANTONIETA DE LA SANTISIMA TRINIDAD FERNANDEZ-GUTIERREZ Y VILLANUEVA DE LOS CASTILLEJOS RUIZ",
    "W" * LONGEST_NAME,
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }} & <b>Amina</b>",
]


def metadata(content: bytes) -> tuple[str, str, str, str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        info = document.docinfo
        return str(info.Title), str(info.Author), str(document.Root.Lang), str(info.CreationDate)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_fits_on_one_small_page_with_all_its_glyphs(
    facts: CertificateFacts, glyphs: object, name: str
) -> None:
    drawn = certificate_pdf(replace(facts, name=name))
    assert (drawn.pages, drawn.missing, drawn.refused) == (1, (), ())
    assert drawn.boxes["text"][3] < drawn.boxes["footer"][1]
    assert drawn.boxes["text"][1] > 0
    assert len(drawn.pdf) < 150_000
    assert 0 not in {number for _, number in glyphs(drawn.pdf)}  # type: ignore[operator]
    assert metadata(drawn.pdf)[0] == f"Certificate of completion: {name}, {facts.course_title}"


def test_a_character_without_a_glyph_is_named_and_does_not_block(
    facts: CertificateFacts, glyphs: object
) -> None:
    drawn = certificate_pdf(replace(facts, name="Amina \ue123"))
    assert (drawn.pages, drawn.missing) == (1, ("\ue123",))
    with pytest.raises(AssertionError):  # the test of glyphs sees it too
        glyphs(drawn.pdf)  # type: ignore[operator]


def test_the_document_knows_its_title_author_language_and_moment(facts: CertificateFacts) -> None:
    assert metadata(certificate_pdf(facts).pdf) == (
        f"Certificate of completion: Amina Wanjiru Njoroge, {facts.course_title}",
        "Equality Training Centre",
        "en",
        "D:20180610000000Z",
    )


def test_equal_facts_give_equal_bytes_in_another_process(facts: CertificateFacts) -> None:
    long = replace(facts, name=NAMES[10])
    first = certificate_pdf(facts).pdf, certificate_pdf(long).pdf
    pdf.stop()
    assert (certificate_pdf(facts).pdf, certificate_pdf(long).pdf) == first


def test_the_name_shrinks_only_as_far_as_it_must(facts: CertificateFacts) -> None:
    def size_and_lines(name: str) -> tuple[float, int]:
        left, top, right, bottom = certificate_pdf(replace(facts, name=name)).boxes["name"]
        assert left < right
        points = (bottom - top) * 72 / 96 / 1.2
        for size in (34, 28, 24, 20, 16, 13):
            for lines in (1, 2, 3):
                if abs(points - size * lines) < 0.1:
                    return size, lines
        raise AssertionError(points)

    assert size_and_lines("Amina Wanjiru Njoroge") == (34, 1)
    assert size_and_lines("Amina Wanjiru Njoroge Mwangi") == (28, 1)
    assert size_and_lines("Amina Wanjiru Njoroge Mwangi Achieng Otieno") == (28, 2)
    assert size_and_lines(NAMES[10]) == (24, 3)


def test_the_sheet_says_what_was_done_and_no_more(facts: CertificateFacts) -> None:
    page = certificate_html(replace(facts, expires_on=date(2021, 6, 9)))
    text = " ".join(re.sub(r"<style>.*</style>|<svg.*?</svg>|<[^>]+>", " ", page, flags=re.S).split())
    assert text == (
        "Certificate of completion: Amina Wanjiru Njoroge, "
        "Masculinities: roles we learn, roles we can change "
        "Equality Training Centre Certificate of completion This is to confirm that Amina Wanjiru Njoroge "
        "has completed the self-paced course Masculinities: roles we learn, roles we can change "
        "6 modules, 4 hours of learning, each quiz passed with 80% or more. "
        "Completed on 9 June 2018. Valid until 9 June 2021. "
        "Adaeze Okonkwo Head of the Training Centre Equality Training Centre "
        "Issued on 10 June 2018 No. MASC-2018-00042 "
        "Certificate code 7K2Q-95AB-CDEFG Check it at training.example/c/7K2Q95ABCDEFG"
    )


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("fr", "ltr", ["1,5 heure d’apprentissage", "chaque quiz", "Cours achevé le 9 juin 2018."]),
        ("es", "ltr", ["1,5 horas de aprendizaje", "Completado el 9 de junio de 2018."]),
        ("ar", "rtl", ["6 وحدات، 1.5 ساعة تعلّم", "9 يونيو 2018"]),
        ("sw", "ltr", ["1.5 hours of learning", "Completed on 9 June 2018."]),
    ],
)
def test_dates_and_numbers_are_written_in_the_language(
    facts: CertificateFacts, language: str, direction: str, words: list[str]
) -> None:
    page = certificate_html(replace(facts, language=language, hours=1.5))
    assert f'dir="{direction}"' in page.partition("<head>")[0]
    assert [word for word in words if word not in page] == []


def test_without_quizzes_no_mark_is_claimed(facts: CertificateFacts) -> None:
    page = certificate_html(replace(facts, pass_mark=0, modules=("One",), hours=1))
    assert "1 module, 1 hour of learning.</p>" in page


def test_the_arabic_sheet_is_mirrored_and_a_name_keeps_its_own_direction(facts: CertificateFacts) -> None:
    arabic = certificate_pdf(replace(facts, name=ARABIC, language="ar"))
    english = certificate_pdf(facts)
    width = 297 / 25.4 * 96
    assert round(arabic.boxes["footer"][2] + english.boxes["footer"][0]) == round(width)
    assert 'id="name" dir="rtl"' in certificate_html(replace(facts, name=ARABIC))
    assert 'id="name" dir="ltr"' in certificate_html(replace(facts, language="ar"))


def test_markup_in_a_fact_is_text(facts: CertificateFacts) -> None:
    hostile = "</style><script>alert(1)</script>"
    page = certificate_html(replace(facts, name=hostile, issuer=hostile, course_title=hostile, code=hostile))
    assert "<script" not in page
    assert page.count("</style>") == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "name: 1 to 120 characters can be printed, not 0"),
        ({"name": " \t"}, "name: 1 to 120 characters can be printed, not 2"),
        ({"name": "a" * 10_000}, "name: 1 to 120 characters can be printed, not 10000"),
        ({"modules": ()}, "modules: a certificate names at least one"),
        ({"course_title": "a" * 201}, "course_title: at most 200 characters can be printed, not 201"),
        ({"issuer": "a" * 201}, "issuer: at most 200 characters can be printed, not 201"),
    ],
)
def test_facts_that_no_sheet_can_hold_are_refused_by_name(
    facts: CertificateFacts, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        certificate_pdf(replace(facts, **changes))  # type: ignore[arg-type]


def test_the_longest_facts_together_still_fit(facts: CertificateFacts) -> None:
    wide = "Wide words matter much more "
    drawn = certificate_pdf(
        replace(
            facts,
            name=(wide * 5)[:120],
            course_title=(wide * 8)[:200],
            issuer=(wide * 8)[:120],
            issuer_address=(wide * 8)[:60],
            signatories=(replace(facts.signatories[0], role=(wide * 8)[:80]),),
        )
    )
    assert drawn.pages == 1
    assert drawn.boxes["text"][3] < drawn.boxes["footer"][1]


def test_the_qr_code_says_the_address_in_capitals(facts: CertificateFacts) -> None:
    svg = re.search(r'<svg[^>]*class="qr" viewBox="0 0 (\d+) .*?</svg>', certificate_html(facts))
    assert svg
    size = int(svg[1])
    matrix = [bytearray(size) for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)\.02v", svg[0]):
        matrix[int(y)][int(x) : int(x) + int(length)] = b"\1" * int(length)
    expected = segno.make("HTTPS://TRAINING.EXAMPLE/C/7K2Q95ABCDEFG", version=3, error="q", boost_error=False)
    assert [bytes(row) for row in matrix] == [bytes(row) for row in expected.matrix]
    assert "<title>Check it at https://training.example/c/7K2Q95ABCDEFG</title>" in svg[0]


def test_an_address_that_depends_on_case_keeps_it(facts: CertificateFacts) -> None:
    page = certificate_html(replace(facts, verify_url="https://training.example/Learn/c/7K2Q95ABCDEFG"))
    assert 'viewBox="0 0 33 33"' in page  # version 4, in bytes


def test_a_specimen_has_no_code_to_check(facts: CertificateFacts) -> None:
    page = certificate_html(facts, specimen=True)
    assert "Specimen" in page
    assert [fact for fact in (facts.serial, "training.example", 'class="qr"') if fact in page] == []
    assert certificate_pdf(facts, specimen=True).pages == 1


def test_facts_survive_json_and_equal_facts_have_equal_json(facts: CertificateFacts) -> None:
    expiring = replace(facts, name=ARABIC, expires_on=date(2021, 6, 9), signatories=())
    for each in (facts, expiring):
        assert CertificateFacts.from_json(each.to_json()) == each
    assert facts.to_json() == replace(facts).to_json()
    assert '"name":"Amina Wanjiru Njoroge"' in facts.to_json()
    with pytest.raises(TypeError):
        CertificateFacts.from_json(facts.to_json().replace('"hours":4', '"hours":4,"grade":1'))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_preview_is_a_valid_fragment_without_inline_style(
    facts: CertificateFacts, language: str, paper: str
) -> None:
    logo = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    changes = {"signatories": facts.signatories * 3, "statement": "Recognised.", "colour": "#0B4F6C"}
    for each in (facts, replace(facts, logo=logo, expires_on=date(2021, 6, 9), **changes)):  # type: ignore[arg-type]
        fragment = certificate_preview(replace(each, name="Amina <b>", language=language, paper=paper))
        html5lib.HTMLParser(strict=True).parseFragment(fragment)
        assert "Amina &lt;b&gt;" in fragment
        assert [
            word for word in ("style=", "<style", "<script", "onload", facts.code, "qr") if word in fragment
        ] == []


def test_the_preview_shows_what_the_sheet_shows(facts: CertificateFacts) -> None:
    shown = replace(
        facts, statement="Recognised.", expires_on=date(2021, 6, 9), signatories=facts.signatories * 2
    )

    def text(page: str) -> list[str]:
        return re.sub(
            r"<style>.*</style>|<head>.*?</head>|<svg class=\"(?:qr|certificate-title).*?</svg>|<[^>]+>",
            " ",
            page,
            flags=re.S,
        ).split()

    sheet, preview = text(certificate_html(shown, specimen=True)), text(certificate_preview(shown))
    assert sorted(preview) == sorted(sheet)


def test_the_colour_of_the_preview_stands_in_a_picture(facts: CertificateFacts) -> None:
    fragment = certificate_preview(replace(facts, colour="#FFD84D"))
    assert '<rect width="1" height="1" fill="#FFD84D"/>' in fragment
    assert 'class="certificate-panel pale"' in fragment
    assert 'class="certificate-panel"' in certificate_preview(facts)
