"""The command line: `course …`, one noun a file; a caller of the services beside the web."""

from __future__ import annotations

import click

from course.cli.accounts import accounts
from course.cli.certificates import certificates
from course.cli.content import content
from course.cli.database import database
from course.cli.doctor import doctor
from course.cli.keys import keys
from course.cli.operations import backup, restore, serve
from course.cli.organisation import organisation
from course.cli.records import records
from course.cli.why import why

HELP = """Courses from text files: check and serve them, keep accounts and records.

Settings are COURSE_* variables; README.md lists them. Each command says more with --help.
"""
commands: tuple[click.Command, ...] = (
    serve,
    content,
    doctor,
    database,
    backup,
    restore,
    accounts,
    records,
    certificates,
    keys,
    organisation,
    why,
)
