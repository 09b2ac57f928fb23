"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from course.rules.permissions import Permission
from course.storage.database import db
from course.web.catalogue import catalogue
from course.web.guard import allow

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@allow(Permission.PUBLIC)
def healthz() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@allow(Permission.PUBLIC)
def readyz() -> Response:
    """200 when the database answers and there is a course to serve, 503 otherwise."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version"))
        database = "ok"
    except SQLAlchemyError:
        database = "unavailable"
    content = "ok" if catalogue().courses else "no course"
    response = jsonify(database=database, content=content, revision=catalogue().revision)
    response.status_code = 200 if (database, content) == ("ok", "ok") else 503
    return response
