"""Completion records: filtered by the address, listed, and exported as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Optional

from course.rules.certificates import format_code, state
from course.rules.permissions import Permission
from course.services import records as services
from course.services.records import COLUMNS, FORMATS, Filter
from course.storage import completions
from course.web.admin.lists import listed
from course.web.catalogue import catalogue
from course.web.errors import page as error_page
from course.web.guard import allow
from course.web.languages import NAMES, timezone
from course.web.sessions import now, the_person

pages = Blueprint("records", __name__, url_prefix="/admin/records")
LONGEST = 120


class FilterForm(FlaskForm):  # type: ignore[misc]
    """Which records: the same fields in the address of the page and in the form that exports."""

    class Meta:
        csrf = False  # reading; the guard of forms checks the export

    course = SelectField(_l("Course"), default="")
    language = SelectField(_l("Language of the account"), default="")
    since = DateField(_l("Completed from"), validators=[Optional()])
    until = DateField(_l("Completed before"), validators=[Optional()])
    search = SearchField(_l("Name or e-mail address"))

    def __init__(self, values: MultiDict[str, str]) -> None:
        super().__init__(formdata=MultiDict(values.to_dict()))
        titles = services.titles_of(catalogue())
        self.course.choices = {"": _("All courses"), **_with(titles, self.course.data)}
        self.language.choices = {"": _("All languages"), **NAMES}

    def problems(self) -> list[str]:
        """What is wrong with the filter, in words; nothing is listed or exported then."""
        self.validate()
        words = {
            "since": _("“Completed from” is not a day. Write it like 2026-03-31."),
            "until": _("“Completed before” is not a day. Write it like 2026-03-31."),
            "language": _("There is no such language here. Choose one from the list."),
        }
        return [words.get(name, str(errors[0])) for name, errors in self.errors.items()]

    def filter(self) -> Filter:
        return Filter(
            course=self.course.data or "",
            since=_start(self.since.data),
            until=_start(self.until.data),
            language=self.language.data or "",
            search=_clean(self.search.data),
        )

    def args(self) -> dict[str, str]:
        """The filter as the address carries it."""
        values = {name: field.raw_data[0] for name, field in self._fields.items() if field.raw_data}
        return {name: value for name, value in values.items() if value}


def _with(titles: dict[str, str], course_id: str | None) -> dict[str, str]:
    """The courses there are, and the one asked for even if it was removed since: its records stay."""
    return titles | ({course_id: course_id} if course_id and course_id not in titles else {})


def _start(day: date | None) -> datetime | None:
    return services.start_of(day, timezone()) if day else None


def _clean(text: str | None) -> str:
    return " ".join((text or "").replace("\0", " ").split())[:LONGEST]


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    form = FilterForm(request.args)
    problems = form.problems()
    chosen = form.filter()
    total = 0 if problems else services.count(chosen)
    found = listed(completions.listing(chosen), total, form.args())
    return render_template(
        "admin/records/index.html",
        form=form,
        problems=problems,
        found=found,
        titles=services.titles_of(catalogue()),
        states={row.id: state(row.certificate_state, row.expires_at, now()) for row in found.rows},
        columns=COLUMNS,
        formats=FORMATS,
        format_code=format_code,
        zone=timezone(),
        nav="admin",
    )


@pages.post("/export")
@allow(Permission.ADMINISTER)
def export() -> Response | Any:
    """The records of the same filter as a file. Posted, because the audit notes it."""
    form = FilterForm(request.form)
    wanted = request.form.get("format", "")
    if form.problems() or wanted not in FORMATS:
        return error_page(400)
    made = services.export(form.filter(), wanted, services.titles_of(catalogue()), the_person().id, now())
    response = Response(stream_with_context(made.chunks), content_type=made.mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    return response
