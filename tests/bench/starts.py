"""Goal 7: from a fresh process to the first page, and what a worker holds in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from course.config import ROOT
from tests.bench import servers, site
from tests.bench.measure import Row, proportional

SLOWEST = 1.5  # times what bare Flask and SQLAlchemy take
MEMORY = 80  # MiB
SECONDS = 2.0
OURS = """
import io, sys, time
from course.app import create_app
app = create_app()
path = "/courses/" + next(iter(app.extensions["library"].current.courses))
status = []
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
b"".join(app(environ, lambda said, headers: status.append(said)))
assert status == ["200 OK"], status
print(time.process_time())
"""
BARE = """
import io, sys, time
from datetime import datetime
from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
app = Flask("bare")
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
class Base(DeclarativeBase): pass
db = SQLAlchemy(model_class=Base)
class Account(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
db.init_app(app)
with app.app_context():
    db.create_all()
@app.get("/")
def page():
    return render_template_string("<h1>{{ n }}</h1>", n=len(db.session.scalars(db.select(Account)).all()))
status = []
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
b"".join(app(environ, lambda said, headers: status.append(said)))
assert status == ["200 OK"], status
print(time.process_time())
"""


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    modules, data = ROOT / "modules", folder / "data"
    with site.opened(modules, data):
        pass  # makes the tables, and compiles what is not compiled yet
    yield _first_page(data, modules, 5 if quick else 15)
    seconds = []
    for _ in range(2 if quick else 5):
        with servers.serving(data, modules, site.SECRET) as server:
            seconds.append(server.seconds)
            memory = _memory(server)
    up = median(seconds)
    yield Row(
        7,
        "course serve, started again, to the first 200 (by the clock)",
        f"{up:.2f} s",
        f"< {SECONDS:g} s",
        up < SECONDS,
        facts={"seconds": seconds},
    )
    yield Row(
        7,
        "memory of a worker after 100 pages (PSS)",
        f"{memory:.0f} MiB",
        f"≤ {MEMORY} MiB",
        memory <= MEMORY,
        facts={"mib": memory},
    )


def _first_page(data: Path, modules: Path, pairs: int) -> Row:
    environ = os.environ | {
        "COURSE_DATA": str(data),
        "COURSE_MODULES": str(modules),
        "COURSE_SECRET": site.SECRET,
    }

    def once(code: str) -> float:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
        )
        assert done.returncode == 0, done.stderr
        return float(done.stdout.split()[-1])

    pair = [(once(OURS), once(BARE)) for _ in range(pairs)]
    ours, bare = (median(each[side] for each in pair) for side in (0, 1))
    third = max(1, pairs // 3)
    ratios = [median(a / b for a, b in pair[start : start + third]) for start in range(0, pairs, third)]
    times, spread = median(ratios), max(ratios) / min(ratios) - 1
    value = f"{times:.2f} × bare ({ours:.2f} s, bare {bare:.2f} s)"
    facts = {"ours_s": ours, "bare_s": bare, "times": times}
    return Row(
        7,
        "import and first page, a fresh process",
        value,
        f"≤ {SLOWEST} × bare",
        times <= SLOWEST,
        spread,
        facts,
    )


def _memory(server: servers.Server) -> float:
    for _ in range(100):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/") as answer:  # leads to the course
            answer.read()
    return max(proportional(worker) for worker in server.workers)
