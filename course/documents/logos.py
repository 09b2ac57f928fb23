"""The logo of an organisation: an SVG made safe, or a PNG inside such an SVG; nothing is ever fetched."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from course.content.files import read_bytes, read_text
from course.content.problems import Report
from course.content.svg import sanitise
from course.documents.facts import LARGEST_LOGO

LARGEST_SVG = 32 * 1024  # bytes
LARGEST_PNG = min(200_000, (LARGEST_LOGO - 400) * 3 // 4)  # bytes, which grow by a third as text
LARGEST_SIDE = 2000  # pixels
HEAVY = 50_000  # bytes: each certificate keeps a copy
OF_PAGES = {"svg-large", "svg-wide", "svg-small"}  # advice for drawings in lessons
HARMLESS = ('The attribute "id"', 'The attribute "class"')  # left out of every drawing, and not missed
_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # what a picture needs: no texts, no other files


def read(folder: Path, name: str, label: str) -> tuple[str, Report]:
    """The logo in the file `name` of `folder` as safe SVG text, "" after an error; and its problems."""
    if name.lower().endswith(".png"):
        return _png(folder, name)
    text, report = read_text(folder, name)
    if text is None or not _small(len(text.encode()), LARGEST_SVG, report):
        return "", report
    found = Report(name, report.lines)
    drawing = sanitise(text, label, found)
    told = {
        (each.code, each.what): each
        for each in reversed(found.problems)  # the first of several alike
        if each.code not in OF_PAGES and not each.what.startswith(HARMLESS)
    }
    report.problems += sorted(told.values())
    return drawing.replace("<svg", f"<svg {_XMLNS}", 1), report


def _small(size: int, most: int, report: Report) -> bool:
    if size > most:
        report.error("logo-large", (1, 1), f"The logo has {size} bytes.", f"At most {most} are taken.")
    return size <= most


def _png(folder: Path, name: str) -> tuple[str, Report]:
    report = Report(name)
    data = read_bytes(folder, name, report)
    if data is None or not _small(len(data), LARGEST_PNG, report):
        return "", report
    picture, width, height = _picture(data)
    if not picture:
        report.error("logo", (1, 1), "This is no whole PNG picture.", "Save it again as PNG, or as SVG.")
    elif not 0 < max(width, height) <= LARGEST_SIDE or not min(width, height):
        what = f"The logo is {width} by {height} pixels large."
        report.error("logo-large", (1, 1), what, f"At most {LARGEST_SIDE} a side are taken.")
    elif len(picture) > HEAVY:
        what = f"The logo has {len(picture)} bytes, and each certificate keeps a copy."
        report.warning("logo-heavy", (1, 1), what, f"Keep it under {HEAVY}, or use an SVG.")
    if report.broken:
        return "", report
    address = "data:image/png;base64," + base64.b64encode(picture).decode()
    return (
        f'<svg {_XMLNS} viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{address}"/></svg>'
    ), report


def _picture(data: bytes) -> tuple[bytes, int, int]:
    """The picture alone, its width and height; b"" when it is no PNG, or not whole (PNG 3rd edition, 5)."""
    parts, at, kind = [_SIGNATURE], len(_SIGNATURE), b""
    while data.startswith(_SIGNATURE) and at + 12 <= len(data) and kind != b"IEND":
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if end > len(data) or struct.unpack(">I", data[end - 4 : end])[0] != zlib.crc32(
            data[at + 4 : end - 4]
        ):
            break
        if kind in _KEPT:
            parts.append(data[at:end])
        at = end
    kinds = [part[4:8] for part in parts[1:]]
    if (
        not kinds
        or kinds[0] != b"IHDR"
        or kinds[-1] != b"IEND"
        or b"IDAT" not in kinds
        or len(parts[1]) != 25
    ):
        return b"", 0, 0
    if not _unpacks(b"".join(part[8:-4] for part in parts[1:] if part[4:8] == b"IDAT")):
        return b"", 0, 0
    width, height = struct.unpack(">II", parts[1][8:16])
    return b"".join(parts), width, height


def _unpacks(data: bytes) -> bool:
    """Whether the packed pixels are whole, and no more than the largest picture has."""
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(data, LARGEST_SIDE * (LARGEST_SIDE * 8 + 1))
    except zlib.error:
        return False
    return unpacking.eof
