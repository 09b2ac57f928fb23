"""The certificate: one A4 sheet drawn from the frozen facts, and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from course.documents import pdf
from course.documents.facts import CertificateFacts, Signatory, check_printable
from course.documents.lines import balanced
from course.documents.pdf import NotRendered, Rendered
from course.documents.qr import qr_svg, verify_text
from course.documents.rings import rings_svg
from course.documents.templates import environment
from course.documents.wording import words
from course.rules.certificates import direction

__all__ = ["CertificateFacts", "Signatory", "certificate_html", "certificate_pdf", "certificate_preview"]

PIXELS_A_POINT = 96 / 72
NAME_LEADING = 1.2
TITLE_LEADING = 1.25
NAME_STEPS = ((34, 1), (28, 2), (24, 3), (20, 3), (16, 3), (12, 5))  # points, and lines at most
TITLE_STEPS = ((20, 2), (17, 3), (14, 4))
LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # isolates: keep the parts of a number in order
ROOM = 158  # millimetres from the top of the sheet to a footer of the usual height
CLEAR = 12  # CSS pixels of white kept between the text and the footer


@dataclass(frozen=True, slots=True)
class Fit:
    """A try at fitting the texts: places in NAME_STEPS and TITLE_STEPS, and how many lines we make of each.

    Lines: 0 for "not broken yet", UNBROKEN for "broken by the renderer, ours did not fit".
    """

    name: int = 0
    title: int = 0
    name_lines: int = 0
    title_lines: int = 0
    room: int = ROOM  # less when the footer is taller

    @property
    def name_size(self) -> int:
        """In points."""
        return NAME_STEPS[self.name][0]

    @property
    def title_size(self) -> int:
        """In points; the name stays the largest thing on the sheet."""
        return min(TITLE_STEPS[self.title][0], round(self.name_size * 0.85))


UNBROKEN = 1


def certificate_html(facts: CertificateFacts, *, specimen: bool = False, fit: Fit | None = None) -> str:
    """The sheet as HTML for the renderer. ValueError when a fact is empty or too long to print."""
    check_printable(facts)
    fit = fit or Fit()
    said = words(facts.language)
    return environment.get_template("certificates/certificate.html").render(
        **_shown(facts),
        specimen=specimen,
        name_lines=balanced(facts.name, fit.name_lines),
        name_size=fit.name_size,
        name_leading=NAME_LEADING,
        title_lines=balanced(facts.course_title, fit.title_lines),
        title_size=fit.title_size,
        title_leading=TITLE_LEADING,
        room=fit.room,
        column=21 if said.rtl else 111,  # millimetres from the left edge
        start="right" if said.rtl else "left",
        end="left" if said.rtl else "right",
        rings=rings_svg(len(facts.modules)),
        qr="" if specimen else qr_svg(verify_text(facts.verify_url), f"{said.check} {facts.verify_url}"),
    )


def certificate_preview(facts: CertificateFacts) -> Markup:
    """The same sheet, as a specimen, for a web page: an HTML fragment for css/parts/certificate.css."""
    check_printable(facts)
    return Markup(  # noqa: S704  # the template escapes
        environment.get_template("certificates/preview.html").render(
            **_shown(facts), rings=rings_svg(len(facts.modules))
        )
    )


def certificate_pdf(facts: CertificateFacts, *, specimen: bool = False) -> Rendered:
    """The certificate on one page, its name as large as fits in at most three lines.

    Equal facts give equal bytes. Raises ValueError for facts that cannot be printed, NotRendered when they do
    not fit even at the smallest size, RendererUnavailable when the renderer should be asked again.
    """
    fit = Fit()
    drawn = pdf.render(certificate_html(facts, specimen=specimen, fit=fit))
    better = _better(fit, drawn)
    if better is None:  # nearly always: one drawing and no more
        return drawn
    while better is not None:
        fit = better
        better = _better(fit, pdf.measure(certificate_html(facts, specimen=specimen, fit=fit)))
    return pdf.render(certificate_html(facts, specimen=specimen, fit=fit))


def _better(fit: Fit, drawn: Rendered) -> Fit | None:
    """What to try after `fit`; None when all is well. NotRendered when nothing is left to try."""
    if not {"name", "course", "text", "footer"} <= drawn.boxes.keys():  # pushed off the sheet
        return _smaller_name(fit)
    name_lines = _lines(drawn, "name", fit.name_size * NAME_LEADING)
    title_lines = _lines(drawn, "course", fit.title_size * TITLE_LEADING)
    room = int(drawn.boxes["footer"][1] * 25.4 / 96)
    if room < fit.room:
        return replace(fit, room=room)
    if 1 < fit.name_lines < name_lines:
        return replace(fit, name_lines=UNBROKEN)
    if 1 < fit.title_lines < title_lines:
        return replace(fit, title_lines=UNBROKEN)
    if name_lines > NAME_STEPS[fit.name][1]:
        return _smaller_name(fit)
    if title_lines > TITLE_STEPS[fit.title][1] and fit.title + 1 < len(TITLE_STEPS):
        return Fit(fit.name, fit.title + 1, room=fit.room)
    _, top, _, bottom = drawn.boxes["text"]
    if top < CLEAR or bottom + CLEAR > drawn.boxes["footer"][1] or drawn.pages > 1:
        return (
            Fit(fit.name, fit.title + 1, room=fit.room)
            if fit.title + 1 < len(TITLE_STEPS)
            else _smaller_name(fit)
        )
    broken = replace(fit, name_lines=fit.name_lines or name_lines, title_lines=fit.title_lines or title_lines)
    return None if max(name_lines, title_lines) == 1 or broken == fit else broken


def _smaller_name(fit: Fit) -> Fit:
    if fit.name + 1 == len(NAME_STEPS):
        raise NotRendered("the name or the course title does not fit on the certificate")
    return Fit(fit.name + 1, fit.title, room=fit.room)


def _lines(drawn: Rendered, name: str, leading: float) -> int:
    box = drawn.boxes[name]
    return round((box[3] - box[1]) / (leading * PIXELS_A_POINT))


def _shown(facts: CertificateFacts) -> dict[str, Any]:
    """The facts in the words and the writing of their language."""
    said = words(facts.language)
    address = facts.verify_url.split("://", 1)[-1]
    serial = f"{LEFT_TO_RIGHT}{facts.serial}{END}" if said.rtl else facts.serial
    return {
        "facts": facts,
        "words": said,
        "dir": "rtl" if said.rtl else "ltr",
        "name_dir": direction(facts.name),
        "course_dir": direction(facts.course_title),
        "issuer_dir": direction(facts.issuer),
        "summary": said.summary(len(facts.modules), facts.hours, facts.pass_mark),
        "completed": said.completed.format(date=said.day(facts.completed_on)),
        "issued": said.issued.format(date=said.day(facts.issued_on)),
        "expires": said.expires.format(date=said.day(facts.expires_on)) if facts.expires_on else "",
        "serial": said.serial.format(serial=serial),
        "address": address,
    }
