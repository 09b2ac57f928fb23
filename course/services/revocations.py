"""Revocations: why a certificate is taken back, from a list and with a note; neither is ever public."""

from __future__ import annotations

from datetime import datetime

from course.rules.certificates import REASONS, parse_code, reason_of
from course.services import certificates
from course.services.errors import NotFound, Refused

__all__ = ["REASONS", "reason_of", "revoke"]


def revoke(code: str, reason: str, note: str, actor_id: int | None, now: datetime) -> None:
    """Revoke the certificate with the code as typed, for one of REASONS; "other" needs a note.

    Raises NotFound, or Refused: "reason", "note" or "not-valid".
    """
    parsed = parse_code(code)
    if parsed is None:
        raise NotFound
    if reason not in REASONS:
        raise Refused("reason")
    said = " ".join(note.split())
    if reason == "other" and not said:
        raise Refused("note")
    certificates.revoke(parsed, f"{reason}: {said}" if said else reason, actor_id, now)
