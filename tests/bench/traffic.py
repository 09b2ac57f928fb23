"""Goal 3: many learners at once over the real server, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from course.storage.database import db
from tests import postgres
from tests.bench import clients, courses, servers, site
from tests.bench.clients import Measured, Request
from tests.bench.measure import Row, clock_of, percentile

READERS = 64
SENDERS = 16
EACH = 25  # submissions of each
RATIO = 4.0  # p99 / p50
BASE = f"/courses/{courses.COURSE}"


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    modules = courses.write(folder / "modules")
    seconds = 8 if quick else 60
    yield from _on("SQLite", folder / "sqlite", modules, "", seconds)
    if not quick:
        with postgres.server() as server:
            yield from _on(
                "PostgreSQL", folder / "postgres", modules, server.create("bench", "template0"), seconds
            )


def _on(name: str, folder: Path, modules: Path, url: str, seconds: int) -> Iterator[Row]:
    with site.opened(modules, folder, database_url=url) as ours:
        readers = [ours.person(number) for number in range(READERS)]
        forms = [_reader(ours, visitor) for visitor in readers]
        with ours.app.app_context():
            db.engine.dispose()
        with servers.serving(folder, modules, site.SECRET, database_url=url) as server:
            clocks = [clock_of(worker) for worker in server.workers]
            began = sum(clock() for clock in clocks)
            mixed = clients.send(server.port, forms, seconds)
            used = sum(clock() for clock in clocks) - began
        yield _row(f"{READERS} clients, 90 % read, {seconds} s, {name}", mixed, used)
        senders = [_sender(ours, SENDERS * READERS + number * EACH) for number in range(SENDERS)]
        with ours.app.app_context():
            db.engine.dispose()
        with servers.serving(folder, modules, site.SECRET, workers=2, database_url=url) as server:
            clocks = [clock_of(worker) for worker in server.workers]
            began = sum(clock() for clock in clocks)
            sent = clients.send(server.port, senders)
            used = sum(clock() for clock in clocks) - began
        yield _row(f"{SENDERS} submitting at once to two processes, {name}", sent, used)


def _reader(ours: site.Site, visitor: site.Visitor) -> Iterable[Request]:
    """Nine pages, then one of: a lesson done, answers kept."""
    attempt, form = ours.attempt(visitor)
    module = f"{BASE}/modules/{site.MODULE}"
    lessons = [Request(f"{module}/lessons/lesson-{n}", visitor.cookies) for n in range(1, 7)]
    other = [Request(path, visitor.cookies) for path in (BASE, module, "/learning", f"/attempts/{attempt}")]
    done = urlencode({"csrf_token": visitor.token}).encode()
    finish = Request(f"{module}/lessons/lesson-4/completion", visitor.cookies, done, 303)
    keep = Request(f"/attempts/{attempt}/responses", visitor.cookies, form, 303)
    shift = visitor.person.id % 6
    lessons = lessons[shift:] + lessons[:shift]
    return cycle([*lessons, *other[:3], finish, *lessons, *other[1:], keep])


def _sender(ours: site.Site, first: int) -> list[Request]:
    """The submissions of EACH learners, one after the other."""
    requests = []
    for number in range(first, first + EACH):
        visitor = ours.person(number)
        attempt, form = ours.attempt(visitor)
        requests.append(Request(f"/attempts/{attempt}/submission", visitor.cookies, form, 303))
    return requests


def _row(what: str, measured: Measured, used: float) -> Row:
    count = len(measured.times)
    p50, p99 = (1000 * percentile(measured.times, share) for share in (0.5, 0.99))
    facts = {
        "requests": count,
        "errors": measured.errors[:20],
        "a_second": count / measured.seconds,
        "p50_ms": p50,
        "p99_ms": p99,
        "cpu_ms": 1000 * used / count,
        "read_ms": _spread(measured.reads),
        "write_ms": _spread(measured.writes),
    }
    value = (
        f"{len(measured.errors)} errors in {count:,}; p50 {p50:.0f} ms, p99 {p99:.0f} ms = {p99 / p50:.1f} × p50; "
        f"{count / measured.seconds:.0f} a second, {1000 * used / count:.1f} ms CPU each"
    )
    return Row(
        3,
        what,
        value,
        f"0 errors, p99 ≤ {RATIO:g} × p50",
        not measured.errors and p99 <= RATIO * p50,
        facts=facts,
    )


def _spread(times: list[float]) -> list[float]:
    """p50, p90, p99 and the slowest, in milliseconds."""
    return [1000 * percentile(times, share) for share in (0.5, 0.9, 0.99, 1)] if times else []
