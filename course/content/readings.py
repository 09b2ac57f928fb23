"""What was read in one module folder: its texts and quizzes by language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from course.content.files import Files
from course.content.model import Item, Lesson
from course.content.pages import Page
from course.content.problems import Problem, Report
from course.content.schemas import ModuleFront, QuizFront
from course.content.yaml import Tree


@dataclass(slots=True)
class Text:
    """module.md in one language."""

    page: Page
    front: ModuleFront | None = None
    tree: Tree = field(default_factory=lambda: Tree({}))
    introduction: str = ""
    lessons: tuple[Lesson, ...] = ()
    made_of: str = ""  # the fingerprint that a translation keeps in `source:`

    @property
    def report(self) -> Report:
        return self.page.report


@dataclass(slots=True)
class Questions:
    """quiz.md in one language."""

    page: Page
    front: QuizFront | None = None
    tree: Tree = field(default_factory=lambda: Tree({}))
    items: tuple[Item, ...] = ()
    made_of: str = ""

    @property
    def report(self) -> Report:
        return self.page.report


@dataclass(slots=True)
class Reading:
    """Everything that was read in one module folder; the first language of `texts` is the source."""

    folder: str
    texts: dict[str, Text] = field(default_factory=dict)
    quizzes: dict[str, Questions] = field(default_factory=dict)

    @property
    def parts(self) -> Iterator[Text | Questions]:
        yield from self.texts.values()
        yield from self.quizzes.values()

    @property
    def problems(self) -> Iterator[Problem]:
        return (problem for part in self.parts for problem in part.report.problems)

    @property
    def cited(self) -> dict[str, str]:
        return {key: short for part in self.parts for key, short in part.page.cited.items()}

    @property
    def outside(self) -> Files:
        return {name: stamp for part in self.parts for name, stamp in part.page.outside.items()}
