"""The landing page, help, privacy, accessibility, the glossary and media files."""

from __future__ import annotations

import unicodedata

from flask import Blueprint, Response, abort, redirect, render_template, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from course.content.model import Term
from course.rules.permissions import Permission
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.languages import language

pages = Blueprint("public", __name__)
MEDIA = frozenset({"png", "jpg", "jpeg", "webp", "avif", "gif", "svg", "pdf", "vtt", "mp3", "mp4", "webm"})


@pages.get("/")
@allow(Permission.PUBLIC)
def landing() -> AnyResponse | str:
    """The only course, or the list of courses."""
    courses = [catalogue().course(course_id, language()) for course_id in catalogue().courses]
    if len(courses) == 1 and courses[0]:
        return redirect(url_for("courses.show", course_id=courses[0].id))
    return render_template("public/landing.html", courses=courses, nav="course")


@pages.get("/help")
@allow(Permission.PUBLIC)
def help() -> str:
    return render_template("public/help.html")


@pages.get("/privacy")
@allow(Permission.PUBLIC)
def privacy() -> str:
    return render_template("public/privacy.html", support=catalogue().help(language()), sensitive=True)


@pages.get("/accessibility")
@allow(Permission.PUBLIC)
def accessibility() -> str:
    return render_template("public/accessibility.html")


def _place(term: Term) -> str:
    """Where a reader looks for a term: without accents and without the Arabic article."""
    letters = unicodedata.normalize("NFKD", term.term.casefold()).removeprefix("ال")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pages.get("/glossary")
@allow(Permission.PUBLIC)
def glossary() -> str:
    terms = sorted(catalogue().terms(language()).values(), key=_place)
    return render_template("public/glossary.html", terms=terms, nav="course")


@pages.get("/media/<path:name>")
@allow(Permission.PUBLIC)
def media(name: str) -> Response:
    """A file from a `media` folder or beside a dialogue; nothing else of the content is served."""
    parts = name.split("/")
    kind = parts[-1].rpartition(".")[2].lower()
    if kind not in MEDIA or ("media" not in parts and parts[0] != "dialogues"):
        abort(404)
    response = send_from_directory(catalogue().root.resolve(), name, max_age=3600)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@pages.get("/robots.txt")
@allow(Permission.PUBLIC)
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /c/\nDisallow: /account\n", mimetype="text/plain")
