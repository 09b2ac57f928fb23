"""Sheets: a name is proven before issue; the sheet is drawn once after it, and its bytes stay as they are."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from datetime import datetime

from course.documents.certificate import certificate_pdf
from course.documents.facts import CertificateFacts
from course.documents.pdf import NotRendered, RendererUnavailable
from course.documents.signing import NotSigned, SigningKeyFile, sign
from course.rules import certificates as rules
from course.services.errors import NotFound, Refused
from course.storage import certificates, sheets
from course.storage.database import db, writing

log = logging.getLogger(__name__)


def proof(draft: CertificateFacts) -> tuple[str, ...]:
    """Draw the sheet as a specimen: the characters of it that no font can draw (they would show as boxes).

    Raises Refused("name", problems=("too-wide",)) when it does not fit on one page at any size, and
    RendererUnavailable when it should be asked again.
    """
    try:
        return certificate_pdf(draft, specimen=True).missing
    except NotRendered:
        raise Refused("name", problems=("too-wide",)) from None


def prove(draft: CertificateFacts) -> None:
    """Prove a name that nobody saw on a specimen, unless every sheet can hold it. While the renderer is away
    it passes: what does not fit can be corrected. Raises Refused as `proof` does."""
    if not rules.plain_name(draft.name):
        with suppress(RendererUnavailable):
            proof(draft)


def draw(certificate_id: int, key: SigningKeyFile | None) -> tuple[str, ...] | None:
    """Draw a sheet whose drawing was claimed, sign it if there is a key, and store its bytes, unless it is
    drawn already: the characters that no font could draw, or None when it could not be drawn now; the log
    says why. A sheet is never stored unsigned where there is a key."""
    row = sheets.drawn_from(certificate_id)
    if row is None:
        return ()
    db.session.rollback()  # no connection waits for the renderer
    try:
        drawn = certificate_pdf(
            CertificateFacts.from_json(row.snapshot), attachment=(row.credential or "").encode()
        )
        pdf = sign(drawn.pdf, key) if key else drawn.pdf
    except (RendererUnavailable, NotSigned) as error:
        log.warning("certificate %s is not drawn yet, it will be tried again: %s", row.code, error)
        return None
    except (NotRendered, ValueError) as error:
        log.error("certificate %s cannot be drawn: %s", row.code, error)
        return None
    if drawn.missing:
        log.warning("certificate %s holds signs that no font draws: %s", row.code, " ".join(drawn.missing))
    with writing():
        sheets.keep(certificate_id, pdf, hashlib.sha256(pdf).hexdigest())
    return drawn.missing


def draw_missing(certificate_id: int, key: SigningKeyFile | None, now: datetime) -> bool:
    """Draw a sheet that has no bytes, if nobody else draws it and a try is due; whether it is drawn now."""
    with writing():
        claimed = sheets.claim(certificate_id, now)
    return claimed and draw(certificate_id, key) is not None


def undrawn(after: int = 0) -> list[int]:
    """Certificates without bytes, by id, those after `after`; a hundred at most."""
    return sheets.undrawn(after)


def sheet(code: str) -> bytes:
    """The PDF, the same bytes for ever. Raises NotFound, or RendererUnavailable while it is being drawn."""
    row = certificates.by_code(code)
    if row is None:
        raise NotFound
    stored = sheets.sheet(row.id)
    if stored is None:
        raise RendererUnavailable("the sheet is being drawn")
    return stored
