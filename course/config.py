"""COURSE_* variables become one validated Config; a bad value is refused by name."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from course.content.problems import closest

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "COURSE_"
SHORTEST_SECRET = 32  # characters: whoever has a copy of the database can try guesses on the keys in it


class ConfigError(Exception):
    """Settings that cannot be used: names each variable, what is wrong and how to mend it."""


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address such as https://learn.example.org is expected, without ? or #")
    return value.rstrip("/")


def _smtp(value: str) -> str:
    if value and (urlsplit(value).scheme not in ("smtp", "smtps") or not urlsplit(value).hostname):
        raise ValueError("smtp://user:password@host:587 or smtps://user:password@host:465 is expected")
    return value


def _database(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("sqlite:////path/to/file or postgresql://user:password@host/name is expected")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(
            f"an IANA zone such as Africa/Nairobi is expected{_maybe(value, available_timezones())}"
        )
    return value


def _secret(value: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise ValueError(
            f"{SHORTEST_SECRET} characters or more are expected: openssl rand -base64 48 gives some"
        )
    return value


def _maybe(word: str, known: Any) -> str:
    near = closest(word, known)
    return f'; did you mean "{near}"?' if near else ""


class Config(BaseModel):
    """Every setting, with its meaning; the variable is the field's name in capitals after COURSE_."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the server listens on")
    workers: int = Field(1, ge=1, le=64, description="server processes; 1 with SQLite, more with PostgreSQL")
    data: Path = Field(Path("data"), description="folder for the database, the secret, mail and backups")
    modules: Path = Field(Path("modules"), description="folder with the courses, as trainers write them")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "", description="empty for SQLite in the data folder, or postgresql://user:password@host/name"
    )
    public_url: Annotated[str, AfterValidator(_address)] = Field(
        "", validate_default=False, description="the address learners type; printed in mail and certificates"
    )
    secret: Annotated[str, AfterValidator(_secret)] = Field(
        "", repr=False, description="signs cookies; made and kept in the data folder when empty"
    )
    site_name: str = Field(
        "Equality Training Centre",
        min_length=2,
        max_length=60,
        description="name of the site, until organisation.toml says it",
    )
    language: Literal["en", "fr", "es", "ar"] = Field("en", description="language of a first visit")
    timezone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="zone of a new account")
    registration: Literal["open", "closed"] = Field("open", description="closed: only admins add accounts")
    smtp_url: Annotated[str, AfterValidator(_smtp)] = Field(
        "", description="mail server; when empty, mail is written to the folder mail in the data folder"
    )
    mail_from: str = Field("", description="sender of mail; no-reply at the public host when empty")
    session_days: int = Field(30, ge=1, le=365, description="days after which everyone signs in again")
    idle_hours: int = Field(72, ge=1, le=8760, description="hours without a visit that end a session")
    proxies: int = Field(0, ge=0, le=5, description="reverse proxies in front whose X-Forwarded-* is trusted")
    signing_key: str = Field(
        "",
        description="signs certificates: a PKCS#12 file, a PEM file, two joined by a comma, or a pkcs11: URI",
    )
    signing_passphrase: str = Field(
        "", repr=False, description="opens the signing key, or is the PIN of its token"
    )
    timestamp_url: Annotated[str, AfterValidator(_address)] = Field(
        "", description="RFC 3161 time stamp server; signatures then carry a time stamp"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="how much is logged")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, values: dict[str, Any]) -> dict[str, Any]:
        host = values.get("host", "127.0.0.1")
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        return {"public_url": f"http://{shown}:{values.get('port', 8000)}", **values}

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'course.db'}"

    @property
    def sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether cookies may demand https."""
        return self.public_url.startswith("https:")

    @property
    def sender(self) -> str:
        return self.mail_from or f"no-reply@{urlsplit(self.public_url).hostname}"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read COURSE_* from the environment; raises ConfigError that names every bad variable at once."""
    given = os.environ if environ is None else environ
    values = {key[len(PREFIX) :].lower(): value for key, value in given.items() if key.startswith(PREFIX)}
    try:
        return Config.model_validate({key: value for key, value in values.items() if value != ""})
    except ValidationError as error:
        raise ConfigError("\n".join(_line(fault, values) for fault in error.errors())) from None


def _line(fault: Any, values: Mapping[str, str]) -> str:
    name = str(fault["loc"][0]) if fault["loc"] else ""
    if fault["type"] == "extra_forbidden":
        return f"{PREFIX}{name.upper()}: unknown setting{_maybe(PREFIX + name.upper(), _variables())}"
    what = fault["msg"].removeprefix("Value error, ")
    shown = "" if name == "secret" else f" (it is {values.get(name, '')!r})"
    return f"{PREFIX}{name.upper()}: {what}{shown}"


def _variables() -> list[str]:
    return [PREFIX + name.upper() for name in Config.model_fields]


def secret_of(config: Config) -> str:
    """The secret that signs cookies and seals keys: the setting, or the one kept in the data folder.

    That one is made once (mode 600). Raises ConfigError when its file holds too little to be one.
    """
    if config.secret:
        return config.secret
    file = config.data / "secret"
    secret = (file.read_text().strip() if file.exists() else "") or _made(file)
    if len(secret) < SHORTEST_SECRET:
        raise ConfigError(f"{file} is damaged: put it back from a backup, or delete it for a new one")
    return secret


def _made(file: Path) -> str:
    """The secret in a new file, or in one that was left empty; of several processes the first makes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        secret = handle.read().strip()
        if not secret:
            secret = secrets.token_urlsafe(48)
            handle.write(secret)
            handle.flush()
            os.fsync(handle.fileno())
        return secret
