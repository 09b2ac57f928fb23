"""Every table. What a row says about a person, and for how long, stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.storage.columns import Id, own, to
from course.storage.database import Base
from course.storage.tables_certificates import Certificate, IssuingRun, NameCorrection, SigningKey

__all__ = [
    "Account",
    "Attempt",
    "AuditEntry",
    "Certificate",
    "Code",
    "CourseCompletion",
    "Enrolment",
    "Failure",
    "IssuingRun",
    "ItemSnapshot",
    "LessonCompletion",
    "Mail",
    "ModuleCompletion",
    "NameCorrection",
    "Reflection",
    "Response",
    "SignIn",
    "SigningKey",
]


class Account(Base):
    """A person who signs in. `certificate_name` is asked once, apart from the name shown on pages."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role in ('learner', 'trainer', 'admin')", name="role"),)
    id: Id = own()
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
    id: Id = own()
    account_id: Mapped[int] = to("account.id", index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Code(Base):
    """A single-use link sent by mail (reset, link) or printed at the first start (admin)."""

    __tablename__ = "code"
    id: Id = own()
    account_id: Mapped[int | None] = to("account.id", index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Failure(Base):
    """A failed or costly try (`key` = what and by whom, hashed), counted to slow guessing; kept for a day."""

    __tablename__ = "failure"
    __table_args__ = (Index("ix_failure_key_at", "key", "at"),)
    id: Id = own()
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Enrolment(Base):
    """One learner in one course, and the place where they left it."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("account_id", "course_id"),)
    id: Id = own()
    account_id: Mapped[int] = to("account.id")
    course_id: Mapped[str] = mapped_column(String(80), index=True)
    enrolled_at: Mapped[datetime]
    active_at: Mapped[datetime]
    position_module: Mapped[str | None] = mapped_column(String(80))
    position_lesson: Mapped[str | None] = mapped_column(String(80))


class LessonCompletion(Base):
    """A lesson that the learner said was done, by pressing Continue."""

    __tablename__ = "lesson_completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id", "lesson_id"),)
    id: Id = own()
    enrolment_id: Mapped[int] = to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    lesson_id: Mapped[str] = mapped_column(String(80))
    completed_at: Mapped[datetime]


class Reflection(Base):
    """A private note of the learner's alone: in no export, log or page of anyone else."""

    __tablename__ = "reflection"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id", "reflection_id"),)
    id: Id = own()
    enrolment_id: Mapped[int] = to("enrolment.id")
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
    id: Id = own()
    enrolment_id: Mapped[int] = to("enrolment.id")
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
    id: Id = own()
    attempt_id: Mapped[int] = to("attempt.id")
    item_id: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = to("item.fingerprint")
    answer: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None]
    saved_at: Mapped[datetime]


class ModuleCompletion(Base):
    """The first moment a module was completed; never changed by later edits."""

    __tablename__ = "module_completion"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_id"),)
    id: Id = own()
    enrolment_id: Mapped[int] = to("enrolment.id")
    module_id: Mapped[str] = mapped_column(String(80))
    completed_at: Mapped[datetime]
    revision: Mapped[str] = mapped_column(String(64))
    lessons: Mapped[list[Any]]


class CourseCompletion(Base):
    """The first moment a course was completed, with the facts then true (modules, best scores)."""

    __tablename__ = "course_completion"
    id: Id = own()
    enrolment_id: Mapped[int] = to("enrolment.id", unique=True)
    completed_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[str] = mapped_column(String(64))
    score: Mapped[float | None]
    modules: Mapped[list[Any]]


class AuditEntry(Base):
    """Who did what to whose record; appended, never changed."""

    __tablename__ = "audit_entry"
    id: Id = own()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = to("account.id", index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]]


class Mail(Base):
    """The outbox: written with what causes it, sent after. The text is emptied once it is sent."""

    __tablename__ = "mail"
    id: Id = own()
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    try_after: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(Text)
