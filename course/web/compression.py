"""Pages go out compressed, those that tell an error too."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress


class Compressed(Compress):
    """Flask-Compress passes over every answer but 2xx; a form to mend is a page like any other."""

    def after_request(self, response: Response | None) -> Response:
        status = response.status_code if response is not None else 0
        if response is not None and status >= 400:
            response.status_code = 200
        done: Response = super().after_request(response)
        if status >= 400:
            done.status_code = status
        return done


def init_app(app: Flask) -> None:
    app.config.update(
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=2,
        COMPRESS_BR_WINDOW=16,
        COMPRESS_MIN_SIZE=500,
    )
    Compressed(app)
