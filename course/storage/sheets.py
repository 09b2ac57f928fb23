"""Sheets: the bytes of certificates, stored once; those still to be drawn, and who draws them.

A drawing is counted as a try of its certificate; tries are kept for a day, as all costly tries are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from course.storage.database import Found, changed, db
from course.storage.sessions import add_failure, clear_failures
from course.storage.tables import Certificate, Failure

FIRST_WAIT = timedelta(minutes=1)  # for whoever draws; twice as long after each further try
LONGEST_WAIT = timedelta(hours=1)  # whatever kept sheets from being drawn may be mended meanwhile


def sheet(certificate_id: int) -> bytes | None:
    """The bytes of the PDF, if it was drawn."""
    return db.session.scalar(select(Certificate.pdf).where(Certificate.id == certificate_id))


def keep(certificate_id: int, pdf: bytes, sha256: str) -> bool:
    """Store the bytes, once: a second drawing never replaces the first. False if there are some."""
    done = db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.pdf.is_(None))
        .values(pdf=pdf, sha256=sha256)
    )
    clear_failures(_key(certificate_id))
    return changed(done)


def drawn_from(certificate_id: int) -> Found | None:
    """What a sheet is drawn from: code, snapshot and credential; None when it is drawn already."""
    columns = (Certificate.code, Certificate.snapshot, Certificate.credential)
    undrawn = (Certificate.id == certificate_id, Certificate.pdf.is_(None))
    return db.session.execute(select(*columns).where(*undrawn)).first()


def undrawn(after: int = 0, limit: int = 100) -> list[int]:
    """Certificates without bytes, by id, those after `after`."""
    where = (Certificate.pdf.is_(None), Certificate.id > after)
    statement = select(Certificate.id).where(*where).order_by(Certificate.id).limit(limit)
    return list(db.session.scalars(statement))


def count_try(certificate_id: int, now: datetime) -> None:
    """Take the drawing of a certificate that nobody else knows of yet."""
    add_failure([_key(certificate_id)], now)


def claim(certificate_id: int, now: datetime) -> bool:
    """Take the drawing of a certificate; False when somebody draws it, it is to be tried later, or drawn."""
    row = select(Certificate.id).where(Certificate.id == certificate_id, Certificate.pdf.is_(None))
    if db.session.scalar(row.with_for_update()) is None:
        return False
    tries = select(Failure.at).where(Failure.key == _key(certificate_id)).order_by(Failure.at.desc())
    made = list(db.session.scalars(tries))
    if made and now < made[0] + min(FIRST_WAIT * 2 ** (len(made) - 1), LONGEST_WAIT):
        return False
    count_try(certificate_id, now)
    return True


def _key(certificate_id: int) -> str:
    return f"sheet:{certificate_id}"
