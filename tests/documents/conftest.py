"""Amina's certificate, and what a PDF really draws."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from course.documents.certificate import CertificateFacts, Signatory

Drawn = Callable[[bytes], list[tuple[str, int]]]


@pytest.fixture
def facts() -> CertificateFacts:
    return CertificateFacts(
        name="Amina Wanjiru Njoroge",
        course_title="Masculinities: roles we learn, roles we can change",
        course_id="masculinities",
        revision="3f2a9c",
        modules=("One", "Two", "Three", "Four", "Five", "Six"),
        hours=4,
        pass_mark=0.8,
        completed_on=date(2018, 6, 9),
        issued_on=date(2018, 6, 10),
        expires_on=None,
        issuer="Equality Training Centre",
        issuer_address="",
        signatories=(Signatory("Adaeze Okonkwo", "Head of the Training Centre"),),
        serial="MASC-2018-00042",
        code="7K2Q-95AB-CDEFG",
        verify_url="https://training.example/c/7K2Q95ABCDEFG",
        language="en",
    )


@pytest.fixture
def glyphs() -> Drawn:
    """Every glyph that the pages draw, as (font, number), each certain to be in the embedded font."""
    return _glyphs


def _glyphs(content: bytes) -> list[tuple[str, int]]:
    drawn = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            fonts = page.Resources.Font
            counts = {
                name: TTFont(io.BytesIO(_embedded(fonts[name])))["maxp"].numGlyphs
                for name in fonts.keys()  # noqa: SIM118  # a PDF dictionary, not a dict
            }
            font = ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in ("TJ", "Tj"):
                    parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                    for part in parts:
                        if isinstance(part, pikepdf.String):
                            codes = bytes(part)
                            numbers = [
                                int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)
                            ]
                            assert all(number < counts[font] for number in numbers), font
                            drawn += [(font, number) for number in numbers]
    return drawn


def _embedded(font: pikepdf.Object) -> bytes:
    """The font's file inside the PDF; an error when it is not there."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    return (descriptor.FontFile2 if "/FontFile2" in descriptor else descriptor.FontFile3).read_bytes()
