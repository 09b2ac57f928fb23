"""Accounts: who a person is, for the pages and for the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from course.storage.database import Found, Query, changed, db, execute, insert_once
from course.storage.tables import Account, SignIn


@dataclass(frozen=True, slots=True)
class Person:
    """The account behind a request. `session_id` is 0 outside a request."""

    id: int
    email: str
    display_name: str
    certificate_name: str | None
    role: str
    language: str
    timezone: str
    session_id: int = 0
    session_seen_at: datetime | None = None


_PERSON = (
    Account.id,
    Account.email,
    Account.display_name,
    Account.certificate_name,
    Account.role,
    Account.language,
    Account.timezone,
)
_BY_ID = select(*_PERSON).where(Account.id == bindparam("id"))
_BY_EMAIL = select(*_PERSON, Account.password_hash, Account.disabled_at).where(
    Account.email == bindparam("email")
)
_BY_TOKEN = (
    select(*_PERSON, SignIn.id, SignIn.seen_at)
    .join(SignIn, SignIn.account_id == Account.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now"),
        SignIn.seen_at > bindparam("idle_since"),
        Account.disabled_at.is_(None),
    )
)

_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def by_id(account_id: int) -> Person | None:
    row = execute(_BY_ID, {"id": account_id}).first()
    return Person(*row) if row else None


def by_token(token_hash: str, now: datetime, idle_since: datetime) -> Person | None:
    """The account signed in with that token; None if the session ended or the account is disabled."""
    row = execute(_BY_TOKEN, {"token_hash": token_hash, "now": now, "idle_since": idle_since}).first()
    return Person(*row) if row else None


def by_email(email: str) -> Found | None:
    """The account with that address, with `password_hash` and `disabled_at` beside the fields of Person."""
    return db.session.execute(_BY_EMAIL, {"email": email}).first()


def password_hash_of(account_id: int) -> str | None:
    return db.session.scalar(select(Account.password_hash).where(Account.id == account_id))


def add(**values: Any) -> int | None:
    """Insert an account; its id, or None if the address is taken."""
    return insert_once(Account, **values)


def change(account_id: int, **values: Any) -> bool:
    """Set columns of an account; False if there is none."""
    done = db.session.execute(update(Account).where(Account.id == account_id).values(**values))
    return changed(done)


def admins() -> int:
    """How many enabled admins there are."""
    where = (Account.role == "admin", Account.disabled_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Account).where(*where)) or 0


def lock_admins() -> None:
    """Hold every enabled admin until the transaction ends (PostgreSQL; SQLite has one writer anyway): two who
    take each other's role at once would otherwise both succeed."""
    where = (Account.role == "admin", Account.disabled_at.is_(None))
    db.session.execute(select(Account.id).where(*where).order_by(Account.id).with_for_update()).all()


def holds(columns: Sequence[Any], search: str) -> ColumnElement[bool]:
    """The condition that a column contains `search`, whatever its case.

    SQLite lowers only the letters A to Z: "élodie" is looked for as "Élodie" too.
    """
    text = search.strip()
    needles = {text.lower()} | {form.translate(_ASCII_LOWER) for form in (text, text.title(), text.upper())}
    return or_(
        *(
            func.lower(column).contains(needle, autoescape=True)
            for column in columns
            for needle in sorted(needles)
        )
    )


def matching(search: str = "", role: str = "", state: str = "") -> Sequence[ColumnElement[bool]]:
    """Conditions for a list of accounts; `state` is "", "active" or "disabled"."""
    where: list[ColumnElement[bool]] = []
    if search:
        where.append(holds((Account.email, Account.display_name, Account.certificate_name), search))
    if role:
        where.append(Account.role == role)
    if state == "active":
        where.append(Account.disabled_at.is_(None))
    elif state == "disabled":
        where.append(Account.disabled_at.is_not(None))
    return where


def listing(search: str = "", role: str = "", state: str = "") -> Query:
    """Accounts as a list shows them, newest first."""
    columns = (*_PERSON, Account.created_at, Account.disabled_at)
    return select(*columns).where(*matching(search, role, state)).order_by(Account.id.desc())


def count(search: str = "", role: str = "", state: str = "") -> int:
    statement = select(func.count()).select_from(Account).where(*matching(search, role, state))
    return db.session.scalar(statement) or 0


def facts(account_id: int) -> Found | None:
    """What an admin sees of an account beside the fields of Person: created_at, verified_at, disabled_at, and
    whether it has a password."""
    columns = (
        Account.created_at,
        Account.verified_at,
        Account.disabled_at,
        Account.password_hash.is_not(None).label("has_password"),
    )
    return db.session.execute(select(*columns).where(Account.id == account_id)).first()


def every(role: str = "") -> list[Found]:
    """All accounts, oldest first, as `listing` shows them."""
    return list(db.session.execute(listing(role=role).order_by(None).order_by(Account.id)))


def emails(account_ids: Iterable[int]) -> dict[int, str]:
    """The addresses of these accounts, by id."""
    statement = select(Account.id, Account.email).where(Account.id.in_(sorted(account_ids)))
    return dict(db.session.execute(statement).all())
