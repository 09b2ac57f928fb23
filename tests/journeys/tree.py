"""The content of the sample site: the shared sample, dialogues dated from today, a short course, a broken draft."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from course.config import ROOT

COURSE = """\
id: listening
title: Listening first
summary: You will ask before you advise.
audience: Anyone.
languages: [en]
modules: [01-asking]
pass: 60%
certificate: {hours: 1}
"""

MODULE = """\
---
id: asking
title: Asking
minutes: 6
objectives: {ask: "Ask before you advise", wait: "Wait for the answer"}
---
## One question {#one-question}
People change what they have had a chance to say aloud.

:::check first-question {objective=ask}
Which question is open?

- ( ) Do you agree?
  > It asks for yes or no.
- (x) What did you see?
  > It leaves room.
:::

:::reflect my-question
Which question did somebody ask you that helped?
:::

## Two orders {#two-orders}
Ask, wait, and repeat what you heard.

:::check pairs {objective=wait}
Match each sentence with what it does.

- "What did you see?" => Asks
- "You should rest." => Advises
- => Waits
:::

:::check steps {objective=wait}
Put the steps in order.

1. Ask
2. Wait
3. Repeat
:::
"""

QUIZ = """\
## open-question {objective=ask}
Which question leaves room?

- ( ) Was it bad?
  > Yes or no would do.
- (x) How was it?
  > Anything may follow.

> An open question has no answer in it.

## then-what {objective=wait}
What comes after the question?

- = silence
- ! advice
  > That comes last, if at all.

## why-wait {objective=wait}
Why wait? Say it in your own words.

- ...
"""

BROKEN = """\
---
id: broken
title: Broken
---
## A lesson {#a-lesson}
It has a fault.

:::check no-key
Which one?

- ( ) This
- ( ) That
:::
"""

DIALOGUE = """\
---
id: {id}
title: {title}
timezone: UTC
forum: {{opens: {opens:%Y-%m-%d}, closes: {closes:%Y-%m-%d}}}
webinars:
{webinars}
questions:
  - What did you try?
---
A dialogue with dates of its own.
"""
WEBINAR = (
    "  - {{starts: {at:%Y-%m-%d %H:%M}, minutes: 120, language: en, join: 'https://meet.example.org/{id}'}}"
)


def plant(modules: Path) -> Path:
    """Write the tree into `modules`, which must not exist; returns it."""
    shutil.copytree(ROOT / "tests" / "sample", modules)
    asking = modules / "listening" / "01-asking"
    asking.mkdir(parents=True)
    (modules / "listening" / "course.yaml").write_text(COURSE)
    (asking / "module.md").write_text(MODULE)
    (asking / "quiz.md").write_text(QUIZ)
    broken = modules / "masculinities" / "draft-broken"
    broken.mkdir()
    (broken / "module.md").write_text(BROKEN)
    now = datetime.now(UTC)
    _dialogue(modules, "announced", "A dialogue to come", now, (10, 24), [timedelta(days=14)])
    live = [timedelta(minutes=-10), timedelta(days=1)]
    _dialogue(modules, "open-now", "A dialogue that is open", now, (-3, 11), live)
    _dialogue(modules, "closed", "A dialogue that is over", now, (-30, -16), [timedelta(days=-20)])
    return modules


def _dialogue(
    modules: Path, id: str, title: str, now: datetime, window: tuple[int, int], webinars: list[timedelta]
) -> None:
    opens, closes = (now + timedelta(days=days) for days in window)
    lines = "\n".join(WEBINAR.format(at=now + after, id=id) for after in webinars)
    folder = modules / "dialogues" / f"{now:%Y-%m}-{id}"
    folder.mkdir()
    text = DIALOGUE.format(id=id, title=title, opens=opens, closes=closes, webinars=lines)
    (folder / "dialogue.md").write_text(text)
