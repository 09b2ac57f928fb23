"""Courses to measure with: as many modules as wanted, each of the usual size."""

from __future__ import annotations

import random
from pathlib import Path

LESSONS = 6
WORDS = 390  # in a lesson
ITEMS = 10
MARK = 0.8
COURSE = "bench"
VOCABULARY = [
    "people",
    "change",
    "what",
    "they",
    "have",
    "had",
    "a",
    "chance",
    "to",
    "say",
    "aloud",
    "ask",
    "wait",
    "and",
    "repeat",
    "what",
    "you",
    "heard",
    "before",
    "you",
    "advise",
    "because",
    "norms",
    "are",
    "taught",
    "at",
    "home",
    "at",
    "work",
    "and",
    "in",
    "the",
    "street",
    "where",
    "praise",
    "and",
    "laughter",
    "keep",
    "a",
    "role",
    "in",
    "place",
    "until",
    "somebody",
    "with",
    "power",
    "rewards",
    "another",
    "way",
    "of",
    "being",
    "a",
    "colleague",
    "a",
    "father",
    "or",
    "a",
    "neighbour",
]


def write(root: Path, courses: int = 1, modules: int = 5) -> Path:
    """Write that many courses of that many modules each under `root`; the same bytes each time."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "sources.yaml").write_text(_sources())
    for number in range(courses):
        name = COURSE if number == 0 else f"{COURSE}-{number}"
        folder = root / name
        folder.mkdir()
        names = [f"{place:03d}-module" for place in range(1, modules + 1)]
        (folder / "course.yaml").write_text(_course(name, names))
        for place, module in enumerate(names, 1):
            (folder / module).mkdir()
            (folder / module / "module.md").write_text(_module(f"module-{place}", number * 1000 + place))
            (folder / module / "quiz.md").write_text(_quiz())
    return root


def _sources() -> str:
    return "".join(
        f'source{n}: {{author: "Author, N.", title: "Book number {n}", year: 200{n}, publisher: Press}}\n'
        for n in range(1, 4)
    )


def _course(name: str, modules: list[str]) -> str:
    listed = "".join(f"  - {module}\n" for module in modules)
    return (
        f'id: {name}\ntitle: "The course {name}: what it is"\nsummary: "You will be able to measure."\n'
        f"audience: Everyone\nlanguages: [en]\nmodules:\n{listed}pass: {MARK:.0%}\ncertificate: {{hours: 2}}\n"
    )


def _module(name: str, seed: int) -> str:
    dice = random.Random(seed)
    head = f'---\nid: {name}\ntitle: "The module {name}"\nminutes: 30\nobjectives: {{aim: "Tell apart what differs"}}\n---\n'
    return (
        head + "An introduction of one line.\n\n" + "".join(_lesson(n, dice) for n in range(1, LESSONS + 1))
    )


def _lesson(number: int, dice: random.Random) -> str:
    paragraphs = "\n\n".join(_paragraph(dice, WORDS // 6) for _ in range(3))
    after = "\n\n".join(_paragraph(dice, WORDS // 6) for _ in range(3))
    return f"""## Lesson {number}: what it says {{#lesson-{number}}}

{paragraphs} [@source1]

### Two things to remember

- **First.** {_paragraph(dice, 12)}
- **Second.** {_paragraph(dice, 12)} [@source2]

{after}

:::practice
{_paragraph(dice, 40)}
:::

:::check check-{number} {{objective=aim}}
Which of these is said above?

- ( ) {_paragraph(dice, 8)}
  > No: that is said nowhere.
- (x) {_paragraph(dice, 8)}
  > Yes: in the first line.
- ( ) {_paragraph(dice, 8)}
  > No: that is said elsewhere.
:::

:::reflect reflection-{number}
What would you say to a colleague about this?
:::

"""


def _paragraph(dice: random.Random, words: int) -> str:
    chosen = dice.choices(VOCABULARY, k=words)
    return f"{' '.join(chosen).capitalize()}."


def _quiz() -> str:
    return "---\nattempts: unlimited\n---\n" + "".join(_item(number) for number in range(1, ITEMS + 1))


def _item(number: int) -> str:
    if number == 8:
        lines = "- [x] The first that fits\n- [x] The second that fits\n- [ ] One that does not fit\n"
    elif number == 9:
        lines = "- One => First\n- Two => Second\n- Three => Third\n"
    elif number == 10:
        lines = "- = patriarchal dividend\n- = the dividend\n"
    else:
        choices = ["- ( ) What is wrong\n  > It is not.\n", "- ( ) What is neither\n"]
        choices.insert(number % 3, "- (x) What is right\n  > It is.\n")
        lines = "".join(choices)
    return f"## item-{number} {{objective=aim}}\nWhich of these fits number {number} best?\n\n{lines}\n> As the lesson says.\n\n"
