"""`course serve` as an operator starts it, on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from course.config import ROOT

COMMAND = [sys.executable, "-c", "from course.app import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running site; `kill` ends every one of its processes without warning."""

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        self.port = int(settings["COURSE_PORT"])
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,  # so that its workers can be ended with it
        )

    def wait(self, seconds: float = 60) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                assert self.process.poll() is None, f"the server ended: see {self._log.name}"
                time.sleep(0.05)
            finally:
                connection.close()
        raise AssertionError(f"the server does not answer: see {self._log.name}")

    def kill(self) -> None:
        """SIGKILL to all its processes at once, as when the power fails."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._log.close()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
        self._log.close()


def settings_of(folder: Path, modules: Path, database: str = "", workers: int = 1) -> dict[str, str]:
    """The settings of a site whose data lie in `folder`; `database` is an address, empty for SQLite there."""
    return {
        "COURSE_DATA": str(folder),
        "COURSE_MODULES": str(modules),
        "COURSE_DATABASE_URL": database,
        "COURSE_PORT": str(free_port()),
        "COURSE_WORKERS": str(workers),
        "COURSE_SECRET": "only for tests: not a secret at all",
        "COURSE_LOG_LEVEL": "warning",
    }


@contextmanager
def served(settings: Mapping[str, str], log: Path) -> Iterator[Server]:
    server = Server(settings, log)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
