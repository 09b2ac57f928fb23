"""Judgement across files: references that lead nowhere, ids that collide, and which files are bad."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from course.content.checks import unknown
from course.content.findings import Findings
from course.content.identities import Claim, conflicts
from course.content.problems import Problem
from course.content.reader import default_id
from course.content.yaml import Tree


def judge(found: Findings) -> tuple[list[Problem], set[str]]:
    """The problems between files, and the paths of all files with an error."""
    known = _known(found)
    problems: list[Problem] = []
    bad: set[str] = {problem.path for problem in found.problems if problem.severity == "error"}
    for page in found.pages:
        missing = unknown(page.references, known)
        problems += missing
        if missing:
            bad.add(page.report.path)
    collisions = [*conflicts(_course_claims(found)), *conflicts(_dialogue_claims(found))]
    for course in found.modules:
        collisions += conflicts(_module_claims(found, course))
    bad.update(problem.path for problem in collisions)
    return [*problems, *collisions], bad


def _known(found: Findings) -> dict[str, Collection[str]]:
    """The words that references may name; a kind whose file is broken is left out and not judged."""
    spoken = {claim.id for claim in _dialogue_claims(found)}
    spoken |= {default_id(folder) for folder in found.dialogues}
    modules = {claim.id for course in found.modules for claim in _module_claims(found, course)}
    known: dict[str, Collection[str]] = {"dialogue": spoken, "see_also": spoken | modules}
    glossary = next(iter(found.glossary.values()))
    for kind, register in (("source", found.sources), ("person", found.people), ("term", glossary)):
        if register.missing or register.tree is not None:
            known[kind] = register.names
    if "term" in known:
        known["see"] = known["term"]
    return known


def _course_claims(found: Findings) -> Iterator[Claim]:
    for folder, reading in found.courses.items():
        if reading.front:
            id_ = reading.front.id or default_id(folder)
            yield Claim("course", id_, "", reading.report, reading.tree.place(("id",)))


def _dialogue_claims(found: Findings) -> Iterator[Claim]:
    for folder, reading in found.dialogues.items():
        text = next(iter(reading.texts.values()))
        if text.front:
            id_ = text.front.id or default_id(folder)
            yield Claim("dialogue", id_, "", text.page.report, text.tree.place(("id",)))


def _module_claims(found: Findings, course: str) -> Iterator[Claim]:
    for folder, reading in found.modules[course].items():
        text = next(iter(reading.texts.values()))
        if text.front:
            tree: Tree = text.tree
            id_, was = text.front.id or default_id(folder), text.front.was or ""
            yield Claim("module", id_, was, text.report, tree.place(("id",)), tree.place(("was",)))
