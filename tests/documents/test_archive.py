"""One file that is PDF/UA-1 and PDF/A-3a, judged by programs that are not ours and by what the standards ask."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

from course.documents import pdf
from course.documents.certificate import CertificateFacts, Signatory, certificate_html, certificate_pdf
from course.documents.paper import document_pdf

ROOT = Path(__file__).parents[2]
CREDENTIAL = '{"name":"Amina Wanjiru Njoroge","عربي":"é"}'.encode()
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#fff"/></svg>'
CHANGES: dict[str, dict[str, object]] = {
    "ordinary": {},
    "with everything": {
        "signatories": tuple(Signatory(name, "Head") for name in ("Adaeze Okonkwo", "Bruno", "Chen")),
        "expires_on": date(2021, 6, 9),
        "statement": "Recognised by the network.",
        "issuer_address": "12 Ngong Road, Nairobi",
        "logo": LOGO,
        "colour": "#FFD84D",
        "paper": "letter",
    },
    "French": {"language": "fr", "name": "Zoë Ångström-Đặng"},
    "Spanish": {"language": "es", "course_title": "Masculinidades"},
    "Arabic": {"language": "ar", "name": "عبد الرحمن", "course_title": "الذكورة", "issuer": "مركز"},
    "Devanagari": {"name": "शर्मिष्ठा त्रिपाठी"},
    "Khmer": {"name": "ស្រីមុំ សុខា"},
    "Chinese": {"name": "王小明"},
}


def findings(content: bytes, folder: Path) -> list[object]:
    """What two checkers of PDF/UA find, warnings included."""
    file = folder / "certificate.pdf"
    file.write_bytes(content)
    return [*outloud.check(str(file)).findings, *pdfua.validate(str(file)).findings]


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("attachment", [b"", CREDENTIAL], ids=["plain", "with credential"])
def test_two_checkers_of_pdf_ua_find_nothing(
    facts: CertificateFacts, tmp_path: Path, kind: str, attachment: bytes
) -> None:
    drawn = certificate_pdf(replace(facts, **CHANGES[kind]), attachment=attachment)  # type: ignore[arg-type]
    assert findings(drawn.pdf, tmp_path) == []


def test_a_specimen_and_a_concept_note_pass_too(facts: CertificateFacts, tmp_path: Path) -> None:
    assert findings(certificate_pdf(facts, specimen=True).pdf, tmp_path) == []
    note = "<h2>One</h2><p>Two <strong>three</strong></p><ul><li>four</li></ul>"
    assert findings(document_pdf("A concept note", note, "en").pdf, tmp_path) == []


def test_a_checker_sees_what_is_wrong_with_a_file_of_another_kind(tmp_path: Path) -> None:
    blank = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(blank)
    assert findings(blank.getvalue(), tmp_path) != []


@pytest.mark.parametrize("kind", CHANGES)
def test_the_file_says_what_it_is(facts: CertificateFacts, kind: str) -> None:
    changed = replace(facts, **CHANGES[kind])  # type: ignore[arg-type]
    with pikepdf.open(io.BytesIO(certificate_pdf(changed, attachment=CREDENTIAL).pdf)) as document:
        root = document.Root
        packet = document.open_metadata()
        assert (packet["pdfaid:part"], packet["pdfaid:conformance"]) == ("3", "A")
        assert packet["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        title = str(document.docinfo.Title)
        assert packet["dc:title"] == title
        assert changed.name in title
        assert packet["xmp:CreateDate"] == packet["xmp:ModifyDate"] == "2018-06-10T00:00:00Z"
        assert str(document.docinfo.CreationDate) == "D:20180610000000Z"
        assert str(root.Lang) == changed.language
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert root.MarkInfo.Marked is True
        assert root.StructTreeRoot.Type == "/StructTreeRoot"
        assert (root.OutputIntents[0].S, len(root.OutputIntents)) == ("/GTS_PDFA1", 1)
        assert len(root.OutputIntents[0].DestOutputProfile.read_bytes()) > 2000
        assert len(document.pages) == 1
        assert "/Encrypt" not in document.trailer
        assert len(document.trailer.ID) == 2


def test_the_schema_of_pdf_ua_is_described_in_the_one_rdf_of_the_packet(facts: CertificateFacts) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(facts).pdf)) as document:
        assert "/Filter" not in document.Root.Metadata
        packet = document.Root.Metadata.read_bytes().decode()
    assert (packet.count("<rdf:RDF"), packet.count("</rdf:RDF>")) == (1, 1)
    assert re.findall("<pdfaSchema:namespaceURI>(.*?)<", packet) == ["http://www.aiim.org/pdfua/ns/id/"]
    assert re.findall("<pdfaProperty:name>(.*?)<", packet) == ["part"]


def test_the_credential_is_attached_as_the_data_of_the_sheet(facts: CertificateFacts) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(facts, attachment=CREDENTIAL).pdf)) as document:
        assert list(document.attachments) == ["credential.json"]
        assert document.attachments["credential.json"].get_file().read_bytes() == CREDENTIAL
        assert document.attachments["credential.json"].get_file().mime_type == "application/json"
        (associated,) = document.Root.AF
        assert associated.AFRelationship == "/Data"
        assert str(associated.UF) == str(associated.F) == "credential.json"
        assert str(associated.EF.F.Params.ModDate) == "D:20180610000000Z"
    with pikepdf.open(io.BytesIO(certificate_pdf(facts).pdf)) as document:
        assert list(document.attachments) == []
        assert "/AF" not in document.Root


def elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    """A part of the structure tree and all that is in it."""
    kids = node.get("/K", pikepdf.Array())
    inner = [
        each
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary)
        for each in elements(kid)
    ]
    return [node, *inner]


def test_pictures_have_words_the_panel_has_none_and_the_address_is_a_link(facts: CertificateFacts) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(replace(facts, logo=LOGO)).pdf)) as document:
        found = elements(document.Root.StructTreeRoot.K[0])
        figures = [str(each.Alt) for each in found if each.get("/S") == "/Figure"]
        assert figures == ["Equality Training Centre", f"Check it at {facts.verify_url}"]
        assert [str(each.S) for each in found if each.get("/S") in ("/H1", "/Link", "/Table")] == [
            "/H1",
            "/Link",
        ]
        (link,) = document.pages[0].Annots
        assert (str(link.A.URI), str(link.Contents), link.F) == (facts.verify_url, facts.verify_url, 4)


@pytest.mark.parametrize("kind", CHANGES)
def test_every_font_is_embedded_and_every_glyph_has_a_text(
    facts: CertificateFacts, glyphs: object, kind: str
) -> None:
    drawn = certificate_pdf(replace(facts, **CHANGES[kind]))  # type: ignore[arg-type]
    used = set(glyphs(drawn.pdf))  # type: ignore[operator]  # an error when a font is not embedded
    assert 0 not in {number for _, number in used}
    told = set()
    with pikepdf.open(io.BytesIO(drawn.pdf)) as document:
        for name, font in document.pages[0].Resources.Font.items():
            lines = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$", font.ToUnicode.read_bytes(), re.M)
            told |= {(name, int(glyph, 16)) for glyph, text in lines if text}
    assert used - told == set()


def test_equal_facts_give_equal_bytes_in_other_processes(facts: CertificateFacts) -> None:
    program = (
        "import hashlib, sys\nfrom course.documents.certificate import CertificateFacts, certificate_pdf\n"
        "facts = CertificateFacts.from_json(sys.argv[1])\n"
        f"print(hashlib.sha256(certificate_pdf(facts, attachment={CREDENTIAL!r}).pdf).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, facts.to_json()], cwd=ROOT, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(told) == 1


def test_nearly_always_the_first_drawing_is_the_last(facts: CertificateFacts) -> None:
    long = replace(
        facts,
        name="Maria Antonieta de la Santísima Trinidad Fernández-Gutiérrez y Villanueva de los Castillejos",
        course_title="Masculinities and the prevention of violence: roles we learn, roles we can change",
    )
    for each in (facts, long, replace(facts, **CHANGES["with everything"])):  # type: ignore[arg-type]
        assert pdf.render(certificate_html(each)).pdf == certificate_pdf(each).pdf
