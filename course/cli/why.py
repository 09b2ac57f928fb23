"""`course why`: why a learner stands where they stand, in the words of the pages."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from course.cli.accounts import account_of
from course.cli.failures import plainly
from course.services.explanations import Told, explain, held_by
from course.storage import enrolments


@click.command()
@click.argument("account")
@click.argument("course_id", metavar="COURSE")
@click.option("--module", "module_id", default="", help="Only this module (its id).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@plainly
@with_appcontext
def why(account: str, course_id: str, module_id: str, form: str) -> None:
    """Explain where ACCOUNT (an e-mail address) stands in COURSE: the rule, the facts, what is missing."""
    content = current_app.extensions["library"].current
    course = content.course(course_id)
    if course is None:
        raise click.ClickException(
            f"There is no course {course_id!r}. Courses: {', '.join(content.courses) or 'none'}."
        )
    if module_id and course.module(module_id) is None:
        known = ", ".join(module.id for module in course.modules)
        raise click.ClickException(f"There is no module {module_id!r}. Modules: {known}.")
    found = account_of(account)
    standing = enrolments.standing(found.id, course.id)
    told = explain(course, standing, held_by(found.id), datetime.now(UTC), module_id)
    if form == "json":
        click.echo(json.dumps([asdict(each) for each in told], ensure_ascii=False, indent=2))
        return
    if standing is None:
        click.echo(f"{found.email} is not enrolled in {course.id}.")
    click.echo("\n".join(_lines(told)))


def _lines(told: tuple[Told, ...]) -> list[str]:
    lines = []
    for each in told:
        lines += [f"{each.about} {each.id} “{each.title}”: {each.why.state}", f"  rule     {each.why.rule}"]
        lines += [f"  fact     {fact}" for fact in each.why.facts]
        lines += [f"  missing  {thing}" for thing in each.why.missing]
    return lines
