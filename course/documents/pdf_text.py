"""The text of a PDF, as far as its fonts say what their glyphs mean; enough to find a code in it.

ISO 32000-1, 9.4.3 (operators that show text) and 9.10.3 (ToUnicode).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

SHOWS = "Tf Tj TJ ' \" Do"
DEEPEST = 4  # forms within forms
MOST_FORMS = 50
LARGEST_MAP = 1024 * 1024  # bytes of a ToUnicode map
MOST_CODES = 70_000
_HEX = rb"<([0-9A-Fa-f\s]*)>"
_SPACE = re.compile(rb"begincodespacerange\s*" + _HEX)
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_TRIPLE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", re.DOTALL)
_EACH = re.compile(_HEX)


class Decoder:
    """Turns the bytes that a font shows into text."""

    def __init__(self, font: pikepdf.Object) -> None:
        self._width = 2 if font.get(Name.Subtype) == Name.Type0 else 1
        self._map: dict[int, str] = {}
        meaning = font.get(Name.ToUnicode)
        if isinstance(meaning, Stream):
            self._read(meaning.read_bytes()[:LARGEST_MAP])

    def _read(self, cmap: bytes) -> None:
        if space := _SPACE.search(cmap):
            self._width = max(1, min(4, len(_bytes(space[1]))))
        self._map = dict(islice(_meanings(cmap), MOST_CODES))

    def decode(self, shown: bytes) -> str:
        if not self._map:
            return shown.decode("cp1252", errors="replace") if self._width == 1 else ""
        codes = (shown[at : at + self._width] for at in range(0, len(shown), self._width))
        return "".join(self._map.get(int.from_bytes(code), "") for code in codes)


def _meanings(cmap: bytes) -> Iterator[tuple[int, str]]:
    """Each code that a map names, with its text."""
    for block in _CHARS.findall(cmap):
        for source, target in _PAIR.findall(block):
            yield _number(source), _text(target)
    for block in _RANGES.findall(cmap):
        for start, end, target, each in _TRIPLE.findall(block):
            first, last = _number(start), min(_number(end), _number(start) + 0xFFFF)
            if each:
                yield from zip(range(first, last + 1), map(_text, _EACH.findall(each)), strict=False)
            elif text := _text(target):
                for code in range(first, last + 1):
                    yield code, text[:-1] + chr(min(ord(text[-1]) + code - first, 0x10FFFF))


def text_of(page: pikepdf.Page) -> str:
    """Everything that the page shows as text, run together without spaces between its parts."""
    left = [MOST_FORMS]
    return "".join(_shown(page.obj, page.obj.get(Name.Resources), {}, left, 0))


def _shown(
    content: pikepdf.Object, resources: Any, known: dict[Any, Decoder], left: list[int], depth: int
) -> Iterator[str]:
    """The texts that a page or a form shows, in the order in which it does."""
    if not isinstance(resources, Dictionary):
        resources = Dictionary()
    decoder: Decoder | None = None
    for step in pikepdf.parse_content_stream(content, SHOWS):
        operands, name = step.operands, str(step.operator)
        if name == "Tf" and operands:
            decoder = _decoder(_part(resources, Name.Font, operands[0]), known)
        elif name == "Do" and operands:
            form = _part(resources, Name.XObject, operands[0])
            if (
                isinstance(form, Stream)
                and form.get(Name.Subtype) == Name.Form
                and left[0]
                and depth < DEEPEST
            ):
                left[0] -= 1
                yield from _shown(form, form.get(Name.Resources, resources), known, left, depth + 1)
        elif decoder is not None and operands:
            last = operands[-1]
            parts = last if isinstance(last, Array) else [last]
            yield "".join(decoder.decode(bytes(part)) for part in parts if isinstance(part, String))


def _part(resources: pikepdf.Object, kind: Any, name: Any) -> pikepdf.Object | None:
    parts = resources.get(kind)
    return parts.get(name) if isinstance(parts, Dictionary) and isinstance(name, Name) else None


def _decoder(font: pikepdf.Object | None, known: dict[Any, Decoder]) -> Decoder | None:
    if not isinstance(font, Dictionary):
        return None
    if not font.is_indirect:
        return Decoder(font)
    if font.objgen not in known:
        known[font.objgen] = Decoder(font)
    return known[font.objgen]


def _bytes(digits: bytes) -> bytes:
    clean = b"".join(digits.split())
    return bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode())


def _number(digits: bytes) -> int:
    return int.from_bytes(_bytes(digits)[:4])


def _text(digits: bytes) -> str:
    return _bytes(digits)[:64].decode("utf-16-be", errors="replace")
