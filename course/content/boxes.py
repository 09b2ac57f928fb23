"""The boxes of a lesson: in practice, a note, a content note with its ways out, and its summary."""

from __future__ import annotations

from course.content.markdown import Writer
from course.content.markup import Block, span
from course.content.pages import Page

BOXES = ("practice", "note", "care", "summary")

_WORDS = {  # language of the text -> headings and links
    "en": ("In practice", "Summary", "Skip to the summary", "Find support"),
    "fr": ("En pratique", "Résumé", "Passer au résumé", "Trouver de l’aide"),
    "es": ("En la práctica", "Resumen", "Ir al resumen", "Buscar apoyo"),
    "ar": ("في الممارسة", "الخلاصة", "الانتقال إلى الخلاصة", "البحث عن دعم"),
}


def box(page: Page, writer: Writer, block: Block) -> str:
    """The HTML of a box of the lesson that `page` is at; "" after a problem."""
    at = (block.attributes.line, 1)
    if block.word or block.attributes.values:
        what = f"A {block.kind} has no id and no attributes."
        page.report.error("block-word", at, what, f"Write :::{block.kind} only.")
    body = span(block.lines)
    if not body.text:
        page.report.error("block-empty", at, f"The block :::{block.kind} is empty.", "Write its text.")
        return ""
    practice, summary, skip, support = _WORDS.get(page.language.partition("-")[0], _WORDS["en"])
    target = f"summary-{page.lesson}"
    match block.kind:
        case "practice":
            return f'<aside class="key"><h3>{practice}</h3>{writer.inside(body)}</aside>'
        case "care":
            ways = f'<a href="#{target}">{skip}</a> <a href="/privacy#support">{support}</a>'
            return f'<aside class="care">{writer.prose(body)}<p class="ways">{ways}</p></aside>'
        case "summary":
            careful = ("care", "") in page.outline[page.lesson].blocks
            ways = f'<p class="ways"><a href="/privacy#support">{support}</a></p>' if careful else ""
            return (
                f'<section class="summing" id="{target}" tabindex="-1"><h3>{summary}</h3>'
                f"{writer.inside(body)}{ways}</section>"
            )
        case _:
            return f'<aside class="note">{writer.prose(body)}</aside>'


def paired(page: Page) -> None:
    """A content note needs a summary to skip to, and a lesson has at most one of each."""
    entry = page.outline[page.lesson]
    at = page.report.locate(page.lesson, entry.line)
    kinds = [kind for kind, _ in entry.blocks]
    if "care" in kinds and "summary" not in kinds:
        what = "This lesson has a content note, and no summary for those who skip it."
        page.report.warning(
            "care-summary", at, what, "Write a :::summary that its questions can be answered from."
        )
    for kind in ("care", "summary"):
        if kinds.count(kind) > 1:
            page.report.error("block-twice", at, f"This lesson has :::{kind} twice.", "Keep one.")
