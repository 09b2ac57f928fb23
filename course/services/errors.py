"""What a service may refuse, said so that a page can tell it in words."""

from __future__ import annotations

from datetime import datetime


class Refused(Exception):
    """The request is understood and cannot be done; `code` names the reason for the page."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotFound(Exception):
    """There is no such thing, or it is not yours: both are answered alike."""


class TooMany(Exception):
    """Too many tries; `again_at` is when the next one is heard."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at.isoformat())
        self.again_at = again_at
