"""How far each translation is: the state of every file, and a table of what is not current."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from math import floor

from course.content.findings import Findings
from course.content.problems import Problem
from course.content.schemas import CourseFront

_COLUMN = 12  # characters of a state
_MANY = 3  # folders in one state that have a row each


class State(StrEnum):
    """How far the translation of a file is. `partial` is a register that lacks some entries; a `broken`
    file and a `missing` one are served in the original."""

    CURRENT = "current"
    STALE = "stale"
    PARTIAL = "partial"
    BROKEN = "broken"
    MISSING = "missing"


States = Mapping[str, State]  # by path


def share(states: Collection[State]) -> float:
    """The part of the files that is translated and current, 0..1; 1 where nothing is to be translated."""
    return sum(state is State.CURRENT for state in states) / len(states) if states else 1.0


def per_cent(part: float) -> str:
    """A share 0..1 in whole per cent, rounded down so that a near miss reads as one."""
    return f"{floor(part * 100 + 1e-9)}%"


def translations(found: Findings, problems: Collection[Problem]) -> dict[str, States]:
    """By language, the state of each file that has an original: courses, published modules, dialogues,
    glossary and support."""
    told: dict[str, set[str]] = {}
    for problem in problems:
        told.setdefault(problem.path, set()).add("error" if problem.severity == "error" else problem.code)
    states: dict[str, dict[str, State]] = {language: {} for language in found.languages}
    for language, path in _wanted(found):
        there = path in found.shelf.files
        states[language][path] = _state(told.get(path, set())) if there else State.MISSING
    return {language: dict(sorted(files.items())) for language, files in states.items() if files}


def _state(codes: Collection[str]) -> State:
    if "error" in codes:
        return State.BROKEN
    if "translation-stale" in codes or "translation-source" in codes:
        return State.STALE
    return State.PARTIAL if "translation-missing" in codes else State.CURRENT


def _wanted(found: Findings) -> Iterator[tuple[str, str]]:
    """Each language and file that a whole translation has."""
    for folder, front in found.fronts.items():
        for language in front.languages[1:]:
            yield from ((language, path) for path in _of_course(found, folder, front, language))
    for folder, dialogue in found.dialogues.items():
        spoken = next(iter(dialogue.texts))
        yield from (
            (language, f"{folder}/dialogue.{language}.md")
            for language in found.languages
            if language != spoken
        )
    for stem in ("glossary", "support"):
        if f"{stem}.yaml" in found.shelf.files:
            yield from ((language, f"{stem}.{language}.yaml") for language in found.languages[1:])


def _of_course(found: Findings, folder: str, front: CourseFront, language: str) -> Iterator[str]:
    yield f"{folder}/course.{language}.yaml"
    for name in dict.fromkeys(front.modules):
        for stem in ("module", "quiz"):
            if f"{folder}/{name}/{stem}.md" in found.shelf.files:
                yield f"{folder}/{name}/{stem}.{language}.md"


def table(states: Mapping[str, States], width: int) -> list[str]:
    """A line for all, and one for each folder whose files are not current; a column for each language."""
    every = [state for files in states.values() for state in files.values()]
    if not every:
        return ["Translations: none; everything is in one language."]
    head = f"Translations: {per_cent(share(every))} of {len(every)} files are current"
    shares = [f"{language} {per_cent(share(files.values()))}" for language, files in states.items()]
    rows = [(head, shares), *((f"  {label}", row) for label, row in _together(_folders(states)))]
    room = width - _COLUMN * len(states)
    return [f"{label:{room}}{''.join(f'{cell:{_COLUMN}}' for cell in row)}".rstrip() for label, row in rows]


Row = tuple[str, ...]  # a state for each language; "" where none is due


def _folders(states: Mapping[str, States]) -> Iterator[tuple[str, str, Row]]:
    """Each folder with those of its files that are in one state, as long as it is not current everywhere."""
    rows: dict[tuple[str, str], dict[str, State]] = {}
    for language, files in states.items():
        for path, state in files.items():
            folder, _, name = path.rpartition("/")
            rows.setdefault((folder, name.partition(".")[0]), {})[language] = state
    found: dict[tuple[str, Row], list[str]] = {}
    for (folder, stem), row in sorted(rows.items()):
        if set(row.values()) != {State.CURRENT}:
            cells = tuple(str(row.get(language, "")) for language in states)
            found.setdefault((folder, cells), []).append(stem)
    yield from ((folder, ", ".join(stems), row) for (folder, row), stems in found.items())


def _together(folders: Iterable[tuple[str, str, Row]]) -> Iterator[tuple[str, Row]]:
    """A label for each, or one for many folders of a parent whose files are in one state."""
    found: dict[tuple[str, str, Row], list[str]] = {}
    for folder, stems, row in folders:
        found.setdefault((folder.partition("/")[0], stems, row), []).append(folder)
    for (parent, stems, row), names in found.items():
        if len(names) > _MANY:
            yield f"{parent}: {stems} in {len(names)} folders", row
        else:
            yield from ((f"{name}: {stems}" if name else stems, row) for name in names)
