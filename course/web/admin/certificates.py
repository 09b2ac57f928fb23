"""The certificates desk: find one, take it back with a reason, allow a new one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from course.documents import signing
from course.documents.facts import CertificateFacts
from course.rules.certificates import bars_nobody, format_code, parse_code, state
from course.rules.permissions import Permission
from course.services import corrections, revocations
from course.services.errors import Refused
from course.services.refusals import in_words
from course.storage import certificates
from course.storage import corrections as wishes
from course.storage.database import Found
from course.web.admin.lists import listed, typed
from course.web.forms import complain, page_of
from course.web.guard import allow
from course.web.sessions import config, now, the_person

pages = Blueprint("certificates_desk", __name__, url_prefix="/admin/certificates")


def reasons() -> dict[str, str]:
    """The reasons for a revocation in words, by code."""
    return {
        "name-misspelt": _("The name is misspelt"),
        "issued-by-mistake": _("It was issued by mistake"),
        "not-own-work": _("The work was not the learner’s own"),
        "asked-for-by-holder": _("The holder asked for it"),
        "other": _("Another reason"),
    }


class RevocationForm(FlaskForm):  # type: ignore[misc]
    """Why a certificate is revoked: a reason, and a note that says more."""

    reason = RadioField(_l("Why is it revoked?"), validators=[InputRequired(_l("Choose a reason."))])
    note = TextAreaField(_l("Note"), validators=[Length(max=400, message=_l("Use 400 characters or fewer."))])

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = reasons()


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    args = {"search": typed("search")}
    found = listed(certificates.listing(args["search"]), certificates.count(args["search"]), args)
    facts = {row.id: CertificateFacts.from_json(row.snapshot) for row in found.rows}
    states = {row.id: state(row.state, row.expires_at, now()) for row in found.rows}
    revoked = [row.id for row in found.rows if row.state == "revoked" and not issued_again(row)]
    return render_template(
        "admin/certificates/index.html",
        found=found,
        facts=facts,
        states=states,
        reasons=reasons(),
        reason_of=revocations.reason_of,
        barred=set(revoked) - wishes.granted_among(revoked),
        waiting=corrections.count(),
        key_days=signing.days_left(config(), now()),
        format_code=format_code,
        nav="admin",
    )


def issued_again(row: Found) -> bool:
    """Whether the reason of a revocation keeps nobody from having a new certificate issued."""
    return bars_nobody(revocations.reason_of(row.revoked_reason)[0])


def _row_or_404(code: str) -> Found:
    return certificates.by_code(parse_code(code) or "") or abort(404)


@pages.route("/<code>/revocation", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
def revoke(code: str) -> Response | tuple[str, int]:
    """Ask why, then revoke: the page that asks is the confirmation."""
    row = _row_or_404(code)
    form = RevocationForm()
    if form.validate_on_submit():
        try:
            revocations.revoke(row.code, form.reason.data, form.note.data or "", the_person().id, now())
        except Refused as refused:
            complain(form.note if refused.code == "note" else form.reason, in_words(refused, _))
        else:
            flash(_("Certificate %(code)s is revoked.", code=format_code(row.code)), "success")
            return redirect(url_for("certificates_desk.index", search=row.code), 303)
    return page_of(
        "admin/certificates/revocation.html",
        form,
        row=row,
        code=format_code(row.code),
        facts=CertificateFacts.from_json(row.snapshot),
        nav="admin",
    )


@pages.post("/<code>/permission")
@allow(Permission.ADMINISTER)
def permit(code: str) -> Response:
    """Let the holder of a revoked certificate have a new one issued."""
    row = _row_or_404(code)
    try:
        corrections.allow(row.code, config().public_url, the_person().id, now())
    except Refused as refused:
        flash(in_words(refused, _), "warning")
    else:
        flash(_("The holder can have a new certificate issued now, and is told by mail."), "success")
    return redirect(url_for("certificates_desk.index", search=row.code), 303)
