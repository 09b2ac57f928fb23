"""The rings of the visual identity: one a module, growing from one point."""

from __future__ import annotations

from markupsafe import Markup

from course.documents.colours import mixed
from course.documents.facts import COLOUR

CORE = "#F2B632"
GREENS = ("#9FDFC2", "#6FC9A2", "#48AC81")
PLUMS = ("#5B2467", "#4A2653")
FEWEST, MOST = 4, 9


def rings_svg(modules: int, colour: str = COLOUR) -> Markup:
    """A decorative drawing of as many circles as there are modules (4 to 9), on a ground of `colour`.

    The circles touch at (160, 316) of 320 by 320.
    """
    return Markup(  # noqa: S704  # our own numbers, and a colour that is checked
        '<svg xmlns="http://www.w3.org/2000/svg" class="rings" viewBox="0 0 320 320" aria-hidden="true">'
        f"{_rings(modules, colour)}</svg>"
    )


def panel_svg(modules: int, colour: str, width: float, height: float, x: float, y: float) -> Markup:
    """The whole panel, `width` by `height`, with rings 150 wide that touch at (`x`, `y`), in millimetres.

    The ground reaches over the edge: one edge cuts it and the rings, and no viewer shows a step.
    """
    scale = 150 / 320
    return Markup(  # noqa: S704  # our own numbers, and a colour that is checked
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<rect x="-9" y="-9" width="{width + 18:g}" height="{height + 18:g}" fill="{colour}"/>'
        f'<g transform="translate({x - 160 * scale:g} {y - 316 * scale:g}) scale({scale:g})">'
        f"{_rings(modules, colour)}</g></svg>"
    )


def _rings(modules: int, colour: str) -> str:
    count = min(max(modules, FEWEST), MOST)
    step = 156 / count
    circles = []
    for place, fill in enumerate(reversed(_colours(count, colour))):  # outermost first
        radius = step * (count - place)
        circles.append(f'<circle cx="160" cy="{316 - radius:.2f}" r="{radius:.2f}" fill="{fill}"/>')
    return f'<g stroke="{colour}" stroke-width="5">{"".join(circles)}</g>'


def _colours(count: int, panel: str) -> list[str]:
    """From the inside: the person, the greens from light to dark, and the rest near the panel's."""
    outside = 0 if count < 4 else 1 if count < 6 else 2
    greens = count - 1 - outside
    spread = [GREENS[round(index * (len(GREENS) - 1) / max(greens - 1, 1))] for index in range(greens)]
    world = (
        PLUMS if panel.upper() == COLOUR else (mixed(panel, "#FFFFFF", 0.22), mixed(panel, "#FFFFFF", 0.1))
    )
    return [CORE, *spread, *world[:outside]]
