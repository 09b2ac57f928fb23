"""A short course written into a folder: two lessons and a quiz of four questions, the last one open."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
id: short
title: A short course
summary: You will be able to answer four questions.
audience: Everyone who learns at the same time.
languages: [en]
modules:
  - 01-only
pass: 75%
certificate: {hours: 1}
"""
MODULE = """\
---
id: only
title: The only module
minutes: 10
objectives: {answer: Answer four questions}
---
## One {#one}

Read this.

## Two {#two}

And this.
"""
QUESTION = """\
## question-{number} {{objective=answer}}
Is this right?

- (x) Yes, it is
- ( ) No, it is not
"""
QUIZ = """\
---
attempts: 1
shuffle: none
---
"""
OPEN = """\
## which-window
Which window was this?

- ...
"""


def write(folder: Path) -> Path:
    """The folder of the courses, for COURSE_MODULES."""
    module = folder / "short" / "01-only"
    module.mkdir(parents=True)
    (folder / "short" / "course.yaml").write_text(COURSE)
    (module / "module.md").write_text(MODULE)
    questions = [QUESTION.format(number=number) for number in (1, 2, 3)]
    (module / "quiz.md").write_text("\n".join([QUIZ, *questions, OPEN]))
    return folder
