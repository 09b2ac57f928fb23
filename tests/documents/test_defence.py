"""Hostile facts: whatever a name or a logo holds, nothing is fetched and the renderer lives."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
import pymupdf
import pytest

from course.documents import pdf
from course.documents.certificate import CertificateFacts, Signatory, certificate_pdf, certificate_preview
from course.documents.facts import LARGEST_LOGO

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
TEXTS = [
    "</style><style>@import url(http://HOST/x.css)</style>",
    "<svg onload=alert(1)><image href='file:///etc/passwd'/></svg>",
    '"><img src="http://HOST/x.png">',
    "'\"><link rel=attachment href=file:///etc/passwd>",
    "url(http://HOST/) file:///etc/passwd http://HOST/",
    "{{ 7 * 7 }}{% include 'base.html' %}&lt;&#0;&nbsp;",
    "\x0c\x0b\x1f]]><!--",
    "\u202eevil\u2066\u0000\ufffe",
    "﷽" * 40,
    "Z̴̡̛̗̲͕̦̾̔͋͆͝a̷̢͉̪̿͊͑l̵̯̼͆̇̿g̷̭̈́ǒ̶̥̪̻̃͊" * 3,
    "W" * 120,
]
LOGOS = {
    "fetches by image": '<image href="http://HOST/x.png" width="9" height="9"/>',
    "fetches by xlink": '<image xlink:href="http://HOST/x.png" width="9" height="9"/>',
    "reads a file": '<image href="file:///etc/passwd" width="9" height="9"/>',
    "uses another file": '<use href="file:///etc/passwd#x"/><use xlink:href="http://HOST/x.svg#y"/>',
    "has a style that imports": "<style>@import url(http://HOST/x.css); rect { fill: url(http://HOST/#a) }</style>",
    "fills with an address": '<rect width="9" height="9" fill="url(http://HOST/x.svg#a)"/>',
    "has a font": "<style>@font-face { font-family: x; src: url(http://HOST/x.ttf) }</style><text y='5' font-family='x'>a</text>",
    "has a script": "<script>alert(1)</script><rect width='9' height='9' onclick='alert(1)'/>",
    "has a page in it": '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://HOST/"/></foreignObject>',
    "holds another picture": '<image href="data:image/svg+xml;utf8,&lt;svg xmlns=\'http://www.w3.org/2000/svg\'>&lt;image href=\'http://HOST/x.png\'/>&lt;/svg>" width="9" height="9"/>',
    "uses itself": '<g id="a"><use href="#a"/></g>',
    "is its own pattern": '<pattern id="p" width="1" height="1"><rect width="1" height="1" fill="url(#p)"/></pattern><rect width="9" height="9" fill="url(#p)"/>',
    "is its own mask": '<mask id="m"><rect width="9" height="9" mask="url(#m)"/></mask><rect width="9" height="9" mask="url(#m)"/>',
    "has strange numbers": '<circle r="1e999"/><rect width="-5" height="NaN"/><path d="M0 0L1e99 1e99zzz"/><line x1="x"/>',
    "is long": "<g>" * 900 + "</g>" * 900 + '<rect width="1" height="1"/>' * 100,
}
BROKEN = [
    "<svg onload=alert(1)>",
    "x" * 10_000,
    "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>",
]


class Hits(BaseHTTPRequestHandler):
    seen: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(404)
        self.end_headers()


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A server of ours; no test may make it hear anything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hits)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    assert Hits.seen == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_text_is_printed_or_refused_and_fetches_nothing(
    facts: CertificateFacts, host: str, text: str
) -> None:
    certificate_pdf(facts)
    child = pdf._shared.pid
    hostile = text.replace("HOST", host)
    for field in ("name", "course_title", "issuer", "issuer_address", "serial", "code", "statement"):
        try:
            drawn = certificate_pdf(replace(facts, **{field: hostile}))  # type: ignore[arg-type]
        except (ValueError, pdf.NotRendered):
            continue
        assert (drawn.pages, drawn.refused) == (1, ())
        assert b"root:" not in drawn.pdf
    with suppress(pdf.NotRendered):
        assert certificate_pdf(replace(facts, signatories=(Signatory(hostile, hostile),))).refused == ()
    assert pdf._shared.pid == child


def test_ten_thousand_characters_are_refused(facts: CertificateFacts) -> None:
    for field in ("name", "course_title", "issuer", "statement", "verify_url"):
        with pytest.raises(ValueError, match=field):
            certificate_pdf(replace(facts, **{field: "a" * 10_000}))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", LOGOS)
def test_a_hostile_logo_fetches_nothing_and_ends_nothing(
    facts: CertificateFacts, host: str, kind: str
) -> None:
    certificate_pdf(facts)
    child = pdf._shared.pid
    logo = f"<svg {SVG}>{LOGOS[kind].replace('HOST', host)}</svg>"
    drawn = certificate_pdf(replace(facts, logo=logo))
    assert drawn.pages == 1
    assert b"root:" not in drawn.pdf
    with pymupdf.open(stream=drawn.pdf) as document:
        assert document.embfile_count() == 0
    assert pdf._shared.pid == child


@pytest.mark.parametrize("logo", BROKEN)
def test_what_is_no_picture_leaves_the_name_of_the_issuer(facts: CertificateFacts, logo: str) -> None:
    drawn = certificate_pdf(replace(facts, logo=logo))
    assert drawn.refused == ()
    assert "root:" not in pymupdf.open(stream=drawn.pdf)[0].get_text()


def test_a_logo_is_never_larger_than_its_box(facts: CertificateFacts) -> None:
    huge = f'<svg {SVG} width="9000" height="9000"><rect x="-900" y="-900" width="9000" height="9000" fill="#f00"/></svg>'
    wide = huge.replace("0 0 9 9", "0 0 900 9")
    for logo in (huge, wide, huge.replace("viewBox", "data-box")):
        picture = pymupdf.open(stream=certificate_pdf(replace(facts, logo=logo)).pdf)[0].get_pixmap(dpi=36)
        red = [
            (x * 25.4 / 36, y * 25.4 / 36)
            for x in range(picture.width)
            for y in range(picture.height)
            if picture.pixel(x, y)[0] > 200 and picture.pixel(x, y)[1] < 50
        ]
        assert [(x, y) for x, y in red if not (17 <= x <= 81 and 19 <= y <= 43)] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "colour: #rrggbb, not 'red'"),
        ({"colour": "#12345;}</style>"}, "colour: #rrggbb"),
        ({"paper": "a3"}, "paper: a4 or letter, not 'a3'"),
        ({"signatories": (Signatory("A", "B"),) * 4}, "signatories: at most 3"),
        ({"logo": "x" * (LARGEST_LOGO + 1)}, "logo: at most"),
    ],
)
def test_what_no_sheet_can_hold_is_refused_in_the_preview_too(
    facts: CertificateFacts, changes: dict[str, object], message: str
) -> None:
    for draw in (certificate_pdf, certificate_preview):
        with pytest.raises(ValueError, match=message):
            draw(replace(facts, **changes))  # type: ignore[arg-type,operator]


def test_a_hostile_credential_is_carried_as_it_is(facts: CertificateFacts) -> None:
    hostile = b"\x00</rdf:RDF>endstream endobj %%EOF << /AF [] >> \xff" * 200
    drawn = certificate_pdf(facts, attachment=hostile).pdf
    with pymupdf.open(stream=drawn) as document:
        assert document.embfile_get("credential.json") == hostile
    with pikepdf.open(io.BytesIO(drawn)) as document:
        assert document.check_pdf_syntax() == []
