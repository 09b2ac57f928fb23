"""Passwords: what is stored of them, and that guessing tells nothing."""

from __future__ import annotations

import hashlib

import pytest

from course.services.errors import Refused
from course.services.passwords import digest, hash_password, verify


def test_a_password_opens_what_it_was_set_for_and_nothing_else() -> None:
    hashed = hash_password("violet harbour 2041")
    assert (verify(hashed, "violet harbour 2041"), verify(hashed, "violet harbour 2042")) == (True, False)


def test_the_hash_is_argon2id_as_heavy_as_owasp_advises_and_never_twice_the_same() -> None:
    first, second = (hash_password("violet harbour 2041") for _ in range(2))
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


@pytest.mark.parametrize("hashed", [None, "", "no hash at all"])
def test_without_a_hash_no_password_is_right(hashed: str | None) -> None:
    assert verify(hashed, "violet harbour 2041") is False


@pytest.mark.parametrize(
    ("password", "problem"),
    [("violet", "short"), ("v1" * 70, "long"), ("password", "common"), ("Amina N.", "personal")],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        hash_password(password, "amina@example.org", "Amina N.")
    assert (refused.value.code, refused.value.facts) == ("password", {"problem": problem})


def test_of_a_token_only_its_digest_is_stored() -> None:
    assert digest("token") == hashlib.sha256(b"token").hexdigest()
