"""Readings that are kept from one load to the next, as long as nothing they were made of has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from course.content.files import Files
from course.content.pages import Shelf
from course.content.problems import Problem


class Reading(Protocol):
    """What was read, with what it took from elsewhere: short forms of sources, files of other folders."""

    @property
    def problems(self) -> Iterable[Problem]: ...

    @property
    def cited(self) -> dict[str, str]: ...

    @property
    def outside(self) -> Files: ...


R = TypeVar("R", bound=Reading)


@dataclass(frozen=True, slots=True)
class _Kept:
    key: object
    value: Reading

    def fits(self, key: object, shelf: Shelf) -> bool:
        return (
            self.key == key
            and all(shelf.shorts.get(word, "") == short for word, short in self.value.cited.items())
            and all(shelf.files.get(name, (0, 0)) == stamp for name, stamp in self.value.outside.items())
        )


class Keeper:
    """Readings by name. `parsed` counts how many were made anew since the start."""

    def __init__(self) -> None:
        self.parsed = 0
        self._kept: dict[str, _Kept] = {}
        self._used: set[str] = set()

    def get(self, shelf: Shelf, name: str, key: object, read: Callable[[], R]) -> R:
        """The reading `name` as it was, when `key` and all else is the same; else what `read` gives."""
        self._used.add(name)
        kept = self._kept.get(name)
        if kept is None or not kept.fits(key, shelf):
            self.parsed += 1
            kept = self._kept[name] = _Kept(key, read())
        value: R = kept.value  # type: ignore[assignment]
        return value

    def tidy(self) -> None:
        """Forget what was not asked for since the last time."""
        self._kept = {name: kept for name, kept in self._kept.items() if name in self._used}
        self._used = set()
