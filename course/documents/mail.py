"""Mail: plain-text letters from templates, sent by SMTP or written into a folder."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from course.documents.templates import environment

LETTERS = ("already-registered", "answer", "link", "password-changed", "reset", "welcome")
TIMEOUT = 10  # seconds for each answer of a mail server
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`smtp_url` smtp://user:password@host:587 (STARTTLS) or smtps://…:465 (TLS); "" writes into `folder`."""

    smtp_url: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Postman:
    """Delivers rows of an outbox: `Postman(...)(mail_id, to, subject, text, created_at)` says how it went.

    `sender` is an address, or a name and an address; the name of the site stands in for a missing name.
    """

    smtp_url: str
    sender: str
    site_name: str
    folder: Path

    def __call__(self, mail_id: int, to: str, subject: str, text: str, created_at: datetime) -> str:
        """Raises OSError when the letter cannot go now. A second try has the same message id."""
        key = hashlib.sha256(f"{mail_id} {created_at.isoformat()} {to}".encode()).hexdigest()[:24]
        name, address = parseaddr(self.sender)
        sender = str(Address(name or self.site_name, addr_spec=address))
        letter = message(to, subject, text, sender, f"<{key}@{address.rpartition('@')[2]}>", created_at)
        return deliver(letter, MailSettings(self.smtp_url, self.folder))


def compose(letter: str, language: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of one of LETTERS, in `language` or in English.

    The first line of a template is the subject: neutral, since others may see it. Raises jinja2's
    TemplateNotFound for an unknown letter and UndefinedError for a missing fact.
    """
    template = environment.select_template([f"mail/{letter}.{language}.txt", f"mail/{letter}.txt"])
    subject, _, text = template.render(facts).partition("\n")
    return subject.strip(), text.strip() + "\n"


def message(to: str, subject: str, text: str, sender: str, message_id: str, now: datetime) -> EmailMessage:
    """A text-only letter; ValueError when an address or the subject tries to add a header of its own."""
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return letter


def deliver(letter: EmailMessage, settings: MailSettings) -> str:
    """Send a letter, or write it as .eml when there is no mail server; how it went. Raises OSError."""
    if not settings.smtp_url:
        return f"written to {_write(letter, settings.folder).name}"
    parts = urlsplit(settings.smtp_url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    with server:
        server.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            encrypted = True
        if not encrypted and host not in LOOPBACK:
            raise OSError(f"the mail server {host} offers no encryption")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
    return f"sent by {host}"


def _write(letter: EmailMessage, folder: Path) -> Path:
    """Whole or not at all, and for the owner's eyes only: letters hold links that sign in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = hashlib.sha256(str(letter["Message-ID"]).encode()).hexdigest()[:16]
    day = letter["Date"].datetime.strftime("%Y%m%dT%H%M%S")
    file = folder / f"{day}-{name}.eml"
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(letter.as_bytes(policy=WIRE))
    return new.replace(file)
