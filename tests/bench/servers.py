"""The real server, as `course serve` starts it, in processes of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.config import ROOT

UP_WITHIN = 60  # seconds
SERVE = [sys.executable, "-c", "from course.app import main; main()", "serve"]


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    seconds: float  # from its start to the first 200

    @property
    def workers(self) -> list[int]:
        """The processes that answer, by id."""
        return children(self.process.pid)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        int(each) for each in found if b"resource_tracker" not in Path(f"/proc/{each}/cmdline").read_bytes()
    ]


@contextmanager
def serving(
    data: Path, modules: Path, secret: str, workers: int = 1, database_url: str = ""
) -> Iterator[Server]:
    """Start the server on a free port; it is gone at the end."""
    port = _free_port()
    settings: dict[str, Any] = {
        "port": port,
        "data": data,
        "modules": modules,
        "secret": secret,
        "workers": workers,
        "database_url": database_url,
        "log_level": "warning",
    }
    environ = os.environ | {f"COURSE_{name.upper()}": str(value) for name, value in settings.items()}
    with (data / "server.log").open("wb") as said:
        began = time.monotonic()
        process = subprocess.Popen(SERVE, cwd=ROOT, env=environ, stdout=said, stderr=said)
        try:
            _wait(port, process, data / "server.log")
            yield Server(port, process, time.monotonic() - began)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
