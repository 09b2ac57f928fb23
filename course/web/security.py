"""Headers, cookies and forged requests."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from course.config import Config, secret_of
from course.web.assets import Assets
from course.web.sessions import current_person

csrf = CSRFProtect()
LARGEST_REQUEST = 1024 * 1024


def init_app(app: Flask, config: Config, assets: Assets) -> None:
    app.config.update(
        SECRET_KEY=secret_of(config),
        SESSION_COOKIE_NAME="__Host-course" if config.secure else "course",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_SSL_STRICT=False,  # the token proves a form; some pages and browsers send no Referer
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a quiz may lie open overnight
    )
    csrf.init_app(app)
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' '{assets.style_hash}'",
            "script-src 'self'",
            "img-src 'self' data:",
            "media-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        if config.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if current_person() else "no-cache"
        return response


def client_address() -> str:
    """The address a request came from, as the trusted proxies tell it."""
    return request.remote_addr or ""
