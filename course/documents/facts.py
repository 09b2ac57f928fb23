"""What a certificate says: the frozen facts, and their canonical JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from course.documents.colours import COLOUR as A_COLOUR

LONGEST_NAME = 120
LONGEST = 200  # characters of any other printed fact
LONGEST_STATEMENT = 300
LARGEST_LOGO = 256 * 1024  # bytes
MOST_SIGNATORIES = 3
PAPERS = ("a4", "letter")
COLOUR = "#2F1236"


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Every printed fact, as it was when the certificate was issued.

    `hours` of learning; `pass_mark` a share 0..1; `modules` titles in order; `issuer_address` as the
    organisation writes it, "" when not printed; `code` as printed (4-4-5); `verify_url` the whole address of
    the public page; `signatories` at most three, none when nobody signs; `paper` a4 or letter; `colour` of
    the panel as #rrggbb; `logo` an SVG made safe, "" for none; `statement` of the issuer, "" for none.
    """

    name: str
    course_title: str
    course_id: str
    revision: str
    modules: tuple[str, ...]
    hours: float
    pass_mark: float
    completed_on: date
    issued_on: date
    expires_on: date | None
    issuer: str
    issuer_address: str
    serial: str
    code: str
    verify_url: str
    language: str
    signatories: tuple[Signatory, ...] = ()
    paper: str = "a4"
    colour: str = COLOUR
    logo: str = ""
    statement: str = ""

    def to_json(self) -> str:
        """Canonical JSON: keys sorted, no spaces, so that equal facts have equal bytes and one hash."""
        return json.dumps(
            asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat
        )

    @classmethod
    def from_json(cls, text: str) -> CertificateFacts:
        """The facts that `to_json` wrote; TypeError or KeyError when a fact is missing or unknown."""
        values: dict[str, Any] = json.loads(text)
        for name in ("completed_on", "issued_on", "expires_on"):
            values[name] = date.fromisoformat(values[name]) if values[name] else None
        values["modules"] = tuple(values["modules"])
        first = [values.pop("signatory")] if values.get("signatory") else values.get("signatories", [])
        values.pop("signatory", None)  # certificates of the first version had one at most
        values["signatories"] = tuple(Signatory(**signatory) for signatory in first)
        return cls(**values)


def check_printable(facts: CertificateFacts) -> None:
    """ValueError, with the name of the fact, for what no sheet can hold."""
    if not facts.name.strip() or len(facts.name) > LONGEST_NAME:
        raise ValueError(f"name: 1 to {LONGEST_NAME} characters can be printed, not {len(facts.name)}")
    if not facts.modules:
        raise ValueError("modules: a certificate names at least one")
    if facts.paper not in PAPERS:
        raise ValueError(f"paper: {' or '.join(PAPERS)}, not {facts.paper[:20]!r}")
    if not A_COLOUR.fullmatch(facts.colour):
        raise ValueError(f"colour: #rrggbb, not {facts.colour[:20]!r}")
    if len(facts.signatories) > MOST_SIGNATORIES:
        raise ValueError(
            f"signatories: at most {MOST_SIGNATORIES} can be printed, not {len(facts.signatories)}"
        )
    if len(facts.logo.encode()) > LARGEST_LOGO:
        raise ValueError(f"logo: at most {LARGEST_LOGO} bytes, not {len(facts.logo.encode())}")
    if len(facts.statement) > LONGEST_STATEMENT:
        raise ValueError(f"statement: at most {LONGEST_STATEMENT} characters can be printed")
    printed = {
        "course_title": facts.course_title,
        "issuer": facts.issuer,
        "issuer_address": facts.issuer_address,
        "serial": facts.serial,
        "code": facts.code,
        "verify_url": facts.verify_url,
    }
    for signatory in facts.signatories:
        printed |= {"signatory name": signatory.name, "signatory role": signatory.role}
    for fact, text in printed.items():
        if len(text) > LONGEST:
            raise ValueError(f"{fact}: at most {LONGEST} characters can be printed, not {len(text)}")
