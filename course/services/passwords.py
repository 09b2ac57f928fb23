"""Passwords: hashed, checked, changed; and the digests of tokens."""

from __future__ import annotations

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from course.rules.passwords import password_problem
from course.services.errors import Refused

# m = 19 MiB, t = 2, p = 1 as OWASP advises: about 22 ms a check on a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when there is no account, so that both take as long: made as above from a random text nobody kept.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$pFA8ESTHPevXgKjaRnx1xA$0TyFE9JtrUqxhllPJE52z55C9PIvaEf+r/nLZuMzzC8"


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str, *about: str) -> str:
    """Hash a password; raises Refused("password", problem=…) if it is too weak."""
    if problem := password_problem(password, about):
        raise Refused("password", problem=problem)
    return _hasher.hash(password)


def verify(hashed: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no hash to check."""
    try:
        _hasher.verify(hashed or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return hashed is not None
