"""Dialogues: the list, the page of each, its documents and the calendar files of its webinars."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, request, url_for

from course.content.model import Dialogue, Document
from course.documents.calendar import webinar_ics
from course.documents.paper import document_pdf
from course.rules.permissions import Permission
from course.web.catalogue import catalogue, dialogue_or_404
from course.web.guard import allow
from course.web.languages import language
from course.web.public.dialogue_cards import all_dialogues, beside, card
from course.web.public.dialogue_pages import (
    find_document,
    forum_facts,
    name_of,
    paper_of,
    papers,
    phases,
    preparations,
    webinars,
)
from course.web.public.dialogue_words import state_of
from course.web.sessions import config, now
from course.web.texts import gettext as _

pages = Blueprint("dialogues", __name__, url_prefix="/dialogues")
OTHERS = 4  # other dialogues beside one
SHEETS = 16  # PDF files kept in memory


@pages.get("")
@allow(Permission.PUBLIC)
def index() -> str:
    cards = [card(dialogue, now()) for dialogue in all_dialogues()]
    groups = {state: list(group) for state, group in groupby(cards, key=lambda each: _group_of(each.state))}
    dateless = any(not each.when_words for each in groups.get("closed", ()))
    return render_template(
        "public/dialogues/index.html", groups=groups, some_dateless=dateless, nav="dialogues"
    )


def _group_of(state: str) -> str:
    return "closed" if state == "archived" else state


@pages.get("/<dialogue_id>")
@allow(Permission.PUBLIC)
def show(dialogue_id: str) -> str:
    dialogue = dialogue_or_404(dialogue_id)
    live = webinars(dialogue, now())
    return render_template(
        "public/dialogues/show.html",
        dialogue=dialogue,
        card=card(dialogue, now()),
        over=state_of(dialogue, now()) in ("closed", "archived"),
        phases=phases(dialogue, now()),
        forum=forum_facts(dialogue, now()),
        ahead=[each for each in live if each.state != "over"],
        past=[each for each in live if each.state == "over"],
        papers=papers(dialogue),
        preparations=preparations(dialogue),
        others=beside(dialogue, OTHERS),
        nav="dialogues",
    )


@pages.get("/<dialogue_id>/webinars/<int:number>.ics")
@allow(Permission.PUBLIC)
def calendar(dialogue_id: str, number: int) -> Response:
    """One webinar as a file for any calendar; `number` counts from 1."""
    dialogue = dialogue_or_404(dialogue_id)
    if not 1 <= number <= len(dialogue.webinars):
        abort(404)
    webinar = dialogue.webinars[number - 1]
    address = config().public_url + url_for("dialogues.show", dialogue_id=dialogue.id)
    hint = _("The link to join appears on this page 15 minutes before the start:")
    body = webinar_ics(
        uid=f"{dialogue.id}-{number}@{urlsplit(config().public_url).hostname}",
        title=dialogue.title,
        on=webinar.on,
        starts=webinar.starts,
        minutes=webinar.minutes,
        now=now(),
        address=address,
        description=f"{hint} {address}" if webinar.join else address,
        language=dialogue.language,
    )
    return _file(body, "text/calendar", f"{dialogue.id}-{number}.ics", "attachment")


@pages.get("/<dialogue_id>/documents/<name>")
@allow(Permission.PUBLIC)
def document(dialogue_id: str, name: str) -> str:
    """A concept note or another text, to read on the page."""
    dialogue, found = _document(dialogue_id, name)
    return render_template(
        "public/dialogues/document.html",
        dialogue=dialogue,
        document=found,
        paper=paper_of(dialogue, found),
        nav="dialogues",
    )


@pages.get("/<dialogue_id>/documents/<name>.pdf")
@allow(Permission.PUBLIC)
def sheet(dialogue_id: str, name: str) -> Response:
    """The same text as A4 pages: drawn when first asked for, then kept until it changes."""
    dialogue, found = _document(dialogue_id, name)
    named = catalogue().dialogue(dialogue_id, found.language) or dialogue
    body = _drawn(found.title, found.html, found.language, named.title)
    response = _file(
        body, "application/pdf", f"{dialogue.id}-{name_of(found)}-{found.language}.pdf", "inline"
    )
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


@lru_cache(maxsize=SHEETS)
def _drawn(title: str, html: str, language: str, subtitle: str) -> bytes:
    return document_pdf(title, html, language, subtitle).pdf


def _document(dialogue_id: str, name: str) -> tuple[Dialogue, Document]:
    dialogue = dialogue_or_404(dialogue_id)
    return dialogue, find_document(dialogue, name, request.args.get("in", language())) or abort(404)


def _file(body: bytes, kind: str, name: str, disposition: str) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
