"""Pages go out compressed, those that tell an error too."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress


class Compressed(Compress):
    """Flask-Compress passes over every answer but 2xx; a form to mend is a page like any other."""

    def after_request(self, response: Response | None) -> Response | None:
        if response is None or response.status_code < 400:
            return super().after_request(response)
        status, response.status_code = response.status_code, 200
        done = super().after_request(response)
        response.status_code = status
        return done


def init_app(app: Flask) -> None:
    app.config.update(
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=2,
        COMPRESS_BR_WINDOW=16,
        COMPRESS_MIN_SIZE=500,
    )
    Compressed(app)
