"""A browser that checks every page it opens: valid HTML, one h1, a title, a language, unique ids, labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")


class PageError(AssertionError):
    """A page with faults; names each."""


def tree_of(text: str) -> Element:
    """The page as a tree; raises PageError when it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        tree: Element = parser.parse(text)
    except ParseError as error:
        line, column = parser.errors[-1][0]
        near = text.splitlines()[line - 1][max(0, column - 60) : column + 20]
        raise PageError(f"line {line}: {error}: …{near}…") from None
    return tree


def faults(text: str) -> list[str]:
    """What is wrong with a page."""
    try:
        tree = tree_of(text)
    except PageError as error:
        return [str(error)]
    return [*_frame(tree), *_ids(tree), *_controls(tree), *_content(tree)]


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _frame(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "html has no lang"
    if tree.get("dir") not in ("ltr", "rtl"):
        yield "html has no dir"
    titles, headings, mains = (list(tree.iter(name)) for name in ("title", "h1", "main"))
    if not tree.findall("head/title") or not words_of(tree.findall("head/title")[0]):
        yield f"no title ({len(titles)})"
    if len(headings) != 1 or not words_of(headings[0]):
        yield f"{len(headings)} h1"
    if len(mains) != 1:
        yield f"{len(mains)} main"


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(str(element.get("id")) for element in tree.iter() if element.get("id"))
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    for element in tree.iter():
        for attribute in POINTERS:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{element.tag} {attribute}={name} points nowhere"
        target = element.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"a link leads to {target}, which is not on the page"


def _controls(tree: Element) -> Iterator[str]:
    named = {label.get("for") for label in tree.iter("label") if words_of(label)}
    inside = {
        control
        for label in tree.iter("label")
        if words_of(label)
        for kind in ("input", "select", "textarea")
        for control in label.iter(kind)
    }
    for kind in ("input", "select", "textarea"):
        for control in tree.iter(kind):
            told = control.get("aria-label") or control.get("aria-labelledby")
            if control.get("type", "text") in UNLABELLED or control.get("aria-hidden") == "true":
                continue
            if control not in inside and control.get("id") not in named and not told:
                yield f"{kind} {control.get('name')} has no label"
    for kind in ("button", "a", "summary", "legend"):
        for element in tree.iter(kind):
            if not words_of(element) and not element.get("aria-label") and not _pictured(element):
                yield f"{kind} without words: {dict(element.attrib)}"


def _pictured(element: Element) -> bool:
    """Whether an image in the element says what it is."""
    return any(image.get("alt") for image in element.iter("img"))


def _content(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if element.get("style") is not None:
            yield f"{element.tag} has a style attribute"
        for name in element.attrib:
            if str(name).startswith("on"):
                yield f"{element.tag} has {name}"
        if element.tag == "script" and not element.get("src"):
            yield "a script within the page"
        if element.tag == "img" and element.get("alt") is None:
            yield f"img {element.get('src')} has no alt"


def unproven(text: str) -> list[str]:
    """The forms of a page that change something and lack the proof that they are ours."""
    forms = [form for form in tree_of(text).iter("form") if form.get("method", "get").lower() == "post"]
    return [
        str(form.get("action"))
        for form in forms
        if not [
            field for field in form.iter("input") if field.get("name") == "csrf_token" and field.get("value")
        ]
    ]


class Browser(FlaskClient):
    """A client that raises PageError when it is given a page with faults; `checked` counts the pages."""

    checked = 0
    strict = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        response.get_data()  # a file that is sent is read to its end, and closed
        response.close()
        if (
            response.mimetype == "text/html"
            and response.get_data()
            and response.status_code not in (301, 302, 303, 307, 308)
        ):
            self.checked += 1
            if self.strict and (found := faults(response.get_data(as_text=True))):
                raise PageError(f"{response.request.path}: {'; '.join(found)}")
        return response
