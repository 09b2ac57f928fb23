"""The completion moment, the certificate before it is issued, and the certificate itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from course import organisation
from course.content.model import Course
from course.documents.certificate import CertificateFacts, certificate_preview
from course.documents.linkedin import linkedin_fields
from course.documents.pdf import RendererUnavailable
from course.rules.certificates import CHOICES, FREE_CORRECTION, format_code, name_problems, shown_name, state
from course.rules.permissions import Permission
from course.services import certificates as services
from course.services import corrections
from course.services.errors import Refused
from course.storage.database import Found
from course.web.catalogue import catalogue, course_or_404
from course.web.forms import UNFIT
from course.web.guard import allow
from course.web.issuing import issuer_of, signing_key
from course.web.languages import language
from course.web.learner.names import NameForm, in_words, is_proven, stamp, wants_preview
from course.web.learner.standing import Reader, reader_of
from course.web.public.dialogue_cards import cards_of
from course.web.sessions import config, now, the_person
from course.web.texts import gettext as _

log = logging.getLogger(__name__)
pages = Blueprint("certificates", __name__)
RETRY_AFTER = 20  # seconds: a sheet is drawn in less than one, or by the next round of the job


@dataclass(frozen=True, slots=True)
class Specimen:
    """The sheet with a name as a page shows it. `drawn`: the name was tried on it; `proven` is "" when the
    renderer was away."""

    preview: Markup
    drawn: bool = False
    missing: tuple[str, ...] = ()
    proven: str = ""


def specimen_of(facts: CertificateFacts, *parts: object) -> Specimen:
    """Draw the sheet as a specimen; raises Refused("name") when it fits on no sheet."""
    preview = certificate_preview(facts)
    try:
        return Specimen(preview, True, services.proof(facts), stamp(*parts))
    except RendererUnavailable:
        return Specimen(preview, True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands before a certificate is issued: `way` as rules.certificates.way_to_issue says,
    or "" before the course is completed; `former` is their latest certificate."""

    course: Course
    reader: Reader
    former: Found | None = None
    way: str = ""
    form: NameForm = field(default_factory=lambda: NameForm(formdata=None))

    @classmethod
    def of(cls, course: Course, form: NameForm | None = None) -> Place:
        reader = reader_of(course)
        form = form or NameForm(formdata=None)
        if reader.standing is None or reader.standing.completed_at is None:
            return cls(course, reader, form=form)
        former = services.latest(reader.standing.id)
        if former is None and course.certificate is None:
            return cls(course, reader, form=form)
        return cls(course, reader, former, services.way_of(former, now()), form)

    def facts(self, name: str) -> CertificateFacts:
        assert self.reader.standing
        return services.facts_for(
            the_person(), self.course, self.reader.standing, name, issuer_of(self.course), now()
        )

    @property
    def may_issue(self) -> bool:
        return self.course.certificate is not None and self.way in ("first", "renewal", "again")

    @property
    def parts(self) -> tuple[object, ...]:
        """What a specimen proves."""
        return self.form.cleaned, the_person().id, self.course.id, self.course.fingerprint


@pages.get("/courses/<course_id>/completion")
@allow(Permission.LEARN)
def completion(course_id: str) -> AnyResponse | str:
    """What was done, and what to do next."""
    course = course_or_404(course_id)
    reader = reader_of(course)
    if reader.standing is None or reader.standing.completed_at is None:
        return redirect(url_for("courses.show", course_id=course.id))
    return render_template(
        "learner/certificates/completion.html",
        course=course,
        reader=reader,
        standing=reader.standing,
        certificate=services.active(the_person().id, course.id),
        dialogues=[card for module in course.modules for card in cards_of(module)][:1],
        nav="course",
    )


@pages.get("/courses/<course_id>/certificate")
@allow(Permission.LEARN)
def show(course_id: str) -> tuple[str, int]:
    """The certificate in force, or what leads to one."""
    place = Place.of(course_or_404(course_id))
    if place.former and place.way == "none":
        return _certificate(place.former), 200
    return _before(place)


def _before(place: Place, specimen: Specimen | None = None) -> tuple[str, int]:
    """The page before issue: what is missing, or the name to check. Nothing is drawn to look at it."""
    person, form = the_person(), place.form
    if not form.name.data:
        form.name.data = person.certificate_name or person.display_name
    if place.may_issue and specimen is None:
        shown = person.display_name if name_problems(form.name.data) else form.name.data
        specimen = Specimen(certificate_preview(place.facts(shown)))
    page = render_template(
        "learner/certificates/confirm.html",
        course=place.course,
        former=place.former,
        state=state(place.former.state, place.former.expires_at, now()) if place.former else "",
        way=place.way if place.may_issue or place.way == "barred" else "",
        why=place.reader.why_certificate(),
        wish=corrections.wish_about(place.former) if place.former and place.way == "barred" else None,
        specimen=specimen,
        form=form,
        nav="learning",
    )
    return page, UNFIT if form.errors else 200


@pages.post("/courses/<course_id>/certificate")
@allow(Permission.LEARN)
def issue(course_id: str) -> AnyResponse | tuple[str, int]:
    """Show the name on the sheet, or issue the certificate with it."""
    place = Place.of(course_or_404(course_id), NameForm())
    form, name, home = place.form, place.form.cleaned, url_for("certificates.show", course_id=course_id)
    try:
        if not form.validate():
            return _before(place)
        if place.may_issue and wants_preview(*place.parts):
            return _before(place, specimen_of(place.facts(name), *place.parts))
        proven = is_proven(*place.parts)
        services.issue(
            the_person(), place.course, name, issuer_of(place.course), now(), proven=proven, key=signing_key()
        )
    except Refused as refusal:
        if refusal.code == "name":
            form.name.errors = [in_words(refusal.facts["problems"])]  # type: ignore[arg-type]
            return _before(place)
        if refusal.code in ("busy", "signing-key"):
            log.error("no certificate could be issued: %s", refusal)
            flash(_("The certificate cannot be issued at the moment. Try again later."), "warning")
        else:
            flash(_("The certificate cannot be issued yet. The page says what is missing."), "warning")
    return redirect(home, 303)


@pages.get("/certificates/<code>")
@allow(Permission.LEARN)
def held(code: str) -> str:
    """One's own certificate, whatever its state, also of a course that is offered no more."""
    return _certificate(corrections.own(the_person(), code))


def _certificate(row: Found) -> str:
    facts = CertificateFacts.from_json(row.snapshot)
    return render_template(
        "learner/certificates/show.html",
        row=row,
        facts=facts,
        state=state(row.state, row.expires_at, now()),
        code=format_code(row.code),
        course=catalogue().course(row.course_id, language()),
        choices={choice: shown_name(facts.name, choice) for choice in CHOICES},
        free_until=row.issued_at + FREE_CORRECTION if corrections.is_free(row, now()) else None,
        wish=corrections.wish_about(row),
        linkedin=linkedin_fields(facts, organisation.load(config()).linkedin_id),
        nav="learning",
    )


@pages.post("/certificates/<code>/public-name")
@allow(Permission.LEARN)
def choose(code: str) -> AnyResponse:
    """Choose what the public page shows of the name."""
    row = corrections.own(the_person(), code)
    try:
        services.set_public_name(the_person(), row.code, request.form.get("public_name", ""), now())
    except Refused:
        flash(_("Choose one of the three."), "warning")
    else:
        flash(_("Your choice is saved. The public page shows it from now on."), "success")
    return redirect(url_for("certificates.held", code=row.code, _anchor="public-name"), 303)


@pages.get("/certificates/<code>.pdf")
@allow(Permission.LEARN)
def download(code: str) -> Response:
    """The holder's PDF, the same bytes every time; while it is being drawn, when to ask again."""
    row = corrections.own(the_person(), code)
    printed = format_code(row.code)
    try:
        response = Response(services.sheet(row.code), mimetype="application/pdf")
    except RendererUnavailable:
        page = render_template("learner/certificates/drawing.html", row=row, code=printed, nav="learning")
        response = make_response(page, 503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{printed}.pdf"'
    return response
