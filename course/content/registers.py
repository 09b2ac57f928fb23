"""The files at the root that all courses share: sources, glossary, people, support services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from course.content.fields import IDENTIFIER
from course.content.files import Files, read_text
from course.content.markdown import Writer
from course.content.markup import Span
from course.content.model import Person, Source, SupportService, Term
from course.content.pages import Page, Shelf
from course.content.problems import Problem, Report, closest
from course.content.schemas import PersonEntry, Schema, SourceEntry, SupportFront, TermEntry, validate
from course.content.yaml import Tree, parse

E = TypeVar("E", bound=Schema)


@dataclass(slots=True)
class Register:
    """One file of named entries: those that are sound, and the names of all that are there."""

    page: Page
    tree: Tree | None = None
    names: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    services: tuple[SupportService, ...] = ()
    note: str = ""
    missing: bool = False

    @property
    def report(self) -> Report:
        return self.page.report

    @property
    def problems(self) -> list[Problem]:
        return self.report.problems

    @property
    def cited(self) -> dict[str, str]:
        return self.page.cited

    @property
    def outside(self) -> Files:
        return self.page.outside


def _open(shelf: Shelf, name: str, language: str = "en") -> Register:
    text, report = read_text(shelf.root, name)
    register = Register(Page(shelf, "", language, report))
    tree = parse(text, report) if text is not None else None
    if tree is not None and tree.value is None:
        tree = Tree({})
    if tree is not None and not isinstance(tree.value, dict):
        report.error(
            "value", tree.place(()), "This file is no mapping.", "Write name: lines with keys below each."
        )
        tree = None
    register.tree = tree
    register.names = {str(key) for key in tree.value} if tree else set()
    return register


def _entries(register: Register, schema: type[E]) -> dict[str, E]:
    found: dict[str, E] = {}
    for key in register.tree.value if register.tree else ():
        assert register.tree is not None
        entry = validate(schema, register.tree, register.report, (key,))
        if entry is not None:
            found[key] = entry
    return found


def read_sources(shelf: Shelf, name: str) -> Register:
    register = _open(shelf, name)
    for key, entry in _entries(register, SourceEntry).items():
        register.sources[key] = Source(
            key=key,
            author=entry.author,
            title=entry.title,
            year=entry.year,
            publisher=entry.publisher,
            address=entry.address,
            as_of=entry.as_of,
            review_by=entry.review_by,
            note=entry.note,
        )
    return register


def overdue(register: Register, today: date) -> list[Problem]:
    """A warning for each fact whose day of review has passed."""
    report = Report(register.report.path, register.report.lines)
    for key, source in register.sources.items():
        if source.review_by and source.review_by < today and register.tree:
            at = register.tree.place((key, "review_by"))
            what = f'"{key}" was to be reviewed by {source.review_by}.'
            report.warning("review-due", at, what, "Check for newer figures, then set a later day.")
    return report.problems


def read_glossary(shelf: Shelf, name: str, language: str, original: Register | None = None) -> Register:
    """The terms in one language; a term that a translation lacks is taken from the original."""
    register = _open(shelf, name, language)
    assert register.tree is None or register.tree.value is not None
    for key, entry in _entries(register, TermEntry).items():
        assert register.tree is not None
        if not IDENTIFIER.fullmatch(key):
            at = register.tree.key((key,))
            register.report.error(
                "id", at, f'"{key}" is not an id.', "Ids have small letters, digits and hyphens."
            )
        at = register.tree.place((key, "definition"))
        definition = Writer(register.page).lines(Span(entry.definition, *at))
        register.terms[key] = Term(key, entry.term, definition, entry.see, language)
        for index, word in enumerate(entry.see):
            register.page.refer("see", word, register.tree.place((key, "see", index)))
    if original is not None and register.tree is not None:
        _translated(register, original)
    return register


def _translated(register: Register, original: Register) -> None:
    assert register.tree is not None
    for extra in sorted(register.names - original.names):
        at = register.tree.key((extra,))
        what = f'The original glossary has no term "{extra}".'
        register.report.error("translation-ids", at, what, "", closest(extra, original.names))
        register.terms.pop(extra, None)
    for missing in sorted(original.names - register.names):
        what = f'The term "{missing}" is not translated.'
        register.report.warning("translation-missing", (1, 1), what, "Until then readers see the original.")
    register.terms = {key: register.terms.get(key, term) for key, term in original.terms.items()}


def read_people(shelf: Shelf, name: str) -> Register:
    register = _open(shelf, name)
    for key, entry in _entries(register, PersonEntry).items():
        register.people[key] = Person(key, entry.name, entry.role, entry.organisation)
    return register


def read_support(shelf: Shelf, name: str) -> Register:
    register = _open(shelf, name)
    front = validate(SupportFront, register.tree, register.report) if register.tree else None
    if front is not None:
        register.note = front.note
        register.services = tuple(
            SupportService(
                country=entry.country,
                name=entry.name,
                address=entry.address,
                phone=entry.phone,
                languages=entry.languages,
                hours=entry.hours,
                note=entry.note,
                verified_on=entry.verified_on,
            )
            for entry in front.services
        )
    return register
