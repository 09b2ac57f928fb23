"""Letters: their words, their headers and the way they go."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from smtplib import SMTPException

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from course.documents.mail import LETTERS, MailSettings, Postman, compose, deliver, message

NOW = datetime(2018, 6, 9, 12, 30, 5, tzinfo=UTC)
FACTS = {"name": "Amina <b>", "link": "https://training.example/password/a&b"}


class Session(socketserver.StreamRequestHandler):
    """A mail server that takes everything but refuses mail to Dana, and keeps what it was told."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        heard: list[bytes] = self.server.heard  # type: ignore[attr-defined]
        while line := self.rfile.readline():
            heard.append(line)
            word = line.split()[0].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    heard.append(line)
                self.wfile.write(b"250 taken\r\n")
            elif word == b"AUTH":
                self.wfile.write(b"235 come in\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"550 no\r\n" if b"dana" in line else b"250 fine\r\n")


@pytest.fixture(params=["127.0.0.1"])
def server(request: pytest.FixtureRequest) -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer((request.param, 0), Session) as ours:
        ours.heard = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=ours.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield ours
        ours.shutdown()
        thread.join()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "sw"])
@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_has_a_neutral_subject_and_plain_words(letter: str, language: str) -> None:
    subject, text = compose(letter, language, FACTS)
    assert 5 < len(subject) < 60
    assert "Amina <b>" in text
    assert ("https://training.example/password/a&b" in text) is (letter != "password-changed")
    assert "{{" not in text


def test_the_language_falls_back_to_english() -> None:
    assert compose("reset", "sw", FACTS) == compose("reset", "en", FACTS)
    assert compose("reset", "fr", FACTS)[0] == "Choisir un nouveau mot de passe"


def test_a_missing_fact_or_letter_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        compose("reset", "en", {"name": "Amina"})
    with pytest.raises(TemplateNotFound):
        compose("poem", "en", FACTS)


def test_without_a_mail_server_letters_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "mail"
    postman = Postman("", "no-reply@training.example", "Équité, centre", folder)
    how = postman(7, "amina@example.org", "Votre lien", "Bonjour Zoë,\nvoilà.\n", NOW)
    assert postman(7, "amina@example.org", "Votre lien", "Bonjour Zoë,\nvoilà.\n", NOW) == how
    (file,) = folder.iterdir()
    assert how == f"written to {file.name}"
    assert file.name.startswith("20180609T123005-")
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert str(read["From"]) == '"Équité, centre" <no-reply@training.example>'
    assert str(read["Date"]) == "Sat, 09 Jun 2018 12:30:05 +0000"
    assert str(read["Auto-Submitted"]) == "auto-generated"
    assert str(read["Message-ID"]).endswith("@training.example>")
    assert read.get_content_type() == "text/plain"
    assert read.get_content().replace("\r\n", "\n") == "Bonjour Zoë,\nvoilà.\n"


@pytest.mark.parametrize("part", ["to", "subject", "sender"])
def test_no_part_can_add_a_header(part: str) -> None:
    parts = {"to": "amina@example.org", "subject": "Hello", "sender": "no-reply@training.example"}
    parts[part] += "\r\nBcc: dana@example.org"
    with pytest.raises(ValueError, match=r"linefeed|invalid|Invalid"):
        message(parts["to"], parts["subject"], "text", parts["sender"], "<1@training.example>", NOW)


def letter(to: str) -> tuple[object, ...]:
    return (to, "Hello", "The text.\n", "no-reply@training.example", "<1@training.example>", NOW)


def test_a_letter_goes_by_smtp(server: socketserver.ThreadingTCPServer, tmp_path: Path) -> None:
    url = f"smtp://bruno:a%40b@127.0.0.1:{server.server_address[1]}"
    how = deliver(message(*letter("amina@example.org")), MailSettings(url, tmp_path))  # type: ignore[arg-type]
    assert how == "sent by 127.0.0.1"
    heard = server.heard  # type: ignore[attr-defined]
    assert b"AUTH PLAIN AGJydW5vAGFAYg==\r\n" in heard
    assert b"The text.\r\n" in heard
    assert list(tmp_path.iterdir()) == []


def test_a_refused_letter_and_an_absent_server_are_os_errors(
    server: socketserver.ThreadingTCPServer, tmp_path: Path
) -> None:
    url = f"smtp://127.0.0.1:{server.server_address[1]}"
    with pytest.raises(SMTPException):
        deliver(message(*letter("dana@example.org")), MailSettings(url, tmp_path))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="refused"):
        deliver(message(*letter("amina@example.org")), MailSettings("smtp://127.0.0.1:9", tmp_path))  # type: ignore[arg-type]
    assert issubclass(SMTPException, OSError)


@pytest.mark.parametrize("server", ["127.0.0.2"], indirect=True)
def test_nothing_is_said_to_another_host_without_encryption(
    server: socketserver.ThreadingTCPServer, tmp_path: Path
) -> None:
    url = f"smtp://bruno:secret@127.0.0.2:{server.server_address[1]}"
    with pytest.raises(OSError, match="offers no encryption"):
        deliver(message(*letter("amina@example.org")), MailSettings(url, tmp_path))  # type: ignore[arg-type]
    heard = b"".join(server.heard)  # type: ignore[attr-defined]
    assert b"AUTH" not in heard
    assert b"amina" not in heard


def test_a_sender_may_bring_a_name_of_its_own(tmp_path: Path) -> None:
    Postman("", "Help desk <help@training.example>", "Centre", tmp_path)(1, "a@b.example", "Hi", "x\n", NOW)
    (file,) = tmp_path.iterdir()
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert str(read["From"]) == "Help desk <help@training.example>"
    assert str(read["Message-ID"]).endswith("@training.example>")
