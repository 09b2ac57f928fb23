"""When something cannot be done: a page in plain words, and nothing typed is lost."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from course.documents.pdf import NotRendered, RendererUnavailable
from course.services.errors import NotFound, TooMany
from course.storage.database import db
from course.web.sessions import now

log = logging.getLogger(__name__)
HIDDEN = {"password", "old", "new", "csrf_token"}  # fields that no page shows again
RETRY_AFTER = 5


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda error: page(400, reason="form-expired"))
    app.register_error_handler(NotFound, lambda error: page(404))
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(RendererUnavailable, lambda error: page(503))
    app.register_error_handler(NotRendered, lambda error: page(500))


def page(code: int, reason: str = "") -> Response:
    """The page for an error; what was typed stands on it, except passwords."""
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(error=code, reason=reason or HTTPStatus(code).phrase)
    else:
        status = HTTPStatus(code)
        response = make_response(
            render_template("errors/error.html", code=code, status=status, reason=reason, typed=_typed())
        )
    response.status_code = code
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed() -> list[tuple[str, str]]:
    """What was typed, except passwords; nothing when the form was too large or did not arrive whole."""
    try:
        form = request.form
    except HTTPException:
        return []
    return [(name, value) for name, value in form.items(multi=True) if value and name not in HIDDEN]


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    response = page(error.code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _too_many(error: TooMany) -> Response:
    response = page(429)
    response.headers["Retry-After"] = str(max(1, int((error.again_at - now()).total_seconds())))
    return response


def _database(error: OperationalError | PoolTimeout) -> Response:
    """The database is locked, full, read-only or away: ask again soon."""
    db.session.rollback()
    log.error("database: %s", error)
    return page(503)


def _unfit(error: DataError) -> Response:
    """A value that no row can hold, such as NUL in a text on PostgreSQL: no browser sends one by itself."""
    db.session.rollback()
    log.warning("refused by the database: %s", error.orig)
    return page(400)
