"""Accounts: add, change, promote, disable; and the first admin."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from course.services.errors import NotFound, Refused
from course.services.passwords import digest, hash_password
from course.services.sessions import sign_in
from course.storage import accounts, audit, sessions
from course.storage.accounts import Person
from course.storage.database import writing

ROLES = ("learner", "trainer", "admin")
FIRST_ADMIN_LIFE = timedelta(hours=24)
LINK_LIFE = timedelta(hours=24)  # of a link that is handed over by a person, not mailed


def normal_email(text: str) -> str:
    """The address in its normal form, lower case; raises Refused("email") if it is none."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  # slow import: no page needs it

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refused("email", why=str(error)) from None


def add(
    email: str,
    display_name: str,
    role: str,
    password: str | None,
    language: str,
    timezone: str,
    now: datetime,
    actor_id: int | None = None,
) -> Person:
    """Make an account; raises Refused: "email", "password", "role" or "taken"."""
    if role not in ROLES:
        raise Refused("role")
    address = normal_email(email)
    name = " ".join(display_name.split()) or address.split("@", maxsplit=1)[0]
    hashed = hash_password(password, address, name) if password else None
    with writing():
        account_id = accounts.add(
            email=address,
            display_name=name[:120],
            role=role,
            language=language,
            timezone=timezone,
            password_hash=hashed,
            created_at=now,
        )
        if account_id is None:
            raise Refused("taken")
        audit.record("account:add", f"account:{account_id}", now, actor_id or account_id, role=role)
    person = accounts.by_id(account_id)
    assert person is not None
    return person


def change_profile(
    person: Person, display_name: str, language: str, timezone: str, certificate_name: str | None = None
) -> None:
    """Change what a person says about themselves; an issued certificate keeps the name it was issued with."""
    with writing():
        accounts.change(
            person.id,
            display_name=" ".join(display_name.split())[:120] or person.display_name,
            language=language,
            timezone=timezone,
            certificate_name=certificate_name or None,
        )


def first_admin_link(public_url: str, now: datetime) -> str | None:
    """A one-time address that makes the first admin, good for a day; None once there is an admin."""
    if accounts.admins():
        return None
    token = secrets.token_urlsafe(24)
    with writing():
        sessions.add_code("admin", digest(token), None, now, now + FIRST_ADMIN_LIFE)
    return f"{public_url}/first-admin/{token}"


def make_first_admin(
    token: str,
    email: str,
    display_name: str,
    password: str,
    language: str,
    timezone: str,
    now: datetime,
) -> Person:
    """Make the first admin by the one-time address; raises NotFound, or Refused as `add` does.

    An account with that address becomes an admin if its password is the one given.
    """
    code = sessions.find_code("admin", digest(token), now)
    if code is None or accounts.admins():
        raise NotFound
    found = accounts.by_email(normal_email(email))
    if found:
        person = sign_in(email, password, "first-admin", now)
    else:
        person = add(email, display_name, "learner", password, language, timezone, now)
    with writing():
        if not sessions.use_code(code.id, now):
            raise NotFound
        accounts.change(person.id, role="admin")
        audit.record("account:role", f"account:{person.id}", now, person.id, role="admin", first=True)
    return person


def set_role(account_id: int, role: str, now: datetime, actor_id: int | None = None) -> None:
    """Change a role; raises Refused: "role", or "last-admin" when nobody would be left to administer."""
    person = accounts.by_id(account_id)
    if person is None:
        raise NotFound
    if role not in ROLES:
        raise Refused("role")
    with writing():
        accounts.lock_admins()
        accounts.change(account_id, role=role)
        if person.role == "admin" and not accounts.admins():
            raise Refused("last-admin")
        audit.record("account:role", f"account:{account_id}", now, actor_id, before=person.role, after=role)


def set_disabled(account_id: int, disabled: bool, now: datetime, actor_id: int | None = None) -> None:
    """Disable an account (its sessions end at once) or enable it; raises Refused("last-admin")."""
    with writing():
        accounts.lock_admins()
        person = accounts.by_id(account_id)
        if person is None:
            raise NotFound
        accounts.change(account_id, disabled_at=now if disabled else None)
        if disabled:
            sessions.end(account_id)
            if person.role == "admin" and not accounts.admins():
                raise Refused("last-admin")
        audit.record(
            "account:disable" if disabled else "account:enable", f"account:{account_id}", now, actor_id
        )


def reset_link(account_id: int, public_url: str, now: datetime, actor_id: int | None = None) -> str:
    """A one-time address to set a password, good for a day, to be handed over by whoever asked for it.

    An earlier unused one ends with it. Raises NotFound, or Refused("disabled").
    """
    found = accounts.facts(account_id)
    if found is None:
        raise NotFound
    if found.disabled_at:
        raise Refused("disabled")
    token = secrets.token_urlsafe(24)
    with writing():
        sessions.add_code("reset", digest(token), account_id, now, now + LINK_LIFE)
        audit.record("account:reset-link", f"account:{account_id}", now, actor_id)
    return f"{public_url}/password/{token}"


def sign_out_everywhere(account_id: int, now: datetime, actor_id: int | None = None) -> None:
    """End every session of an account; raises NotFound."""
    if accounts.by_id(account_id) is None:
        raise NotFound
    with writing():
        sessions.end(account_id)
        audit.record("session:end-all", f"account:{account_id}", now, actor_id)
