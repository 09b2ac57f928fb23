"""Statistics as JSON, complete: every lesson in every language."""

from __future__ import annotations

import json
from typing import Any

from course.content.statistics.counts import CourseCounts, Statistics
from course.content.statistics.modules import LessonCounts, ModuleCounts, QuizCounts, TextCounts
from course.content.statistics.prose import Wording, band
from course.content.statistics.translations import share


def as_json(counted: Statistics) -> str:
    """{"courses": […], "glossary": …, "sources": …, "translations": …, "uncounted": […]}; minutes in whole
    minutes, shares 0..1."""
    terms, sources = counted.terms, counted.sources
    every = [state for files in counted.translations.values() for state in files.values()]
    report = {
        "courses": [_course(course) for course in counted.courses],
        "glossary": {"terms": terms.terms, "never_linked": terms.unlinked},
        "sources": {
            "sources": sources.sources,
            "cited_in_lessons": sources.lessons,
            "cited_elsewhere_only": sources.elsewhere,
            "never_cited": sources.never,
            "due": {key: day.isoformat() for key, day in sources.due},
        },
        "translations": {
            "share": round(share(every), 4),
            "languages": {
                language: {"share": round(share(files.values()), 4), "files": files}
                for language, files in counted.translations.items()
            },
        },
        "uncounted": [
            {"path": each.path, "line": each.line, "what": each.what} for each in counted.uncounted
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _course(course: CourseCounts) -> dict[str, Any]:
    return {
        "id": course.id,
        "title": course.title,
        "languages": course.languages,
        "modules": [_module(module) for module in course.modules],
    }


def _module(module: ModuleCounts) -> dict[str, Any]:
    return {
        "id": module.id,
        "folder": module.folder,
        "number": module.number,
        "draft": module.number == 0,
        "minutes_written": module.written,
        "texts": {
            language: {"minutes_computed": module.minutes(language), **_text(text, language)}
            for language, text in module.texts.items()
        },
        "objectives": {
            id_: {"checks": checks, "items": items} for id_, (checks, items) in module.objectives.items()
        },
        "quiz": _quiz(module.quiz) if module.quiz else None,
    }


def _text(text: TextCounts, language: str) -> dict[str, Any]:
    return {
        "path": text.path,
        **_wording(text.wording, language),
        "checks": sum(len(lesson.checks) for lesson in text.lessons),
        "practices": sum(lesson.practices for lesson in text.lessons),
        "reflections": sum(lesson.reflections for lesson in text.lessons),
        "sources": sorted(text.sources),
        "lessons": [_lesson(lesson, language) for lesson in text.lessons],
    }


def _lesson(lesson: LessonCounts, language: str) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "line": lesson.line,
        "minutes_written": lesson.written,
        "minutes_computed": lesson.minutes,
        **_wording(lesson.wording, language),
        "checks": len(lesson.checks),
        "practices": lesson.practices,
        "reflections": lesson.reflections,
        "sources": sorted(lesson.sources),
    }


def _wording(wording: Wording, language: str) -> dict[str, Any]:
    mean, lix, longest = wording.average, wording.lix(language), wording.longest
    return {
        "words": wording.words,
        "sentences": wording.sentences,
        "words_per_sentence": None if mean is None else round(mean, 2),
        "longest_sentence": longest and {"words": longest.words, "line": longest.line, "text": longest.text},
        "lix": None if lix is None else round(lix, 1),
        "level": None if lix is None else band(lix),
        "figures": wording.figures,
    }


def _quiz(quiz: QuizCounts) -> dict[str, Any]:
    return {
        "path": quiz.path,
        "items": quiz.items,
        "unread": quiz.unread,
        "drawn": quiz.drawn,
        "pass": quiz.pass_mark,
        "kinds": quiz.kinds,
        "guesses": {
            strategy: {
                "points": round(luck.points, 4),
                "of": luck.of,
                "share": round(luck.share, 4),
                "passes": luck.passes(quiz.pass_mark),
                "items": luck.items,
            }
            for strategy, luck in quiz.guesses.items()
        },
    }
