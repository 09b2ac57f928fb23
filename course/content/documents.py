"""The documents of a dialogue: Markdown or PDF beside it in several languages, or an address elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from course.content.fields import address
from course.content.files import locate, read_text
from course.content.markdown import Writer
from course.content.markup import front_matter, span
from course.content.model import Document
from course.content.pages import Page
from course.content.problems import Position, Report, closest
from course.content.schemas import DocumentFront, validate
from course.content.yaml import Tree

KINDS = ("concept-note", "report")
_TITLES = {
    "concept-note": {
        "en": "Concept note",
        "fr": "Note conceptuelle",
        "es": "Nota conceptual",
        "ar": "مذكرة مفاهيمية",
    },
    "report": {"en": "Report", "fr": "Rapport", "es": "Informe", "ar": "تقرير"},
}


def read_documents(
    page: Page, tree: Tree, documents: Mapping[str, str], names: Collection[str]
) -> tuple[Document, ...]:
    """Every document in every language it exists in; those in the language of the page come first."""
    found: list[Document] = []
    for kind, word in documents.items():
        at = tree.place(("documents", kind))
        if "://" in word or word.startswith("doi:"):
            found += _elsewhere(page, kind, word, at)
        else:
            found += _beside(page, kind, word, at, names)
    return tuple(sorted(found, key=lambda document: document.language != page.language))


def _elsewhere(page: Page, kind: str, word: str, at: Position) -> list[Document]:
    try:
        target = address(word)
    except ValueError:
        page.report.error("address", at, f'"{word}" is not an address.', "It starts with https://.")
        return []
    return [Document(_kind(kind), _title(kind, page.language), page.language, address=target)]


def _beside(page: Page, kind: str, stem: str, at: Position, names: Collection[str]) -> list[Document]:
    pattern = re.compile(rf"{re.escape(stem)}(?:\.([a-z]{{2,3}}(?:-[A-Za-z]+)?))?\.(md|pdf)")
    matches = [match for name in sorted(names) if (match := pattern.fullmatch(name))]
    if not matches:
        what = f'There is no file "{stem}.md" or "{stem}.pdf" beside dialogue.md.'
        stems = {name.split(".")[0] for name in names if name.endswith((".md", ".pdf"))} - {"dialogue"}
        page.report.error("document-missing", at, what, "", closest(stem, stems))
    found: list[Document] = []
    for match in matches:
        name, language = f"{page.folder}/{match[0]}", match[1] or page.language
        if match[2] == "md":
            found += _markdown(page, kind, name, language)
            continue
        report = Report(name)
        path = locate(page.shelf.root, name, report)
        page.report.problems += report.problems
        if path is not None:
            found.append(Document(_kind(kind), _title(kind, language), language, path=page.shelf.root / name))
    return found


def _markdown(page: Page, kind: str, name: str, language: str) -> list[Document]:
    text, report = read_text(page.shelf.root, name)
    below = Page(page.shelf, posixpath.dirname(name), language, report)
    html = ""
    front = None
    if text is not None:
        tree, body = front_matter(text, report)
        front = validate(DocumentFront, tree, report) if tree is not None else None
        language = (front.language if front else "") or language
        below.language = language
        html = Writer(below, level=2).prose(span(body))
    page.report.problems += report.problems
    page.references += below.references
    page.cited |= below.cited
    page.outside |= below.outside
    if front is None:
        return []
    return [Document(_kind(kind), front.title or _title(kind, language), language, html=html)]


def _kind(kind: str) -> str:
    return kind if kind in KINDS else "other"


def _title(kind: str, language: str) -> str:
    titles = _TITLES.get(kind, {})
    return titles.get(language) or titles.get("en") or kind.replace("-", " ").capitalize()
