"""`course organisation`: check organisation.toml, show what it says, print one to start from."""

from __future__ import annotations

import sys

import click

from course import config
from course import organisation as organisations
from course.cli.failures import plainly, printable
from course.content.problems import FORMATS, counts
from course.documents.logos import LARGEST_PNG, LARGEST_SVG
from course.documents.wording import LANGUAGES

EXAMPLE = f"""\
# Who runs this site and issues its certificates. Save this file as organisation.toml in the data folder, or
# beside the folder modules; the one in the data folder wins. The running site follows each change at once;
# certificates that were issued before stay as they are. Every line may be left out.
# To see what is wrong: ./run organisation check

# Stands on certificates, in the header of pages and in mail. At most 100 characters.
name = "Institute for Learning"

# As it should be printed, on one line. At most 200 characters.
address = "12 Long Street, 10115 Sampletown"

# A file beside this one: SVG of at most {LARGEST_SVG // 1024} kB, or PNG of at most {LARGEST_PNG // 1000} kB.
# It stands on the colour below.
# logo = "logo.svg"

# Of the panel of the sheet. White text on it needs a contrast of 4.5:1.
colour = "#1F3A5F"

# a4 or letter
paper = "a4"

# The number of your page on LinkedIn: the digits in its address when you open it as its admin. With it,
# learners get a link that fills in LinkedIn's form.
# linkedin_id = 1234567

# Up to three people sign. A course that names its own signatory prints that one first.
[[signatories]]
name = "Alex Example"
role = "Head of Training"

[[signatories]]
name = "Kim Example"
role = "Director"

# One sentence about the issuer, at most 300 characters: by language, or one for all as
#   statement = "…"
# above the first [[signatories]]. A language without its own shows the English one.
[statement]
en = "The Institute for Learning has offered free courses since 1998."
fr = "L’Institut pour l’apprentissage propose des cours gratuits depuis 1998."
"""


@click.group()
def organisation() -> None:
    """Who runs the site and issues its certificates: organisation.toml."""


@organisation.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@plainly
def check(form: str) -> None:
    """Report every problem of organisation.toml and its logo. Exit with 1 when one of them is an error."""
    settings = config.load()
    state = organisations.read(settings)
    folder = f"{state.file.parent.as_posix()}/" if state.file else ""
    click.echo(FORMATS[form](state.problems, folder), nl=False)
    if form == "text":
        click.echo(_where(settings, state))
        errors, warnings = counts(state.problems)
        click.echo(f"errors: {errors}, warnings: {warnings}" if errors or warnings else "No problems.")
    sys.exit(1 if state.broken else 0)


@organisation.command()
@plainly
def show() -> None:
    """Print which file is used, and what certificates and pages say because of it."""
    settings = config.load()
    state = organisations.look(settings)
    click.echo(_where(settings, state))
    if state.broken:
        click.echo("It has errors: what follows is its last good state, or the defaults. To see them, type:")
        click.echo("course organisation check")
    for name, value in _values(state):
        click.echo(f"{name:<13} {printable(value)}")


@organisation.command()
def example() -> None:
    """Print a filled-in organisation.toml to start from."""
    click.echo(EXAMPLE, nl=False)


def _where(settings: config.Config, state: organisations.State) -> str:
    if state.file is None:
        places = " or ".join(str(folder / organisations.NAME) for folder in organisations.folders(settings))
        return f"There is no {organisations.NAME}, so the name is COURSE_SITE_NAME. Its place: {places}."
    unused = f" ({state.unused} is not used)" if state.unused else ""
    return f"{state.file}{unused}"


def _values(state: organisations.State) -> list[tuple[str, str]]:
    told = state.organisation
    logo = f"{state.logo}, {len(told.logo.encode())} bytes as it is printed" if told.logo else "-"
    said = {language: told.statement_in(language) for language in LANGUAGES}
    if len(set(said.values())) == 1:
        said = {"": said["en"]}
    return [
        ("name", told.name),
        ("address", told.address or "-"),
        ("logo", logo),
        ("colour", told.colour),
        ("paper", told.paper),
        *(("signatory", f"{each.name}, {each.role}") for each in told.signatories),
        *((f"statement {language}".strip(), text or "-") for language, text in said.items()),
        ("linkedin_id", told.linkedin_id or "-"),
    ]
