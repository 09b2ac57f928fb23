"""Ids on which progress hangs: each one names one thing, and a former id nothing that lives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course.content.problems import Position, Problem, Report


@dataclass(frozen=True, slots=True)
class Claim:
    """A course, module or dialogue says that it has this id, and perhaps that it had another."""

    noun: str
    id: str
    was: str
    report: Report
    at: Position
    was_at: Position = (1, 1)

    def problem(self, code: str, what: str, expected: str, at: Position) -> Problem:
        line = self.report.source(at[0])
        return Problem(self.report.path, at[0], at[1], code, what, expected, source=line)


def conflicts(claims: Iterable[Claim]) -> list[Problem]:
    """A problem for each id that is claimed again, and for each former id that is still in use."""
    found: list[Problem] = []
    first: dict[str, Claim] = {}
    every = list(claims)
    for claim in every:
        if claim.id in first:
            other = first[claim.id].report.path
            what = f'The {claim.noun} in {other} has the id "{claim.id}", too.'
            found.append(claim.problem("id-duplicate", what, "Give each its own.", claim.at))
        first.setdefault(claim.id, claim)
    for claim in every:
        if claim.was and claim.was in first:
            what = f'The former id "{claim.was}" is in use.'
            found.append(claim.problem("was-living", what, "Name an id that is gone.", claim.was_at))
    return found
