"""The audit: who did what to whose record, by person and by action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, url_for

from course.rules.certificates import format_code
from course.rules.permissions import Permission
from course.storage import accounts, audit
from course.web.admin.lists import Listed, chosen, listed, typed
from course.web.guard import allow

pages = Blueprint("audit", __name__, url_prefix="/admin/audit")


@pages.get("")
@allow(Permission.ADMINISTER)
def index() -> str:
    known = audit.actions()
    args = {"person": typed("person", 254), "action": chosen("action", known)}
    found = accounts.by_email(args["person"].lower()) if args["person"] else None
    account_id = found.id if found else None
    nobody = bool(args["person"]) and found is None
    total = 0 if nobody else audit.count(account_id, args["action"])
    entries = listed(audit.listing(account_id, args["action"]), total, args)
    return render_template(
        "admin/audit/index.html",
        found=entries,
        names=_names(entries),
        known=known,
        nobody=nobody,
        address_of=address_of,
        pairs_of=pairs_of,
        nav="admin",
    )


def _names(entries: Listed) -> dict[str, str]:
    """What the subjects of a page are called: addresses of accounts, codes as printed."""
    ids = {int(row.subject[8:]) for row in entries.rows if row.subject.startswith("account:")}
    names = {f"account:{account_id}": email for account_id, email in accounts.emails(ids).items()}
    codes = {row.subject for row in entries.rows if row.subject.startswith("certificate:")}
    return names | {subject: format_code(subject[12:]) for subject in codes}


def address_of(subject: str) -> str:
    """The page about the subject of an entry; "" when there is none."""
    noun, _colon, name = subject.partition(":")
    if noun == "account":
        return url_for("learners.show", account_id=int(name))
    if noun == "certificate":
        return url_for("certificates_desk.index", search=name)
    return url_for("records.index") if noun == "records" else ""


def pairs_of(detail: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The details of an entry as names and values; those of a filter beside the others."""
    flat = {**{name: value for name, value in detail.items() if name != "filter"}, **detail.get("filter", {})}
    return list(flat.items())
