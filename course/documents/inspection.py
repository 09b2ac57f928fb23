"""Looking into a PDF that a stranger hands in, in a child process with little time and memory (inspector)."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.config import ROOT
from course.documents import renderer

LARGEST = 5 * 1024 * 1024  # bytes of a file
PATIENCE = 12  # seconds for one file, and again for a turn
AT_ONCE = 2  # files in one process
LARGEST_ANSWER = 1024 * 1024  # bytes
_turns = threading.BoundedSemaphore(AT_ONCE)


class InspectionBusy(Exception):
    """Other files are being looked at: answer 503 and let the reader try again."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An electronic signature of a file.

    `state`: "valid"; "changed" (the file is not what was signed); "unknown" (signed by somebody else);
    "unreadable". `signed_at` is the moment that the signer states, in ISO 8601.
    """

    state: str
    signer: str | None
    signed_at: str | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds.

    `problem`: "" or why nothing is known: "not-pdf", "encrypted", "damaged", "too-hard". `credentials` are
    the texts of attachments that look like one; `codes` are well formed, ours or not. `whole` is False when
    the file was too hard to read to its end.
    """

    problem: str = ""
    credentials: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    signature: Signature | None = None
    whole: bool = True


def inspect(pdf: bytes, own: Sequence[bytes] = ()) -> Inspection:
    """Look into a file of at most LARGEST bytes; nothing of it is kept.

    `own` are our certificates (DER), for its signature: the signer's first, then its issuers. Raises
    InspectionBusy.
    """
    if b"%PDF-" not in pdf[:1024]:
        return Inspection("not-pdf", whole=False)
    if not _turns.acquire(timeout=PATIENCE):
        raise InspectionBusy
    try:
        said = _said(pdf, own)
    finally:
        _turns.release()
    found: dict[str, Any] = {}
    for line in said[:LARGEST_ANSWER].splitlines():
        try:
            found |= json.loads(line)
        except ValueError:
            break  # it was ended in the middle of a line
    nothing = found.keys() <= {"problem", "whole"}
    signature = found.get("signature")
    return Inspection(
        problem=found.get("problem") or ("too-hard" if nothing else ""),
        credentials=tuple(found.get("credentials", ())),
        codes=tuple(found.get("codes", ())),
        signature=Signature(**signature) if signature else None,
        whole=found.get("whole", False),
    )


def _said(pdf: bytes, own: Sequence[bytes]) -> bytes:
    """What the child says until it ends or is ended."""
    header = json.dumps({"certificates": [base64.b64encode(each).decode() for each in own]})
    try:
        done = subprocess.run(
            [renderer.interpreter(), "-m", "course.documents.inspector"],
            input=header.encode() + b"\n" + pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it could quote the file
            cwd=ROOT,
            env=renderer.environment(os.environ),
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b""
    return done.stdout
