"""The files at the root that all courses share: sources, glossary, people, support services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from course.content.fields import IDENTIFIER
from course.content.files import Files, read_text
from course.content.markdown import Writer
from course.content.markup import Span
from course.content.model import Person, Source, Support, SupportService, Term
from course.content.pages import Page, Shelf
from course.content.problems import Position, Problem, Report, closest
from course.content.schemas import (
    PersonEntry,
    Schema,
    ServiceTexts,
    SourceEntry,
    SupportFront,
    SupportTexts,
    TermEntry,
    validate,
)
from course.content.yaml import Tree, parse

E = TypeVar("E", bound=Schema)

_UNTIL_THEN = "Until then readers see the original."


@dataclass(slots=True)
class Register:
    """One file of named entries: those that are sound, and the names of all that are there."""

    page: Page
    tree: Tree | None = None
    names: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    support: Support | None = None  # None when nobody can read it
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
        register.report.warning("translation-missing", (1, 1), what, _UNTIL_THEN)
    register.terms = {
        key: replace(register.terms.get(key, term), see=term.see) for key, term in original.terms.items()
    }


def read_people(shelf: Shelf, name: str) -> Register:
    register = _open(shelf, name)
    for key, entry in _entries(register, PersonEntry).items():
        register.people[key] = Person(key, entry.name, entry.role, entry.organisation)
    return register


def read_support(shelf: Shelf, name: str, language: str, original: Register | None = None) -> Register:
    """The support services; a translation has their texts only, and the rest is taken from the original."""
    register = _open(shelf, name, language)
    if register.tree is None:
        return register
    if original is not None:
        texts = validate(SupportTexts, register.tree, register.report)
        source = Support() if original.missing else original.support
        if texts is not None and source is not None:
            register.support = _translated_support(register, register.tree, texts, source)
        return register
    front = validate(SupportFront, register.tree, register.report)
    if front is not None:
        services = tuple(
            SupportService(
                country=entry.country,
                name=entry.name,
                address=entry.address,
                phone=entry.phone,
                languages=entry.languages,
                hours=entry.hours,
                note=entry.note,
                verified_on=entry.verified_on,
                language=language,
            )
            for entry in front.services
        )
        register.support = Support(services, front.note, language)
    return register


def _translated_support(register: Register, tree: Tree, texts: SupportTexts, original: Support) -> Support:
    report, language = register.report, register.page.language
    names = Counter(service.name for service in original.services)
    for name in texts.services:
        if names[name] != 1:
            what = f'The original has {names[name] or "no"} service{"s" * (names[name] > 1)} "{name}".'
            report.error("translation-ids", tree.key(("services", name)), what, "", closest(name, names))
    services = []
    for service in original.services:
        at = tree.key(("services", service.name))
        own = texts.services.get(service.name, ServiceTexts())
        both = {"note": (service.note, own.note), "hours": (service.hours, own.hours)}
        whole = _translates(report, at, f'the service "{service.name}"', both)
        spoken = replace(service, note=own.note, hours=own.hours, language=language)
        services.append(spoken if whole else service)
    if _translates(report, tree.key(("note",)), "this file", {"note": (original.note, texts.note)}):
        return Support(tuple(services), texts.note, language)
    return Support(tuple(services), original.note, original.language)


def _translates(report: Report, at: Position, whose: str, texts: Mapping[str, tuple[str, str]]) -> bool:
    """Whether all texts of an original are translated, and no others; told when not."""
    for key, (original, own) in texts.items():
        if original and not own:
            what = f'The "{key}" of {whose} is not translated.'
            report.warning("translation-missing", at, what, _UNTIL_THEN)
            return False
        if own and not original:
            report.error("translation-ids", at, f'The original of {whose} has no "{key}".', "Write it there.")
            return False
    return True


def renewed(original: Support, former: Support, language: str) -> Support:
    """The services as they are now, with the texts that a broken translation had when it was sound."""
    sound = {service.name: service for service in former.services if service.language == language}
    services = tuple(
        replace(service, note=old.note, hours=old.hours, language=language)
        if (old := sound.get(service.name))
        else service
        for service in original.services
    )
    note = former if former.language == language else original
    return Support(services, note.note, note.language)
