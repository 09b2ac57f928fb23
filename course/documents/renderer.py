"""The child process that turns HTML into PDF; only it imports WeasyPrint.

It is run as a script, reads requests from standard input and answers on standard output until its parent is
gone. A message is a length (4 bytes, big-endian) and that many bytes. A request is JSON: either `html` to
draw, with an `attachment` in base 64, or a `text` to measure. An answer is JSON, then the PDF.

What is drawn is PDF/A-3a (WeasyPrint's own) and PDF/UA-1: ISO 14289-1 asks for `pdfuaid:part` in the XMP
packet, and PDF/A for a description of that schema beside it, in the same rdf:RDF.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import IO, Any
from unicodedata import bidirectional, category

STATIC = Path(__file__).resolve().parents[1] / "static"
FONTS = STATIC / "fonts"
MEMORY = 2 * 1024**3  # bytes of address space; certificates take a seventh of it
ASSET = re.compile(r"asset:([a-z0-9-]+\.(?:svg|png))")
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
VARIANT = "pdf/a-3a"
EPOCH = "1970-01-01"  # the moment of a document that names none
TURNED = {"R", "AL"}  # letters that run right to left
SHAPED = {"Mn", "Mc", "Cf"}  # marks and joiners: letters change shape, order or number
EM = 100  # CSS pixels: the size at which texts are measured
UNIVERSAL = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the document follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message; BrokenPipeError when nobody reads."""
    rest = memoryview(struct.pack(">I", len(message)) + message)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Read one message; EOFError when the other side has ended."""
    return _exactly(stream, struct.unpack(">I", _exactly(stream, 4))[0])


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = stream.read(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def interpreter() -> str:
    """The Python for a child process; some WSGI servers put their own name into sys.executable."""
    own = Path(sys.executable)
    return str(own if own.name.startswith("python") else Path(sys.prefix) / "bin" / "python3")


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: what finds libraries, no secrets, one locale and our fonts."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "VIRTUAL_ENV")
    return {name: given[name] for name in kept if name in given} | {
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
    }


def main() -> None:
    """Serve requests one after the other. Stray prints of libraries go to standard error."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = _answerer()
    while True:
        try:
            request = json.loads(receive(requests))
        except EOFError:
            return
        signal.alarm(request["seconds"] + 1)  # ends this process even if the parent is gone
        try:
            facts, pdf = answer(request)
        except Exception as error:  # a document that cannot be drawn must not end the service
            facts, pdf = {"error": f"{type(error).__name__}: {error}"}, b""
        signal.alarm(0)
        try:
            send(answers, json.dumps(facts).encode())
            send(answers, pdf)
        except BrokenPipeError:
            return


def _answerer() -> Any:
    """Load WeasyPrint once and return the function that answers requests, with one font configuration."""
    import weasyprint.pdf  # noqa: PLC0415  # slow import
    from weasyprint import HTML, Attachment  # noqa: PLC0415  # slow import
    from weasyprint.css import InitialStyle  # noqa: PLC0415  # slow import
    from weasyprint.pdf.stream import Stream  # noqa: PLC0415  # slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # slow import
    from weasyprint.text.line_break import Layout, get_log_attrs, line_size  # noqa: PLC0415  # slow import
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  # slow import

    class Assets(URLFetcher):  # type: ignore[misc]
        """Answers `data:` and our own pictures by name (`asset:rings.svg`), and nothing else."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["data"], allow_redirects=False)
            self.refused: set[str] = set()

        def fetch(self, url: str, headers: Any = None) -> Any:
            named = ASSET.fullmatch(url)
            if named:
                file = STATIC / "img" / named[1]
                return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": TYPES[file.suffix]})
            if not url.lower().startswith("data:"):
                self.refused.add(url[:200])
            return super().fetch(url, headers)

    class Spoken(Stream):  # type: ignore[misc]
        """A page that says which text its glyphs stand for where they do not tell: ISO 32000-1, 14.9.4.

        Not for right-to-left text: its glyphs tell, and some readers turn what is said here round.
        """

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            with super().marked(box, tag):
                text = getattr(box, "text", "")
                turned = TURNED & {bidirectional(letter) for letter in text}
                if not turned and SHAPED & {category(letter) for letter in text}:
                    self.stream[-2]["ActualText"] = weasyprint.pdf.pydyf.String(text)
                yield

    weasyprint.pdf.Stream = Spoken
    fonts = FontConfiguration()

    def draw(html: str, attachment: bytes) -> tuple[dict[str, Any], bytes]:
        fetcher = Assets()
        document = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, pdf_variant=VARIANT)
        moment = datetime.fromisoformat(document.metadata.created or EPOCH)
        credential = Attachment(
            file_obj=BytesIO(attachment),
            url_fetcher=fetcher,
            name="credential.json",
            description="Open Badges credential",
            created=moment,
            modified=moment,
            relationship="Data",
        )
        pdf = document.write_pdf(
            pdf_variant=VARIANT, finisher=_universal, attachments=[credential] if attachment else []
        )
        missing = {code for font in document.fonts.values() for code in font.missing}
        return {
            "pages": len(document.pages),
            "missing": [chr(code) for code in sorted(missing)],
            "refused": sorted(fetcher.refused),
            "boxes": {name: box for page in document.pages for name, box in page.anchors.items()},
        }, pdf

    def measure(text: str, language: str, direction: str, families: list[str]) -> list[tuple[Any, ...]]:
        style = InitialStyle(fonts)
        style.update(
            font_family=tuple(families), font_weight=700, font_size=EM, lang=language, direction=direction
        )

        def size(part: str) -> tuple[float, float]:
            layout = Layout(style)
            layout.set_text(part)
            width, height = line_size(layout.get_first_line()[0], style)
            return width / EM, height / EM

        breaks = get_log_attrs(text, language)
        ends = [at for at in range(1, len(text)) if breaks[at].is_line_break]
        pieces: list[tuple[Any, ...]] = []
        for start, end in pairwise([0, *ends, len(text)]):
            whole, height = size(text[start:end])
            width, _ = size(text[start:end].rstrip(" "))
            pieces.append((text[start:end], width, whole - width, height))
        return pieces

    def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if "html" in request:
            return draw(request["html"], base64.b64decode(request["attachment"]))
        words = ("text", "language", "direction", "families")
        return {"pieces": measure(*(request[word] for word in words))}, b""

    return answer


def _universal(document: Any, pdf: Any) -> None:
    """Finish the file as PDF/UA-1, too: say so, and let every glyph have a text, if an invisible one."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # WeasyPrint 70 names each file twice
    packet = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet.stream = [part.replace(b"</rdf:RDF>", UNIVERSAL + b"</rdf:RDF>") for part in packet.stream]
    packet.compress = False  # any program can read it without unpacking
    for font in (each for each in pdf.objects if b"begincmap" in getattr(each, "stream", ())):
        font.stream = [part.replace(b" <>", b" <200b>") for part in font.stream]


if __name__ == "__main__":
    main()
