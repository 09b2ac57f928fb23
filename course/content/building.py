"""A catalogue is put together from what was found and from the last good catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from course.content.assembly import Modules, Place, course_of, dialogues_of, modules_of
from course.content.findings import Findings
from course.content.fingerprints import fingerprint
from course.content.former import Former, entries
from course.content.model import Catalogue, Course, Dialogue, Support, Term
from course.content.readings import Reading
from course.content.registers import renewed
from course.content.schemas import CourseFront

Built = dict[str, tuple[Reading, Place, Modules]]  # by folder: what modules were built from


class Builder:
    """Builds one catalogue. `built` carries modules over from one load to the next."""

    def __init__(self, found: Findings, bad: set[str], former: Former, root: Path, built: Built) -> None:
        self.found, self.bad, self.root, self.built = found, bad, root, built
        self.former, self.previous = former, former.catalogue

    def catalogue(self) -> Catalogue:
        found, before = self.found, self.previous
        catalogue = Catalogue(
            root=self.root,
            revision="",
            courses=self._courses(),
            dialogues=self._dialogues(),
            sources=entries(found.sources, found.sources.sources, before.sources),
            glossary=self._glossary(),
            people=entries(found.people, found.people.people, before.people),
            support=self._support(),
        )
        return replace(catalogue, revision=_revision(catalogue))

    def _courses(self) -> dict[str, dict[str, Course]]:
        courses: dict[str, dict[str, Course]] = {}
        for folder, readings in self.found.modules.items():
            front = self.found.fronts.get(folder)
            if front is None:
                continue
            modules = list(self._modules(folder, front, readings))
            former = self.former.courses.get(self.root / folder, {})
            texts = self.found.courses[folder].texts if folder in self.found.courses else {}
            languages = course_of(folder, front, texts, modules, self.bad, former)
            courses.setdefault(languages[front.languages[0]].id, languages)
        return courses

    def _modules(self, course: str, front: CourseFront, readings: Mapping[str, Reading]) -> Iterator[Modules]:
        """The published modules in the order of course.yaml, then the drafts."""
        listed = tuple(dict.fromkeys(front.modules))
        numbered = list(enumerate(listed, 1)) + [(0, name) for name in readings if name not in listed]
        for number, name in numbered:
            folder = f"{course}/{name}"
            place = Place(self.root / folder, number, front.pass_mark, front.languages)
            reading = readings.get(name)
            former = self.former.modules.get(place.folder, {})
            if reading is not None:
                yield self._module(folder, reading, place, former)
            elif former:
                yield {language: replace(module, number=number) for language, module in former.items()}

    def _module(self, folder: str, reading: Reading, place: Place, former: Modules) -> Modules:
        """The module in each language; as it was built last time when it is made of the same."""
        sound = not any(part.report.broken or part.report.path in self.bad for part in reading.parts)
        last = self.built.get(folder)
        if sound and last is not None and last[0] is reading and last[1] == place:
            return last[2]
        modules = modules_of(reading, place, self.bad, former)
        if sound:
            self.built[folder] = (reading, place, modules)
        return modules

    def _dialogues(self) -> dict[str, dict[str, Dialogue]]:
        dialogues: dict[str, dict[str, Dialogue]] = {}
        for folder, reading in self.found.dialogues.items():
            path = self.root / folder
            former = self.former.dialogues.get(path, {})
            spoken = dialogues_of(reading, path, self.found.languages, self.bad, former)
            for dialogue in list(spoken.values())[:1]:
                dialogues.setdefault(dialogue.id, spoken)
        return dialogues

    def _glossary(self) -> dict[str, dict[str, Term]]:
        """The terms in every language of the site, the source first."""
        glossary: dict[str, dict[str, Term]] = {}
        original: dict[str, Term] | None = None
        for language, register in self.found.glossary.items():
            before = self.previous.glossary.get(language, {})
            if original is None:
                glossary[language] = original = entries(register, register.terms, before)
            elif register.missing:
                glossary[language] = original
            else:
                glossary[language] = {**original, **entries(register, register.terms, before)}
        return glossary

    def _support(self) -> dict[str, Support]:
        """Where to find help in every language of the site, the source first."""
        support: dict[str, Support] = {}
        original: Support | None = None
        for language, register in self.found.support.items():
            before = self.previous.support.get(language, Support())
            if original is None:
                sound = register.missing or (register.support is not None and not register.report.broken)
                support[language] = original = (register.support or Support()) if sound else before
            elif register.missing:
                support[language] = original
            else:
                support[language] = register.support or renewed(original, before, language)
        return support


def _revision(catalogue: Catalogue) -> str:
    """One fingerprint over everything that is served."""
    courses = {
        id_: {
            language: [course.fingerprint, [draft.fingerprint for draft in course.drafts]]
            for language, course in languages.items()
        }
        for id_, languages in catalogue.courses.items()
    }
    dialogues = {
        id_: {language: dialogue.fingerprint for language, dialogue in languages.items()}
        for id_, languages in catalogue.dialogues.items()
    }
    shared = [
        catalogue.sources,
        catalogue.glossary,
        catalogue.people,
        catalogue.support,
    ]
    return fingerprint([courses, dialogues, shared])
