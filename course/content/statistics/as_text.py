"""Statistics as text for a terminal of 100 columns; an exclamation mark stands where something is amiss."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from math import floor

from course.content.guessing import Luck, Strategy
from course.content.statistics.counts import CourseCounts, Statistics
from course.content.statistics.modules import LessonCounts, ModuleCounts, QuizCounts
from course.content.statistics.prose import HARD, MEDIUM, Wording, band
from course.content.statistics.shared import SOON, SourceCounts, TermCounts
from course.content.statistics.translations import per_cent, table

WIDTH = 100
_NAME = 28
_ROUNDING = 1e-9
_HEADS = (
    f"{'':{_NAME}}{'':7}{'minutes':>12}{'':5}{'words a sentence':>18}",
    f"{'Texts':{_NAME}}{'words':>7}{'written':>8}{'computed':>9}{'mean':>6}{'most (line)':>12}  "
    f"{'LIX':8}{'chk':>4}{'fig':>4}{'box':>4}{'ref':>4}{'src':>4}",
)
_LEGEND = (
    "Computed: a minute for 100 words, a check and a question drawn, 2 for a reflection. "
    "chk checks, fig figures, box practice boxes, ref reflections, src sources cited. "
    "LIX (Björnsson 1968): words a sentence + per cent of words over six letters; "
    f"under {MEDIUM} easy, {MEDIUM} to {HARD} medium, over {HARD} hard."
)
_OBJECTIVES = "Objectives: checks + quiz items that test each"
_QUIZZES = f"{'Quizzes':{_NAME}}{'items':>7}{'drawn':>7}{'pass':>6}{'longest':>20}{'first':>20}"
_GUESSED = (
    "Longest, first: what somebody scores who always takes the longest choice, "
    "or the first as written, in the luckiest draw. "
    "! marks a zero, a quiz that can be passed that way, and what is due, unread or never cited."
)


def as_text(counted: Statistics, language: str = "", lessons: bool = False) -> str:
    """The report. Texts are counted in `language` where a course offers it, else in its source language."""
    parts: list[list[str]] = [list(_course(course, language, lessons)) for course in counted.courses]
    parts.append([*_wrapped(_LEGEND), *_wrapped(_GUESSED)] if parts else ["There are no courses here."])
    parts.append([*_terms(counted.terms), *_sources(counted.sources)])
    parts.append(table(counted.translations, WIDTH))
    if counted.uncounted:
        told = (line for each in counted.uncounted for line in _wrapped(str(each), 2))
        parts.append(["! Not counted:", *told, "  See: course content check"])
    return "\n".join("\n".join([*part, ""]) for part in parts if part)


def _course(course: CourseCounts, wanted: str, lessons: bool) -> Iterator[str]:
    language = wanted if wanted in course.languages else course.languages[0]
    spoken = f"{', '.join(course.languages)}; texts in {language}" if len(course.languages) > 1 else language
    yield _cut(f"{course.id}  {course.title}  ({spoken})", WIDTH)
    yield ""
    yield from _HEADS
    for module in course.modules:
        yield _module(module, language)
        if lessons and language in module.texts:
            yield from (_lesson(lesson, language) for lesson in module.texts[language].lessons)
    if len(course.published) > 1:
        yield _all(course.published, language)
    objectives = [line for module in course.modules for line in _objectives(module)]
    if objectives:
        yield from ("", _OBJECTIVES, *objectives)
    quizzes = [line for module in course.modules if module.quiz for line in _quiz(module, module.quiz)]
    if quizzes:
        yield from ("", _QUIZZES, *quizzes)


def _number(module: ModuleCounts) -> str:
    return str(module.number or "-").rjust(2)


def _module(module: ModuleCounts, language: str) -> str:
    name = f"{_number(module)} {module.id}"
    text = module.texts.get(language)
    if text is None:
        return f"{_cut(name, _NAME):{_NAME}}  no text in {language}"
    return _row(
        name,
        text.wording,
        language,
        (module.written, module.minutes(language)),
        [len(lesson.checks) for lesson in text.lessons],
        [lesson.practices for lesson in text.lessons],
        [lesson.reflections for lesson in text.lessons],
        len(text.sources),
    )


def _lesson(lesson: LessonCounts, language: str) -> str:
    counts = [len(lesson.checks)], [lesson.practices], [lesson.reflections]
    minutes = (lesson.written, lesson.minutes)
    return _row(f"     {lesson.id}", lesson.wording, language, minutes, *counts, len(lesson.sources))


def _all(modules: Sequence[ModuleCounts], language: str) -> str:
    spoken = [module for module in modules if language in module.texts]
    texts = [module.texts[language] for module in spoken]
    lessons = [lesson for text in texts for lesson in text.lessons]
    written = [module.written for module in spoken if module.written]
    return _row(
        "   all",
        sum((text.wording for text in texts), Wording()),
        language,
        (
            sum(written) if len(written) == len(spoken) else None,
            sum(module.minutes(language) for module in spoken),
        ),
        [len(lesson.checks) for lesson in lessons],
        [lesson.practices for lesson in lessons],
        [lesson.reflections for lesson in lessons],
        len(frozenset[str]().union(*(text.sources for text in texts))),
        several=True,
    )


def _row(
    name: str,
    wording: Wording,
    language: str,
    minutes: tuple[int | None, int],
    checks: Iterable[int],
    practices: Iterable[int],
    reflections: Iterable[int],
    sources: int,
    several: bool = False,
) -> str:
    mean, lix, longest = wording.average, wording.lix(language), wording.longest
    most = "-"
    if longest:
        most = str(longest.words) if several else f"{longest.words} ({longest.line})"
    level = f"{lix:.0f} {band(lix)}" if lix is not None else "-"
    counts = (sum(checks), wording.figures, sum(practices), sum(reflections), sources)
    written, computed = minutes
    return (
        f"{_cut(name, _NAME):{_NAME}}{wording.words:>7,}{written or '-':>8}{computed:>9}"
        f"{f'{mean:.1f}' if mean is not None else '-':>6}{most:>12}  {level:9}"[: WIDTH - 20]
        + "".join(f"{count:>4}" for count in counts)
    ).rstrip()


def _objectives(module: ModuleCounts) -> Iterator[str]:
    cells = [
        f"{'!' if 0 in tests else ' '} {_cut(id_, 35):35}{tests[0]:>3} + {tests[1]:<2}"
        for id_, tests in module.objectives.items()
    ]
    for place in range(0, len(cells), 2):
        number = _number(module) if place == 0 else "  "
        yield f"{number} {'  '.join(cells[place : place + 2])}".rstrip()


def _quiz(module: ModuleCounts, quiz: QuizCounts) -> Iterator[str]:
    name = _cut(f"{_number(module)} {module.id}", _NAME)
    guesses = "".join(f"{_luck(quiz.guesses[each], quiz.pass_mark):>20}" for each in Strategy)
    yield f"{name:{_NAME}}{quiz.items:>7}{quiz.drawn:>7}{quiz.pass_mark:>6.0%}{guesses}"
    kinds = [f"{number} {kind}" for kind, number in quiz.kinds.items()]
    unread = [f"! {quiz.unread} unread"] if quiz.unread else []
    yield from _wrapped(", ".join([*kinds, *unread]), 3)


def _luck(luck: Luck, pass_mark: float) -> str:
    mark = "! " if luck.passes(pass_mark) else ""
    return f"{mark}{floor(luck.points * 10 + _ROUNDING) / 10:g} of {luck.of}, {per_cent(luck.share)}"


def _terms(terms: TermCounts) -> Iterator[str]:
    rest = f"; never linked: {', '.join(terms.unlinked)}" if terms.unlinked else ""
    yield from _wrapped(f"Glossary: {terms.terms} terms, {terms.terms - len(terms.unlinked)} linked{rest}.")


def _sources(sources: SourceCounts) -> Iterator[str]:
    text = f"Sources: {sources.sources}, of which lessons cite {sources.lessons}"
    text += f"; cited elsewhere only: {', '.join(sources.elsewhere)}" if sources.elsewhere else ""
    text += f"; ! never cited: {', '.join(sources.never)}" if sources.never else ""
    due = ", ".join(f"{key} ({day})" for key, day in sources.due)
    yield from _wrapped(f"{text}. Due for review within {SOON.days} days: {f'! {due}' if due else 'none'}.")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _wrapped(text: str, indent: int = 0) -> list[str]:
    more = " " * (indent + 2)
    return textwrap.wrap(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=more, break_on_hyphens=False
    )
