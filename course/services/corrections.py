"""Corrections: a new name by a new certificate, at once or after an admin has agreed; and a second chance.

The old certificate is replaced, and its public page never shows the old name. Neither name is in the audit:
it names the two codes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from course.documents.facts import CertificateFacts
from course.documents.signing import SigningKeyFile
from course.rules import certificates as rules
from course.services import certificates as services
from course.services import mail, register, sheets
from course.services.errors import NotFound, Refused
from course.services.register import Entry
from course.storage import accounts, audit, certificates, corrections, enrolments
from course.storage.accounts import Person
from course.storage.database import Found, Query, writing

LONGEST = 500  # characters of a reason or a note


def own(person: Person, code: str) -> Found:
    """The person's certificate with the code as typed; raises NotFound."""
    row = certificates.by_code(rules.parse_code(code) or "")
    if row is None or row.account_id != person.id:
        raise NotFound
    return row


def is_free(row: Found, now: datetime) -> bool:
    """Whether the holder may correct the name of this certificate without asking."""
    valid = rules.state(row.state, row.expires_at, now) == "valid"
    return valid and rules.may_correct(row.issued_at, row.replaces_id is not None, now)


def draft_of(row: Found, person: Person, name: str, now: datetime) -> CertificateFacts:
    """What the corrected sheet will say: all as it was, but the name and the day of issue."""
    issued_on = now.astimezone(ZoneInfo(person.timezone)).date()
    facts = CertificateFacts.from_json(row.snapshot)
    return replace(facts, name=rules.clean_name(name), issued_on=issued_on, serial="", code="")


def preview_of(row: Found, name: str) -> CertificateFacts:
    """What the sheet would say with another name, for a page."""
    return replace(CertificateFacts.from_json(row.snapshot), name=rules.clean_name(name))


def correct(
    person: Person,
    code: str,
    name: str,
    public_url: str,
    now: datetime,
    *,
    proven: bool = False,
    key: SigningKeyFile | None = None,
) -> str:
    """Correct the name of one's own certificate by a new one; its code. Twice at once does it once.

    Raises NotFound, or Refused: "name" with `problems`, "same-name", "not-valid" (any more), or "ask" when
    the correction is not free (any more).
    """
    row = own(person, code)
    draft = _proven(row, person, name, now, proven)
    with writing():
        enrolments.lock(row.enrolment_id)
        row = certificates.by_id(row.id) or row
        if done := _corrected(row, draft):
            return done
        if rules.state(row.state, row.expires_at, now) != "valid":
            raise Refused("not-valid")
        if not is_free(row, now):
            raise Refused("ask")
        entry = _enter(row, draft, person, public_url, person.id, now)
    sheets.draw(entry.id, key)
    return entry.code


def _proven(row: Found, person: Person, name: str, now: datetime, proven: bool) -> CertificateFacts:
    """The corrected draft, once its name is known to be another one that can be printed."""
    if problems := rules.name_problems(name):
        raise Refused("name", problems=problems)
    draft = draft_of(row, person, name, now)
    if row.state == "valid" and CertificateFacts.from_json(row.snapshot).name == draft.name:
        raise Refused("same-name")
    if not proven:
        sheets.prove(draft)
    return draft


def _corrected(row: Found, draft: CertificateFacts) -> str:
    """The code of the certificate that replaces this one with the wished name; "" if there is none."""
    newer = certificates.replacement(row.id) if row.state == "replaced" else None
    if newer is None or CertificateFacts.from_json(newer.snapshot).name != draft.name:
        return ""
    return str(newer.code)


def _enter(
    row: Found, draft: CertificateFacts, person: Person, public_url: str, actor_id: int | None, now: datetime
) -> Entry:
    return register.enter(
        draft, person, row.enrolment_id, public_url, actor_id, now, action="certificate:correct", former=row
    )


def ask(person: Person, code: str, name: str, reason: str, now: datetime) -> None:
    """Ask for another name, or for a new certificate after a revocation.

    Raises NotFound, or Refused: "name" with `problems`, "same-name", "why" without a reason, "asked" while a
    wish waits, or "not-valid" when there is nothing to ask for.
    """
    row = own(person, code)
    said = " ".join(reason.split())[:LONGEST]
    if not said:
        raise Refused("why")
    draft = _proven(row, person, name, now, proven=False)
    with writing():
        enrolments.lock(row.enrolment_id)
        if not _may_ask(row, now):
            raise Refused("not-valid")
        if corrections.add(row.id, draft.name, said, now) is None:
            raise Refused("asked")
        audit.record("certificate:ask", f"certificate:{row.code}", now, person.id)


def _may_ask(row: Found, now: datetime) -> bool:
    """Whether this is the latest certificate, and in force or revoked so that no new one can be issued."""
    last = certificates.latest(row.enrolment_id)
    if last is None or last.id != row.id:
        return False
    in_force = rules.state(last.state, last.expires_at, now) == "valid"
    return in_force or services.way_of(last, now) == "barred"


def wish_about(row: Found) -> Found | None:
    """The latest wish about a certificate, or about the one that it replaced."""
    return corrections.about([row.id, *([row.replaces_id] if row.replaces_id else [])])


def waiting() -> Query:
    """Wishes without an answer, oldest first."""
    return corrections.waiting()


def count() -> int:
    return corrections.count()


def decide(
    correction_id: int,
    granted: bool,
    note: str,
    public_url: str,
    actor_id: int | None,
    now: datetime,
    *,
    key: SigningKeyFile | None = None,
) -> str:
    """Answer a wish, and tell the holder; the code of the certificate the holder has now.

    Granted, a certificate in force is replaced by one with the new name; after a revocation the holder may
    have a new one issued. Raises NotFound, or Refused: "why" when it is refused without a note, "decided"
    when somebody was faster, "expired" when the holder can have the certificate issued anew.
    """
    said = " ".join(note.split())[:LONGEST]
    if not granted and not said:
        raise Refused("why")
    wish = corrections.by_id(correction_id)
    row = certificates.by_id(wish.certificate_id) if wish else None
    person = accounts.by_id(row.account_id) if row else None
    if wish is None or row is None or person is None:
        raise NotFound
    entry: Entry | None = None
    with writing():
        enrolments.lock(row.enrolment_id)
        row = certificates.by_id(row.id) or row
        if not corrections.decide(wish.id, granted, said, actor_id, now):
            raise Refused("decided")
        if granted and row.state != "revoked":
            if rules.state(row.state, row.expires_at, now) != "valid":
                raise Refused("expired")
            draft = draft_of(row, person, wish.name, now)
            entry = _enter(row, draft, person, public_url, actor_id, now)
        action = "certificate:grant" if granted else "certificate:refuse"
        audit.record(action, f"certificate:{row.code}", now, actor_id)
        _tell(person, entry.code if entry else row.code, public_url, now)
    if entry:
        sheets.draw(entry.id, key)
    return entry.code if entry else str(row.code)


def allow(code: str, public_url: str, actor_id: int | None, now: datetime) -> None:
    """Let the holder of a revoked certificate have a new one, unasked, and tell them.

    Raises NotFound, or Refused("not-barred") when nothing keeps the holder from it.
    """
    row = certificates.by_code(rules.parse_code(code) or "")
    person = accounts.by_id(row.account_id) if row else None
    if row is None or person is None:
        raise NotFound
    with writing():
        enrolments.lock(row.enrolment_id)
        last = certificates.latest(row.enrolment_id)
        if last is None or last.id != row.id or services.way_of(last, now) != "barred":
            raise Refused("not-barred")
        corrections.close(row.id, actor_id, now)
        name = CertificateFacts.from_json(row.snapshot).name
        added = corrections.add(row.id, name, "", now)
        assert added is not None
        corrections.decide(added, True, "", actor_id, now)
        audit.record("certificate:allow", f"certificate:{row.code}", now, actor_id)
        _tell(person, row.code, public_url, now)


def _tell(person: Person, code: str, public_url: str, now: datetime) -> None:
    """A letter that says only that there is an answer: others may see it."""
    link = f"{public_url}/certificates/{code}"
    mail.enqueue(person.email, "answer", person.language, now, name=person.display_name, link=link)
