"""The public page of a certificate: what is true of it, for anyone who has its code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from course.rules.certificates import format_code, parse_code
from course.rules.permissions import Permission
from course.services import certificates as services
from course.services.certificates import Verified
from course.services.errors import NotFound
from course.services.sessions import check_tries, count_try
from course.web.guard import allow
from course.web.security import client_address
from course.web.sessions import now

pages = Blueprint("verify", __name__)
TRIES = 30  # unknown codes from one address within the window


@pages.get("/c")
@allow(Permission.PUBLIC)
def find() -> AnyResponse | str:
    """Where a code is typed."""
    typed = request.args.get("code", "").strip()
    if typed:
        return redirect(url_for("verify.show", code=parse_code(typed) or typed))
    return render_template("public/certificates/find.html", typed="")


@pages.get("/c/<code>.json", endpoint="as_json")
@pages.get("/C/<code>", endpoint="scanned")  # a QR code holds the address in capitals
@pages.get("/c/<code>")
@allow(Permission.PUBLIC)
def show(code: str) -> Response:
    """The state in words and every printed fact; a mistyped code is told apart from an unknown one."""
    parsed = parse_code(code)
    found = _look_up(parsed) if parsed else None
    problem = "" if found else "unknown" if parsed else "mistyped"
    wants_json = request.path.endswith(".json") or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )
    response = (
        jsonify(_as_json(found) if found else {"state": problem})
        if wants_json
        else make_response(
            render_template(
                "public/certificates/show.html",
                found=found,
                code=format_code(parsed) if parsed else code[:40],
                problem=problem,
            )
        )
    )
    response.status_code = 200 if found else 404
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response


def _look_up(code: str) -> Verified | None:
    keys = [(f"verify:{client_address()}", TRIES)]
    check_tries(keys, now())
    try:
        return services.verify(code, now())
    except NotFound:
        count_try(keys, now())
        return None


def _as_json(found: Verified) -> dict[str, Any]:
    facts = asdict(found.facts)
    days = {
        name: value.isoformat() if value else None for name, value in facts.items() if name.endswith("_on")
    }
    return {
        "state": found.state,
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
        "sha256": found.sha256,
        **facts,
        **days,
    }
