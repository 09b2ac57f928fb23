"""What the public pages of certificates say, as JSON; docs/verifying.md documents each key."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import url_for

from course.rules.certificates import format_code
from course.services import credentials
from course.services.certificates import Verified
from course.services.checking import CheckedFile
from course.web.sessions import config


def name_shown(found: Verified) -> str:
    """How the name is shown: full, initials or hidden."""
    return found.public_name if found.name else "hidden"


def hash_shown(found: Verified) -> str | None:
    """The SHA-256 of the sheet; None where the name is not shown in full: a hash lets anyone try names."""
    return found.sha256 if found.name == found.facts.name else None


def credential_address(found: Verified) -> str | None:
    """Where anyone can fetch the credential; None when it is not public, or there is none."""
    if credentials.of(found.code, None) is None:
        return None
    return config().public_url + url_for("credentials.credential", code=found.code)


def certificate(found: Verified) -> dict[str, Any]:
    """A certificate as anyone may see it."""
    facts = found.facts
    return {
        "state": found.state,
        "code": format_code(found.code),
        "name": found.name or None,
        "name_shown": name_shown(found),
        "course_title": facts.course_title,
        "modules": list(facts.modules),
        "hours": facts.hours,
        "pass_mark": facts.pass_mark,
        "completed_on": facts.completed_on.isoformat(),
        "issued_on": facts.issued_on.isoformat(),
        "expires_on": facts.expires_on.isoformat() if facts.expires_on else None,
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
        "issuer": facts.issuer,
        "issuer_address": facts.issuer_address or None,
        "signatories": [asdict(each) for each in facts.signatories],
        "statement": facts.statement or None,
        "serial": facts.serial,
        "language": facts.language,
        "verify_url": facts.verify_url,
        "sha256": hash_shown(found),
        "credential": credential_address(found),
    }


def checked_file(result: CheckedFile) -> dict[str, Any]:
    """What became of the check of a file."""
    return {
        "file": result.verdict,
        "problem": result.problem or None,
        "certificate": certificate(result.found) if result.found else None,
        "another_certificate": result.other,
        "proof": result.proof or None,
        "differences": [
            {"fact": each.fact, "in_file": _plain(each.in_file), "on_record": _plain(each.on_record)}
            for each in result.differences
        ],
        "signature": asdict(result.signature) if result.signature else None,
        "read_to_its_end": result.whole,
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
