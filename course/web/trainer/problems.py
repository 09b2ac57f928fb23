"""Problems of the content, each with its place, its source line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template

from course.content.catalogue import problems_of
from course.content.problems import Problem
from course.rules.permissions import Permission
from course.web.catalogue import catalogue, course_or_404
from course.web.guard import allow
from course.web.trainer.overview import Tally, elsewhere, folder_of, revision

pages = Blueprint("problems", __name__, url_prefix="/trainer")
WINDOW = 100  # characters of a long line that are shown
_WORD = re.compile(r"\w+|\S")


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem with its source line in three parts: before the place, the word there, after it."""

    problem: Problem
    before: str
    marked: str
    after: str


def shown(problems: Iterable[Problem]) -> list[Shown]:
    """The problems as a page shows them, errors first, in the order of files and lines."""
    ordered = sorted(problems, key=lambda each: (each.severity != "error", each))
    return [_shown(problem) for problem in ordered]


def _shown(problem: Problem) -> Shown:
    line = problem.source
    at = min(problem.column - 1, len(line))
    start = max(0, at - WINDOW // 2) if len(line) > WINDOW else 0
    word = _WORD.match(line, at)
    end = word.end() if word else min(at + 1, len(line))
    stop = max(end, start + WINDOW)
    return Shown(
        problem,
        ("…" if start else "") + line[start:at],
        line[at:end] or " ",
        line[end:stop] + ("…" if len(line) > stop else ""),
    )


@pages.get("/problems")
@allow(Permission.TRAIN)
def outside() -> str:
    """Problems of files that belong to no course."""
    content = catalogue()
    found = elsewhere(content)
    return render_template(
        "trainer/problems.html",
        course=None,
        outside=True,
        problems=shown(found),
        tally=Tally.of(found),
        revision=revision(content),
        nav="trainer",
    )


@pages.get("/<course_id>/problems")
@allow(Permission.TRAIN)
def show(course_id: str) -> str:
    """All problems of a course."""
    course, content = course_or_404(course_id), catalogue()
    found = problems_of(content, folder_of(content, course))
    return render_template(
        "trainer/problems.html",
        course=course,
        problems=shown(found),
        tally=Tally.of(found),
        revision=revision(content),
        nav="trainer",
    )
