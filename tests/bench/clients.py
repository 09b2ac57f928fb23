"""Many browsers at once: each sends its requests one after the other over one connection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PATIENCE = 30  # seconds for one answer


@dataclass(frozen=True)
class Request:
    """One request, with the status that is the right answer."""

    path: str
    cookies: str
    body: bytes | None = None
    expected: int = 200

    def encoded(self) -> bytes:
        method = "GET" if self.body is None else "POST"
        lines = [
            f"{method} {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: {self.cookies}",
            "Accept: text/html",
            "Accept-Encoding: gzip, deflate, br, zstd",
        ]
        if self.body is not None:
            lines += [f"Content-Length: {len(self.body)}", "Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join((*lines, "", "")).encode() + (self.body or b"")


@dataclass
class Measured:
    """What came back: seconds of each answer, and what was wrong."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def times(self) -> list[float]:
        return self.reads + self.writes


def send(port: int, clients: Sequence[Iterable[Request]], seconds: float = float("inf")) -> Measured:
    """Let all clients send at once, until their requests or the seconds are over."""
    return asyncio.run(_send(port, clients, seconds))


async def _send(port: int, clients: Sequence[Iterable[Request]], seconds: float) -> Measured:
    measured = Measured()
    began = time.monotonic()
    await asyncio.gather(*(_client(port, requests, began + seconds, measured) for requests in clients))
    measured.seconds = time.monotonic() - began
    return measured


async def _client(port: int, requests: Iterable[Request], until: float, measured: Measured) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        try:
            writer.write(request.encoded())
            status = await asyncio.wait_for(_answer(reader), PATIENCE)
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError) as error:
            measured.errors.append(f"{request.path}: {type(error).__name__}")
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        taken = time.perf_counter() - began
        (measured.reads if request.body is None else measured.writes).append(taken)
        if status != request.expected:
            measured.errors.append(f"{request.path}: {status}")
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:-2])
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields.get("content-length", 0)))
    return int(head.split()[1])
