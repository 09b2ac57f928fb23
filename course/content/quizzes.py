"""The quiz grammar: written items become Items, one function per kind.

The same grammar serves the graded quiz (`## id` sections) and the checks in a lesson (`:::check id`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from course.content import typed
from course.content.choices import matching, multiple, ordering, single
from course.content.drafts import Draft
from course.content.fingerprints import fingerprint
from course.content.items import Shape, cut
from course.content.markdown import Writer
from course.content.markup import Attributes, Line, identifier, known_attributes
from course.content.model import Item, Kind
from course.content.pages import Page
from course.content.problems import Position, closest

_ATTRIBUTES = ("objective", "points", "credit", "was")


def read_item(
    page: Page,
    word: str,
    attributes: Attributes,
    lines: Sequence[Line],
    objectives: Sequence[str] | None,
    graded: bool,
) -> Item | None:
    """The item with the id `word`; None after an error that leaves nothing to show.

    `objectives` are those of the module, None when nobody knows them. An ungraded item (a check) has neither
    points nor the kind `open`.
    """
    report, at = page.report, (attributes.line, 1)
    failed = len(report.problems)
    known = _ATTRIBUTES if graded else tuple(key for key in _ATTRIBUTES if key != "points")
    known_attributes(attributes, known, report)
    at = report.locate(word, at[0]) if word else at
    id_ = identifier(word, at, "This question", report)
    parts = cut(lines, at, report)
    writer = Writer(page, level=3)
    shared = _shared(page, id_, attributes, objectives, at)
    shared = replace(
        shared,
        prompt="" if "{{" in parts.prompt.text else writer.flow(parts.prompt),
        hint=writer.lines(parts.hint) if parts.hint else "",
        explanation=writer.flow(parts.explanation) if parts.explanation else "",
    )
    draft = Draft(shared, parts, at, page, writer)
    read = _kind(draft)
    item = read(draft) if read else None
    if item is not None and not graded and item.kind is Kind.OPEN:
        report.error("check-open", at, "A check has an answer.", "Write :::reflect id for an open question.")
    if item is not None and item.partial and item.kind not in (Kind.MULTIPLE, Kind.ORDERING):
        what = f"A question of the kind {item.kind} has no credit=."
        report.error("credit", attributes.at("credit"), what, "Delete it: it goes with [ ] and with 1. only.")
    if item is None or any(problem.severity == "error" for problem in report.problems[failed:]):
        return None
    return replace(item, fingerprint=fingerprint(item))


def _shared(
    page: Page, id_: str, attributes: Attributes, objectives: Sequence[str] | None, at: Position
) -> Item:
    """What the heading of an item says, whatever its kind."""
    report = page.report
    objective, points, credit = (attributes.get(key) for key in ("objective", "points", "credit"))
    if objective and objectives is not None and objective not in objectives:
        what = f'The module has no objective "{objective}".'
        report.error("objective", attributes.at("objective"), what, "", closest(objective, objectives))
    if points and not (points.isascii() and points.isdecimal() and 1 <= int(points) <= 100):
        report.error("points", attributes.at("points"), f'"{points}" are no points.', "Write 1 to 100.")
        points = ""
    if credit not in ("", "all", "partial"):
        report.error("credit", attributes.at("credit"), f'"{credit}" is no credit.', "Write all or partial.")
    was = attributes.get("was")
    if was:
        identifier(was, attributes.at("was"), "The former question", report)
    return Item(
        id=id_,
        kind=Kind.SINGLE,
        prompt="",
        objective=objective,
        points=int(points or 1),
        partial=credit == "partial",
        was=was,
        line=at[0],
    )


def _kind(draft: Draft) -> Callable[[Draft], Item | None] | None:
    """The function that reads an item with these answer lines."""
    gaps = "{{" in draft.parts.prompt.text
    if not draft.parts.prompt.text:
        draft.report.error("prompt", draft.at, "This question has no text.", "Write it below the id.")
    if not draft.answers:
        if gaps:
            return gap
        expected = "Add them: - (x) right and - ( ) wrong, or - ... for an open question."
        draft.report.error("answers-missing", draft.at, "This question has no answers.", expected)
        return None
    shapes = {answer.shape for answer in draft.answers}
    if gaps:
        what = "Gaps {{…}} and answer lines do not go together."
        draft.report.error("kind-mixed", draft.answers[0].at, what, "Keep one of them.")
        return None
    for allowed, read in _KINDS:
        if shapes <= allowed:
            return read
    first = draft.answers[0].shape
    odd = next((a for a in draft.answers if a.shape is Shape.PLAIN), None)
    odd = odd or next(a for a in draft.answers if a.shape is not first)
    if odd.shape is Shape.PLAIN:
        draft.report.error(
            "mark-missing", odd.at, "This answer has no mark.", "Write - (x) or - ( ) before it."
        )
    else:
        what = f'Answers of two kinds: "{first.value}" and "{odd.shape.value}".'
        draft.report.error("kind-mixed", odd.at, what, "Write all answers of a question in the same way.")
    return None


def short(draft: Draft) -> Item | None:
    """`- = accepted`, `- ~ pattern`, `- ! typical wrong answer`."""
    return typed.short(draft.item, draft.answers, draft.says, draft.report)


def gap(draft: Draft) -> Item | None:
    """`{{=accepted|distractor}}` in the prompt."""
    prompt, gaps = typed.gaps(draft.parts.prompt, draft.report)
    if not gaps:
        return None
    return replace(draft.item, kind=Kind.GAPS, prompt=draft.writer.flow(prompt), gaps=gaps)


def scale(draft: Draft) -> Item | None:
    """`- 1..5 "low" .. "high"`: an opinion, never scored."""
    draft.no_feedback(draft.answers[0], "A scale")
    found = typed.scale(draft.answers, draft.report)
    return replace(draft.item, kind=Kind.SCALE, scale=found) if found else None


def open_(draft: Draft) -> Item:
    """`- ...`: a private answer, never scored."""
    draft.no_feedback(draft.answers[0], "An open question")
    if len(draft.answers) > 1:
        draft.report.error("answers-many", draft.answers[1].at, "One - ... is enough.", "Delete this one.")
    return replace(draft.item, kind=Kind.OPEN)


_KINDS: tuple[tuple[set[Shape], Callable[[Draft], Item | None]], ...] = (
    ({Shape.ROUND}, single),
    ({Shape.SQUARE}, multiple),
    ({Shape.PAIR}, matching),
    ({Shape.STEP}, ordering),
    ({Shape.ACCEPTED, Shape.PATTERN, Shape.WRONG}, short),
    ({Shape.SCALE}, scale),
    ({Shape.OPEN}, open_),
)
