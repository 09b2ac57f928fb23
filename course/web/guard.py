"""Closed by default: every route states its permission, and a route without one stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from course.rules.permissions import Permission, may
from course.web import errors
from course.web.sessions import current_person, touch

View = TypeVar("View", bound=Callable[..., object])
LARGEST_ID = 2**31 - 1  # of a row; a larger number in an address would break the query


def allow(permission: Permission) -> Callable[[View], View]:
    """Say who may call a view."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    @app.before_request
    def _check() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None:
            return None
        person = current_person()
        needed: Permission = vars(view)["permission"]
        if (
            max((part for part in (request.view_args or {}).values() if isinstance(part, int)), default=0)
            > LARGEST_ID
        ):
            abort(404)
        if may(person.role if person else None, needed):
            touch()
            return None
        if "database_away" in g:
            abort(503)
        if person is not None:
            abort(404)  # "not yours" and "not there" are answered alike
        if request.method != "GET":
            return errors.page(401, reason="signed-out")  # what was typed stays on that page
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=safe_next(app, wanted) or None))


def check_routes(app: Flask) -> None:
    """Raises RuntimeError if a route states no permission."""
    bare = [name for name, view in app.view_functions.items() if "permission" not in vars(view)]
    if bare:
        raise RuntimeError(f"these routes state no permission: {', '.join(sorted(bare))}")


def safe_next(app: Flask, target: str) -> str:
    """`target` as a path of our own, or "" when it is not one that a GET of ours answers."""
    cleaned = "".join(letter for letter in target if letter.isprintable() and letter != "\\").strip()
    try:
        parts = urlsplit(cleaned)
    except ValueError:  # such as http://[
        return ""
    path = parts.path
    if (parts.netloc and parts.netloc != request.host) or not path.startswith("/") or path.startswith("//"):
        return ""
    try:
        app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return ""
    return f"{path}?{parts.query}" if parts.query else path
