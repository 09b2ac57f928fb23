"""Signed-in devices, single-use codes and failed tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update

from course.storage.database import Found, changed, db
from course.storage.tables import Code, Failure, SignIn


def open_session(account_id: int, token_hash: str, device: str, now: datetime, expires_at: datetime) -> None:
    db.session.add(
        SignIn(
            account_id=account_id,
            token_hash=token_hash,
            device=device[:120],
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )


def touch(session_id: int, now: datetime) -> None:
    db.session.execute(update(SignIn).where(SignIn.id == session_id).values(seen_at=now))


def of_account(account_id: int) -> list[Found]:
    """The devices on which an account is signed in, latest first."""
    columns = (SignIn.id, SignIn.device, SignIn.created_at, SignIn.seen_at)
    statement = select(*columns).where(SignIn.account_id == account_id).order_by(SignIn.seen_at.desc())
    return list(db.session.execute(statement))


def end(account_id: int, session_id: int | None = None, keep: int | None = None) -> None:
    """End one session of an account, or all of them but `keep`."""
    statement = delete(SignIn).where(SignIn.account_id == account_id)
    if session_id is not None:
        statement = statement.where(SignIn.id == session_id)
    if keep is not None:
        statement = statement.where(SignIn.id != keep)
    db.session.execute(statement)


def add_code(
    purpose: str, token_hash: str, account_id: int | None, now: datetime, expires_at: datetime
) -> None:
    """Store a code; earlier unused codes of the same purpose and account end with it."""
    db.session.execute(
        update(Code)
        .where(Code.purpose == purpose, Code.account_id == account_id, Code.used_at.is_(None))
        .values(used_at=now)
    )
    db.session.add(
        Code(
            purpose=purpose,
            token_hash=token_hash,
            account_id=account_id,
            created_at=now,
            expires_at=expires_at,
        )
    )


def find_code(purpose: str, token_hash: str, now: datetime) -> Found | None:
    """The usable code: its id and account_id."""
    return db.session.execute(
        select(Code.id, Code.account_id).where(
            Code.purpose == purpose,
            Code.token_hash == token_hash,
            Code.used_at.is_(None),
            Code.expires_at > now,
        )
    ).first()


def use_code(code_id: int, now: datetime) -> bool:
    """Mark a code as used; False if somebody was faster."""
    done = db.session.execute(
        update(Code).where(Code.id == code_id, Code.used_at.is_(None)).values(used_at=now)
    )
    return changed(done)


def failures(key: str, since: datetime) -> int:
    """How often `key` failed since then."""
    where = (Failure.key == key, Failure.at > since)
    return db.session.scalar(select(func.count()).select_from(Failure).where(*where)) or 0


def add_failure(keys: list[str], now: datetime) -> None:
    db.session.add_all(Failure(key=key, at=now) for key in keys)


def clear_failures(key: str) -> None:
    db.session.execute(delete(Failure).where(Failure.key == key))


def forget(before: datetime, now: datetime) -> None:
    """Delete what is of no more use: old failures, ended codes and sessions."""
    db.session.execute(delete(Failure).where(Failure.at < before))
    db.session.execute(delete(Code).where(Code.expires_at < before))
    db.session.execute(delete(SignIn).where(SignIn.expires_at < now))
