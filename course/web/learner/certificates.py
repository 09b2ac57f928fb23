"""The completion moment, the certificate before it is issued, and the certificate itself."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import ValidationError

from course.content.model import Course
from course.documents.certificate import CertificateFacts, certificate_preview
from course.documents.facts import Signatory
from course.documents.pdf import RendererUnavailable
from course.rules.certificates import clean_name, format_code, name_problems, parse_code
from course.rules.permissions import Permission
from course.services import certificates as services
from course.services.certificates import Issuer
from course.services.errors import NotFound, Refused
from course.web.catalogue import catalogue, course_or_404
from course.web.guard import allow
from course.web.learner.standing import Reader, reader_of
from course.web.public.dialogue_cards import cards_of
from course.web.sessions import config, now, the_person
from course.web.texts import gettext as _

pages = Blueprint("certificates", __name__)


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name to print; asked once, shown on the sheet before it is issued."""

    name = StringField()

    def validate_name(self, field: StringField) -> None:
        if problems := name_problems(field.data or ""):
            raise ValidationError(in_words(problems))


def in_words(problems: tuple[str, ...]) -> str:
    """Why a name cannot be printed, and how to mend it."""
    reasons = {
        "empty": _("Type the name to print."),
        "too-long": _("A name has at most 120 characters."),
        "control": _("The name holds characters that cannot be printed. Type it anew."),
        "bidi-override": _("The name holds hidden direction marks. Type it anew."),
        "placeholder-like": _("Type your name as it should stand on the certificate."),
        "too-wide": _("The name does not fit on the sheet. Shorten it."),
    }
    return " ".join(reasons[problem] for problem in problems)


def issuer_of(course: Course) -> Issuer:
    """Who issues a course's certificate."""
    signatory = course.certificate.signatory if course.certificate else ""
    signer = catalogue().people.get(signatory)
    signatories = (Signatory(signer.name, signer.role),) if signer else ()
    return Issuer(config().site_name, config().public_url, signatories)


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
def show(course_id: str) -> AnyResponse | str:
    course = course_or_404(course_id)
    reader = reader_of(course)
    held = services.active(the_person().id, course.id)
    if held:
        return render_template(
            "learner/certificates/show.html",
            course=course,
            held=services.verify(held.code, now()),
            code=format_code(held.code),
            nav="learning",
        )
    return _before(course, reader, NameForm(formdata=None), request.args.get("name", ""))


def _before(course: Course, reader: Reader, form: NameForm, wished: str) -> AnyResponse | str:
    """The page before issue: what is missing, or the sheet as it will be printed with the name to confirm."""
    person = the_person()
    name = wished or person.certificate_name or person.display_name
    if not form.name.data:
        form.name.data = name
    preview = Markup()
    missing: tuple[str, ...] = ()
    if reader.standing and reader.standing.completed_at and course.certificate:
        shown = person.display_name if name_problems(form.name.data) else form.name.data
        facts = services.facts_for(person, course, reader.standing, shown, issuer_of(course), now())
        preview, missing = certificate_preview(facts), _missing(facts)
    return render_template(
        "learner/certificates/confirm.html",
        course=course,
        reader=reader,
        why=reader.why_certificate(),
        preview=preview,
        missing=missing,
        form=form,
        nav="learning",
    )


def _missing(facts: CertificateFacts) -> tuple[str, ...]:
    """The characters that no font of this server can draw; none known while the renderer is away."""
    try:
        return services.proof(facts)
    except (Refused, RendererUnavailable):
        return ()


@pages.post("/courses/<course_id>/certificate")
@allow(Permission.LEARN)
def issue(course_id: str) -> AnyResponse | str:
    """Show the name on the sheet again, or issue the certificate with it."""
    course = course_or_404(course_id)
    form = NameForm()
    name = clean_name(form.name.data or "")
    if not form.validate() or request.form.get("preview"):
        page = _before(course, reader_of(course), form, name)
        return page
    try:
        services.issue(the_person(), course, name, issuer_of(course), now())
    except Refused as refusal:
        if refusal.code == "name":
            form.name.errors = [in_words(refusal.facts["problems"])]  # type: ignore[arg-type]
            return _before(course, reader_of(course), form, name)
        flash(_("The certificate cannot be issued yet. The page says what is missing."), "warning")
    return redirect(url_for("certificates.show", course_id=course.id), 303)


@pages.get("/certificates/<code>.pdf")
@allow(Permission.LEARN)
def download(code: str) -> Response:
    """The holder's PDF: the same bytes every time."""
    parsed = parse_code(code)
    held = services.find(parsed) if parsed else None
    if held is None or held.account_id != the_person().id:
        raise NotFound
    response = Response(services.sheet(held.code), mimetype="application/pdf")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="certificate-{format_code(held.code)}.pdf"'
    )
    return response
