"""The stylesheet and the script: weight, colours, and what the content policy asks of templates."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "course/static/css/parts").glob("*.css"))
SCRIPT = ROOT / "course/static/js/app.js"
OURS = [
    ROOT / "templates/base.html",
    *(
        file
        for folder in ("components", "public", "errors")
        for file in (ROOT / "templates" / folder).glob("*.html")
    ),
]
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|[{;]\s*(?:left|right|top|bottom|width|height)\s*:"
    r"|(?:align|float):\s*(?:left|right)"
)


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_no_template_holds_what_the_content_policy_forbids(file: Path) -> None:
    assert re.findall(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", file.read_text()) == []


def test_stylesheet_and_script_stay_light() -> None:
    style = "\n".join(part.read_text() for part in STYLES)
    assert len(gzip.compress(style.encode())) < 12_000
    assert len(gzip.compress(SCRIPT.read_bytes())) < 6_000


@pytest.mark.parametrize(
    "part", [part for part in STYLES if part.name[0].isdigit()], ids=lambda part: part.name
)
def test_the_stylesheet_knows_no_left_and_right(part: Path) -> None:
    assert PHYSICAL.findall(part.read_text()) == []


def _tokens(theme: str) -> dict[str, str]:
    text = (ROOT / "course/static/css/parts/10-tokens.css").read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", light))
    return found if theme == "light" else found | dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", dark))


def _contrast(one: str, other: str) -> float:
    """The ratio 1..21 of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [(ink, on) for ink in ("ink", "ink2", "plum7", "leaf7", "rust7", "red7") for on in ("paper", "ground")]
TEXT += [("ink", tint) for tint in ("plum1", "leaf1", "sun1", "rust1")]
TEXT += [
    ("plum7", "plum1"),
    ("leaf7", "leaf1"),
    ("sun7", "sun1"),
    ("rust7", "rust1"),
    ("button-ink", "button"),
]
TEXT += [("hero-ink", "hero"), ("hero-ink2", "hero"), ("on-sun", "sun5")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reaches_4_5_and_controls_reach_3_in_both_themes(theme: str) -> None:
    colours = _tokens(theme)
    assert [pair for pair in TEXT if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []
    controls = [("edge", "paper"), ("edge", "ground"), ("sun5", "hero")]
    controls += [("sun5", "ink" if theme == "light" else "ground")]  # the focus ring and what lies around it
    assert [pair for pair in controls if _contrast(colours[pair[0]], colours[pair[1]]) < 3] == []
