"""The page model of an item: what a learner may see of it now, and nothing more.

Before an answer is due for feedback the model holds no key, feedback or explanation: they never reach the
browser before that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from html import escape
from typing import Any

from course.content.model import Item, Kind, Quiz, Shuffle
from course.rules.attempts import Asked, draw
from course.rules.grading import Grade, grade, right_answer
from course.rules.responses import Form, from_shown, gap_options, letter, to_shown

GAP = re.compile(r"\{\{(\d+)\}\}")


class Reveal(Enum):
    """How much a page may show: nothing, the feedback to what was chosen, or the answer too."""

    NOTHING = 0
    CHOSEN = 1
    ANSWER = 2


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to select; `value` is the letter of its place on this page, which says nothing of the key."""

    value: str
    html: str
    selected: bool = False
    tone: str = ""
    feedback_html: str = ""

    @property
    def text(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a matching or ordering item, with the list to select from."""

    html: str
    name: str
    options: tuple[Option, ...]
    tone: str = ""
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Gapped:
    """A stretch of a text with gaps: prose (`html`) or a gap (`name`)."""

    html: str = ""
    name: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    tone: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """What templates/components/items.html draws."""

    id: str
    kind: str
    name: str
    legend_html: str
    number: int = 0
    hint_html: str = ""
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    parts: tuple[Gapped, ...] = ()
    value: str = ""
    unit: str = ""
    low_text: str = ""
    high_text: str = ""
    tone: str = ""
    feedback_html: str = ""
    answer_html: str = ""
    explanation_html: str = ""
    disabled: bool = False
    describedby: str = ""
    chosen: tuple[tuple[str, str], ...] = field(default=())


def asked_alone(item: Item) -> Asked:
    """How a check in a lesson asks its item: always in the same order, choices as written."""
    quiz = Quiz(items=(item,), language="", shuffle=Shuffle.NONE)
    return draw(quiz, seed=int(item.fingerprint[:8] or "0", 16))[0]


def fields_of(name: str, form: Form) -> Form:
    """The fields of one item of a page, under the names that the rules read."""
    return {
        "answer" + key[len(name) :]: values
        for key, values in form.items()
        if key == name or key.startswith(name + "-")
    }


def answer_in(asked: Asked, item: Item, name: str, form: Form) -> Any:
    """The answer a form holds for an item."""
    return from_shown(asked, item, fields_of(name, form))


def item_view(
    item: Item,
    asked: Asked,
    name: str,
    answer: Any = None,
    number: int = 0,
    reveal: Reveal = Reveal.NOTHING,
) -> ItemView:
    """Draw up an item for a page; `answer` is the learner's, in source indices."""
    given = to_shown(asked, item, answer)
    result = grade(item, answer) if reveal is not Reveal.NOTHING and item.kind.scored else None
    shared = ItemView(
        id=item.id,
        kind=item.kind.value,
        name=name,
        legend_html="" if item.kind is Kind.GAPS else item.prompt,
        number=number,
        hint_html=item.hint,
        unit=item.unit,
        value=next(iter(given.get("answer", [])), ""),
    )
    view = _DRAWERS.get(item.kind, _typed)(shared, item, asked, given, result)
    if reveal is Reveal.ANSWER and item.kind.scored:
        view = replace(view, answer_html=_lines(right_answer(item)) if not view.options else "")
        if view.options:
            view = replace(view, options=_with_answer(view.options, item, asked))
    if reveal is Reveal.ANSWER or (result and result.score == 1):
        view = replace(view, explanation_html=item.explanation)
    return view


def _lines(lines: Sequence[str]) -> str:
    if len(lines) < 2:
        return "".join(lines)
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _tone(right: bool) -> str:
    return "ok" if right else "no"


def _choices(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    chosen = set(given.get("answer", ()))
    options = []
    for place, source in enumerate(asked.order):
        choice, value = item.choices[source], letter(place)
        selected = value in chosen
        shown = result is not None and selected
        options.append(
            Option(
                value,
                choice.text,
                selected,
                _tone(choice.correct) if shown else "",
                choice.feedback if shown else "",
            )
        )
    tone = "no" if result and item.kind is Kind.MULTIPLE and chosen and result.score < 1 else ""
    return replace(view, options=tuple(options), tone=tone)


def _with_answer(options: tuple[Option, ...], item: Item, asked: Asked) -> tuple[Option, ...]:
    """The options with the right ones marked too."""
    return tuple(
        replace(option, tone="ok", feedback_html=item.choices[source].feedback)
        if item.choices[source].correct
        else option
        for option, source in zip(options, asked.order, strict=True)
    )


def _matching(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    lefts = [pair for pair in item.pairs if pair.left]
    rows = []
    for index, pair in enumerate(lefts):
        chosen = next(iter(given.get(f"answer-{index}", ())), "")
        options = tuple(
            Option(letter(place), item.pairs[source].right, letter(place) == chosen)
            for place, source in enumerate(asked.order)
        )
        right = result.right[index] if result and result.right else None
        feedback = result.feedback[index][1] if result and result.feedback else ""
        tone = "" if right is None or not chosen else _tone(right)
        rows.append(Row(escape(pair.left), f"{view.name}-{index}", options, tone, feedback))
    return replace(view, rows=tuple(rows), tone=_overall(result))


def _ordering(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    rows = []
    for shown, source in enumerate(asked.order):
        chosen = next(iter(given.get(f"answer-{shown}", ())), "")
        options = tuple(
            Option(str(place), str(place), str(place) == chosen) for place in range(1, len(asked.order) + 1)
        )
        rows.append(Row(item.choices[source].text, f"{view.name}-{shown}", options))
    return replace(view, rows=tuple(rows), tone=_overall(result))


def _gaps(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    parts: list[Gapped] = []
    for index, piece in enumerate(GAP.split(item.prompt)):
        if index % 2 == 0:
            if piece:
                parts.append(Gapped(html=piece))
            continue
        gap = int(piece)
        value = next(iter(given.get(f"answer-{gap}", ())), "")
        options = tuple(Option(text, text, text == value) for text in gap_options(asked, item, gap))
        right = result.right[gap] if result and result.right else None
        tone = "" if right is None or not value else _tone(right)
        parts.append(Gapped("", f"{view.name}-{gap}", value, options, tone))
    return replace(view, parts=tuple(parts), tone=_overall(result))


def _scale(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    scale = item.scale
    assert scale is not None
    chosen = next(iter(given.get("answer", ())), "")
    options = tuple(
        Option(str(point), str(point), str(point) == chosen) for point in range(scale.low, scale.high + 1)
    )
    return replace(view, options=options, low_text=scale.low_text, high_text=scale.high_text)


def _typed(view: ItemView, item: Item, asked: Asked, given: Form, result: Grade | None) -> ItemView:
    if result is None or not view.value:
        return view
    feedback = result.feedback[0][1] if result.feedback else ""
    return replace(view, tone=_overall(result), feedback_html=feedback)


def _overall(result: Grade | None) -> str:
    return "" if result is None else _tone(result.score == 1)


def chosen_in_words(item: Item, answer: Any) -> tuple[tuple[str, str], ...]:
    """What was answered and the feedback to it, as pairs of safe HTML; for opinions, the opinion."""
    if not item.kind.scored:
        return ((escape(str(answer)), ""),) if answer not in (None, "") else ()
    found = grade(item, answer).feedback
    if item.kind is Kind.MATCHING:
        lefts = [pair.left for pair in item.pairs if pair.left]
        return tuple(
            (f"{escape(left)} – {chosen or '…'}", said)
            for left, (chosen, said) in zip(lefts, found, strict=False)
        )
    return tuple((chosen or "…", said) for chosen, said in found)


Drawer = Callable[[ItemView, Item, Asked, Form, "Grade | None"], ItemView]
_DRAWERS: dict[Kind, Drawer] = {
    Kind.SINGLE: _choices,
    Kind.TRUE_FALSE: _choices,
    Kind.MULTIPLE: _choices,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.GAPS: _gaps,
    Kind.SCALE: _scale,
}
