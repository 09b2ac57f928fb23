"""Pieces of pages that are the same for many readers: drawn once, and kept while the content stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from course.content.model import Catalogue
from course.web import catalogue, languages

MOST = 5000  # pieces, of one or two kB each


class Fragments:
    """`{% call fragment('header', nav, role) %}…{% endcall %}`: drawn once for each set of values.

    The values name everything that the piece shows, but the content and the reader's language, which count
    always. Nothing that belongs to one person may stand inside: no name, no answer, no form's token.
    """

    def __init__(self) -> None:
        self._store: tuple[Catalogue | None, dict[object, Markup]] = (None, {})

    def __call__(self, *values: Any, caller: Callable[[], Markup]) -> Markup:
        content = catalogue.catalogue()
        of, pieces = self._store
        if of is not content or len(pieces) > MOST:
            pieces = {}
            self._store = (content, pieces)
        key = (languages.language(), values)
        if key not in pieces:
            pieces[key] = caller()
        return pieces[key]
