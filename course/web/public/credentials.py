"""What programs fetch to verify a certificate: the credential, the site's keys, and who was revoked."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, g, request

from course.documents.credential import LIST_FRESH
from course.rules.certificates import format_code, parse_code
from course.rules.permissions import Permission
from course.services import credentials as services
from course.services.errors import NotFound
from course.services.keys import Unopened
from course.web import tries
from course.web.guard import allow
from course.web.sessions import config, current_person, now

pages = Blueprint("credentials", __name__)
log = logging.getLogger(__name__)
# Open Badges 3.0 asks for the first, the data model 2.0 for the second; programs that parse only what calls
# itself JSON ask for one of the others.
KINDS = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")
DID_KIND = "application/did+json"
FRESH = round(LIST_FRESH.total_seconds())


@pages.before_request
def _quietly() -> None:
    g.no_cookies = True


@pages.get("/.well-known/did.json")
@pages.get("/did.json", endpoint="did_below")  # where did:web looks when the site's address has a path
@allow(Permission.PUBLIC)
def did() -> Response:
    """The public keys, the active one first; retired ones stay, for what they signed."""
    return _public(services.did(config().public_url), DID_KIND)


@pages.get("/credentials/status/<int:number>")
@allow(Permission.PUBLIC)
def status(number: int) -> Response:
    """Which certificates are revoked or replaced, as a signed list of bits."""
    try:
        text = services.status_list(number, config().public_url, now())
    except Unopened as closed:
        log.error("no status list can be signed: %s", closed)
        abort(503)
    return _public(text, _kind())


@pages.get("/c/<code>/credential.json")
@allow(Permission.PUBLIC)
def credential(code: str) -> Response:
    """The credential of a certificate, as it was signed at issue."""
    parsed = parse_code(code)
    text = _look_up(parsed) if parsed else None
    if parsed is None or text is None:
        raise NotFound
    response = _open(text, _kind())
    response.headers["Content-Disposition"] = f'inline; filename="credential-{format_code(parsed)}.json"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _look_up(code: str) -> str | None:
    """What the reader may have; guessing codes is slowed together with that on the page."""
    tries.check("codes")
    person = current_person()
    try:
        return services.of(code, person.id if person else None)
    except NotFound:
        tries.count("codes")
        raise


def _kind() -> str:
    return request.accept_mimetypes.best_match(KINDS, default=KINDS[0])


def _public(text: str, kind: str) -> Response:
    """The same for everyone, and fresh for five minutes."""
    response = _open(text, kind)
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.add_etag()
    response.make_conditional(request)
    return response


def _open(text: str, kind: str) -> Response:
    """Verifiers run in pages of other sites, too; what they may read, they read without our cookie."""
    response = Response(text, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Accept"
    return response
