"""The requests of holders: another name, or a new certificate after a revocation; granted or refused."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from course.documents.certificate import CertificateFacts, certificate_preview
from course.rules.certificates import format_code
from course.rules.permissions import Permission
from course.services import corrections as services
from course.services import revocations
from course.services.errors import NotFound, Refused
from course.services.refusals import in_words
from course.storage import certificates
from course.storage import corrections as storage
from course.web.admin.certificates import reasons
from course.web.admin.lists import listed
from course.web.forms import complain, page_of
from course.web.guard import allow
from course.web.issuing import signing_key
from course.web.sessions import config, now, the_person

pages = Blueprint("corrections_desk", __name__, url_prefix="/admin/certificates/corrections")


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What the holder is told beside yes or no."""

    note = TextAreaField(
        _l("Note"), [Length(max=services.LONGEST, message=_l("Use 500 characters or fewer."))]
    )


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    found = listed(services.waiting(), services.count(), {})
    facts = {row.id: CertificateFacts.from_json(row.snapshot) for row in found.rows}
    return render_template("admin/certificates/corrections.html", found=found, facts=facts, nav="admin")


@pages.route("/<int:correction_id>", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
def show(correction_id: int) -> Response | tuple[str, int]:
    """The request with the sheet as it would be; the answer is given once, whoever is faster."""
    form = AnswerForm()
    if form.validate_on_submit():
        granted = request.form.get("answer") == "grant"
        try:
            code = services.decide(
                correction_id,
                granted,
                form.note.data or "",
                config().public_url,
                the_person().id,
                now(),
                key=signing_key(),
            )
        except Refused as refused:
            if refused.code != "decided":
                complain(form.note, in_words(refused, _))
            else:
                flash(in_words(refused, _), "warning")
                return redirect(url_for("corrections_desk.index"), 303)
        else:
            flash(_("The request is granted.") if granted else _("The request is refused."), "success")
            return redirect(url_for("certificates_desk.index", search=code), 303)
    return _page(correction_id, form)


def _page(correction_id: int, form: AnswerForm) -> tuple[str, int]:
    wish = storage.by_id(correction_id)
    row = certificates.by_id(wish.certificate_id) if wish else None
    if wish is None or row is None:
        raise NotFound
    facts = CertificateFacts.from_json(row.snapshot)
    held = [each for each in certificates.of_account(row.account_id) if each.course_id == row.course_id]
    revoked_for = reasons()[revocations.reason_of(certificates.reason_of(row.id))[0]]
    return page_of(
        "admin/certificates/correction.html",
        form,
        wish=wish,
        row=row,
        facts=facts,
        code=format_code(row.code),
        held=held,
        revoked_for=revoked_for if row.state == "revoked" else "",
        preview=certificate_preview(services.preview_of(row, wish.name)),
        nav="admin",
    )
