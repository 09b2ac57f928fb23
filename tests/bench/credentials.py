"""Goal 4: credentials signed and checked, and a status list of a full site, in CPU time on one core."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from course.documents.credential import LIST_SIZE, Issuing, credential_json, status_list_json
from course.documents.credential_check import verify_credential
from course.documents.credential_proof import multikey
from tests.bench.measure import Row
from tests.credentialed import FACTS, SITE

COUNT = 1000
SLOWEST = 20  # seconds for 1,000


def rows(_folder: Path, quick: bool) -> Iterator[Row]:
    count = 100 if quick else COUNT
    key = Ed25519PrivateKey.generate()
    keys = {multikey(key.public_key()): "key-1"}
    issuer = Issuing(SITE, key, datetime.now(UTC))
    credential_json(FACTS, issuer=issuer, status_index=0)  # imports and reads the contexts

    def sign(number: int) -> str:
        facts = replace(FACTS, name=f"Amina Okello {number}", serial=f"MASC-2026-{number:05}")
        return credential_json(facts, issuer=issuer, status_index=number)

    texts: list[str] = []
    yield _row("1,000 credentials signed", count, lambda number: texts.append(sign(number)))
    yield _row("1,000 credentials checked", count, lambda number: verify_credential(texts[number], keys))
    yield _row(
        "1,000 status lists signed, 1 % revoked",
        count // 10,
        lambda _number: status_list_json(1, range(0, LIST_SIZE, 100), issuer=issuer),
    )


def _row(what: str, count: int, work: Callable[[int], object]) -> Row:
    began = time.process_time()
    for number in range(count):
        work(number)
    each = (time.process_time() - began) / count
    seconds = each * COUNT
    value = f"{seconds:.1f} s ({1000 * each:.2g} ms each)"
    return Row(4, what, value, f"< {SLOWEST} s on one core", seconds < SLOWEST, facts={"seconds": seconds})
