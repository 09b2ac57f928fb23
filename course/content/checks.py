"""Checks across the parts of a module and across files, and common flaws of questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from course.content.guessing import Strategy, luckiest
from course.content.model import Check, Item, Kind, Reflection, Video
from course.content.pages import Reference
from course.content.problems import Problem, Report, closest
from course.content.readings import Questions, Reading, Text
from course.content.schemas import QuizFront

_ALL_OF_THE_ABOVE = re.compile(
    r"(all|none|both) of (the|these)( above)?|(all|none) of (the above|these)|toutes? les réponses"
    r"|aucune? (des|de ces) réponses|todas las anteriores|ninguna de las anteriores"
    r"|كل ما سبق|جميع ما سبق|لا شيء مما سبق",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"(correct|incorrect|wrong|right|exact|faux|vrai|juste|correcto|incorrecto|صحيح|خطأ)\b[.!,:]",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_FEW = 4  # questions from which a pattern in the right answers can be told
_GUESSES = {
    Strategy.LONGEST: (
        "right-longest",
        "Always the longest answer",
        "Shorten what is right or say more in the others of",
    ),
    Strategy.FIRST: (
        "right-first",
        "Always the first answer as written",
        "Files are read by people, too: vary the place in",
    ),
}

_WHAT = {
    "source": "There is no source",
    "term": "The glossary has no term",
    "dialogue": "There is no dialogue",
    "see_also": "There is no dialogue or module",
    "person": "There is no person",
    "see": "The glossary has no term",
}
_WHERE = {
    "source": "Sources stand in sources.yaml.",
    "term": "Terms stand in glossary.yaml.",
    "person": "People stand in people.yaml.",
    "see": "Terms stand in glossary.yaml.",
}


def unknown(references: Iterable[Reference], known: Mapping[str, Collection[str]]) -> list[Problem]:
    """A problem for each reference to what is not there. Kinds that `known` lacks are not judged."""
    found: list[Problem] = []
    for reference in references:
        words = known.get(reference.kind)
        if words is None or reference.word in words:
            continue
        what = f'{_WHAT[reference.kind]} "{reference.word}".'
        near = closest(reference.word, words)
        where = _WHERE.get(reference.kind, "")
        code = f"{reference.kind.replace('_', '-')}-unknown"
        at = reference.at
        found.append(Problem(reference.path, at[0], at[1], code, what, where, near, reference.line))
    return found


def check_module(
    reading: Reading, names: Collection[str], languages: Sequence[str], pass_mark: float
) -> None:
    """What can be judged within one folder, once all of its files are read.

    `pass_mark` is that of the course, for a quiz that states none.
    """
    original = next(iter(reading.texts.values()))
    for text in reading.texts.values():
        _unique_in_module(text)
    for quiz in reading.quizzes.values():
        _unique(((item.id, item.line) for item in quiz.items), quiz.report)
        _formerly(quiz.items, {item.id for item in quiz.items}, quiz.report)
        for item in quiz.items:
            _flaws(item, quiz.report)
        rules = reading.quizzes[languages[0]].front if languages[0] in reading.quizzes else None
        if rules is not None:
            _guessable(quiz, rules, rules.pass_mark if rules.pass_mark is not None else pass_mark)
    for lesson in original.lessons:
        for item in lesson.checks.values():
            _flaws(item, original.report)
    _tested(original, reading.quizzes.get(languages[0]))
    for name in sorted(names):
        match = re.fullmatch(r"(?:module|quiz)\.(.+)\.md", name)
        if match and match[1] not in languages:
            what = f"The course is not offered in the language of {name}."
            expected = f"Add {match[1]} to the languages in course.yaml."
            original.report.warning("language-unlisted", (1, 1), what, expected)


def _unique_in_module(text: Text) -> None:
    """Ids of checks, reflections and videos, and former ids of lessons."""
    pairs: list[tuple[str, int]] = []
    for lesson in text.lessons:
        for block in lesson.blocks:
            if isinstance(block, Check):
                pairs.append((block.item.id, block.item.line))
            elif isinstance(block, Reflection | Video):
                pairs.append((block.id, _line(text.report, block.id, lesson.line)))
    _unique(pairs, text.report)
    items = [item for lesson in text.lessons for item in lesson.checks.values()]
    _formerly(items, {id_ for id_, _ in pairs}, text.report)
    _formerly(text.lessons, {lesson.id for lesson in text.lessons}, text.report)


def _line(report: Report, word: str, first: int) -> int:
    """The line in which a block with this id opens."""
    pattern = re.compile(rf":::\s*(?:reflect|video)\s+{re.escape(word)}(?:\s|$)")
    lines = enumerate(report.lines[first - 1 :], first)
    return next((number for number, line in lines if pattern.match(line)), first)


def _unique(pairs: Iterable[tuple[str, int]], report: Report) -> None:
    seen: dict[str, int] = {}
    for id_, line in pairs:
        if id_ in seen:
            what = f'The id "{id_}" stands here a second time; the first is in line {seen[id_]}.'
            report.error("id-duplicate", report.locate(id_, line), what, "Give each its own.")
        seen.setdefault(id_, line)


def _formerly(things: Iterable[object], living: Collection[str], report: Report) -> None:
    """A former id must be out of use, else two histories would be one."""
    for thing in things:
        was, line = getattr(thing, "was", ""), getattr(thing, "line", 1)
        if was and was in living:
            what = f'The former id "{was}" is in use.'
            report.error("was-living", report.locate(f"was={was}", line), what, "Name an id that is gone.")


def _tested(original: Text, quiz: Questions | None) -> None:
    """An objective that no question asks about is a promise nobody can check."""
    if quiz is None or original.front is None or quiz.report.broken or original.report.broken:
        return
    asked = {item.objective for item in quiz.items}
    for objective in original.front.objectives:
        if objective not in asked:
            at = original.tree.key(("objectives", objective))
            what = f'No question of the quiz tests the objective "{objective}".'
            original.report.warning("objective-untested", at, what, f"Add {{objective={objective}}} to one.")


def _flaws(item: Item, report: Report) -> None:
    """Flaws that give an answer away or ask for test-taking instead of knowledge."""
    for choice in item.choices:
        if item.kind is not Kind.ORDERING and (match := _ALL_OF_THE_ABOVE.search(_TAG.sub("", choice.text))):
            at = report.locate(match.group(), item.line, len(report.lines))
            report.warning("all-of-the-above", at, f'"{match.group()}" is no answer of its own.', "Name it.")
    for feedback in [
        *(c.feedback for c in item.choices),
        *(p.feedback for p in item.pairs),
        *(a.feedback for a in item.answers),
    ]:
        if match := _VERDICT.match(feedback):
            at = report.locate(match.group(), item.line, len(report.lines))
            what = f'Feedback begins with "{match.group()}".'
            report.warning("feedback-verdict", at, what, "The page already says whether it was right.")


def _guessable(quiz: Questions, rules: QuizFront, pass_mark: float) -> None:
    """Right answers that can be picked by their length or their place so often that it passes."""
    asked = min(rules.draw or len(quiz.items), len(quiz.items))
    if quiz.report.broken or asked < _FEW:
        return
    for strategy, (code, what, expected) in _GUESSES.items():
        luck = luckiest(quiz.items, asked, strategy)
        if luck.passes(pass_mark):
            drawn = "" if asked == len(quiz.items) else " in the luckiest draw"
            scored = f"{what} scores {round(luck.points, 1):g} of {luck.of} points{drawn}, which passes."
            at = next((item.line for item in quiz.items if item.id in luck.items), 1)
            quiz.report.warning(code, (at, 1), scored, f"{expected}: {', '.join(luck.items)}.")
