"""SVG drawings made safe to stand in a page: read by expat, written again from lists of what is allowed."""

from __future__ import annotations

import html
from xml.parsers import expat

from course.content.problems import Report

SIZE = 4096  # bytes beyond which a drawing weighs too much in a page
_WIDTH = 400  # viewBox units beyond which text is unreadable on a phone
_TEXT = 14
_DEPTH = 20
_NAMESPACE = "http://www.w3.org/2000/svg "

_ELEMENTS = frozenset(
    {"svg", "g", "path", "circle", "rect", "ellipse", "line", "polyline", "polygon"}
    | {"text", "tspan", "title", "desc"}
)
_UNSAFE = frozenset(
    {"script", "style", "foreignObject", "a", "use", "image", "iframe", "object", "embed", "audio", "video"}
    | {"canvas", "link", "handler", "listener", "animate", "animateMotion", "animateTransform", "set"}
    | {"discard", "mpath", "feImage", "font", "font-face"}
)
_ATTRIBUTES = frozenset(
    {"fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"}
    | {"stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "transform"}
    | {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "width", "height"}
    | {"dx", "dy", "rotate", "text-anchor", "dominant-baseline", "font-family", "font-size", "font-weight"}
    | {"font-style", "letter-spacing", "direction", "textLength", "lengthAdjust", "pathLength", "viewBox"}
    | {"preserveAspectRatio", "lang", "aria-hidden", "vector-effect", "paint-order"}
)
_ROOT = frozenset({"width", "height", "lang", "aria-hidden"})  # the page decides these of the whole drawing
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"


def sanitise(text: str, label: str, report: Report) -> str:
    """The drawing as inline SVG named `label`; "" after an error. Faults go to the report of its file."""
    if len(text.encode()) > SIZE:
        what = f"The drawing has {len(text.encode())} bytes."
        report.warning("svg-large", (1, 1), what, f"Keep it under {SIZE} bytes: it is part of the page.")
    writer = _Writer(label, report)
    try:
        writer.parser.Parse(text, True)
    except expat.ExpatError as error:
        at = (error.lineno, error.offset + 1)
        report.error("svg", at, f"This is not well-formed SVG: {expat.ErrorString(error.code)}.")
    except _RefusedError:
        pass
    return "" if report.broken else "".join(writer.parts)


class _RefusedError(Exception):
    pass


class _Writer:
    def __init__(self, label: str, report: Report) -> None:
        self.label, self.report = label, report
        self.parts: list[str] = []
        self.depth = self.dropped = 0
        self.open = False  # the last start tag still lacks its ">"
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _at(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _error(self, what: str, expected: str = "") -> None:
        self.report.error("svg-unsafe", self._at(), what, expected)

    def _doctype(self, *_: object) -> None:
        self._error("A document type or entity declaration is not allowed.", "Delete the <!DOCTYPE …> lines.")
        raise _RefusedError

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        name = full.removeprefix(_NAMESPACE)
        self.depth += 1
        if self.depth > _DEPTH:
            self._error(f"The drawing is nested more than {_DEPTH} levels deep.")
            raise _RefusedError
        if self.depth == 1 and name != "svg":
            self.report.error("svg", self._at(), f"The file begins with <{name}>.", "It should be <svg …>.")
            raise _RefusedError
        if name.rpartition(" ")[2] in _UNSAFE:
            self._error(f"The element <{name.rpartition(' ')[2]}> is not allowed in a drawing.", "Delete it.")
        elif name not in _ELEMENTS and not self.dropped:
            shown = name.rpartition(" ")[2]
            self.report.warning(
                "svg-dropped", self._at(), f"The element <{shown}> is left out.", "Delete it."
            )
        if self.dropped or name not in _ELEMENTS:
            self.dropped += 1
            return
        self._close()
        kept = self._attributes(name, attributes)
        self.parts.append(f"<{name}{kept}")
        self.open = True

    def _attributes(self, name: str, attributes: dict[str, str]) -> str:
        root = self.depth == 1
        kept = f' role="img" aria-label="{html.escape(self.label)}"' if root else ""
        if root and not self._box(attributes.get("viewBox", "")):
            self.report.error(
                "svg", self._at(), "The drawing has no viewBox.", 'Write viewBox="0 0 400 400".'
            )
        for full, value in attributes.items():
            key = "lang" if full == _XML_LANG else full
            bare = key.rpartition(" ")[2]
            if bare.lower().startswith("on") or bare in ("style", "href", "src"):
                self._error(f'The attribute "{bare}" is not allowed in a drawing.', "Delete it.")
            elif "url(" in value.lower() or "javascript:" in value.lower() or "\\" in value:
                self._error(f'The value of "{bare}" is not allowed in a drawing.', "Use plain values.")
            elif key in _ATTRIBUTES and not (root and key in _ROOT):
                kept += f' {key}="{html.escape(value)}"'
                self._legible(key, value)
            elif not root:
                what = f'The attribute "{bare}" of <{name}> is left out.'
                self.report.warning("svg-dropped", self._at(), what, "Delete it.")
        return kept

    def _box(self, box: str) -> bool:
        try:
            _, _, width, height = (float(number) for number in box.replace(",", " ").split())
        except ValueError:
            return False
        if width > _WIDTH:
            what = f"The drawing is {width:g} units wide: text in it is too small on a phone."
            self.report.warning("svg-wide", self._at(), what, f"Keep the viewBox at most {_WIDTH} wide.")
        return width > 0 and height > 0

    def _legible(self, key: str, value: str) -> None:
        size = value.removesuffix("px")
        if key == "font-size" and size.replace(".", "", 1).isdecimal() and float(size) < _TEXT:
            what = f"Text of size {value} is too small on a phone."
            self.report.warning("svg-small", self._at(), what, f"Use at least {_TEXT}.")

    def _end(self, full: str) -> None:
        self.depth -= 1
        if self.dropped:
            self.dropped -= 1
            return
        self.parts.append("/>" if self.open else f"</{full.removeprefix(_NAMESPACE)}>")
        self.open = False

    def _text(self, text: str) -> None:
        if not self.dropped and text.strip():
            self._close()
            self.parts.append(html.escape(text, quote=False))

    def _close(self) -> None:
        if self.open:
            self.parts.append(">")
            self.open = False
