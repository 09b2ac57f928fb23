"""What runs beside the requests: content is watched, mail is sent."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from flask import Flask

from course.content.catalogue import Library
from course.documents import mail as letters
from course.documents import pdf
from course.services import mail
from course.storage.database import db

log = logging.getLogger(__name__)
MAIL_EVERY = 2.0  # seconds
WARM_AFTER = 2.0  # seconds, so that the first pages come first


def start(app: Flask) -> None:
    """Watch the content and send mail, in daemon threads of this process."""
    library: Library = app.extensions["library"]
    library.watch()
    threading.Thread(target=_send, args=(app,), name="mail", daemon=True).start()
    warming = threading.Timer(WARM_AFTER, _warm)
    warming.daemon = True
    warming.start()


def _warm() -> None:
    """Start the renderer before the first certificate asks for it: that takes a moment."""
    try:
        pdf.measure("<p>warm</p>")
    except (pdf.RendererUnavailable, pdf.NotRendered) as error:
        log.warning("the renderer of documents did not start: %s", error)


def _send(app: Flask) -> None:
    pause = threading.Event()
    while not pause.wait(MAIL_EVERY):
        with app.app_context():
            try:
                send_mail(app)
            except Exception:
                log.exception("mail could not be sent")
                db.session.rollback()


def send_mail(app: Flask) -> int:
    """Send what waits in the outbox; how many letters went."""
    config = app.config["COURSE"]
    deliver = letters.Postman(
        smtp_url=config.smtp_url,
        sender=config.sender,
        site_name=config.site_name,
        folder=config.data / "mail",
    )
    return mail.send_pending(deliver, datetime.now(UTC))
