"""The child process that turns HTML into PDF; only it imports WeasyPrint.

It is run as a script, reads requests from standard input and answers on standard output until its parent is
gone. A message is a length (4 bytes, big-endian) and that many bytes. A request is JSON; an answer is
JSON, then the PDF.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

STATIC = Path(__file__).resolve().parents[1] / "static"
FONTS = STATIC / "fonts"
MEMORY = 2 * 1024**3  # bytes of address space; certificates take a seventh of it
ASSET = re.compile(r"asset:([a-z0-9-]+\.(?:svg|png))")
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


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
    draw = _drawer()
    while True:
        try:
            request = json.loads(receive(requests))
        except EOFError:
            return
        signal.alarm(request["seconds"] + 1)  # ends this process even if the parent is gone
        try:
            facts, pdf = draw(request["html"], request["draw"])
        except Exception as error:  # a document that cannot be drawn must not end the service
            facts, pdf = {"error": f"{type(error).__name__}: {error}"}, b""
        signal.alarm(0)
        try:
            send(answers, json.dumps(facts).encode())
            send(answers, pdf)
        except BrokenPipeError:
            return


def _drawer() -> Any:
    """Load WeasyPrint once and return the function that draws with one font configuration."""
    from weasyprint import HTML  # noqa: PLC0415  # slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # slow import
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

    fonts = FontConfiguration()

    def draw(html: str, whole: bool) -> tuple[dict[str, Any], bytes]:
        fetcher = Assets()
        document = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, pdf_tags=True)
        pdf = document.write_pdf(pdf_tags=True) if whole else b""
        missing = {code for font in document.fonts.values() for code in font.missing}
        return {
            "pages": len(document.pages),
            "missing": [chr(code) for code in sorted(missing)],
            "refused": sorted(fetcher.refused),
            "boxes": {name: box for page in document.pages for name, box in page.anchors.items()},
        }, pdf

    return draw


if __name__ == "__main__":
    main()
