"""The part of the content model about help: services that a reader may turn to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SupportService:
    """A support service; `verified_on` None means that nobody here has checked it yet.

    `language` is that of `hours` and `note`: an untranslated service keeps that of the original.
    """

    country: str
    name: str
    address: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()
    hours: str = ""
    note: str = ""
    verified_on: date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """Where to find help, in one language; `language` is that of `note`."""

    services: tuple[SupportService, ...] = ()
    note: str = ""
    language: str = ""
