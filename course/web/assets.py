"""The stylesheet and the script: joined once at start, served under the hash of their bytes, for ever."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, g, request
from markupsafe import Markup

from course.rules.permissions import Permission
from course.web.guard import allow
from course.web.sessions import config

STATIC = Path(__file__).resolve().parent.parent / "static"
SEEN = "seen"  # the cookie that says which stylesheet a browser has


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; `bodies` by content encoding."""

    name: str
    version: str
    kind: str
    bodies: dict[str, bytes]


class Assets:
    """All assets by name, and the stylesheet as text for a first visit."""

    def __init__(self, folder: Path = STATIC) -> None:
        parts = [
            part.read_text(encoding="utf-8") for part in sorted((folder / "css" / "parts").glob("*.css"))
        ]
        style = "\n".join(parts)
        self._assets = {"css/site.css": _asset("css/site.css", style.encode())}
        for file in sorted(path for kind in ("js", "img") for path in (folder / kind).glob("*.*")):
            name = file.relative_to(folder).as_posix()
            self._assets[name] = _asset(name, file.read_bytes())
        self.style = Markup(style)  # noqa: S704 - our own file
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.style_hash = f"sha256-{digest}"

    def get(self, name: str) -> Asset | None:
        return self._assets.get(name)

    def address(self, name: str) -> str:
        """The address of an asset, which changes with its bytes."""
        return f"/assets/{self._assets[name].version}/{name}"

    def inline_style(self) -> Markup | None:
        """The stylesheet itself on a browser's first visit, to save it a round trip; None afterwards."""
        return None if request.cookies.get(SEEN) == self._assets["css/site.css"].version else self.style

    def mark_seen(self, response: Response) -> Response:
        """Remember that this browser was given the stylesheet."""
        version = self._assets["css/site.css"].version
        seen = request.cookies.get(SEEN) == version or "no_cookies" in g
        if response.mimetype == "text/html" and not seen:
            response.set_cookie(
                SEEN, version, max_age=31536000, httponly=True, samesite="Lax", secure=config().secure
            )
        return response


def _asset(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("image/svg+xml", "application/javascript")
    bodies = {"": body}
    if text:
        bodies |= {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    return Asset(name, hashlib.sha256(body).hexdigest()[:12], kind, bodies)


def init_app(app: Flask, assets: Assets) -> None:
    pages = Blueprint("assets", __name__)

    @pages.get("/assets/<version>/<path:name>")
    @allow(Permission.PUBLIC)
    def show(version: str, name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            abort(404)
        encoding = request.accept_encodings.best_match(["br", "gzip"]) if "br" in asset.bodies else None
        response = Response(asset.bodies[encoding or ""], mimetype=asset.kind)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Vary"] = "Accept-Encoding"
        fresh = version == asset.version
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return response

    app.register_blueprint(pages)
    app.after_request(assets.mark_seen)
