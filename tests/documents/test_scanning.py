"""The QR code of a sheet, read by a program that is not ours from a coarse picture of the page."""

from __future__ import annotations

from dataclasses import replace

import pymupdf
import pytest
import zxingcpp

from course.documents.certificate import CertificateFacts, certificate_pdf

LONG = "https://training.centre-for-equality.example.org"
DPI = 72  # what a screen shows at full size; paper has four times as much


def read(pdf: bytes, *, grey: bool) -> list[tuple[str, str]]:
    """Every code that a reader finds on the first page: its kind and what it says."""
    with pymupdf.open(stream=pdf) as document:
        space = pymupdf.csGRAY if grey else pymupdf.csRGB
        picture = document[0].get_pixmap(dpi=DPI, colorspace=space, alpha=False)
    view = memoryview(picture.samples)
    shape = (picture.height, picture.width) if grey else (picture.height, picture.width, 3)
    return [(found.format.name, found.text) for found in zxingcpp.read_barcodes(view.cast("B", shape))]


@pytest.mark.parametrize("grey", [False, True], ids=["in colour", "in grey"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_coarse_picture_of_the_sheet_still_leads_to_its_page(
    facts: CertificateFacts, paper: str, language: str, grey: bool
) -> None:
    sheet = certificate_pdf(replace(facts, paper=paper, language=language)).pdf
    assert read(sheet, grey=grey) == [("QRCode", "HTTPS://TRAINING.EXAMPLE/C/7K2Q95ABCDEFG")]


def test_a_long_address_makes_a_finer_symbol_that_is_read_too(facts: CertificateFacts) -> None:
    sheet = certificate_pdf(replace(facts, verify_url=f"{LONG}/c/7K2Q95ABCDEFG")).pdf
    assert read(sheet, grey=True) == [("QRCode", f"{LONG.upper()}/C/7K2Q95ABCDEFG")]


def test_a_specimen_has_no_code(facts: CertificateFacts) -> None:
    assert read(certificate_pdf(facts, specimen=True).pdf, grey=False) == []
