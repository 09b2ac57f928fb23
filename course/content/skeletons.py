"""New courses, modules and dialogues to start from: filled in, valid, and showing how things are written."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

from course.content.fields import suggested_id
from course.content.reader import default_id

DIALOGUES = "dialogues"

_COURSE = """\
id: {id}                    # stays for ever: progress hangs on it
title: {title}
summary: One sentence that says what learners will be able to do.
audience: One sentence that says who it is for.
languages: [en]             # the first is the one you write in; add fr, es, ar … for translations
modules:                    # in order; a folder that is not listed is a draft
  - 01-first-module
pass: 80%
order: suggested            # or: required, when each module opens the next
certificate: {{hours: 2, expires: never}}
"""

_MODULE = """\
---
id: {id}
title: {title}
objectives:
  tell-lessons: Tell what makes a lesson
reviewed_on: {today}
---
One or two sentences that say what this module is about.

## What a lesson is {{#what-a-lesson-is}}

Each `##` opens a lesson: one page of 300 to 900 words. Write plain Markdown, with *emphasis*,
lists and tables. Headings inside a lesson begin with `###`.

Write `[@key]` behind a fact to cite an entry of sources.yaml, and `[text](glossary:id)` to explain a term.

### A question on the way

:::check what-opens-a-lesson {{objective=tell-lessons}}
What opens a new lesson?

- ( ) A blank line
  > That opens a new paragraph.
- (x) A line that begins with two number signs
  > Each of them is one page with its own address.
:::

:::practice
Say what learners can try in their own work this week.
:::

:::reflect first-try
What will you try first? Nobody but you reads the answer.
:::
"""

_QUIZ = """\
---
attempts: unlimited
---
## one-right-answer {{objective=tell-lessons}}
How many lessons has a module with two lines that begin with `##`?

? Count the pages.

- ( ) One
  > One line opens one lesson.
- (x) Two
  > Each line opens one.
- ( ) Three
  > The text before the first one is the introduction.

> The explanation is shown after answering, whatever was chosen.

## several-right-answers {{objective=tell-lessons credit=partial}}
What can stand in a lesson?

- [x] A picture
- [x] A question
- [ ] Another module
  > A module has a folder of its own.

## short-answer {{objective=tell-lessons}}
Which word begins a box that learners can apply at work?

- = practice
- = :::practice
"""

_DIALOGUE = """\
---
id: {id}
title: {title}
timezone: Europe/Madrid     # an area and a city, never an abbreviation
forum: {{opens: {opens}, closes: {closes}}}     # the last open day; or: none
webinars:
  - {{starts: {webinar} 15:00, minutes: 60, language: en}}
documents: {{concept-note: concept-note}}     # concept-note.md beside this file
questions:
  - What do we want to understand together?
  - What will we do with it?
---
Say why this dialogue is held and whom you hope to hear.
"""

_NOTE = """\
---
title: Concept note
---
## Why now

What is known, what is disputed, and what to bring to the dialogue.
"""


class UnusableNameError(ValueError):
    """A name of which no id can be made, or whose place is taken; the message says which."""


def course(root: Path, name: str, today: date) -> list[Path]:
    """Write a course with one module; the files that were written. Raises UnusableNameError."""
    id_, title = _named(name)
    if id_ == DIALOGUES:
        raise UnusableNameError(f"The folder {root / id_} is for dialogues.")
    folder = _free(root / id_)
    module_ = folder / "01-first-module"
    return _write(
        {
            folder / "course.yaml": _COURSE.format(id=id_, title=title),
            module_ / "module.md": _MODULE.format(id="first-module", title='"First module"', today=today),
            module_ / "quiz.md": _QUIZ.format(),
        }
    )


def module(root: Path, course: str, name: str, today: date) -> list[Path]:
    """Write a module as a draft of a course; the files that were written. Raises UnusableNameError."""
    id_, title = _named(name)
    if not (root / course / "course.yaml").is_file():
        raise UnusableNameError(f"There is no course in {root / course}.")
    taken = [path.name for path in (root / course).iterdir() if path.is_dir()]
    if id_ in (default_id(name) for name in taken):
        raise UnusableNameError(f'The course has a module "{id_}" already.')
    numbers = [int(match[1]) for name in taken if (match := re.match(r"(\d+)-", name))]
    folder = _free(root / course / f"{max(numbers, default=0) + 1:02}-{id_}")
    return _write(
        {
            folder / "module.md": _MODULE.format(id=id_, title=title, today=today),
            folder / "quiz.md": _QUIZ.format(),
        }
    )


def dialogue(root: Path, name: str, today: date) -> list[Path]:
    """Write a dialogue that opens in four weeks; the files that were written. Raises UnusableNameError."""
    id_, title = _named(name)
    opens = today + timedelta(weeks=4)
    folder = _free(root / DIALOGUES / id_)
    days = {"opens": opens, "webinar": opens + timedelta(days=6), "closes": opens + timedelta(days=13)}
    return _write(
        {
            folder / "dialogue.md": _DIALOGUE.format(id=id_, title=title, **days),
            folder / "concept-note.md": _NOTE,
        }
    )


def _named(name: str) -> tuple[str, str]:
    """The id that a name gives, and its title as YAML."""
    id_ = suggested_id(name)
    if not id_:
        raise UnusableNameError(f'No id can be made of "{name}": use some letters a to z.')
    title = name.replace("-", " ").capitalize() if name == id_ else name
    return id_, json.dumps(title, ensure_ascii=False)


def _free(folder: Path) -> Path:
    if folder.exists():
        raise UnusableNameError(f"{folder} is there already; nothing was written.")
    return folder


def _write(files: dict[Path, str]) -> list[Path]:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    return list(files)
