"""Goal 4: the certificate, against WeasyPrint alone on the same HTML."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from course.documents import pdf, renderer
from course.documents.certificate import CertificateFacts, certificate_html, certificate_pdf
from course.documents.facts import Signatory
from tests.bench.measure import Row, clock_of, paired, resident

SLOWEST = 1.3  # times what WeasyPrint takes
WARM = 50
GROWTH = 10  # MiB
FACTS = CertificateFacts(
    name="Amina Okello",
    course_title="Masculinities: roles we learn, roles we can change",
    course_id="masculinities",
    revision="revision-1",
    modules=("What masculinities are", "Gender norms", "Violence", "Care", "Work", "Change"),
    hours=6,
    pass_mark=0.8,
    completed_on=date(2026, 3, 1),
    issued_on=date(2026, 3, 2),
    expires_on=None,
    issuer="Equality Training Centre",
    issuer_address="https://learn.example.org",
    serial="ETC-2026-000001",
    code="ABCD-EFGH-JKLMN",
    verify_url="https://learn.example.org/c/ABCDEFGHJKLMN",
    language="en",
    signatories=(Signatory("Adaeze Okonkwo", "Head of the Training Centre"),),
)
WRAPPED = replace(
    FACTS,
    name="Maria Antonieta de la Santísima Trinidad Fernández-Gutiérrez",
    course_title="Masculinities and the prevention of violence: roles we learn, roles we can change",
)
CREDENTIAL = b'{"type":["VerifiableCredential","OpenBadgeCredential"],"x":"' + b"x" * 1500 + b'"}'


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    for what, facts in (("certificate", FACTS), ("certificate, long name and title", WRAPPED)):
        yield _speed(what, facts, 20 if quick else 100)
    yield _memory(100 if quick else 1000)
    pdf.stop()


def _speed(what: str, facts: CertificateFacts, pairs: int) -> Row:
    """Sizes, QR code, HTML, the credential, PDF/A: all of it, against WeasyPrint given the finished HTML."""
    os.environ["FONTCONFIG_FILE"] = str(renderer.FONTS / "fonts.conf")  # the same fonts as the child
    from weasyprint import HTML  # noqa: PLC0415  # slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # slow import

    html, fonts = certificate_html(facts), FontConfiguration()
    child = pdf._shared.pid
    assert child is not None
    drawing = clock_of(child)
    pair = paired(
        lambda: certificate_pdf(facts, attachment=CREDENTIAL),
        lambda: HTML(string=html).render(font_config=fonts, pdf_tags=True).write_pdf(pdf_tags=True),
        pairs,
        clocks=(lambda: time.process_time() + drawing(), time.process_time),
    )
    slower = 1 / pair.ratio
    figures = {"ours_ms": pair.ours, "bare_ms": pair.bare, "times": slower}
    value = f"{slower:.2f} × WeasyPrint ({pair.ours:.3g} ms, bare {pair.bare:.3g} ms)"
    return Row(4, what, value, f"≤ {SLOWEST} × WeasyPrint", slower <= SLOWEST, pair.spread, figures)


def _memory(count: int) -> Row:
    child = pdf._shared.pid
    assert child is not None
    for number in range(WARM):
        certificate_pdf(_named(number))
    began = resident(child)
    for number in range(count):
        certificate_pdf(_named(number), attachment=CREDENTIAL)
    assert pdf._shared.pid == child
    grown = resident(child) - began
    value = f"{grown:+.1f} MiB (from {began:.0f} MiB)"
    return Row(
        4,
        f"renderer after {count:,} certificates",
        value,
        f"< {GROWTH} MiB more",
        grown < GROWTH,
        facts={"mib": grown},
    )


def _named(number: int) -> CertificateFacts:
    return replace(FACTS, name=f"Amina Okello {number}", serial=f"ETC-2026-{number:06}")
