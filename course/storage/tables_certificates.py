"""The tables of certificates. What a row says about a person, and for how long, stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from course.storage.columns import Id, own, to
from course.storage.database import Base


class Certificate(Base):
    """A certificate: a snapshot of every printed fact, and the bytes of the sheet."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_active",
            "account_id",
            "course_id",
            unique=True,
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
        Index(
            "ix_certificate_ended",
            "status_index",
            sqlite_where=text("state <> 'valid'"),
            postgresql_where=text("state <> 'valid'"),
        ),
        Index(
            "ix_certificate_undrawn",
            "id",
            sqlite_where=text("pdf is null"),
            postgresql_where=text("pdf is null"),
        ),
        CheckConstraint("state in ('valid', 'revoked', 'replaced')", name="state"),
        CheckConstraint("public_name in ('full', 'initials', 'hidden')", name="public_name"),
    )
    id: Id = own()
    account_id: Mapped[int] = to("account.id")
    enrolment_id: Mapped[int] = to("enrolment.id", index=True)
    replaces_id: Mapped[int | None] = to("certificate.id", index=True)
    course_id: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(Text)
    snapshot: Mapped[str] = mapped_column(Text)
    public_name: Mapped[str] = mapped_column(String(8), server_default="full")
    status_index: Mapped[int | None] = mapped_column(unique=True)
    credential: Mapped[str | None] = mapped_column(Text, deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str | None] = mapped_column(String(64))


class NameCorrection(Base):
    """A holder's wish for another name on a certificate, and what became of it."""

    __tablename__ = "name_correction"
    __table_args__ = (
        Index(
            "uq_name_correction_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("decided_at is null"),
            postgresql_where=text("decided_at is null"),
        ),
    )
    id: Id = own()
    certificate_id: Mapped[int] = to("certificate.id")
    name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = to("account.id")
    granted: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Text)


class IssuingRun(Base):
    """One issue of many certificates: what was asked for, how far it is, and who was passed over and why."""

    __tablename__ = "issuing_run"
    id: Id = own()
    course_id: Mapped[str] = mapped_column(String(80))
    started_by: Mapped[int | None] = to("account.id")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int]
    done: Mapped[int]
    passed_over: Mapped[list[Any]]


class SigningKey(Base):
    """A key that signs credentials; a retired one still verifies. `sealed` is its private half."""

    __tablename__ = "signing_key"
    id: Id = own()
    name: Mapped[str] = mapped_column(String(40), unique=True)
    public: Mapped[str] = mapped_column(String(80), unique=True)
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
