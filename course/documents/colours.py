"""One colour of an organisation: what can be read on it, and the tones made of it."""

from __future__ import annotations

import colorsys
import re

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
READABLE = 4.5  # the contrast that text needs: WCAG 2.2, 1.4.3
CLEAR = 7  # the enhanced one: 1.4.6
WHITE, BLACK = "#FFFFFF", "#000000"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rrggbb), 1 to 21: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """White where it can be read on `colour`, else black; one of both always has 4.5 and more."""
    return WHITE if contrast(WHITE, colour) >= READABLE else BLACK


def accent(colour: str) -> str:
    """`colour` as the colour of text on white: lively where it was nearly black, darker where it was pale."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    light = min(max(light, 0.27), 0.4)
    while contrast(found := _hex(colorsys.hls_to_rgb(hue, light, saturation)), WHITE) < CLEAR:
        light -= 0.01
    return found


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a `share` (0..1) of the other one in it."""
    return _hex(tuple(a + (b - a) * share for a, b in zip(_parts(colour), _parts(other), strict=True)))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
