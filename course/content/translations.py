"""Translations beside their original: the same ids, marks and structure, and only the texts differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course.content.model import Check, Item, Kind, Lesson, Prose, Reflection, Video
from course.content.problems import Report, closest
from course.content.schemas import ModuleFront, Schema
from course.content.yaml import Tree

if TYPE_CHECKING:
    from course.content.reader import Questions, Reading, Text

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
    if not report.broken and not original.report.broken:
        _objectives(translation, front, source)
        _lessons(translation, original)


def _compare_quiz(translation: Questions, original: Questions) -> None:
    front, source, report = translation.front, original.front, translation.report
    if front is None or source is None:
        return
    same_front(front, source, ("source",), translation.tree, report)
    fresh(front, original.made_of, translation.tree, report)
    if not report.broken and not original.report.broken:
        _items(translation.items, original.items, report, "question")


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


def _lessons(translation: Text, original: Text) -> None:
    report = translation.report
    _ids(translation.lessons, original.lessons, report, "lesson")
    theirs = {lesson.id: lesson for lesson in original.lessons}
    for lesson in translation.lessons:
        if lesson.id not in theirs:
            continue
        mine, other = _anchors(lesson), _anchors(theirs[lesson.id])
        if mine != other:
            what = f'The lesson "{lesson.id}" has other questions or videos than the original.'
            expected = f"There they are: {', '.join(f'{kind} {word}' for kind, word in other) or 'none'}."
            report.error("translation-ids", (lesson.line, 1), what, expected)
            continue
        pairs = zip(lesson.checks.values(), theirs[lesson.id].checks.values(), strict=True)
        for item, source in pairs:
            _item(item, source, report, "check")


def _anchors(lesson: Lesson) -> list[tuple[str, str]]:
    """Kind and id of everything in a lesson that progress may hang on."""
    found: list[tuple[str, str]] = []
    for block in lesson.blocks:
        if isinstance(block, Check):
            found.append(("check", block.item.id))
        elif isinstance(block, Reflection | Video):
            found.append(("reflect" if isinstance(block, Reflection) else "video", block.id))
        else:
            assert isinstance(block, Prose)
    return found


def _ids(mine: Sequence[Any], theirs: Sequence[Any], report: Report, noun: str) -> None:
    """The same ids in the same order."""
    own, known = [one.id for one in mine], [one.id for one in theirs]
    for one in mine:
        if one.id not in known:
            what = f'The original has no {noun} "{one.id}".'
            report.error("translation-ids", (one.line, 1), what, "", closest(one.id, known))
    for missing in (id_ for id_ in known if id_ not in own):
        report.error("translation-ids", (len(report.lines), 1), f'The {noun} "{missing}" is missing.')
    if own != known and sorted(own) == sorted(known):
        what = f"The {noun}s stand in another order than in the original."
        report.error("translation-ids", (mine[0].line, 1), what, f"There it is {', '.join(known)}.")


def _items(mine: Sequence[Item], theirs: Sequence[Item], report: Report, noun: str) -> None:
    _ids(mine, theirs, report, noun)
    known = {item.id: item for item in theirs}
    for item in mine:
        if item.id in known:
            _item(item, known[item.id], report, noun)


def _item(item: Item, source: Item, report: Report, noun: str) -> None:
    mine, theirs = structure(item), structure(source)
    for name, value in mine.items():
        if value != theirs[name]:
            what = f'The {noun} "{item.id}" differs from the original in its {name}.'
            report.error("translation-marks", (item.line, 1), what, "Only texts are translated.")
            return


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
