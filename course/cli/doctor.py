"""`course doctor`: is this installation well, and what to type if not."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask.cli import NoAppException, ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from course.services import doctor as health
from course.services import machine
from course.services.machine import Finding


@click.command()
@click.option("--fix", is_flag=True, help="Install with apt what is missing, where that is allowed.")
@click.option("--machine", "machine_only", is_flag=True, help="Look at libraries, fonts and programs alone.")
@click.option("--tests", is_flag=True, help="Look also at what the tests need.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def doctor(context: click.Context, fix: bool, machine_only: bool, tests: bool, form: str) -> None:
    """Look at everything this installation needs; say what to type where something is wrong.

    Exit code 1 if there is a problem; notes are no problems.
    """
    findings = machine.examine(for_tests=tests)
    failure = machine.fix(findings) if fix else ""
    if fix and not failure:
        findings = machine.examine(for_tests=tests)
    if not machine_only:
        findings += _installation(context)
    click.echo(_json(findings) if form == "json" else _text(findings))
    if failure:
        click.echo(failure, err=True)
    problems = any(each.state == "problem" for each in findings)
    context.exit(1 if problems else 0)


def _installation(context: click.Context) -> list[Finding]:
    try:
        app = context.ensure_object(ScriptInfo).load_app()
        with app.app_context():
            return health.examine(app.config["COURSE"], app.extensions["library"].current, datetime.now(UTC))
    except NoAppException as error:
        return [
            Finding("settings", "problem", line, "see README.md, Settings")
            for line in error.message.splitlines()
        ]
    except (OSError, SQLAlchemyError) as error:
        return [Finding("start", "problem", str(error).splitlines()[0])]


def _json(findings: list[Finding]) -> str:
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2)


def _text(findings: list[Finding]) -> str:
    lines = []
    for each in findings:
        lines.append(f"{each.state:<8} {each.name}: {each.says}")
        if each.state != "ok" and each.type:
            lines.append(f"{'':<8} type: {each.type}")
    count = {state: sum(each.state == state for each in findings) for state in ("problem", "note")}
    return "\n".join([*lines, f"problems: {count['problem']}, notes: {count['note']}"])
