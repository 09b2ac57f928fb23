"""Short fingerprints of what was read: equal content has an equal one, whatever its line numbers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from course.content.model import Module

_LENGTH = 16  # hexadecimal digits: 64 bits
_LEFT_OUT = frozenset({"line", "fingerprint", "was", "folder", "draft", "root", "revision", "problems"})


def fingerprint(value: Any) -> str:
    """SHA-256 over canonical JSON of values of the content model, as 16 hexadecimal digits.

    Left out is what learners neither see nor are scored by: lines, places, numbers in the order, former ids.
    What has a fingerprint of its own stands in for itself by it, below the top.
    """
    top = _named(value) if is_dataclass(value) else value
    canonical = json.dumps(top, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def of_text(texts: Any, body: str = "") -> str:
    """The fingerprint of an original that is translated: its texts as they are written, not as rendered."""
    lines = [line.rstrip() for line in body.strip().split("\n")]
    return fingerprint([texts, lines])


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return value.name
    return getattr(value, "fingerprint", "") or _named(value)


def _named(value: Any) -> dict[str, Any]:
    kind: type = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    left_out = _LEFT_OUT | {"number"} if kind is Module else _LEFT_OUT  # a dialogue shows its number
    return tuple(field.name for field in fields(kind) if field.name not in left_out)
