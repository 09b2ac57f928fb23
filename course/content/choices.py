"""Questions whose answers are all written out: to choose, to match and to order."""

from __future__ import annotations

from dataclasses import replace

from course.content.drafts import Draft, distinct
from course.content.model import Choice, Item, Kind, Pair

TRUE_FALSE = (
    {"true", "false"},
    {"vrai", "faux"},
    {"verdadero", "falso"},
    {"صحيح", "خطأ"},
)


def _choices(draft: Draft, least: int = 2) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    for answer in draft.answers:
        mark = answer.mark.lower()
        if mark not in ("x", " "):
            expected = "Write an x or a space between the brackets: (x) or ( )."
            draft.report.error("mark", answer.at, "This mark is neither right nor wrong.", expected)
        if not answer.text.text:
            draft.report.error("answer-empty", answer.at, "This answer is empty.", "Write its text.")
        choices.append(Choice(draft.writer.line(answer.text), mark == "x", draft.says(answer)))
    if len(choices) < least:
        draft.report.error(
            "answers-few", draft.at, "There is nothing to choose.", f"Write at least {least} answers."
        )
    distinct(draft, [choice.text for choice in choices])
    return tuple(choices)


def single(draft: Draft) -> Item:
    """`- (x)` and `- ( )` with exactly one x; the two words for true and false make it true-false."""
    choices = _choices(draft)
    right = [answer for answer in draft.answers if answer.mark.lower() == "x"]
    if not right:
        draft.report.error("right-missing", draft.at, "No answer is marked as right.", "Mark one with (x).")
    if len(right) > 1:
        what = "A second answer is marked as right."
        draft.report.error("right-twice", right[1].at, what, "Use [x] and [ ] when several are right.")
    words = {answer.text.text.casefold().rstrip(".") for answer in draft.answers}
    return replace(draft.item, kind=Kind.TRUE_FALSE if words in TRUE_FALSE else Kind.SINGLE, choices=choices)


def multiple(draft: Draft) -> Item:
    """`- [x]` and `- [ ]` with at least one x."""
    choices = _choices(draft)
    if not any(choice.correct for choice in choices):
        draft.report.error("right-missing", draft.at, "No answer is marked as right.", "Mark them with [x].")
    return replace(draft.item, kind=Kind.MULTIPLE, choices=choices)


def matching(draft: Draft) -> Item:
    """`- left => right`; `- => right` is a distractor."""
    pairs: list[Pair] = []
    for answer in draft.answers:
        left, _, right = (part.strip() for part in " ".join(answer.text.text.split()).partition("=>"))
        if not right:
            draft.report.error(
                "answer-empty", answer.at, "The right side is missing.", "Write left => right."
            )
        if left in [pair.left for pair in pairs if pair.left]:
            draft.report.error(
                "answers-equal", answer.at, f'"{left}" stands here twice.', "Make them differ."
            )
        if not left and right in [pair.right for pair in pairs]:
            what = f'"{right}" is the answer of a pair, so it cannot distract.'
            draft.report.error("answers-equal", answer.at, what, "Make them differ.")
        pairs.append(Pair(left, right, draft.says(answer)))
    if sum(bool(pair.left) for pair in pairs) < 2:
        draft.report.error("answers-few", draft.at, "There is nothing to match.", "Write at least 2 pairs.")
    return replace(draft.item, kind=Kind.MATCHING, pairs=tuple(pairs))


def ordering(draft: Draft) -> Item:
    """`1. text` in the right order."""
    steps = [Choice(draft.writer.line(answer.text)) for answer in draft.answers]
    for answer in draft.answers:
        draft.no_feedback(answer, "A step")
    distinct(draft, [step.text for step in steps])
    if len(steps) < 2:
        draft.report.error("answers-few", draft.at, "There is nothing to order.", "Write at least 2 steps.")
    return replace(draft.item, kind=Kind.ORDERING, choices=tuple(steps))
