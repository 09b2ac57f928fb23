"""The organisation: its file, what is wrong there, and a certificate with three hard names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup

from course import organisation
from course.content.model import Course
from course.documents.certificate import certificate_pdf, certificate_preview
from course.documents.facts import PAPERS, CertificateFacts
from course.documents.wording import LANGUAGES
from course.rules.permissions import Permission
from course.services.issuers import specimen
from course.web.admin.lists import chosen
from course.web.catalogue import catalogue
from course.web.guard import allow
from course.web.issuing import issuer_of
from course.web.languages import NAMES
from course.web.sessions import config, now
from course.web.trainer.overview import Tally
from course.web.trainer.problems import shown

pages = Blueprint("organisation", __name__, url_prefix="/admin/organisation")
SAMPLES = {
    "long": "Maria Antonieta de la Santísima Trinidad Fernández-Gutiérrez y Villanueva de los Castillos",
    "right-to-left": "فاطمة الزهراء بنت عبد الرحمن المنصوري",
    "cjk": "欧阳美玲",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the address asks for: the paper and the language of the previews."""

    paper: str
    language: str

    @classmethod
    def asked(cls) -> Sheet:
        """From the address; what it leaves out is as certificates are made now."""
        usual = organisation.load(config()).paper
        return cls(chosen("paper", PAPERS) or usual, chosen("sheet", tuple(LANGUAGES)) or "en")

    def facts(self, course: Course, name: str) -> CertificateFacts:
        """A certificate of the course for `name`, as if it were issued today."""
        issuer = issuer_of(replace(course, language=self.language))
        return replace(specimen(issuer, course, name, self.language, now().date()), paper=self.paper)


def _course(language: str) -> Course | None:
    """The first course that gives a certificate, in a language; else the first one."""
    content = catalogue()
    courses = [course for each in content.courses if (course := content.course(each, language))]
    return next((course for course in courses if course.certificate), next(iter(courses), None))


@pages.get("")
@allow(Permission.ADMINISTER)
def show() -> str:
    state, sheet = organisation.look(config()), Sheet.asked()
    course = _course(sheet.language)
    previews: dict[str, Markup] = {}
    if course:
        previews = {key: certificate_preview(sheet.facts(course, name)) for key, name in SAMPLES.items()}
    return render_template(
        "admin/organisation/show.html",
        state=state,
        problems=shown(state.problems),
        tally=Tally.of(state.problems),
        statements={NAMES[language]: state.organisation.statement_in(language) for language in LANGUAGES},
        folder=organisation.folders(config())[0],
        name=organisation.NAME,
        sheet=sheet,
        papers=PAPERS,
        previews=previews,
        nav="admin",
    )


@pages.get("/specimen.pdf")
@allow(Permission.ADMINISTER)
def draw() -> Response:
    """The specimen of one of the names as a PDF."""
    sheet = Sheet.asked()
    course = _course(sheet.language)
    name = SAMPLES.get(request.args.get("name", next(iter(SAMPLES))))
    if course is None or name is None:
        abort(404)
    response = Response(
        certificate_pdf(sheet.facts(course, name), specimen=True).pdf, mimetype="application/pdf"
    )
    response.headers["Content-Disposition"] = 'inline; filename="specimen.pdf"'
    return response
