"""Readings become what is served: languages fall back file by file, and what broke stays as it last was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course.content import dialogues as d
from course.content.courses import Text as CourseText
from course.content.fingerprints import fingerprint
from course.content.model import CertificateTerms, Course, Dialogue, Module, Quiz, Shuffle
from course.content.reader import default_id
from course.content.readings import Questions, Reading, Text
from course.content.schemas import CourseFront

Modules = dict[str, Module]  # by language


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands in its course; `number` is 0 for a draft."""

    folder: Path
    number: int
    pass_mark: float
    languages: tuple[str, ...]

    @property
    def draft(self) -> bool:
        return self.number == 0


def modules_of(reading: Reading, place: Place, bad: Collection[str], former: Modules) -> Modules:
    """The module in every language of its course; empty when there is no good version.

    `bad` are the paths of files with errors, `former` the versions that were good last time. A draft is shown
    with its errors as long as it can be read at all.
    """
    source = place.languages[0]
    text, quiz = reading.texts[source], reading.quizzes.get(source)
    if not (_good(text, bad) and (quiz is None or _good(quiz, bad))):
        if former:
            return {
                language: replace(module, number=place.number, draft=place.draft)
                for language, module in former.items()
            }
        if not place.draft or text.front is None:
            return {}
    original = _module(text, text, _quiz(quiz, place.pass_mark, source), place, source)
    modules = {source: original}
    for language in place.languages[1:]:
        modules[language] = _translated(reading, language, original, place, bad, former.get(language))
    return modules


def _translated(
    reading: Reading,
    language: str,
    original: Module,
    place: Place,
    bad: Collection[str],
    former: Module | None,
) -> Module:
    """The module in another language, each file by itself: as it is, as it last was, or the original."""
    source = reading.texts[place.languages[0]]
    text, questions = reading.texts.get(language), reading.quizzes.get(language)
    quiz = original.quiz
    if questions is not None and _good(questions, bad):
        quiz = _quiz(questions, place.pass_mark, language, rules=quiz)
    elif questions is not None and former and former.quiz and _alike(former.quiz, quiz, language):
        quiz = former.quiz
    if text is not None and _good(text, bad):
        return _module(text, source, quiz, place, language)
    kept = former is not None and former.language == language and text is not None
    if former is not None and kept and _ids(former) == _ids(original):
        return _finished(replace(former, quiz=quiz, number=place.number, draft=place.draft))
    return original if quiz is original.quiz else _finished(replace(original, quiz=quiz))


def _ids(module: Module) -> list[tuple[str, tuple[str, ...]]]:
    return [(lesson.id, tuple(lesson.checks)) for lesson in module.lessons]


def _alike(former: Quiz, quiz: Quiz | None, language: str) -> bool:
    """Whether a former translation of the quiz still asks the same questions."""
    if quiz is None or former.language != language:
        return False
    return [(i.id, i.kind, i.points) for i in former.items] == [(i.id, i.kind, i.points) for i in quiz.items]


def _good(part: Text | Questions, bad: Collection[str]) -> bool:
    return part.front is not None and not part.report.broken and part.report.path not in bad


def _quiz(read: Questions | None, pass_mark: float, language: str, rules: Quiz | None = None) -> Quiz | None:
    """The quiz with its own rules, or with those of the original that it translates."""
    if read is None or read.front is None or not read.items:
        return None
    if rules is not None:
        quiz = replace(rules, items=read.items, language=language)
    else:
        front = read.front
        quiz = Quiz(
            items=read.items,
            language=language,
            pass_mark=front.pass_mark if front.pass_mark is not None else pass_mark,
            attempts=front.attempts,
            wait=front.wait,
            draw=front.draw,
            shuffle=Shuffle(front.shuffle),
            show=front.show,
            keep=front.keep,
        )
    return replace(quiz, fingerprint=fingerprint(quiz))


def _module(text: Text, source: Text, quiz: Quiz | None, place: Place, language: str) -> Module:
    own, front = text.front, source.front
    assert own is not None
    assert front is not None
    minutes = front.minutes or sum(lesson.minutes for lesson in text.lessons) + (quiz.asked if quiz else 0)
    module = Module(
        id=front.id or default_id(place.folder.name),
        number=place.number,
        folder=place.folder,
        title=own.title,
        language=language,
        minutes=max(1, minutes),
        objectives={key: own.objectives.get(key, words) for key, words in front.objectives.items()},
        lessons=text.lessons,
        introduction_html=text.introduction,
        quiz=quiz,
        dialogue=front.dialogue,
        see_also=front.see_also,
        further=front.further,
        sensitive=front.sensitive,
        content_note=own.content_note,
        reviewed_on=front.reviewed_on,
        was=front.was or "",
        draft=place.draft,
    )
    return _finished(module)


def _finished(module: Module) -> Module:
    return replace(module, fingerprint=fingerprint(module))


def course_of(
    folder: str,
    front: CourseFront,
    translations: Mapping[str, CourseText],
    modules: Sequence[Modules],
    bad: Collection[str],
    former: Mapping[str, Course],
) -> dict[str, Course]:
    """The course in each of its languages, with its modules and drafts in order."""
    courses: dict[str, Course] = {}
    for language in front.languages:
        translation = translations.get(language) if language != front.languages[0] else None
        before = former.get(language)
        texts, spoken = (front.title, front.summary, front.audience), front.languages[0]
        if translation and translation.front and translation.report.path not in bad:
            own = translation.front
            texts, spoken = (own.title, own.summary, own.audience), language
        elif translation and before and before.language == language:
            texts, spoken = (before.title, before.summary, before.audience), language
        here = [versions[language] for versions in modules if language in versions]
        courses[language] = _course(folder, front, texts, spoken, here)
    return courses


def _course(
    folder: str, front: CourseFront, texts: tuple[str, str, str], language: str, modules: Sequence[Module]
) -> Course:
    terms = front.certificate
    course = Course(
        id=front.id or default_id(folder),
        title=texts[0],
        summary=texts[1],
        audience=texts[2],
        language=language,
        languages=front.languages,
        modules=tuple(module for module in modules if not module.draft),
        drafts=tuple(module for module in modules if module.draft),
        pass_mark=front.pass_mark,
        required_order=front.order == "required",
        certificate=CertificateTerms(terms.hours, terms.signatory, terms.expires) if terms else None,
    )
    return replace(course, fingerprint=fingerprint(replace(course, drafts=())))


def dialogues_of(
    reading: d.Reading,
    folder: Path,
    languages: Sequence[str],
    bad: Collection[str],
    former: dict[str, Dialogue],
) -> dict[str, Dialogue]:
    """The dialogue in every language of the site, the source first; empty when there is no good version."""
    spoken, source = next(iter(reading.texts.items()))
    if source.front is None or source.page.report.broken or source.page.report.path in bad:
        return dict(former)
    original = _dialogue(source, source, folder, spoken)
    found = {spoken: original}
    for language in dict.fromkeys((*languages, *reading.texts)):
        text, before = reading.texts.get(language), former.get(language)
        if language == spoken:
            continue
        if text is None:
            found[language] = original
        elif text.front is not None and not text.page.report.broken and text.page.report.path not in bad:
            found[language] = _dialogue(text, source, folder, language)
        else:
            found[language] = before if before and before.language == language else original
    return found


def _dialogue(text: d.Text, source: d.Text, folder: Path, language: str) -> Dialogue:
    own, front = text.front, source.front
    assert own is not None
    assert front is not None
    dialogue = Dialogue(
        id=front.id or default_id(folder.name),
        title=own.title,
        language=language,
        timezone=front.timezone,
        folder=folder,
        introduction_html=text.introduction,
        number=front.number,
        series=own.series or front.series,
        year=None if source.days else front.year,
        forum=source.forum,
        webinars=source.webinars,
        documents=text.documents or source.documents,
        questions=own.questions or front.questions,
    )
    return replace(dialogue, fingerprint=fingerprint(dialogue))
