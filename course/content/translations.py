"""Translations beside their original: the same ids, marks and structure, and only the texts differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.content.model import Item, Kind
from course.content.pages import Page
from course.content.problems import Report, closest
from course.content.readings import Questions, Reading, Text
from course.content.schemas import ModuleFront, Schema
from course.content.yaml import Tree

MODULE_TEXTS = ("title", "objectives", "content_note", "source")


def check(reading: Reading) -> None:
    """Report in each translation what differs from its original in more than words."""
    source = next(iter(reading.texts))
    original = reading.texts[source]
    for language, text in reading.texts.items():
        if language != source:
            _compare_text(text, original)
    quiz = reading.quizzes.get(source)
    for language, questions in reading.quizzes.items():
        if quiz is None:
            what = "This translation has no original beside it."
            questions.report.error("translation-orphan", (1, 1), what, "Write quiz.md first.")
        elif language != source:
            _compare_quiz(questions, quiz)


def _compare_text(translation: Text, original: Text) -> None:
    front, source, report = translation.front, original.front, translation.report
    if front is None or source is None:
        return
    same_front(front, source, MODULE_TEXTS, translation.tree, report)
    fresh(front, original.made_of, translation.tree, report)
    if not original.report.broken:
        _objectives(translation, front, source)
        _ids(translation.page, original.page, "lesson")
        _blocks(translation.page, original.page)
        mine = {id_: item for lesson in translation.lessons for id_, item in lesson.checks.items()}
        theirs = {id_: item for lesson in original.lessons for id_, item in lesson.checks.items()}
        _marks(mine, theirs, report, "check")


def _compare_quiz(translation: Questions, original: Questions) -> None:
    front, source, report = translation.front, original.front, translation.report
    if front is None or source is None:
        return
    same_front(front, source, ("source",), translation.tree, report)
    fresh(front, original.made_of, translation.tree, report)
    if not original.report.broken:
        _ids(translation.page, original.page, "question")
        mine = {item.id: item for item in translation.items}
        _marks(mine, {item.id: item for item in original.items}, report, "question")


def same_front(front: Schema, original: Schema, texts: Sequence[str], tree: Tree, report: Report) -> None:
    """What is no text may be left out of a translation, or be repeated as it is."""
    for name in sorted(front.model_fields_set - set(texts)):
        key = type(front).model_fields[name].alias or name
        if getattr(front, name) != getattr(original, name):
            what = f'"{key}" differs from the original.'
            report.error(
                "translation-differs", tree.key((key,)), what, "Delete it: only texts are translated."
            )


def fresh(front: Any, made_of: str, tree: Tree, report: Report) -> None:
    """Warn when the original has changed since, or when nothing says from which state it was made."""
    if not front.source:
        expected = f"Add source: {made_of} when it matches."
        report.warning(
            "translation-source", tree.key(()), "Nothing says which original this translates.", expected
        )
    elif front.source != made_of:
        expected = f"Bring it up to date, then write source: {made_of}"
        report.warning(
            "translation-stale", tree.place(("source",)), "The original has changed since.", expected
        )


def _objectives(translation: Text, front: ModuleFront, source: ModuleFront) -> None:
    mine, theirs = set(front.objectives), set(source.objectives)
    at = translation.tree.key(("objectives",))
    if source.content_note and not front.content_note:
        translation.report.error("translation-ids", (1, 1), 'The "content_note" is missing.', "Translate it.")
    for missing in sorted(theirs - mine):
        translation.report.error("translation-ids", at, f'The objective "{missing}" is missing.')
    for extra in sorted(mine - theirs):
        at = translation.tree.key(("objectives", extra))
        what = f'The original has no objective "{extra}".'
        translation.report.error("translation-ids", at, what, "", closest(extra, theirs))


def _ids(translation: Page, original: Page, noun: str) -> None:
    """The same lessons or questions, in the same order."""
    report, mine, theirs = translation.report, list(translation.outline), list(original.outline)
    for id_, entry in translation.outline.items():
        if id_ not in theirs:
            what = f'The original has no {noun} "{id_}".'
            report.error("translation-ids", report.locate(id_, entry.line), what, "", closest(id_, theirs))
    for missing in (id_ for id_ in theirs if id_ not in mine):
        report.error("translation-ids", (len(report.lines), 1), f'The {noun} "{missing}" is missing.')
    if mine != theirs and sorted(mine) == sorted(theirs):
        at = (translation.outline[mine[0]].line, 1)
        what = f"The {noun}s stand in another order than in the original."
        report.error("translation-ids", at, what, f"There it is {', '.join(theirs)}.")


def _blocks(translation: Page, original: Page) -> None:
    """The same questions, reflections, videos, content notes and summaries in each lesson."""
    for id_, entry in translation.outline.items():
        other = original.outline.get(id_, entry)
        if entry.blocks != other.blocks:
            what = f'The lesson "{id_}" has other blocks than the original.'
            written = ", ".join(f"{kind} {word}".strip() for kind, word in other.blocks) or "none"
            translation.report.error("translation-ids", (entry.line, 1), what, f"There they are: {written}.")


def _marks(mine: Mapping[str, Item], theirs: Mapping[str, Item], report: Report, noun: str) -> None:
    """Everything about the questions that is no text."""
    for id_ in mine.keys() & theirs.keys():
        own, other = structure(mine[id_]), structure(theirs[id_])
        differing = [name for name, value in own.items() if value != other[name]]
        if differing:
            what = f'The {noun} "{id_}" differs from the original in its {differing[0]}.'
            report.error("translation-marks", (mine[id_].line, 1), what, "Only texts are translated.")


def structure(item: Item) -> dict[str, Any]:
    """What a translation of an item must keep. How many forms are accepted is up to the language."""
    return {
        "kind": item.kind,
        "points": item.points,
        "credit": item.partial,
        "objective": item.objective,
        "answers": [choice.correct for choice in item.choices] + [bool(pair.left) for pair in item.pairs],
        "numbers": [(a.value, a.tolerance, a.accepted) for a in item.answers]
        if item.kind is Kind.NUMERIC
        else [],
        "gaps": [bool(gap.options) for gap in item.gaps],
        "scale": (item.scale.low, item.scale.high) if item.scale else None,
    }
