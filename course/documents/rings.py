"""The rings of the visual identity: one a module, growing from one point."""

from __future__ import annotations

from markupsafe import Markup

PANEL = "#2F1236"
CORE = "#F2B632"
GREENS = ("#9FDFC2", "#6FC9A2", "#48AC81")
PLUMS = ("#5B2467", "#4A2653")
FEWEST, MOST = 4, 9


def rings_svg(modules: int) -> Markup:
    """A decorative drawing of as many circles as there are modules (4 to 9), on the colour of the panel."""
    count = min(max(modules, FEWEST), MOST)
    step = 156 / count
    circles = []
    for place, colour in enumerate(reversed(_colours(count))):  # outermost first
        radius = step * (count - place)
        circles.append(f'<circle cx="160" cy="{316 - radius:.2f}" r="{radius:.2f}" fill="{colour}"/>')
    return Markup(  # noqa: S704  # our own numbers and colours
        '<svg xmlns="http://www.w3.org/2000/svg" class="rings" viewBox="0 0 320 320" aria-hidden="true">'
        f'<g stroke="{PANEL}" stroke-width="5">{"".join(circles)}</g></svg>'
    )


def _colours(count: int) -> list[str]:
    """From the inside: the person, the greens from light to dark, and plum for the rest of the world."""
    plums = 0 if count < 4 else 1 if count < 6 else 2
    greens = count - 1 - plums
    spread = [GREENS[round(index * (len(GREENS) - 1) / max(greens - 1, 1))] for index in range(greens)]
    return [CORE, *spread, *PLUMS[:plums]]
