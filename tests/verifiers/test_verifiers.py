"""Programs of others accept our credentials, refuse a changed one, and see what was revoked.

Two that share no code: openbadgeslib (Python) and Digital Bazaar's @digitalbazaar/vc (JavaScript).
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from course.documents.credential_proof import did_of
from course.services import keys
from course.storage.accounts import Person
from tests.credentialed import Credentialed, credentialed, end
from tests.verifiers import node
from tests.verifiers.conftest import Site
from tests.verifiers.node import Verdict

ACCEPTED = Verdict(verified=True, revoked=False, why="")
REVOKED = Verdict(verified=True, revoked=True, why="")
CHANGES: dict[str, Callable[[str], str]] = {
    "a letter of the name": lambda text: text.replace("Amina Wanjiru", "Amina Wanjira"),
    "a letter of the course": lambda text: text.replace("roles we learn", "roles we leave"),
    "a digit of the day it was completed": lambda text: text.replace("2026-03-01T00", "2026-02-01T00"),
    "a digit of the day it ends": lambda text: text.replace("2029-03-02T23", "2039-03-02T23"),
    "a digit of the serial": lambda text: text.replace("MASC-2026-00042", "MASC-2026-00043"),
    "the hours": lambda text: text.replace('"value":"6.5"', '"value":"9.5"'),
    "the order of two modules": lambda text: text.replace("2. Gender norms\\n3. Violence", "2. Violence\\n3. Gender norms"),
    "the code": lambda text: re.sub(r"/c/.", "/c/0", text, count=1),
    "the organisation": lambda text: text.replace("Equality Training Centre", "Quality Training Centre"),
    "the moment it was issued": lambda text: re.sub(r'(validFrom":"\d{3})\d', r"\g<1>0", text),
}  # fmt: skip


def issued(site: Site, holder: Person, moment: datetime, course_id: str = "masculinities") -> Credentialed:
    with site.app.app_context():
        return credentialed(holder, moment - timedelta(seconds=2), site.url, course_id)


def by_openbadgeslib(text: str, site: Site) -> Verdict:
    """The words of openbadgeslib in the form of the other verifier's."""
    host = did_of(site.url).removeprefix("did:web:").replace("%3A", ":")

    def download(address: str) -> bytes:
        assert address.startswith((f"https://{host}/", f"{site.url}/")), address
        with urllib.request.urlopen(site.url + "/" + address.split("/", 3)[3], timeout=10) as answer:
            body: bytes = answer.read()
        return body

    verifier = OB3LdpVerifier.for_issuer_did(did_of(site.url), download=download)
    try:
        verifier.verify(text, check_status=True, verify_status_list=False, download=download)
    except OB3VerificationError as refusal:
        why = str(refusal)
        return (
            REVOKED if why.startswith("Credential status 'revocation' is set") else Verdict(False, None, why)
        )
    return ACCEPTED


@pytest.fixture
def both(site: Site) -> Callable[[list[str]], list[tuple[Verdict, Verdict]]]:
    """What both verifiers say about each text."""

    def ask(texts: list[str]) -> list[tuple[Verdict, Verdict]]:
        said = node.verdicts(texts, site.url)
        return [(by_openbadgeslib(text, site), other) for text, other in zip(texts, said, strict=True)]

    return ask


Both = Callable[[list[str]], list[tuple[Verdict, Verdict]]]


def test_others_accept_a_credential_and_refuse_it_when_one_character_is_changed(
    site: Site, holder: Person, moment: datetime, both: Both
) -> None:
    text = issued(site, holder, moment).text
    changed = {what: change(text) for what, change in CHANGES.items()}
    assert [what for what, other in changed.items() if other == text] == []
    first, *others = both([text, *changed.values()])
    assert first == (ACCEPTED, ACCEPTED)
    found = dict(zip(changed, others, strict=True))
    assert {what: (a.verified, b.verified) for what, (a, b) in found.items()} == dict.fromkeys(
        changed, (False, False)
    )


def test_others_see_at_once_what_was_revoked_or_replaced(
    site: Site, holder: Person, moment: datetime, both: Both
) -> None:
    revoked, replaced, valid = (issued(site, holder, moment, name) for name in ("one", "two", "three"))
    texts = [revoked.text, replaced.text, valid.text]
    assert both(texts) == [(ACCEPTED, ACCEPTED)] * 3
    with site.app.app_context():
        end(revoked, "revoked", moment)
        end(replaced, "replaced", moment)
    assert both(texts) == [(REVOKED, REVOKED), (REVOKED, REVOKED), (ACCEPTED, ACCEPTED)]


def test_others_still_accept_what_a_retired_key_signed(
    site: Site, holder: Person, moment: datetime, both: Both
) -> None:
    before = issued(site, holder, moment, "before").text
    with site.app.app_context():
        keys.rotate(moment, None)
    after = issued(site, holder, moment, "after").text
    methods = {json.loads(text)["proof"][0]["verificationMethod"] for text in (before, after)}
    assert (len(methods), both([before, after])) == (2, [(ACCEPTED, ACCEPTED)] * 2)


def test_others_refuse_the_credential_of_a_key_that_is_not_published(
    site: Site, holder: Person, moment: datetime, both: Both, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = issued(site, holder, moment).text
    forged = re.sub(r"#z6Mk\w{8}", "#z6MkAAAAAAAA", text)
    ((first, second),) = both([forged])
    assert (first.verified, second.verified) == (False, False)
    assert "no verificationMethod with id" in first.why


def test_the_lock_of_the_verifiers_names_versions_and_hashes_only() -> None:
    lock = json.loads((node.HERE / "package-lock.json").read_text())["packages"]
    packages = {name: facts for name, facts in lock.items() if name}
    assert [name for name, facts in packages.items() if "resolved" in facts or "integrity" not in facts] == []
    assert lock[""]["dependencies"] == json.loads((node.HERE / "package.json").read_text())["dependencies"]
