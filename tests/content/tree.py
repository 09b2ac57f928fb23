"""A copy of the sample tree that a test may change and spoil."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from course.content.catalogue import Loader
from course.content.model import Catalogue, Item, Lesson, Module
from course.content.problems import Problem

SAMPLE = Path(__file__).parents[1] / "sample"
COURSE = "masculinities"
FIRST = f"{COURSE}/01-first-steps"
WORDS = f"{COURSE}/02-words"
DRAFT = f"{COURSE}/draft-power"
DIALOGUE = "dialogues/2018-06-men-and-training"


@dataclass
class Tree:
    """The sample in a folder of its own."""

    root: Path
    last: Catalogue | None = None
    loader: Loader = field(init=False)

    def __post_init__(self) -> None:
        self.loader = Loader(self.root)

    def path(self, name: str) -> Path:
        return self.root / name

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Catalogue:
        """What is there now; what broke since the last load stays as it was."""
        self.last = self.loader.load(self.last)
        return self.last

    def problems(self) -> list[Problem]:
        return list(self.load().problems)

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems()]

    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems() if problem.severity == "error"]

    def told(self) -> list[str]:
        """Each problem as it is printed."""
        return [str(problem) for problem in self.problems()]

    def module(self, id_: str = "first-steps", language: str = "en") -> Module:
        course = self.load().course(COURSE, language)
        assert course is not None
        module = course.module(id_) or course.draft(id_)
        assert module is not None
        return module

    def lesson(self, text: str) -> Lesson:
        """A lesson with this text, in the second module."""
        self.write(f"{WORDS}/module.md", f"---\ntitle: Words\n---\n## One {{#one}}\n\n{text}\n")
        self.path(f"{WORDS}/module.ar.md").unlink(missing_ok=True)
        for quiz in self.path(WORDS).glob("quiz*"):
            quiz.unlink()
        course = self.load().course(COURSE)
        module = course.module("words") if course else None
        found = module.lesson("one") if module else None
        return found or Lesson("", "", 0, 0, ())

    def quiz(self, text: str, head: str = "") -> tuple[Item, ...]:
        """The items of a quiz with this text, in the second module."""
        front = f"---\n{head}---\n" if head else ""
        self.write(f"{WORDS}/quiz.md", front + text)
        self.path(f"{WORDS}/quiz.ar.md").unlink(missing_ok=True)
        course = self.load().course(COURSE)
        module = course.module("words") if course else None
        return module.quiz.items if module and module.quiz else ()
