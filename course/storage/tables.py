"""Every table. What a row says about a person, and for how long, stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.storage.database import Base

Id = Mapped[int]


def _id() -> Any:
    return mapped_column(primary_key=True)


def _to(column: str, **options: Any) -> Any:
    return mapped_column(ForeignKey(column), **options)


class Account(Base):
    """A person who signs in. `certificate_name` is asked once, apart from the name shown on pages."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role in ('learner', 'trainer', 'admin')", name="role"),)
    id: Id = _id()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    certificate_name: Mapped[str | None] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    timezone: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class SignIn(Base):
    """One signed-in device. Only the hash of its token is kept; ended rows are deleted."""

    __tablename__ = "session"
    id: Id = _id()
    account_id: Mapped[int] = _to("account.id", index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Code(Base):
    """A single-use link sent by mail (reset, link) or printed at the first start (admin)."""

    __tablename__ = "code"
    id: Id = _id()
    account_id: Mapped[int | None] = _to("account.id", index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Failure(Base):
    """A failed or costly try (`key` = what and by whom, hashed), counted to slow guessing; kept for a day."""

    __tablename__ = "failure"
    __table_args__ = (Index("ix_failure_key_at", "key", "at"),)
    id: Id = _id()
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Enrolment(Base):
    """One learner in one course, and the place where they left it."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("account_id", "course_id"),)
    id: Id = _id()
    account_id: Mapped[int] = _to("account.id")
    course_id: Mapped[str] = mapped_column(String(80), index=True)
    enrolled_at: Mapped[datetime]
    active_at: Mapped[datetime]
    position_module: Mapped[str | None] = mapped_column(String(80))
    position_lesson: Mapped[str | None] = mapped_column(String(80))


class LessonCompletion(Base):
    """A lesson that the learner said was done, by pressing Continue."""

    __tablename__ = "lesson_completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id", "lesson_id"),)
    id: Id = _id()
    enrolment_id: Mapped[int] = _to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    lesson_id: Mapped[str] = mapped_column(String(80))
    completed_at: Mapped[datetime]


class Reflection(Base):
    """A private note of the learner's alone: in no export, log or page of anyone else."""

    __tablename__ = "reflection"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id", "reflection_id"),)
    id: Id = _id()
    enrolment_id: Mapped[int] = _to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    reflection_id: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class ItemSnapshot(Base):
    """An item as it was asked, named by its fingerprint."""

    __tablename__ = "item"
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class Attempt(Base):
    """One try at a quiz: what was asked in which order, the pass mark then in force, and what it scored."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "module_id", "number"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "module_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("state in ('open', 'submitted')", name="state"),
    )
    id: Id = _id()
    enrolment_id: Mapped[int] = _to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    quiz_fingerprint: Mapped[str] = mapped_column(String(64))
    revision: Mapped[str] = mapped_column(String(64))
    layout: Mapped[list[Any]]
    pass_mark: Mapped[float]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    points: Mapped[float | None]
    points_of: Mapped[float | None]
    passed: Mapped[bool | None]


class Response(Base):
    """One answer: what was asked (by fingerprint), what was answered, what it scored once submitted."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)
    id: Id = _id()
    attempt_id: Mapped[int] = _to("attempt.id")
    item_id: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = _to("item.fingerprint")
    answer: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None]
    saved_at: Mapped[datetime]


class ModuleCompletion(Base):
    """The first moment a module was completed; never changed by later edits."""

    __tablename__ = "module_completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id"),)
    id: Id = _id()
    enrolment_id: Mapped[int] = _to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    completed_at: Mapped[datetime]
    revision: Mapped[str] = mapped_column(String(64))
    lessons: Mapped[list[Any]]


class CourseCompletion(Base):
    """The first moment a course was completed, with the facts then true (modules, best scores)."""

    __tablename__ = "course_completion"
    id: Id = _id()
    enrolment_id: Mapped[int] = _to("enrolment.id", unique=True)
    completed_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[str] = mapped_column(String(64))
    score: Mapped[float | None]
    modules: Mapped[list[Any]]


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
        CheckConstraint("state in ('valid', 'revoked', 'replaced')", name="state"),
        CheckConstraint("public_name in ('full', 'initials', 'hidden')", name="public_name"),
    )
    id: Id = _id()
    account_id: Mapped[int] = _to("account.id")
    enrolment_id: Mapped[int] = _to("enrolment.id", index=True)
    replaces_id: Mapped[int | None] = _to("certificate.id", index=True)
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
    id: Id = _id()
    certificate_id: Mapped[int] = _to("certificate.id")
    name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = _to("account.id")
    granted: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Text)


class IssuingRun(Base):
    """One issue of many certificates: what was asked for, how far it is, and who was passed over and why."""

    __tablename__ = "issuing_run"
    id: Id = _id()
    course_id: Mapped[str] = mapped_column(String(80))
    started_by: Mapped[int | None] = _to("account.id")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int]
    done: Mapped[int]
    passed_over: Mapped[list[Any]]


class SigningKey(Base):
    """A key that signs credentials; a retired one still verifies. `sealed` is its private half."""

    __tablename__ = "signing_key"
    id: Id = _id()
    name: Mapped[str] = mapped_column(String(40), unique=True)
    public: Mapped[str] = mapped_column(String(80), unique=True)
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to whose record; appended, never changed."""

    __tablename__ = "audit_entry"
    id: Id = _id()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = _to("account.id", index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]]


class Mail(Base):
    """The outbox: written with what causes it, sent after. The text is emptied once it is sent."""

    __tablename__ = "mail"
    id: Id = _id()
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    try_after: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(Text)
