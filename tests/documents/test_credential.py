"""The credential: what it states, that one changed character is noticed, and what is never fetched."""

from __future__ import annotations

import gzip
import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from course.documents.credential import (
    LIST_SIZE,
    Issuing,
    as_text,
    credential_json,
    did_document,
    status_list_json,
)
from course.documents.credential_check import LONGEST, Checked, verify_credential
from course.documents.credential_proof import (
    CONTEXTS,
    OPEN_BADGES,
    _bytes,
    _multibase,
    canonical,
    did_of,
    load,
    multikey,
    proved,
)
from course.documents.facts import CertificateFacts
from tests.credentialed import FACTS, SITE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OURS = {multikey(KEY.public_key()): "key-1"}
BY_US = Issuing(SITE, KEY, NOW)
INDEX = LIST_SIZE + 7
SIGNED = credential_json(FACTS, issuer=BY_US, status_index=INDEX)

STATED = (
    *("name", "course_id", "course_title", "revision", "modules", "hours", "pass_mark", "completed_on"),
    *("issued_on", "expires_on", "issuer", "serial", "code", "verify_url", "language"),
)


def stated(facts: CertificateFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in STATED}


def changed(change: Callable[[dict[str, Any]], object]) -> Checked:
    document = json.loads(SIGNED)
    change(document)
    return verify_credential(json.dumps(document), OURS)


def set_at(*path: str | int, value: Any) -> Callable[[dict[str, Any]], object]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def subject(*path: str | int, value: Any) -> Callable[[dict[str, Any]], object]:
    return set_at("credentialSubject", *path, value=value)


def test_the_credential_states_every_printed_fact_that_can_be_compared() -> None:
    found = verify_credential(SIGNED, OURS)
    assert (found.holds, found.problem, found.key) == (True, "", "key-1")
    assert found.facts is not None
    assert stated(found.facts) == stated(FACTS)
    assert len(SIGNED) < 2500


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, expires_on=None, pass_mark=0.0, hours=4),
        replace(FACTS, pass_mark=2 / 3, hours=0.25, modules=("1. One", "2. Two\\", "")),
        replace(FACTS, name='دانا الأحمد "Dana" <b>\\', course_title="课程\t一", language="ar", serial="ع-1"),
        replace(FACTS, name="𝔸 🎓", language="zh-Hant", modules=(FACTS.course_title,) * 40),
    ],
)
def test_whatever_is_printed_is_stated_and_read_back(facts: CertificateFacts) -> None:
    found = verify_credential(credential_json(facts, issuer=BY_US, status_index=0), OURS)
    assert found.facts is not None
    rounded = replace(facts, pass_mark=found.facts.pass_mark)
    assert (found.problem, stated(found.facts)) == ("", stated(rounded))
    assert abs(found.facts.pass_mark - facts.pass_mark) < 0.00001


def test_equal_facts_have_equal_bytes_and_the_json_is_canonical() -> None:
    assert credential_json(FACTS, issuer=BY_US, status_index=INDEX) == SIGNED
    assert as_text(json.loads(SIGNED)) == SIGNED
    assert json.loads(SIGNED)["credentialStatus"] == {
        "id": f"{SITE}/credentials/status/2#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": f"{SITE}/credentials/status/2",
    }


def test_the_words_are_in_the_language_of_the_certificate() -> None:
    french = json.loads(credential_json(replace(FACTS, language="fr"), issuer=BY_US, status_index=0))
    achievement = french["credentialSubject"]["achievement"]
    assert achievement["criteria"]["narrative"].splitlines()[2:4] == [
        "1. What masculinities are",
        "2. Gender norms",
    ]
    assert achievement["description"].startswith("6 modules, 6,5 heures d’apprentissage, chaque quiz réussi")


@pytest.mark.parametrize(
    "change",
    [
        subject("identifier", 0, "identityHash", value="Amina Wanjiru Njoroga"),
        subject("achievement", "name", value="Masculinities: roles we learn, roles we can chance"),
        subject("achievement", "description", value="7 modules"),
        subject("achievement", "version", value="3f2a9d"),
        subject("achievement", "inLanguage", value="fr"),
        subject("result", 0, "value", value="65"),
        subject("licenseNumber", value="MASC-2026-00043"),
        subject("activityEndDate", value="2026-02-01T00:00:00Z"),
        set_at("awardedDate", value="2025-03-02T00:00:00Z"),
        set_at("validUntil", value="2039-03-02T23:59:59Z"),
        set_at("validFrom", value="2026-03-02T09:00:01Z"),
        set_at("id", value=f"{SITE}/c/7K2Q95ABCDEFW"),
        set_at("issuer", "name", value="Equality Training Center"),
        set_at("proof", 0, "created", value="2026-03-02T09:00:01Z"),
        lambda document: document.pop("validUntil"),
    ],
)
def test_one_changed_fact_is_noticed(change: Callable[[dict[str, Any]], object]) -> None:
    assert changed(change).problem in ("changed", "unreadable")


def test_a_title_that_stands_in_two_places_is_the_same_in_both() -> None:
    def both(document: dict[str, Any]) -> None:
        document["name"] = document["credentialSubject"]["achievement"]["name"] = "Another course"

    assert changed(both).problem == "changed"
    assert changed(set_at("name", value="Another course")).problem == "unreadable"


def test_the_order_of_the_modules_is_signed() -> None:
    narrative = json.loads(SIGNED)["credentialSubject"]["achievement"]["criteria"]["narrative"]
    swapped = (
        narrative.replace("Gender norms", "…").replace("Violence", "Gender norms").replace("…", "Violence")
    )
    found = changed(subject("achievement", "criteria", "narrative", value=swapped))
    assert found.facts is not None
    assert (found.problem, found.facts.modules[1:3]) == ("changed", ("Violence", "Gender norms"))


@pytest.mark.parametrize(
    "change",
    [
        # another spelling of the same statements: a reader of the JSON would see something else
        subject("identifier", 0, "identityHash", value={"@value": FACTS.name}),
        subject("identifier", 0, "identityHash", value=[FACTS.name]),
        subject("identifier", value=json.loads(SIGNED)["credentialSubject"]["identifier"][0]),
        subject("result", 0, "value", value="6.50"),
        subject("result", 0, "value", value=6.5),
        subject("identifier", 0, "hashed", value=0),
        set_at("name", value=[FACTS.course_title]),
        set_at("type", value=["OpenBadgeCredential", "VerifiableCredential"]),
        set_at("awardedDate", value="2026-03-02T00:00:00+00:00"),
        # what the proof would not cover
        set_at("nobodyDefines", value="this"),
        subject("nobodyDefines", value="this"),
        set_at("proof", 0, "nobodyDefines", value="this"),
        set_at("@context", value=[*json.loads(SIGNED)["@context"], {"name": "https://evil.example/"}]),
        set_at("@context", value="https://evil.example/context"),
        set_at("proof", value=json.loads(SIGNED)["proof"] * 2),
        set_at("proof", value=json.loads(SIGNED)["proof"][0]),
        set_at("proof", value=[]),
        set_at("proof", 0, "proofPurpose", value="authentication"),
        set_at("proof", 0, "verificationMethod", value=f"did:web:evil.example#{next(iter(OURS))}"),
        lambda document: document.pop("proof"),
        # numbers that no page can write
        *(
            set_at("credentialSubject", "result", 0, "value", value=value)
            for value in ("inf", "nan", "1e+300", "-1")
        ),
        set_at(
            *("credentialSubject", "achievement", "resultDescription", 1, "requiredValue"), value="1e+300"
        ),
        # what is missing, or of the wrong kind
        set_at("issuer", value="did:web:learn.example.org"),
        set_at("issuer", "url", value="_:b0"),
        set_at("credentialSubject", value=[]),
        set_at("credentialStatus", "statusListIndex", value="-1"),
        set_at("credentialStatus", "statusListIndex", value="٧"),
        set_at("proof", 0, "proofValue", value=None),
        lambda document: document.pop("credentialStatus"),
        lambda document: document.pop("credentialSubject"),
    ],
)
def test_only_the_very_form_that_we_write_is_read(change: Callable[[dict[str, Any]], object]) -> None:
    assert changed(change) == Checked("unreadable")


@pytest.mark.parametrize("value", ["", "u", "z", "z0", "z" * 90, "z" + "1" * 200, SIGNED[:60], "z\ud800"])
def test_a_proof_of_nonsense_does_not_hold(value: str) -> None:
    assert changed(set_at("proof", 0, "proofValue", value=value)).problem in ("changed", "unreadable")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"x"',
        "{}",
        '{"proof": {}}',
        SIGNED[:-1],
        SIGNED + " x",
        "[" * 60_000,
        '{"a":' * 10_000,
        "9" * 60_000,
        "NaN",
        '{"a": "\\ud800"}',
        SIGNED.replace('"hashed":false', '"hashed":false,"hashed":false'),
        SIGNED.replace("Amina", "\\ud800"),
        " " * LONGEST + SIGNED,
    ],
)
def test_what_is_no_credential_of_ours_is_said_to_be_none(text: str) -> None:
    began = time.process_time()
    assert verify_credential(text, OURS) == Checked("unreadable")
    assert time.process_time() - began < 0.5


def test_white_space_and_the_order_of_keys_do_not_matter() -> None:
    document = json.loads(SIGNED)
    turned = json.dumps(dict(reversed(document.items())), indent=4, ensure_ascii=True)
    assert verify_credential(turned, OURS).holds


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.characters(codec="ascii"))
def test_no_single_character_can_be_changed(place: int, sign: str) -> None:
    text = SIGNED[:place] + sign + SIGNED[place + 1 :]
    if text != SIGNED:
        found = verify_credential(text, OURS)
        assert not found.holds or json.loads(text) == json.loads(SIGNED)


def test_another_key_is_told_apart_from_a_changed_text() -> None:
    other = Ed25519PrivateKey.generate()
    by_other = credential_json(FACTS, issuer=Issuing(SITE, other, NOW), status_index=INDEX)
    found = verify_credential(by_other, OURS)
    assert (found.problem, found.key, found.facts and found.facts.name) == ("unknown-key", "", FACTS.name)
    assert verify_credential(by_other, OURS | {multikey(other.public_key()): "key-2"}).key == "key-2"


def test_a_proof_of_another_document_does_not_hold() -> None:
    listed = json.loads(status_list_json(1, [], issuer=BY_US))
    assert changed(set_at("proof", value=[listed["proof"]])).problem == "changed"


@pytest.mark.parametrize(
    ("site", "did"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("https://Learn.Example.org/", "did:web:learn.example.org"),
        ("https://learn.example.org:8443", "did:web:learn.example.org%3A8443"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://example.org/equality/learn", "did:web:example.org:equality:learn"),
        ("https://somebody:secret@example.org", "did:web:example.org"),
    ],
)
def test_the_name_of_a_site_is_made_from_its_address(site: str, did: str) -> None:
    assert did_of(site) == did


def test_the_document_of_the_site_names_every_key_for_proofs() -> None:
    keys = [*OURS, multikey(Ed25519PrivateKey.generate().public_key())]
    document = json.loads(did_document(SITE, keys))
    names = [f"did:web:learn.example.org#{key}" for key in keys]
    assert (document["id"], document["assertionMethod"]) == ("did:web:learn.example.org", names)
    assert [method["publicKeyMultibase"] for method in document["verificationMethod"]] == keys
    assert all(key.startswith("z6Mk") for key in keys)


def test_a_status_list_has_the_bits_of_what_ended_from_the_left() -> None:
    document = json.loads(status_list_json(2, [LIST_SIZE, LIST_SIZE + 9, 2 * LIST_SIZE - 1], issuer=BY_US))
    listed = document["credentialSubject"]["encodedList"]
    bits = gzip.decompress(urlsafe_b64decode(listed[1:] + "=" * (-len(listed[1:]) % 4)))
    assert (listed[0], len(bits), bits[0], bits[1], bits[-1]) == ("u", 16_384, 0x80, 0x40, 1)
    assert sum(bits) == 0x80 + 0x40 + 1
    assert (document["id"], document["validUntil"]) == (
        f"{SITE}/credentials/status/2",
        "2026-03-03T09:00:00Z",
    )


@given(st.binary(max_size=70))
def test_what_is_written_in_base_58_is_read_back(data: bytes) -> None:
    assert _bytes(_multibase(data)) == data


def test_the_contexts_are_the_published_ones_and_no_other_address_is_asked() -> None:
    sums = {path.name: sha256(path.read_bytes()).hexdigest() for path in CONTEXTS.glob("*.json")}
    assert sums == {
        "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        "open-badges-3.0.3.json": "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    }
    assert all(value in (CONTEXTS / "README.md").read_text() for value in sums.values())
    with pytest.raises(ValueError, match="not one of those in this package"):
        load("https://www.w3.org/ns/credentials/v2#")
    with pytest.raises(ValueError, match="not JSON-LD of the contexts"):
        canonical({"@context": ["https://evil.example/"], "id": "urn:x", "name": "x"})


@pytest.mark.parametrize("document", [{"@context": [OPEN_BADGES]}, {"@context": [], "nobodyDefines": "x"}])
def test_a_document_that_states_nothing_is_never_signed(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="states nothing"):
        proved(document, SITE, KEY, NOW)
