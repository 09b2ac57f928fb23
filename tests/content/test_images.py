"""Width and height are read from the first bytes of an image."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from course.content.images import size


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP"])
def test_the_size_of_a_real_image_is_known(kind: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (37, 21), (91, 36, 103)).save(file, kind)
    assert size(file.getvalue()) == (37, 21)


def test_the_size_of_lossless_and_extended_webp_is_known() -> None:
    lossless, extended = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (300, 5)).save(lossless, "WEBP", lossless=True)
    Image.new("RGBA", (7, 400), (1, 2, 3, 4)).save(extended, "WEBP", exif=b"Exif\0\0II*\0")
    assert size(lossless.getvalue()) == (300, 5)
    assert size(extended.getvalue()) == (7, 400)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF0000WEBPVP8 ",
        b"RIFF0000WEBPVP8X",
        b"RIFF0000WEBPXXXX",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00\x02\xff\xc0",
        b"\xff\xd8\xff\xc4" + struct.pack(">H", 2) + b"xx",
    ],
)
def test_a_broken_image_has_no_size(data: bytes) -> None:
    assert size(data) is None
