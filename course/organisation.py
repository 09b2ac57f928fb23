"""Who runs the site: organisation.toml, read again when it changes; a broken one leaves the last good one."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from course.config import Config
from course.content.files import read_text
from course.content.problems import Problem, Report
from course.content.schemas import validate
from course.content.toml import parse
from course.content.yaml import Tree
from course.documents import logos
from course.documents.branding import FALLBACK, Branding, logo_name
from course.documents.facts import COLOUR, MOST_SIGNATORIES, PAPERS, Signatory

log = logging.getLogger(__name__)

NAME = "organisation.toml"
KEPT = "organisation.json"  # the last good state, in the data folder
LARGEST = 64 * 1024  # bytes
LONGEST_MESSAGE = 200  # characters
Stamp = (
    tuple[int, int, int] | None
)  # modification time in nanoseconds, size, inode; None when it is not there


class Organisation(BaseModel):
    """Who issues the certificates. "" for what is not said.

    `address` as printed; `logo` an SVG made safe; `colour` #rrggbb; `signatories` at most three; `paper` a4
    or letter; `statement` by language; `linkedin_id` the number of the organisation's page there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str = ""
    logo: str = ""
    colour: str = COLOUR
    signatories: tuple[Signatory, ...] = ()
    paper: str = PAPERS[0]
    statement: dict[str, str] = {}
    linkedin_id: str = ""

    def statement_in(self, language: str) -> str:
        """The statement in a language such as "fr" or "fr-CA"; the English one where there is none."""
        return self.statement.get(language.partition("-")[0].lower()) or self.statement.get(FALLBACK, "")


@dataclass(frozen=True, slots=True)
class State:
    """The organisation, the file it is read from (None: there is none), and the problems of that file.

    `unused` is a second file that the first one hides; `kept` says that the file has errors, so that
    `organisation` is an earlier one.
    """

    organisation: Organisation
    file: Path | None = None
    unused: Path | None = None
    problems: tuple[Problem, ...] = ()
    logo: str = ""  # the name of its file

    @property
    def broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def load(config: Config) -> Organisation:
    """The organisation as it is now, or as it last was without errors. Costs two looks at the disk."""
    return look(config).organisation


def look(config: Config) -> State:
    """The organisation with its file and the problems of that file."""
    return _keeper(config).look()


def folders(config: Config) -> tuple[Path, Path]:
    """Where the file may lie: the data folder, which wins, and the folder that holds the modules."""
    beside = Path(os.path.abspath(config.modules)).parent  # of a link, not of its target
    return config.data, beside if config.modules.is_absolute() else Path(os.path.relpath(beside))


def read(config: Config) -> State:
    """What the file says, whatever it said before; the defaults stand in for one with errors."""
    default = Organisation(name=config.site_name)
    found = [folder / NAME for folder in folders(config) if _stamp(folder / NAME)]
    if not found:
        return State(default)
    others = [other for other in found if other.resolve() != found[0].resolve()]
    organisation, problems, logo = _read(found[0].parent, default)
    told = tuple(sorted(_told(problem) for problem in problems))
    return State(organisation or default, found[0], next(iter(others), None), told, logo)


def _read(folder: Path, default: Organisation) -> tuple[Organisation | None, list[Problem], str]:
    """What the file in `folder` says (None after an error), its problems, and the name of its logo."""
    text, report = read_text(folder, NAME)
    if text is not None and len(text.encode()) > LARGEST:
        report.error("too-large", (1, 1), f"The file has more than {LARGEST} bytes.", "Is it the right one?")
        text = None
    tree = parse(text, report) if text is not None else None
    if tree is None:
        return None, report.problems, ""
    said = validate(Branding, tree, report)
    _count(tree, report)
    name = said.name if said and said.name else default.name
    logo, drawing, problems = logo_name(tree.value.get("logo")), "", report.problems
    if logo:  # read whatever the rest holds, so that all problems are told at once
        drawing, of_logo = logos.read(folder, logo, name)
        problems = [*problems, *of_logo.problems]
    if said is None or any(problem.severity == "error" for problem in problems):
        return None, problems, logo
    signatories = tuple(Signatory(each.name, each.role) for each in said.signatories)
    statement = {language: text for language, text in said.statement.model_dump().items() if text}
    told = said.model_dump(include={"address", "colour", "paper", "linkedin_id"})
    return (
        Organisation(name=name, logo=drawing, signatories=signatories, statement=statement, **told),
        problems,
        logo,
    )


def _count(tree: Tree, report: Report) -> None:
    """Report more people than a sheet has room for."""
    people = tree.value.get("signatories")
    if isinstance(people, list) and len(people) > MOST_SIGNATORIES:
        at = tree.place(("signatories", MOST_SIGNATORIES))
        report.error("signatories", at, f"{len(people)} people sign.", f"At most {MOST_SIGNATORIES} fit.")


def _told(problem: Problem) -> Problem:
    """The problem in the words of this file: short, and with TOML where the shared ones speak of YAML."""
    cut = problem.what if len(problem.what) <= LONGEST_MESSAGE else problem.what[:LONGEST_MESSAGE] + "…"
    what = cut.replace("the folder of modules", "its folder")
    return replace(problem, what=what, expected=problem.expected.replace(": …", ' = "…"'))


def _stamp(path: str | Path) -> Stamp:
    try:
        status = os.stat(path)  # quicker than Path.stat, and each page asks
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=8)
def _keeper(config: Config) -> _Keeper:
    return _Keeper(config)


class _Keeper:
    """The state of one configuration, read again when a file of it changes."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._files = [str(folder / NAME) for folder in folders(config)]
        self._watched = [*self._files]  # and the logo
        self._lock = threading.Lock()
        self._seen: list[tuple[str, Stamp]] = []
        self._state = State(Organisation(name=config.site_name))

    def look(self) -> State:
        if self._stamps() != self._seen:
            with self._lock:
                before = self._stamps()
                if before != self._seen:
                    self._take(read(self.config))
                    # A logo named only now has not been looked at before: then the next look reads once more.
                    self._seen = before
        return self._state

    def _stamps(self) -> list[tuple[str, Stamp]]:
        return [(path, _stamp(path)) for path in self._watched]

    def _take(self, found: State) -> None:
        if found.broken:
            good = self._state.organisation if self._seen else self._kept()
            log.warning("%s has errors: %s", found.file, found.problems[0])
            found = replace(found, organisation=good or found.organisation)
        elif found.file:
            self._keep(found.organisation)
        self._state = found
        logo = [str(found.file.parent / found.logo)] if found.file and found.logo else []
        self._watched = [*self._files, *logo]

    def _kept(self) -> Organisation | None:
        """The last good state that an earlier process has kept."""
        try:
            return Organisation.model_validate_json((self.config.data / KEPT).read_bytes())
        except (OSError, ValidationError):
            return None

    def _keep(self, organisation: Organisation) -> None:
        """Write the state down, so that a start with a broken file never issues in another name."""
        if organisation == self._kept():
            return
        with contextlib.suppress(OSError):
            descriptor, name = tempfile.mkstemp(dir=self.config.data, prefix=f".{KEPT}.")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as part:
                    part.write(organisation.model_dump_json(indent=1))
                Path(name).replace(self.config.data / KEPT)
            finally:
                Path(name).unlink(missing_ok=True)
