"""Another name on one's certificate: corrected at once, or asked for; and a new one after a revocation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from course.documents.certificate import CertificateFacts, certificate_preview
from course.rules.certificates import FREE_CORRECTION, format_code, name_problems, state
from course.rules.permissions import Permission
from course.services import certificates
from course.services import corrections as services
from course.services.errors import Refused
from course.storage.database import Found
from course.web.forms import UNFIT, typed
from course.web.guard import allow
from course.web.issuing import signing_key
from course.web.learner.certificates import Specimen, specimen_of
from course.web.learner.names import NameForm, in_words, is_proven, wants_preview
from course.web.sessions import config, now, the_person
from course.web.texts import gettext as _

pages = Blueprint("corrections", __name__)


class WishForm(NameForm):
    """Another name, and why; the reason counts only where somebody has to agree."""

    reason = TextAreaField(
        _l("Why?"),
        [Length(max=services.LONGEST, message=_l("Use 500 characters or fewer."))],
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.reason.flags.required = True  # where it is shown


@pages.get("/certificates/<code>/correction")
@allow(Permission.LEARN)
def show(code: str) -> Response | tuple[str, int]:
    row = services.own(the_person(), code)
    form = WishForm(formdata=None)
    form.name.data = CertificateFacts.from_json(row.snapshot).name
    return _page(row, form)


def _page(row: Found, form: WishForm, specimen: Specimen | None = None) -> Response | tuple[str, int]:
    """The form: free, with the new name on the sheet; or to ask somebody."""
    means = _means(row)
    if not means:
        flash(_("Nothing can be corrected on this certificate."), "warning")
        return redirect(url_for("certificates.held", code=row.code), 303)
    if means == "free" and specimen is None:
        name = form.name.data or ""
        old = CertificateFacts.from_json(row.snapshot).name
        draft = services.draft_of(row, the_person(), old if name_problems(name) else name, now())
        specimen = Specimen(certificate_preview(draft))
    page = render_template(
        "learner/certificates/correction.html",
        row=row,
        facts=CertificateFacts.from_json(row.snapshot),
        code=format_code(row.code),
        means=means,
        until=row.issued_at + FREE_CORRECTION,
        wish=services.wish_about(row),
        form=form,
        specimen=specimen,
        nav="learning",
    )
    return page, UNFIT if form.errors else 200


def _means(row: Found) -> str:
    """What the holder can do: "free" (correct it), "ask" (for another name), "again" (ask for a new one after
    a revocation), or "" (nothing: it is replaced, expired or revoked, and the course's page leads on)."""
    if services.is_free(row, now()):
        return "free"
    if row.state == "revoked":
        latest = certificates.latest(row.enrolment_id)
        mine = latest is not None and latest.id == row.id
        return "again" if mine and certificates.way_of(latest, now()) == "barred" else ""
    return "ask" if state(row.state, row.expires_at, now()) == "valid" else ""


@pages.post("/certificates/<code>/correction")
@allow(Permission.LEARN)
def save(code: str) -> Response | tuple[str, int]:
    """Show the new name on the sheet, correct it, or ask for it."""
    row = services.own(the_person(), code)
    form, means = WishForm(), _means(row)
    try:
        if not form.validate():
            return _page(row, form)
        if means == "free" or row.state == "replaced":  # sent twice: the second one finds the first
            return _correct(row, form)
        services.ask(the_person(), row.code, form.cleaned, typed(form.reason), now())
    except Refused as refusal:
        return _refused(row, form, refusal)
    flash(_("Your request is sent. You will have an answer by mail, and on this page."), "success")
    return redirect(url_for("certificates.held", code=row.code), 303)


def _correct(row: Found, form: WishForm) -> Response | tuple[str, int]:
    person, parts = the_person(), (form.cleaned, row.code)
    if row.state != "replaced" and wants_preview(*parts):
        draft = services.draft_of(row, person, form.cleaned, now())
        return _page(row, form, specimen_of(draft, *parts))
    proven = is_proven(*parts)
    new = services.correct(
        person, row.code, form.cleaned, config().public_url, now(), proven=proven, key=signing_key()
    )
    flash(
        _("The name is corrected: this is your new certificate. The old one says that it was replaced."),
        "success",
    )
    return redirect(url_for("certificates.held", code=new), 303)


def _refused(row: Found, form: WishForm, refusal: Refused) -> Response | tuple[str, int]:
    words = {
        "same-name": _("This is the name that the certificate has now."),
        "asked": _(
            "You have asked already. The answer will come by mail, and on the page of the certificate."
        ),
    }
    if refusal.code == "name":
        form.name.errors = [in_words(refusal.facts["problems"])]  # type: ignore[arg-type]
    elif refusal.code == "why":
        form.reason.errors = [_("Say why, so that somebody can decide.")]
    elif refusal.code == "same-name":
        form.name.errors = [words["same-name"]]
    else:
        flash(
            words.get(refusal.code, _("This cannot be done any more. The page says where things stand.")),
            "warning",
        )
        return redirect(url_for("certificates.held", code=row.code), 303)
    return _page(row, form)
