"""Images in Markdown: files of the module, with a text in their place, as figures or within a line."""

from __future__ import annotations

import html
import posixpath
from urllib.parse import quote, unquote, urlsplit

from course.content import images, svg
from course.content.files import read_bytes, read_text
from course.content.pages import Page
from course.content.problems import Position, Report, closest


def figure(page: Page, src: str, alt: str, caption: str, at: Position) -> str:
    """`<figure>` with an inlined drawing or a lazy image, and its caption (already HTML)."""
    name = media(page, src, at)
    picture = ""
    if name.endswith(".svg"):
        picture = _drawing(page, name, alt)
    elif name:
        picture = _image(page, name, alt, "lazy")
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{picture}{below}</figure>"


def inline(page: Page, src: str, alt: str, at: Position) -> str:
    """`<img>` within a line of text."""
    name = media(page, src, at)
    return _image(page, name, alt, "lazy") if name else ""


def media(page: Page, src: str, at: Position, types: tuple[str, ...] = images.TYPES) -> str:
    """The path, relative to the root, of a file beside the text; "" after a problem.

    `norms.svg` gives way to `norms.fr.svg` in a French text when that file exists.
    """
    path = unquote(src)
    split = urlsplit(path)
    if split.scheme or split.netloc or path.startswith(("/", "\\")):
        page.report.error(
            "media-remote", at, f'"{path}" is not a file of this module.', "Use media/name.svg."
        )
        return ""
    name = posixpath.normpath(f"{page.folder}/{path}")
    if name.startswith("../"):
        page.report.error("path-escape", at, f'"{path}" leads out of the folder of modules.')
        return ""
    stem, suffix = posixpath.splitext(name)
    if suffix.lower() not in types:
        expected = f"Use one of {', '.join(types)}."
        page.report.error("media-type", at, f'"{path}" is of a kind that cannot be shown.', expected)
        return ""
    localised = f"{stem}.{page.language}{suffix}"
    name = localised if localised in page.shelf.files else name
    if not name.startswith(f"{page.folder}/"):
        page.outside[name] = page.shelf.files.get(name, (0, 0))
    if name not in page.shelf.files:
        beside = [
            file[len(page.folder) + 1 :] for file in page.shelf.files if file.startswith(page.folder + "/")
        ]
        page.report.error("media-missing", at, f'There is no file "{path}" here.', "", closest(path, beside))
        return ""
    return name


def url(name: str) -> str:
    return f"/media/{quote(name)}"


def _drawing(page: Page, name: str, alt: str) -> str:
    text, report = read_text(page.shelf.root, name)
    drawing = svg.sanitise(text, alt, report) if text is not None else ""
    page.report.problems += report.problems
    return drawing


def _image(page: Page, name: str, alt: str, loading: str) -> str:
    report = Report(name)
    data = read_bytes(page.shelf.root, name, report)
    page.report.problems += report.problems
    known = images.size(data or b"")
    measures = f' width="{known[0]}" height="{known[1]}"' if known else ""
    return f'<img src="{html.escape(url(name))}" alt="{html.escape(alt)}"{measures} loading="{loading}">'
