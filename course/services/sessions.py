"""Signing in and out: by password or by a mailed link, with guessing slowed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from course.services import mail
from course.services.errors import NotFound, Refused, TooMany
from course.services.passwords import digest, hash_password, verify
from course.storage import accounts, audit, sessions
from course.storage.accounts import Person
from course.storage.database import Found, writing

WINDOW = timedelta(minutes=15)
TRIES_AN_ACCOUNT, TRIES_AN_ADDRESS = 10, 60
CODE_LIFE = timedelta(minutes=10)


def check_tries(keys: list[tuple[str, int]], now: datetime) -> None:
    """Raises TooMany when a key failed more often than its limit within the window."""
    for key, limit in keys:
        if sessions.failures(digest(key), now - WINDOW) >= limit:
            raise TooMany(now + WINDOW)


def count_try(keys: list[tuple[str, int]], now: datetime) -> None:
    with writing():
        sessions.add_failure([digest(key) for key, _ in keys], now)


def keys_of(what: str, email: str, address: str) -> list[tuple[str, int]]:
    return [
        (f"{what}:account:{email}", TRIES_AN_ACCOUNT),
        (f"{what}:address:{address}", TRIES_AN_ADDRESS),
    ]


def sign_in(email: str, password: str, address: str, now: datetime) -> Person:
    """The account that this address and password open.

    Takes as long and answers alike whether the account exists or not: raises Refused("credentials"),
    or TooMany after ten failures in fifteen minutes.
    """
    normal = email.strip().lower()
    keys = keys_of("sign-in", normal, address)
    check_tries(keys, now)
    found = accounts.by_email(normal)
    usable = found is not None and found.disabled_at is None
    if not verify(found.password_hash if found and usable else None, password):
        count_try(keys, now)
        raise Refused("credentials")
    person = accounts.by_id(found.id) if found else None
    assert person is not None
    return person


def open_session(person: Person, device: str, days: int, now: datetime) -> str:
    """Sign an account in on a device; the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    with writing():
        sessions.open_session(person.id, digest(token), device, now, now + timedelta(days=days))
        sessions.clear_failures(digest(f"sign-in:account:{person.email}"))
        sessions.forget(now - timedelta(days=1), now)
    return token


def touch_session(session_id: int, now: datetime) -> None:
    with writing():
        sessions.touch(session_id, now)


def end_session(account_id: int, session_id: int) -> None:
    with writing():
        sessions.end(account_id, session_id)


def end_other_sessions(account_id: int, keep: int, now: datetime) -> None:
    """Sign out everywhere but here."""
    with writing():
        sessions.end(account_id, keep=keep)
        audit.record("session:end-others", f"account:{account_id}", now, account_id)


def send_code(purpose: str, email: str, address: str, public_url: str, now: datetime) -> None:
    """Mail a single-use link (`purpose` is "reset" or "link") valid for ten minutes, if the account exists.

    Says nothing about whether it does; raises TooMany after ten in fifteen minutes.
    """
    normal = email.strip().lower()
    keys = keys_of(purpose, normal, address)
    check_tries(keys, now)
    found = accounts.by_email(normal)
    token = secrets.token_urlsafe(24)
    with writing():
        sessions.add_failure([digest(key) for key, _ in keys], now)
        if found and not found.disabled_at:
            sessions.add_code(purpose, digest(token), found.id, now, now + CODE_LIFE)
            path = "password" if purpose == "reset" else "sign-in-link"
            mail.enqueue(
                found.email,
                purpose,
                found.language,
                now,
                name=found.display_name,
                link=f"{public_url}/{path}/{token}",
            )


def account_of_code(purpose: str, token: str, now: datetime) -> int | None:
    """The account a usable code belongs to (0 for the first admin's); None if it is used, old or unknown."""
    code = sessions.find_code(purpose, digest(token), now)
    return None if code is None else code.account_id or 0


def _usable(purpose: str, token: str, now: datetime) -> tuple[Found, Person]:
    """A usable code and its account; raises NotFound, also when the account was disabled since."""
    code = sessions.find_code(purpose, digest(token), now)
    facts = accounts.facts(code.account_id) if code else None
    if code is None or facts is None or facts.disabled_at:
        raise NotFound
    person = accounts.by_id(code.account_id)
    assert person is not None
    return code, person


def use_link(token: str, now: datetime) -> Person:
    """Sign in by a mailed link; raises NotFound if it is used, old or unknown."""
    code, person = _usable("link", token, now)
    with writing():
        if not sessions.use_code(code.id, now):
            raise NotFound
        accounts.change(person.id, verified_at=now)
    return person


def reset_password(token: str, password: str, now: datetime) -> Person:
    """Set a new password by a mailed link; ends every session. Raises NotFound or Refused("password")."""
    code, person = _usable("reset", token, now)
    hashed = hash_password(password, person.email, person.display_name)
    with writing():
        if not sessions.use_code(code.id, now):
            raise NotFound
        _set_password(person, hashed, now, keep=None)
    return person


def change_password(person: Person, old: str, new: str, now: datetime) -> None:
    """Change the password; every other session ends. Raises Refused: "credentials" or "password"."""
    hashed = accounts.password_hash_of(person.id)
    if hashed:
        keys = keys_of("password", person.email, str(person.id))
        check_tries(keys, now)
        if not verify(hashed, old):
            count_try(keys, now)
            raise Refused("credentials")
    new_hash = hash_password(new, person.email, person.display_name)
    with writing():
        _set_password(person, new_hash, now, keep=person.session_id)


def _set_password(person: Person, hashed: str, now: datetime, keep: int | None) -> None:
    accounts.change(person.id, password_hash=hashed)
    sessions.end(person.id, keep=keep)
    audit.record("password:change", f"account:{person.id}", now, person.id)
    mail.enqueue(person.email, "password-changed", person.language, now, name=person.display_name)
