"""Logos are shapes and text, or one small picture; nothing else gets in, and nothing is fetched."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from course.documents import logos
from course.documents.certificate import CertificateFacts, certificate_pdf

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 4, height: int = 2, *more: bytes, noise: int = 0) -> bytes:
    rows = b"".join(b"\0" + b"\xf2\xb6\x32" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(rows) + bytes(noise)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), *more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    )


def read(folder: Path, name: str, content: str | bytes) -> tuple[str, list[str]]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    drawing, report = logos.read(folder, name, 'A "b" & c')
    return drawing, [f"{each.line}:{each.column} {each.severity} {each.code}" for each in report.problems]


def test_shapes_and_text_stay_and_the_drawing_stands_alone(tmp_path: Path) -> None:
    root = OPEN.replace("<svg", '<svg id="Layer" width="900" height="450"')
    drawing, problems = read(
        tmp_path, "logo.svg", f'{root}<circle class="a" r="9" fill="#fff"/><text font-size="4">A</text></svg>'
    )
    assert problems == []
    assert drawing == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A &quot;b&quot; &amp; c" viewBox="0 0 40 20">'
        '<circle r="9" fill="#fff"/><text font-size="4">A</text></svg>'
    )


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        '<circle r="9" onload="alert(1)"/>',
        '<a href="http://example.org/"><circle r="9"/></a>',
        '<image href="http://example.org/a.png"/>',
        '<image href="file:///etc/hostname"/>',
        '<use href="#a"/>',
        '<circle r="9" fill="url(http://example.org/#a)"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "</svg><svg onload='alert(1)'>",
        "<circle",
    ],
)
def test_what_could_act_or_fetch_is_refused_at_its_place(tmp_path: Path, inner: str) -> None:
    drawing, problems = read(tmp_path, "logo.svg", f"{OPEN}\n{inner}</svg>")
    assert drawing == ""
    assert problems[0].split()[1] == "error"


def test_an_entity_bomb_and_a_root_with_a_handler_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + OPEN + "<text>&b;</text></svg>"
    assert read(tmp_path, "logo.svg", bomb) == ("", ["1:15 error svg-unsafe"])
    loads = OPEN.replace("<svg", '<svg onload="alert(1)"') + "</svg>"
    assert read(tmp_path, "logo.svg", loads) == ("", ["1:1 error svg-unsafe"])


def test_the_same_advice_is_given_once(tmp_path: Path) -> None:
    shapes = '<g data-name="x"/>' * 3
    assert read(tmp_path, "logo.svg", f"{OPEN}{shapes}</svg>")[1] == ["1:61 warning svg-dropped"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("logo.svg", OPEN + "<desc>" + "x" * logos.LARGEST_SVG + "</desc></svg>", "1:1 error logo-large"),
        ("logo.png", png(noise=logos.LARGEST_PNG), "1:1 error logo-large"),
        ("logo.png", png(width=2001), "1:1 error logo-large"),
        ("logo.png", png(width=0), "1:1 error logo-large"),
        ("logo.png", b"GIF89a", "1:1 error logo"),
        ("logo.png", b"", "1:1 error logo"),
        ("logo.png", png()[:33] + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b""), "1:1 error logo"),
        ("logo.png", png()[:-3], "1:1 error logo"),
        ("logo.png", png().replace(b"IDAT", b"IDAX"), "1:1 error logo"),
        ("logo.png", png()[:8] + chunk(b"IEND", b""), "1:1 error logo"),
        ("logo.png", b"<svg onload=alert(1)>", "1:1 error logo"),
    ],
)
def test_what_is_too_large_or_no_picture_is_refused(
    tmp_path: Path, name: str, content: str | bytes, problem: str
) -> None:
    assert read(tmp_path, name, content) == ("", [problem])


def test_a_picture_stands_alone_in_a_drawing_without_what_else_the_file_held(tmp_path: Path) -> None:
    secret = chunk(b"tEXt", b"Author\0Amina at home")
    drawing, problems = read(tmp_path, "Logo.PNG", png(4, 2, secret) + b"<script>")
    start, end = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><image width="4" height="2" href="data:image/png;base64,',
        '"/></svg>',
    )
    assert problems == []
    assert (drawing.startswith(start), drawing.endswith(end)) == (True, True)
    assert base64.b64decode(drawing[len(start) : -len(end)]) == png(4, 2)


def test_a_heavy_picture_is_taken_with_advice(tmp_path: Path) -> None:
    drawing, problems = read(tmp_path, "logo.png", png(noise=logos.HEAVY))
    assert (problems, drawing[:4]) == (["1:1 warning logo-heavy"], "<svg")


def test_the_file_may_be_missing_or_lead_elsewhere(tmp_path: Path) -> None:
    inside = tmp_path / "data"
    inside.mkdir()
    (tmp_path / "secret.svg").write_text(OPEN + "</svg>")
    (inside / "logo.svg").symlink_to(tmp_path / "secret.svg")
    codes = [logos.read(inside, name, "A")[1].problems[0].code for name in ("logo.svg", "no.svg", "no.png")]
    assert codes == ["path-escape", "unreadable", "unreadable"]


@pytest.mark.parametrize(
    ("name", "content", "pictures"),
    [("logo.svg", f'{OPEN}<circle r="9" fill="#fff"/></svg>', 0), ("logo.png", png(40, 20), 1)],
)
def test_both_kinds_are_drawn_on_the_sheet(
    facts: CertificateFacts, tmp_path: Path, name: str, content: str | bytes, pictures: int
) -> None:
    drawing, _problems = read(tmp_path, name, content)
    drawn = certificate_pdf(replace(facts, logo=drawing, colour="#1F3A5F"))
    assert (drawn.pages, drawn.missing, drawn.refused) == (1, (), ())
    with pikepdf.open(io.BytesIO(drawn.pdf)) as document:
        images = [each for each in document.objects if _is_picture(each)]
    assert len(images) == pictures


def _is_picture(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
