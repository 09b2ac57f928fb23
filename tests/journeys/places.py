"""Every page in every state that people meet, by name: where it is, who sees it, and what they did there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from course.rules.certificates import new_code
from course.services import certificates, sessions
from course.storage.accounts import Person
from tests.journeys import records
from tests.journeys.answers import wrong
from tests.journeys.site import Site


@dataclass(frozen=True)
class Cast:
    """People of one site in every state, and what their pages are found by."""

    site: Site
    people: dict[str, Person]
    facts: dict[str, object]


def gather(site: Site) -> Cast:
    """Bring people to every state of the course "masculinities"."""
    course, now = site.course(), datetime.now(UTC)
    first = course.modules[0]
    longest = max(course.modules, key=lambda module: sum(lesson.words for lesson in module.lessons))
    names = ("newcomer", "halfway", "finisher", "holder", "loser", "leaver", "bruno", "chen")
    roles = {"bruno": "trainer", "chen": "admin"}
    people = {name: site.person(name.title(), roles.get(name, "learner")) for name in names}
    records.read(site, people["halfway"], course, first)
    failed = records.attempt(site, people["halfway"], course, first, wrong)
    passed = records.complete(site, people["finisher"], course)[first.id]
    for name in ("holder", "loser", "leaver"):
        records.complete(site, people[name], course)
    opened = records.begin(site, people["newcomer"], course, first)
    valid = records.certify(site, people["holder"], course)
    revoked = records.certify(site, people["loser"], course)
    expired = records.certify(site, people["leaver"], course, now - timedelta(days=4000))
    with site.app.app_context():
        certificates.revoke(revoked, "Issued by mistake.", people["chen"].id, now)
    facts = {
        "course": f"/courses/{course.id}",
        "module": f"/courses/{course.id}/modules/{first.id}",
        "second": f"/courses/{course.id}/modules/{course.modules[1].id}",
        "longest": f"/courses/{course.id}/modules/{longest.id}",
        "lesson": f"/courses/{course.id}/modules/{first.id}/lessons/{first.lessons[0].id}",
        "last": f"/courses/{course.id}/modules/{first.id}/lessons/{first.lessons[-1].id}",
        "preview": f"/trainer/{course.id}/{first.id}",
        "previewed": f"/trainer/{course.id}/{first.id}/{first.lessons[0].id}",
        "unknown": new_code(lambda n: 7),
        "learner": people["halfway"].id,
        **{"failed": failed, "passed": passed, "opened": opened},
        **{"valid": valid, "revoked": revoked, "expired": expired},
    }
    return Cast(site, people, facts)


Act = Callable[[Page, Cast, Person | None], None]


def nothing(page: Page, cast: Cast, person: Person | None) -> None:
    """Only look."""


def send_empty(page: Page, cast: Cast, person: Person | None) -> None:
    """Send the first form of the page as it is, without anything in its boxes."""
    form = page.locator("main form").first
    for box in form.locator("input[type=text], input[type=email], input[type=password]").all():
        box.fill("")
    with page.expect_navigation():
        form.locator("button:not([type=button]):not([name=preview])").last.click()


def show_name(page: Page, cast: Cast, person: Person | None) -> None:
    """See the name on the certificate, before it is issued."""
    with page.expect_navigation():
        page.get_by_role("button", name="Show this name on the certificate").click()


def check_file(page: Page, cast: Cast, person: Person | None) -> None:
    """Send a file that is no certificate."""
    page.locator("#file").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Check this file").click()


def change_password_badly(page: Page, cast: Cast, person: Person | None) -> None:
    page.get_by_label("Password you have now").fill("not this one")
    page.get_by_label("New password").fill("short")
    with page.expect_navigation():
        page.get_by_role("button", name="Change the password").click()


def try_too_often(page: Page, cast: Cast, person: Person | None) -> None:
    """Sign in with an address at which somebody has been guessing."""
    email = "guessed@example.org"
    with cast.site.app.app_context():
        keys = sessions.keys_of("sign-in", email, "192.0.2.1")
        for _ in range(sessions.TRIES_AN_ACCOUNT):
            sessions.count_try(keys, datetime.now(UTC))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("a guess")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign in").click()


def send_signed_out(page: Page, cast: Cast, person: Person | None) -> None:
    """Send a note after the session has ended elsewhere."""
    assert person
    records.sign_out_everywhere(cast.site, person)
    page.locator(".private textarea").first.fill("My uncle's rule was never to ask twice, whatever happened.")
    with page.expect_navigation():
        page.locator(".private").first.get_by_role("button", name="Save").click()


def send_expired(page: Page, cast: Cast, person: Person | None) -> None:
    """Send a form whose proof has been lost."""
    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(one => one.value = 'old')")
    page.locator(".private textarea").first.fill("My uncle's rule was never to ask twice, whatever happened.")
    with page.expect_navigation():
        page.locator(".private").first.get_by_role("button", name="Save").click()


@dataclass(frozen=True)
class Place:
    """One page. `path` may name facts of the cast; `who` is a name in the cast, or "" for a visitor."""

    name: str
    path: str
    who: str = ""
    tree: str = "site"  # or "sample"
    act: Act = field(default=nothing)

    def __str__(self) -> str:
        return self.name


def _sample(name: str, path: str, who: str = "", act: Act = nothing) -> Place:
    return Place(name, path, who, "sample", act)


PUBLIC = (
    Place("landing", "{course}"),
    Place("module, visitor", "{module}"),
    Place("first lesson, visitor", "{lesson}"),
    Place("help", "/help"),
    Place("privacy", "/privacy"),
    Place("accessibility", "/accessibility"),
    Place("glossary", "/glossary"),
    Place("dialogues", "/dialogues"),
    Place("dialogue, archived", "/dialogues/2018-06-men-masculinities-and-training"),
    Place("concept note", "/dialogues/2018-06-men-masculinities-and-training/documents/concept-note"),
    Place("sign in", "/sign-in?next=/learning"),
    Place("sign in, with errors", "/sign-in", act=send_empty),
    Place("register", "/register"),
    Place("register, with errors", "/register", act=send_empty),
    Place("password", "/password"),
    Place("link, sent", "/sign-in-link?sent=1"),
    Place("link, ended", "/password/ended"),
    Place("error 404", "/no-such-page"),
    Place("error 429", "/sign-in", act=try_too_often),
    Place("verify", "/c"),
    Place("verify, valid", "/c/{valid}"),
    Place("verify, file", "/c/{valid}", act=check_file),
    Place("verify, revoked", "/c/{revoked}"),
    Place("verify, unknown", "/c/{unknown}"),
    Place("verify, mistyped", "/c/ABCD"),
    _sample("verify, expired", "/c/{expired}"),
    _sample("courses", "/"),
    _sample("first lesson, sample", "{lesson}"),
    _sample("dialogues, sample", "/dialogues"),
    _sample("dialogue, announced", "/dialogues/announced"),
    _sample("dialogue, open", "/dialogues/open-now"),
    _sample("dialogue, closed", "/dialogues/closed"),
    _sample("dialogue, recorded", "/dialogues/2018-06-men-and-training"),
    _sample("dialogue, elsewhere", "/dialogues/sharing-care"),
)
LEARNER = (
    Place("landing, signed in", "{course}", "bruno"),
    Place("outline", "{course}", "halfway"),
    Place("outline, completed", "{course}", "holder"),
    Place("why", "{course}/why", "halfway"),
    Place("module", "{module}", "halfway"),
    Place("lesson", "{last}", "halfway"),
    Place("whole module 1", "{module}/whole", "halfway"),
    Place("longest module, whole", "{longest}/whole", "halfway"),
    Place("quiz", "{module}/quiz", "halfway"),
    Place("attempt", "/attempts/{opened}", "newcomer"),
    Place("attempt, unanswered", "/attempts/{opened}?missing=1", "newcomer"),
    Place("result, not yet", "/attempts/{failed}", "halfway"),
    Place("result, passed", "/attempts/{passed}", "finisher"),
    Place("completion", "{course}/completion", "finisher"),
    Place("certificate, missing", "{course}/certificate", "halfway"),
    Place("certificate, confirm", "{course}/certificate", "finisher"),
    Place("certificate, on the sheet", "{course}/certificate", "finisher", act=show_name),
    Place("certificate, with errors", "{course}/certificate", "finisher", act=send_empty),
    Place("certificate, issued", "{course}/certificate", "holder"),
    Place("certificate, correction", "/certificates/{valid}/correction", "holder"),
    Place("certificate, revoked", "{course}/certificate", "loser"),
    Place("certificate, request", "/certificates/{revoked}/correction", "loser"),
    _sample("certificate, expired", "{course}/certificate", "leaver"),
    Place("my learning", "/learning", "holder"),
    Place("my learning, nothing", "/learning", "bruno"),
    Place("account", "/account", "holder"),
    Place("account, with errors", "/account", "holder", act=change_password_badly),
    _sample("lesson with table and figure", "{lesson}", "halfway"),
    _sample("check, answered", "{lesson}?check=spared&c-spared=b#check-spared", "halfway"),
    _sample("check, answer shown", "{lesson}?check=spared&c-spared=b&show=1", "halfway"),
    _sample("lesson with video and note", "{last}", "halfway"),
    _sample(
        "check with gap, answered", "{last}?check=level-of-a-rule&c-level-of-a-rule-0=personal", "halfway"
    ),
    _sample("module, locked", "{second}", "newcomer"),
    _sample("attempt, every kind", "/attempts/{opened}", "newcomer"),
    _sample("result, answers kept back", "/attempts/{failed}", "halfway"),
    _sample("quiz, wait", "{module}/quiz", "halfway"),
    _sample("matching and ordering", "/courses/listening/modules/asking/lessons/two-orders", "halfway"),
    _sample("signed out while writing", "{last}", "loser", act=send_signed_out),
    _sample("form expired", "{last}", "leaver", act=send_expired),
)
ARABIC = (
    _sample("landing, Arabic", "{course}?language=ar"),
    _sample("lesson, Arabic", "{course}/modules/words/lessons/describe?language=ar", "holder"),
    _sample("outline, Arabic", "{course}?language=ar", "halfway"),
    _sample("attempt, Arabic", "/attempts/{opened}?language=ar", "newcomer"),
    _sample("account, Arabic", "/account?language=ar", "holder"),
    _sample("dialogue, Arabic", "/dialogues/open-now?language=ar"),
    _sample("verify, Arabic", "/c/{valid}?language=ar"),
)
DESK = (
    _sample("trainer", "/trainer", "bruno"),
    _sample("trainer, problems", "/trainer/masculinities/problems", "bruno"),
    _sample("trainer, module", "{preview}", "bruno"),
    _sample("trainer, broken draft", "/trainer/masculinities/broken", "bruno"),
    _sample("trainer, lesson", "{previewed}", "bruno"),
    _sample("trainer, quiz", "{preview}/quiz", "bruno"),
    _sample("trainer, quiz with answers", "{preview}/quiz?answers=1", "bruno"),
    Place("admin, learners", "/admin/learners", "chen"),
    Place("admin, learner", "/admin/learners/{learner}", "chen"),
    Place("admin, records", "/admin/records", "chen"),
    Place("admin, certificates", "/admin/certificates", "chen"),
    Place("admin, revocation", "/admin/certificates/{valid}/revocation", "chen"),
    Place("admin, requests", "/admin/certificates/corrections", "chen"),
    Place("admin, runs", "/admin/certificates/runs", "chen"),
    Place("admin, organisation", "/admin/organisation", "chen"),
    Place("admin, audit", "/admin/audit", "chen"),
)
EVERY = (*PUBLIC, *LEARNER, *ARABIC, *DESK)
