"""What runs beside the requests: content is watched, mail is sent, certificates are issued and drawn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from course import organisation
from course.content.catalogue import Library
from course.documents import credential_proof, pdf, signing
from course.documents import mail as letters
from course.services import issuing, mail, sheets
from course.services.certificates import issuer_of
from course.services.keys import Unopened
from course.storage.database import db

log = logging.getLogger(__name__)
MAIL_EVERY = 2.0  # seconds
ISSUE_EVERY = 2.0
DRAW_EVERY = 20.0
WARM_AFTER = 2.0  # seconds, so that the first pages come first


def start(app: Flask) -> None:
    """Watch the content, and do what waits, in daemon threads of this process."""
    library: Library = app.extensions["library"]
    library.watch()
    repeat(app, "mail", MAIL_EVERY, send_mail)
    repeat(app, "issuing", ISSUE_EVERY, issue_many)
    repeat(app, "sheets", DRAW_EVERY, draw_sheets)
    warming = threading.Timer(WARM_AFTER, _warm)
    warming.daemon = True
    warming.start()


def _warm() -> None:
    """Start what draws and what signs before the first certificate asks for it: that takes a moment."""
    credential_proof.warm()
    try:
        pdf.measure("warm")
    except (pdf.RendererUnavailable, pdf.NotRendered) as error:
        log.warning("the renderer of documents did not start: %s", error)


def repeat(app: Flask, name: str, seconds: float, work: Callable[[Flask], object]) -> None:
    """Do `work` every so many seconds for as long as the process lives; an error is logged, and no end."""

    def run() -> None:
        pause = threading.Event()
        while not pause.wait(seconds):
            with app.app_context():
                try:
                    work(app)
                except Exception:
                    log.exception("%s: it will be tried again", name)
                    db.session.rollback()

    threading.Thread(target=run, name=name, daemon=True).start()


def send_mail(app: Flask) -> int:
    """Send what waits in the outbox; how many letters went."""
    config = app.config["COURSE"]
    deliver = letters.Postman(
        smtp_url=config.smtp_url,
        sender=config.sender,
        site_name=organisation.load(config).name,
        folder=config.data / "mail",
    )
    return mail.send_pending(deliver, datetime.now(UTC))


def issue_many(app: Flask) -> int:
    """Go on with a run of certificates that nobody moves, to its end; how many were issued."""
    run = issuing.take(datetime.now(UTC))
    if run is None:
        return 0
    before, content = run.done, app.extensions["library"].current
    course = content.course(run.course_id)
    try:
        if course is None:
            log.error("run %s: there is no course %s any more", run.id, run.course_id)
            issuing.finish(run, datetime.now(UTC))
            return 0
        issuer = issuer_of(course, content.people, app.config["COURSE"])
        key = signing.key_of(app.config["COURSE"])
        while issuing.go_on(run, course, issuer, key, datetime.now(UTC)):
            pass
    except issuing.Lost:
        log.info("run %s goes on elsewhere", run.id)
    except Unopened as closed:
        log.error("run %s waits: %s", run.id, closed)
    return run.done - before


def draw_sheets(app: Flask) -> int:
    """Draw the sheets of certificates that have none; how many were drawn."""
    last, drawn, key = 0, 0, signing.key_of(app.config["COURSE"])
    while waiting := sheets.undrawn(last):
        for last in waiting:
            drawn += sheets.draw_missing(last, key, datetime.now(UTC))
    return drawn
