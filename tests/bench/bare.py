"""The bare things that ours is compared with: Flask, Jinja and sqlite3, and nothing else that a product needs."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request, session
from werkzeug.wrappers import Response

PAGE = """<!doctype html>
<html lang="{{ language }}" dir="{{ direction }}"><head><meta charset="utf-8"><title>{{ lesson }} – {{ module }}</title>
<link rel="stylesheet" href="{{ style }}"></head><body><header><nav>
{% for entry in menu %}<a href="{{ entry.url }}"{% if entry.here %} aria-current="page"{% endif %}>{{ entry.text }}</a>
{% endfor %}</nav></header><nav><ol>
{% for each in lessons %}<li><a href="{{ each.url }}"{% if each.here %} aria-current="page"{% endif %}>{{ each.title }}</a>
{% if each.done %}, completed{% endif %}</li>{% endfor %}</ol></nav>
<main><h1>{{ lesson }}</h1>{% for block in blocks %}{{ block|safe }}{% endfor %}
<textarea name="text">{{ note }}</textarea></main>
{{ rest|safe }}<footer><p>{{ name }}</p></footer></body></html>
"""
ACCOUNT = (
    "SELECT account.id, display_name, role, account.language, timezone, session.seen_at FROM account "
    "JOIN session ON session.account_id = account.id WHERE token_hash = ? AND expires_at > ? AND disabled_at IS NULL"
)
LESSONS = (
    "SELECT lesson_id FROM lesson_completion JOIN enrolment ON enrolment.id = enrolment_id "
    "WHERE account_id = ? AND course_id = ? AND module_id = ?"
)
ATTEMPTS = (
    "SELECT attempt.id, state, points, points_of, passed FROM attempt JOIN enrolment ON enrolment.id = enrolment_id "
    "WHERE account_id = ? AND course_id = ? AND module_id = ?"
)
NOTES = (
    "SELECT reflection_id, text FROM reflection JOIN enrolment ON enrolment.id = enrolment_id "
    "WHERE account_id = ? AND course_id = ? AND module_id = ?"
)
ATTEMPT = (
    "SELECT state, layout, pass_mark FROM attempt JOIN enrolment ON enrolment.id = enrolment_id "
    "WHERE attempt.id = ? AND account_id = ?"
)
SUBMIT = (
    "UPDATE attempt SET state = 'submitted', token = ?, points = ?, points_of = ?, passed = ?, submitted_at = ? "
    "WHERE id = ? AND state = 'open'"
)
ANSWER = "INSERT INTO response (attempt_id, item_id, fingerprint, answer, score, saved_at) VALUES (?, ?, ?, ?, ?, ?)"


def make(database: Path, page: dict[str, Any], key: dict[str, Any], secret: str) -> Flask:
    """A lesson page (`page`: what its template shows) and a quiz (`key`: the right answers), read by hand."""
    app = Flask("bare", static_folder=None)
    app.config["SECRET_KEY"] = secret
    template = app.jinja_env.from_string(PAGE)
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(database, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
                local.connection.execute(f"PRAGMA {pragma}")
        found: sqlite3.Connection = local.connection
        return found

    def account() -> Any:
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        return connection().execute(ACCOUNT, (session["token"], now)).fetchone()

    @app.get("/courses/<course>/modules/<module>/lessons/<lesson>")
    def show(course: str, module: str, lesson: str) -> str:
        person = account()
        which = (person[0], course, module)
        done = {row[0] for row in connection().execute(LESSONS, which)}
        attempts = connection().execute(ATTEMPTS, which).fetchall()
        notes = dict(connection().execute(NOTES, which).fetchall())
        lessons = [
            {**each, "here": each["id"] == lesson, "done": each["id"] in done} for each in page["lessons"]
        ]
        return render_template(
            template,
            **{**page, "lessons": lessons},
            passed=any(row[4] for row in attempts),
            note=notes.get("reflection-3", ""),
            name=person[1],
        )

    @app.post("/attempts/<int:attempt>/submission")
    def submit(attempt: int) -> Response:
        person = account()
        row = connection().execute(ATTEMPT, (attempt, person[0])).fetchone()
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        answers = []
        for place, (item, fingerprint, order) in enumerate(json.loads(row[1]), start=1):
            given = _given(f"q{place}", order)
            answers.append((attempt, item, fingerprint, json.dumps(given), float(given == key[item]), now))
        points = sum(answer[4] for answer in answers)
        passed = points >= row[2] * len(answers)
        connection().execute("BEGIN IMMEDIATE")
        connection().execute(SUBMIT, (request.form["token"], points, len(answers), passed, now, attempt))
        connection().executemany(ANSWER, answers)
        connection().execute("COMMIT")
        return redirect(f"/attempts/{attempt}", 303)

    return app


def _given(name: str, order: list[int]) -> Any:
    """The answer in the form, in places of the source."""
    if f"{name}-0" in request.form:
        return [order[ord(request.form[f"{name}-{row}"]) - 97] for row in range(len(order))]
    letters = request.form.getlist(name)
    if not order:
        return letters[0]
    chosen = sorted(order[ord(letter) - 97] for letter in letters)
    return chosen if len(letters) > 1 else chosen[0]


def cookie(app: Flask, token: str) -> str:
    """The signed cookie of a browser."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"session={serializer.dumps({'token': token})}"
