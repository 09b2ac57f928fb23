"""The last good catalogue by folder, which serves while files are broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from course.content.model import Catalogue, CertificateTerms, Course, Dialogue, Module
from course.content.registers import Register
from course.content.schemas import CertificateFront, CourseFront

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Former:
    """Modules, courses and dialogues of a catalogue by folder, each in all of its languages."""

    catalogue: Catalogue
    modules: dict[Path, dict[str, Module]] = field(default_factory=dict)
    courses: dict[Path, dict[str, Course]] = field(default_factory=dict)
    dialogues: dict[Path, dict[str, Dialogue]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Former:
        former = cls(catalogue)
        for languages in catalogue.courses.values():
            for language, course in languages.items():
                for module in (*course.modules, *course.drafts):
                    former.modules.setdefault(module.folder, {})[language] = module
                    former.courses[module.folder.parent] = languages
        for spoken in catalogue.dialogues.values():
            for dialogue in spoken.values():
                former.dialogues[dialogue.folder] = spoken
        return former

    def front(self, folder: Path) -> CourseFront | None:
        """What course.yaml in `folder` said when it was good."""
        course = next(iter(self.courses.get(folder, {}).values()), None)
        if course is None:
            return None
        return CourseFront.model_construct(
            id=course.id,
            title=course.title,
            summary=course.summary,
            audience=course.audience,
            languages=course.languages,
            modules=tuple(module.folder.name for module in course.modules),
            pass_mark=course.pass_mark,
            order="required" if course.required_order else "suggested",
            certificate=_front(course.certificate),
        )


def _front(terms: CertificateTerms | None) -> CertificateFront | None:
    if terms is None:
        return None
    return CertificateFront.model_construct(
        hours=terms.hours, signatory=terms.signatory, expires=terms.expires_years
    )


def entries(register: Register, sound: Mapping[str, T], before: Mapping[str, T]) -> dict[str, T]:
    """The sound entries of a register, and those that are broken now as they last were."""
    if register.tree is None and not register.missing:
        return dict(before)
    kept = {name: sound.get(name) or before.get(name) for name in sorted(register.names | set(sound))}
    return {name: entry for name, entry in kept.items() if entry is not None}
