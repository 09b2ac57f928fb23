"""The public page of a certificate: what is true of it, and of a file that claims to be it.

Nothing is stored and no cookie is set: a code that is unknown takes the same one query as one that is known,
and the form for a file changes nothing, so that it needs no proof that it is ours.
"""

from __future__ import annotations

from io import BytesIO

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response as AnyResponse

from course.documents.inspection import LARGEST, InspectionBusy
from course.rules.certificates import format_code, parse_code
from course.rules.permissions import Permission
from course.services import certificates as services
from course.services.certificates import Verified
from course.services.checking import check_file
from course.services.errors import NotFound
from course.web import errors, tries
from course.web.guard import allow
from course.web.public.certificate_answers import (
    certificate,
    checked_file,
    credential_address,
    hash_shown,
    name_shown,
)
from course.web.security import csrf
from course.web.sessions import config, now

pages = Blueprint("verify", __name__)
AROUND = 16 * 1024  # bytes of a form around its file
BUFFER = 256 * 1024  # bytes of a form that are held at once, but for its file


@pages.before_request
def _quietly() -> None:
    g.no_cookies = True


@pages.get("/c")
@allow(Permission.PUBLIC)
def find() -> AnyResponse | str:
    """Where a code is typed, or the whole address that a sheet shows; or a file is checked."""
    typed = request.args.get("code", "").strip()
    code = parse_code(typed.rstrip("/").rpartition("/")[2])
    if code:
        return redirect(url_for("verify.show", code=code))
    if typed:
        return _page(typed)
    return render_template("public/certificates/find.html", refused="")


@pages.get("/c/<code>.json", endpoint="as_json")
@pages.get("/C/<code>", endpoint="scanned")  # a QR code holds the address in capitals
@pages.get("/c/<code>")
@allow(Permission.PUBLIC)
def show(code: str) -> Response:
    """The state in words and every printed fact; a mistyped code is told apart from an unknown one."""
    return _page(code)


@pages.post("/c", endpoint="check")
@pages.post("/c/<code>", endpoint="check_one")
@csrf.exempt  # type: ignore[untyped-decorator]
@allow(Permission.PUBLIC)
def check(code: str = "") -> Response:
    """What a file is; nothing of it is kept."""
    tries.check("files")
    pdf = _sent()
    parsed = parse_code(code)
    if code and (parsed is None or _look_up(parsed) is None):
        return _page(code)
    if pdf == b"":
        return _refused(code, "none", 400)
    if pdf is None:
        return _refused(code, "too-large", 413)
    tries.count("files")
    try:
        result = check_file(pdf, parsed, config(), now())
    except InspectionBusy:
        return errors.page(503)
    if _wants_json():
        return _open(jsonify(checked_file(result)))
    page = render_template(
        "public/certificates/checked.html",
        result=result,
        asked=parsed or "",
        format_code=format_code,
        **_shown(result.found),
    )
    return _open(make_response(page))


def _sent() -> bytes | None:
    """The file of the form, in memory alone; b"" when there is none, None when it is too large."""
    request.max_content_length = LARGEST + AROUND
    parser = FormDataParser(
        stream_factory=lambda *_sizes, **_named: BytesIO(), max_form_memory_size=BUFFER, max_form_parts=10
    )
    try:
        _, _, files = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except RequestEntityTooLarge:
        return None
    pdf = files["file"].stream.read(LARGEST + 1) if "file" in files else b""
    return None if len(pdf) > LARGEST else pdf


def _page(code: str, refused: str = "") -> Response:
    parsed = parse_code(code)
    found = _look_up(parsed) if parsed else None
    problem = "" if found else "unknown" if parsed else "mistyped"
    if _wants_json():
        response = jsonify(certificate(found) if found else {"state": problem})
    else:
        shown = format_code(parsed) if parsed else code[:40]
        page = render_template(
            "public/certificates/show.html", code=shown, problem=problem, refused=refused, **_shown(found)
        )
        response = make_response(page)
    response.status_code = 200 if found else 404
    return _open(response)


def _refused(code: str, why: str, status: int) -> Response:
    """The page again, with why no file was checked."""
    if _wants_json():
        response = jsonify(error=status, reason=why)
    elif code:
        response = _page(code, refused=why)
    else:
        response = make_response(render_template("public/certificates/find.html", refused=why))
    response.status_code = status
    return _open(response)


def _shown(found: Verified | None) -> dict[str, object]:
    """What templates show of a certificate besides its facts."""
    if found is None:
        return {"found": None}
    return {
        "found": found,
        "name_shown": name_shown(found),
        "sha256": hash_shown(found),
        "credential": credential_address(found),
    }


def _look_up(code: str) -> Verified | None:
    tries.check("codes")
    try:
        return services.verify(code, now())
    except NotFound:
        tries.count("codes")
        return None


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.endswith(".json") or best == "application/json"


def _open(response: Response) -> Response:
    """Found by no search engine, told to no other site, kept by nobody."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response
