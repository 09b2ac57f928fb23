"""Concept notes and other texts as A4 pages."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from course.documents import pdf
from course.documents.pdf import Rendered
from course.documents.templates import environment
from course.rules.certificates import direction


def document_pdf(title: str, html: str, language: str, subtitle: str = "") -> Rendered:
    """A text on numbered A4 pages. `html` is the safe HTML made of Markdown at load, headings from h2.

    Raises RendererUnavailable or NotRendered as `pdf.render` does.
    """
    return pdf.render(
        environment.get_template("documents/document.html").render(
            title=title,
            subtitle=subtitle,
            body=Markup(html),  # noqa: S704  # made safe at load (content/markdown.py)
            language=language,
            dir=_direction(language),
            title_dir=direction(title),
        )
    )


def _direction(language: str) -> str:
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
