"""QR codes as SVG that prints without seams."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import segno
from markupsafe import Markup, escape
from segno import DataOverflowError, QRCode

CODE_PATH = re.compile(r"/c/[0-9A-Za-z-]+")


def verify_text(url: str) -> str:
    """What the QR code of a certificate says: the address in capitals, which makes a smaller symbol.

    Host names and `/c/<code>` are the same in any case; any other path is left alone.
    """
    parts = urlsplit(url)
    plain = CODE_PATH.fullmatch(parts.path) and not parts.query and not parts.fragment
    return url.upper() if plain else url


def qr_code(text: str) -> QRCode:
    """The symbol: version 3 with a quarter of it spare (Q), larger only when the text does not fit."""
    try:
        return segno.make(text, version=3, error="q", boost_error=False)
    except DataOverflowError:
        return segno.make(text, error="q", boost_error=False, micro=False)


def qr_svg(text: str, title: str) -> Markup:
    """The symbol as one SVG element without a quiet zone: leave four modules of white around it.

    `title` is its text alternative. Modules overlap by a hair, or viewers show white seams between rows.
    """
    matrix = qr_code(text).matrix
    path = "".join(
        f"M{match.start()} {y}h{match.end() - match.start()}.02v1.02h-{match.end() - match.start()}.02z"
        for y, row in enumerate(matrix)
        for match in re.finditer("1+", "".join("1" if module else "0" for module in row))
    )
    size = len(matrix)
    return Markup(  # noqa: S704  # our own numbers, and an escaped title
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img">'
        f'<title>{escape(title)}</title><path fill="#000" d="{path}"/></svg>'
    )
