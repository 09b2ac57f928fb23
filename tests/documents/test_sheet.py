"""The sheet as a picture: papers, colours, places, and a code that a telephone can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pymupdf
import pytest
import zxingcpp
from PIL import Image

from course.documents.certificate import CertificateFacts, Signatory, certificate_pdf
from course.documents.colours import contrast

MILLIMETRES = 25.4 / 72
THREE = tuple(Signatory(f"{name} Okonkwo", "Head of Training") for name in ("Adaeze", "Bruno", "Chen"))
Place = tuple[float, float, float, float]


def sheet(facts: CertificateFacts, **changes: object) -> pymupdf.Page:
    return pymupdf.open(stream=certificate_pdf(replace(facts, **changes)).pdf)[0]  # type: ignore[arg-type]


def place(page: pymupdf.Page, text: str) -> Place:
    """Left, top, right and bottom of a text in millimetres."""
    (found,) = page.search_for(text)
    left, top, right, bottom = (side * MILLIMETRES for side in found)
    return left, top, right, bottom


def picture(page: pymupdf.Page, dpi: int) -> Image.Image:
    drawn = page.get_pixmap(dpi=dpi)
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)


def colour_at(page: pymupdf.Page, x: float, y: float) -> str:
    """The colour of a place in millimetres."""
    return "#{:02X}{:02X}{:02X}".format(
        *picture(page, 72).getpixel((int(x / MILLIMETRES), int(y / MILLIMETRES)))
    )


@pytest.mark.parametrize(("paper", "size"), [("a4", (297, 210)), ("letter", (279, 216))])
def test_the_paper_is_what_the_organisation_uses(
    facts: CertificateFacts, paper: str, size: tuple[int, int]
) -> None:
    page = sheet(facts, paper=paper)
    assert (round(page.rect.width * MILLIMETRES), round(page.rect.height * MILLIMETRES)) == size


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("language", "outer", "inner"), [("en", 2, -2), ("ar", -2, 2)])
def test_the_panel_has_the_colour_of_the_organisation_at_the_edge_where_reading_begins(
    facts: CertificateFacts, paper: str, language: str, outer: int, inner: int
) -> None:
    page = sheet(facts, paper=paper, language=language, colour="#0B4F6C")
    width = page.rect.width * MILLIMETRES
    assert round(contrast(colour_at(page, outer % width, 5), "#0B4F6C"), 1) == 1
    assert colour_at(page, inner % width, 5) == "#FFFFFF"


@pytest.mark.parametrize(("colour", "ink"), [("#0B4F6C", "#FFFFFF"), ("#FFD84D", "#000000")])
def test_the_name_of_the_issuer_can_be_read_on_the_panel(
    facts: CertificateFacts, colour: str, ink: str
) -> None:
    page = sheet(facts, colour=colour, issuer="IIIIIIII")
    left, top, right, bottom = page.search_for("IIIIIIII")[0]
    inside = picture(page, 300).crop(tuple(int(side * 300 / 72) for side in (left, top, right, bottom)))
    assert ink in {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in inside.getcolors(100_000) or []}


def test_signatories_stand_side_by_side_on_one_line(facts: CertificateFacts) -> None:
    page = sheet(facts, signatories=THREE)
    places = [place(page, each.name) for each in THREE]
    assert len({round(top, 2) for _, top, _, _ in places}) == 1
    first, second, third = (left for left, _, _, _ in places)
    assert round(second - first, 1) == round(third - second, 1)
    assert round(first, 1) == round(place(page, "Issued on 10 June 2018")[0], 1)
    assert round(second, 1) == round(place(page, facts.code)[0], 1)
    mirrored = sheet(facts, signatories=THREE, language="ar")
    assert [
        round(place(mirrored, each.name)[2] + left, 0) for each, (left, *_) in zip(THREE, places, strict=True)
    ] == [297] * 3


@pytest.mark.parametrize(
    "issuer", ["Training Centre " * 12, "平等培训中心" * 16, "مركز التدريب " * 7, "CENTRE FOR TRAINING " * 5]
)
def test_the_longest_name_of_an_issuer_stays_above_the_rings(facts: CertificateFacts, issuer: str) -> None:
    page = sheet(facts, issuer=issuer.strip())
    panel = [box for kind, box in page.get_bboxlog() if kind == "fill-text" and box[2] * MILLIMETRES < 92]
    assert max(bottom for _, _, _, bottom in panel) * MILLIMETRES < 45


def test_two_signatories_stand_in_the_first_two_columns(facts: CertificateFacts) -> None:
    page = sheet(facts, signatories=THREE[:2])
    assert round(place(page, THREE[1].name)[0], 1) == round(place(page, facts.code)[0], 1)


def test_facts_stand_below_one_another(facts: CertificateFacts) -> None:
    page = sheet(
        facts, statement="Recognised by the network.", expires_on=date(2021, 6, 9), signatories=THREE
    )
    order = (
        *(
            "Certificate of completion",
            "This is to confirm that",
            facts.name,
            "has completed the self-paced course",
        ),
        *(
            "Masculinities: roles we learn,",
            "roles we can change",
            "6 modules, 4 hours",
            "Recognised by the network.",
        ),
        *("Valid until 9 June 2021.", "Adaeze Okonkwo", "Certificate code", facts.code, "Check it at"),
    )
    tops = [place(page, text)[1] for text in order]
    assert tops == sorted(tops)


@pytest.mark.parametrize("signatories", [(), THREE[:1], THREE])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_text_stands_on_the_optical_centre(
    facts: CertificateFacts, paper: str, signatories: tuple[Signatory, ...]
) -> None:
    boxes = certificate_pdf(replace(facts, paper=paper, signatories=signatories)).boxes
    above, below = boxes["text"][1] - boxes["heading"][3], boxes["footer"][1] - boxes["text"][3]
    assert 0 < (below - above) * 25.4 / 96 < 8  # a little above the middle


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_code_is_read_from_a_coarse_picture_in_grey(
    facts: CertificateFacts, paper: str, language: str
) -> None:
    page = sheet(facts, paper=paper, language=language)
    for dpi in (72, 150):
        (found,) = zxingcpp.read_barcodes(picture(page, dpi).convert("L"))
        assert found.text == "HTTPS://TRAINING.EXAMPLE/C/7K2Q95ABCDEFG"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_code_has_four_modules_of_white_around_it(facts: CertificateFacts, language: str) -> None:
    grey = picture(sheet(facts, language=language, signatories=THREE), 300).convert("L")
    corners = zxingcpp.read_barcodes(grey)[0].position
    left, right = (
        sorted({corners.top_left.x, corners.top_right.x})[0],
        max(corners.top_right.x, corners.top_left.x),
    )
    top, bottom = (
        min(corners.top_left.y, corners.top_right.y),
        max(corners.bottom_left.y, corners.bottom_right.y),
    )
    module = (right - left) / 29
    assert round(module * 25.4 / 300, 1) == 1.0
    quiet = round(4 * module) - 3
    frame = [
        grey.crop((left - quiet, top - quiet, right + quiet, top - 3)),
        grey.crop((left - quiet, bottom + 3, right + quiet, bottom + quiet)),
        grey.crop((left - quiet, top - quiet, left - 3, bottom + quiet)),
        grey.crop((right + 3, top - quiet, right + quiet, bottom + quiet)),
    ]
    assert [each.getextrema() for each in frame] == [(255, 255)] * 4
