"""The certificate: one sheet drawn from the frozen facts, and from nothing else."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup

from course.documents import pdf
from course.documents.colours import accent, ink_on
from course.documents.facts import CertificateFacts, Signatory, check_printable
from course.documents.lines import broken
from course.documents.pdf import NotRendered, Rendered
from course.documents.qr import qr_svg, verify_text
from course.documents.rings import panel_svg, rings_svg
from course.documents.templates import environment
from course.documents.wording import han, words
from course.rules.certificates import direction

__all__ = ["CertificateFacts", "Signatory", "certificate_html", "certificate_pdf", "certificate_preview"]

NAME_STEPS = ((34, 1), (28, 2), (24, 3), (20, 3), (16, 3), (12, 5))  # points, and lines at most
TITLE_STEPS = ((20, 2), (17, 3), (14, 4))
LEADING, MOST_LEADING = 1.2, 1.6  # ems: more where a script is tall
RIGHT_TO_LEFT = 1.15  # times the size: these letters have no capitals and look smaller
BRAND_STEPS = ((13.5, 70), (11, 115), (8.5, 400))  # points, and letters at most: five lines above the rings
POINTS_A_MILLIMETRE = 72 / 25.4
SEAL = 28  # millimetres: the QR code
LETTER, LINE = 1.85, 4.86  # millimetres of the footer's type: a letter's width, about, and a line's height
BLEED = 1  # millimetres that the panel reaches over the paper's edge
RINGS_AT = 41  # millimetres from that edge: left of the panel's middle
OPTICAL = 4  # millimetres by which the text stands above the middle
CLEAR = 12  # CSS pixels of white kept above and below the text
LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # isolates: keep the parts of a number in order


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper on its side, in millimetres: 31 % of it is the panel, one margin of white frames the text."""

    width: float
    height: float
    panel: float
    margin: float = 21

    @property
    def column(self) -> float:
        """Where the text begins, from the edge with the panel."""
        return self.panel + self.margin

    @property
    def measure(self) -> float:
        """How long a line is."""
        return self.width - self.panel - 2 * self.margin


SHEETS = {"a4": Sheet(297, 210, 92), "letter": Sheet(279.4, 215.9, 87)}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: the size in points, the distance of lines in ems, and the lines.

    `wraps` when none of ours fit and the renderer breaks them, inside words if it must.
    """

    size: float
    leading: float
    lines: Sequence[str]
    wraps: bool = False


def certificate_pdf(facts: CertificateFacts, *, specimen: bool = False, attachment: bytes = b"") -> Rendered:
    """The certificate on one page, its name as large as fits: PDF/UA-1 and PDF/A-3a in one file.

    `attachment` is embedded as credential.json. Equal facts give equal bytes. Raises ValueError for facts
    that cannot be printed, NotRendered when they do not fit even at the smallest size, RendererUnavailable
    when the renderer should be asked again.
    """
    for page in _pages(facts, specimen):  # nearly always the first one fits
        drawn = pdf.render(page, attachment=attachment)
        if _fits(drawn):
            return drawn
    raise NotRendered("the name or the course title does not fit on the certificate")


def certificate_html(facts: CertificateFacts, *, specimen: bool = False) -> str:
    """The sheet as HTML for the renderer. ValueError when a fact is empty or too long to print."""
    return next(_pages(facts, specimen))


def certificate_preview(facts: CertificateFacts) -> Markup:
    """The same sheet, as a specimen, for a web page: an HTML fragment for css/parts/certificate.css."""
    check_printable(facts)
    return Markup(  # noqa: S704  # the template escapes
        environment.get_template("certificates/preview.html").render(
            **_shown(facts), rings=rings_svg(len(facts.modules), facts.colour)
        )
    )


def _pages(facts: CertificateFacts, specimen: bool) -> Iterator[str]:
    """The sheet as HTML with the largest type that fits the width, then with smaller type for the height."""
    check_printable(facts)
    sheet = SHEETS[facts.paper]
    said = words(facts.language)
    template = environment.get_template("certificates/certificate.html")
    shown = {
        **_shown(facts),
        "specimen": specimen,
        "sheet": sheet,
        "display": ", ".join(f'"{family}"' for family in pdf.DISPLAY[:-1]) + ", serif",
        "room": sheet.height - 2 * sheet.margin - 5 - OPTICAL - _footer(facts, sheet),
        "start": "right" if said.rtl else "left",
        "end": "left" if said.rtl else "right",
        "brand": next(size for size, most in BRAND_STEPS if _length(facts.issuer) <= most),
        "panel": _data(_panel(facts, sheet, said.rtl)),
        "qr": "" if specimen else qr_svg(verify_text(facts.verify_url), f"{said.check} {facts.verify_url}"),
    }
    names = _settings(facts.name, shown["name_lang"] or said.language, NAME_STEPS, sheet.measure)
    titles = _settings(facts.course_title, facts.language, TITLE_STEPS, sheet.measure)
    for step in range(max(len(names), len(titles))):
        name, title = (settings[min(step, len(settings) - 1)] for settings in (names, titles))
        size = min(title.size, name.size * 0.85)  # the name stays the largest thing on the sheet
        yield template.render(**shown, name=name, title=replace(title, size=size))


def _settings(text: str, language: str, steps: Sequence[tuple[int, int]], measure: float) -> list[Setting]:
    """Every step at which `text` fits into its lines, the largest first; the smallest where none does."""
    pieces = pdf.measure(text, language=language, direction=direction(text))
    leading = min(max(LEADING, max(piece.height for piece in pieces) * 0.75), MOST_LEADING)
    scale = RIGHT_TO_LEFT if direction(text) == "rtl" else 1
    ems = measure * POINTS_A_MILLIMETRE * 0.995 / scale  # a hair less: rounding never breaks a line of ours
    found = [
        Setting(size * scale, leading, lines)
        for size, most in steps
        if (lines := broken(pieces, ems / size, most))
    ]
    return found or [Setting(steps[-1][0], leading, [text], wraps=True)]


def _panel(facts: CertificateFacts, sheet: Sheet, rtl: bool) -> str:
    """The panel with a bleed around it; its rings stand on the lower margin, left of the middle."""
    width = sheet.panel + BLEED
    x = BLEED + RINGS_AT
    return panel_svg(
        len(facts.modules),
        facts.colour,
        width,
        sheet.height + 2 * BLEED,
        x=width - x if rtl else x,
        y=BLEED + sheet.height - sheet.margin,
    )


def _footer(facts: CertificateFacts, sheet: Sheet) -> float:
    """About how high the footer is, in millimetres: enough to place the text; what collides is seen later."""
    width = sheet.measure / max(len(facts.signatories), 1)
    signed = max((_height(width, each.name, each.role) for each in facts.signatories), default=-7)
    issued = _height(sheet.measure / 3, facts.issuer, facts.issuer_address) + 2 * LINE
    return 7 + signed + 7 + max(SEAL, issued)


def _height(width: float, *texts: str) -> float:
    """About how high texts stand in a cell of the footer, one below the other."""
    return LINE * sum(ceil(_length(text) * LETTER / (width - 5)) for text in texts)


def _length(text: str) -> int:
    """In letters; a Chinese one is as wide as two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def _fits(drawn: Rendered) -> bool:
    """On one page, with white between the heading, the text and the footer."""
    boxes = drawn.boxes
    if drawn.pages > 1 or not {"heading", "text", "footer"} <= boxes.keys():
        return False
    return boxes["heading"][3] + CLEAR <= boxes["text"][1] and boxes["text"][3] + CLEAR <= boxes["footer"][1]


def _data(svg: str) -> str:
    """A picture as an address."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _shown(facts: CertificateFacts) -> dict[str, Any]:
    """The facts in the words and the writing of their language."""
    said = words(facts.language)
    address = facts.verify_url.split("://", 1)[-1]
    serial = f"{LEFT_TO_RIGHT}{facts.serial}{END}" if said.rtl else facts.serial
    return {
        "facts": facts,
        "words": said,
        "ink": ink_on(facts.colour),
        "accent": accent(facts.colour),
        "logo": _data(facts.logo) if facts.logo else "",
        "dir": "rtl" if said.rtl else "ltr",
        "name_dir": direction(facts.name),
        "name_lang": han(facts.name, facts.language),
        "course_dir": direction(facts.course_title),
        "issuer_dir": direction(facts.issuer),
        "statement_dir": direction(facts.statement),
        "summary": said.summary(len(facts.modules), facts.hours, facts.pass_mark),
        "completed": said.completed.format(date=said.day(facts.completed_on)),
        "issued": said.issued.format(date=said.day(facts.issued_on)),
        "expires": said.expires.format(date=said.day(facts.expires_on)) if facts.expires_on else "",
        "serial": said.serial.format(serial=serial),
        "address": address,
    }
