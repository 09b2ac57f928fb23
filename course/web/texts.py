"""The words of pages: Flask-Babel's functions, typed."""

from __future__ import annotations

import flask_babel


def gettext(text: str, **facts: object) -> str:
    """`text` in the reader's language."""
    return str(flask_babel.gettext(text, **facts))


def ngettext(one: str, several: str, num: int, **facts: object) -> str:
    """`one` or `several`, by the plural forms of the reader's language; `num` stands in for %(num)s."""
    return str(flask_babel.ngettext(one, several, num, **facts))
