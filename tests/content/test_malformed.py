"""Hundreds of files that trainers may spoil: each gives a located message, and all else still loads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from course.content.files import LIMIT
from course.content.model import Catalogue
from course.content.problems import as_text
from tests.content.tree import COURSE, DIALOGUE, DRAFT, FIRST, WORDS, Tree

MODULE, QUIZ, COURSE_FILE = f"{FIRST}/module.md", f"{FIRST}/quiz.md", f"{COURSE}/course.yaml"
TALK = f"{DIALOGUE}/dialogue.md"
SVG = f"{FIRST}/media/levels.svg"

FRONTED = (
    *(
        MODULE,
        f"{FIRST}/module.fr.md",
        QUIZ,
        f"{FIRST}/quiz.fr.md",
        f"{WORDS}/module.md",
        f"{WORDS}/module.ar.md",
    ),
    *(f"{WORDS}/quiz.ar.md", f"{DRAFT}/module.md", TALK, f"{DIALOGUE}/dialogue.fr.md"),
    *(f"{DIALOGUE}/concept-note.md", "dialogues/2026-05-sharing-care/dialogue.md"),
)
PURE = (
    *(COURSE_FILE, f"{COURSE}/course.fr.yaml", f"{COURSE}/course.ar.yaml", "sources.yaml", "glossary.yaml"),
    *("glossary.fr.yaml", "people.yaml", "support.yaml", "support.fr.yaml"),
)
LAUGHS = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9 if n else ['ha'] * 9)}]\n" for n in range(9))


@dataclass(frozen=True)
class Spoiled:
    """One way to spoil one file, and the code of the problem that tells it."""

    path: str
    code: str
    spoil: Callable[[Tree], None]
    name: str
    told_in: str = ""

    def __str__(self) -> str:
        return f"{self.name}-{self.path}"

    @property
    def told(self) -> str:
        return self.told_in or self.path


def changed(path: str, old: str, new: str, code: str, told: str = "") -> Spoiled:
    name = "".join(c if c.isalnum() else "-" for c in f"{code}-{new[:24]}")
    return Spoiled(path, code, lambda tree: tree.change(path, old, new), name, told)


def put_first(path: str, lines: str, code: str, name: str) -> Spoiled:
    """Spoil the front matter (or the YAML file) by lines at its top."""

    def spoil(tree: Tree) -> None:
        text = tree.read(path)
        tree.write(path, f"---\n{lines}{text[4:]}" if text.startswith("---\n") else lines + text)

    return Spoiled(path, code, spoil, name)


def raw(path: str, change: Callable[[bytes], bytes], code: str, name: str) -> Spoiled:
    return Spoiled(path, code, lambda tree: tree.write(path, change(tree.path(path).read_bytes())), name)


def everywhere() -> list[Spoiled]:
    """What can be wrong with any file."""
    found: list[Spoiled] = []
    for path in (*FRONTED, *PURE):
        found += [
            raw(path, lambda data: data[:20] + b"\xff\xfe" + data[20:], "encoding", "not-utf-8"),
            raw(path, lambda data: data[:2] + b"\0" + data[2:], "control-character", "nul"),
            raw(path, lambda data: data + b" " * LIMIT, "too-large", "too-large"),
            put_first(path, "first: &a 1\n", "yaml-alias", "anchor"),
            put_first(path, "first: !!python/object:os.system x\n", "yaml-tag", "tag"),
            put_first(path, LAUGHS, "yaml-alias", "billion-laughs"),
            put_first(path, "first:\n\tsecond: 1\n", "yaml", "tab"),
            put_first(path, "first: [" * 30 + "]" * 30 + "\n", "yaml-depth", "deep"),
            put_first(path, "twice: 1\ntwice: 2\n", "yaml-duplicate", "duplicate"),
            put_first(path, 'first: "never closed\n', "yaml", "quote"),
            put_first(path, "first: a: b\n", "yaml", "second-colon"),
        ]
    found += [put_first(path, "titel: x\n", "key-unknown", "unknown-key") for path in FRONTED]
    found += [changed(path, "\n---\n", "\n", "front-matter") for path in FRONTED]
    return found


def specific() -> list[Spoiled]:
    """What can be wrong with one kind of file."""
    return [
        changed(MODULE, "title: First steps\n", "", "key-missing"),
        changed(MODULE, "title: First steps", "title: [a, b]", "not-text"),
        changed(MODULE, "title: First steps", 'title: " "', "empty"),
        changed(MODULE, "sensitive: true", "sensitive: yes", "value"),
        changed(MODULE, "sensitive: true", "minutes: -3", "number"),
        changed(MODULE, "id: first-steps", "id: First Steps", "id"),
        changed(MODULE, "2026-11-20", "20 November", "date"),
        changed(MODULE, "2026-11-20", "2026-02-30", "date"),
        changed(
            MODULE,
            "dialogue: 2018-06-men-and-training",
            "dialogue: 2018-06-men-in-training",
            "dialogue-unknown",
        ),
        changed(MODULE, "see_also: [words, sharing-care]", "see_also: [wrods]", "see-also-unknown"),
        changed(MODULE, "further: [hearn2004]", "further: [hern2004]", "source-unknown"),
        changed(MODULE, "[@connell1995]", "[@conell1995]", "source-unknown"),
        changed(MODULE, "glossary:privilege", "glossary:privileges", "term-unknown"),
        changed(MODULE, "(#levels)", "(#level)", "link-anchor"),
        changed(MODULE, "(https://www.example.org/?a=1&b=2)", "(javascript:alert(1))", "link"),
        changed(MODULE, "(https://www.example.org/?a=1&b=2)", "(http://)", "link"),
        changed(MODULE, "(https://www.example.org/?a=1&b=2)", "(../../elsewhere)", "link"),
        changed(MODULE, "![A round table]", "![]", "image-alt"),
        changed(MODULE, "media/levels.svg", "media/level.svg", "media-missing"),
        changed(MODULE, "media/levels.svg", "../../../../levels.svg", "path-escape"),
        changed(MODULE, "media/levels.svg", "https://example.org/levels.svg", "media-remote"),
        changed(MODULE, "media/levels.svg", "quiz.md", "media-type"),
        changed(MODULE, "### What the", "#### What the", "heading-skip"),
        changed(MODULE, "### What the numbers", "# What the numbers", "heading-level"),
        changed(MODULE, "{#ladder}", "", "id-missing"),
        changed(MODULE, "{#ladder}", "{#Ladder One}", "attribute"),
        changed(MODULE, "{#ladder}", "{#levels}", "id-duplicate"),
        changed(MODULE, "{#numbers}", "{#levels}", "id-duplicate"),
        changed(MODULE, "{#numbers}", "{#Numbers}", "id"),
        changed(MODULE, "minutes=7", "minutes=seven", "number"),
        changed(MODULE, "minutes=7", "minuts=7", "attribute"),
        changed(MODULE, "## Four levels {#levels", "## {#levels", "lesson-title"),
        changed(MODULE, ":::note\n", ":::nota\n", "block-unknown"),
        changed(MODULE, ":::note\n", "::: \n", "block-stray"),
        changed(MODULE, ":::note\n", ":::note wide\n", "block-word"),
        changed(MODULE, ":::\n\n:::practice", ":::practice", "block-unclosed"),
        changed(MODULE, "\n:::\n\nBack to [the ladder](#ladder).\n", "\n", "block-unclosed"),
        changed(MODULE, "Which rule did *you* learn first?\n", "", "block-empty"),
        changed(MODULE, "Write to <mailto:team@example.org> when a word hurts.\n", "", "block-empty"),
        changed(MODULE, ":::reflect my-rule", ":::reflect", "id-missing"),
        changed(MODULE, ":::reflect my-rule", ":::reflect My_Rule", "id"),
        changed(MODULE, ":::reflect my-rule", ":::reflect spared", "id-duplicate"),
        changed(MODULE, ":::video talk", ":::video talk {wide=1}", "attribute"),
        changed(MODULE, "src: media/talk.mp4\n", "", "key-missing"),
        changed(MODULE, "src: media/talk.mp4", "src: media/talk.mov", "media-type"),
        changed(MODULE, "src: media/talk.mp4", "scr: media/talk.mp4", "key-unknown"),
        changed(MODULE, "megabytes: 12.5", "megabytes: many", "number"),
        changed(
            MODULE, "transcript: https://www.example.org/talk", "transcript: ftp://example.org", "address"
        ),
        changed(MODULE, "poster: media/dot.png", "poster: media/dots.png", "media-missing"),
        changed(MODULE, "{objective=see-privilege}", "{objective=see-privileges}", "objective"),
        changed(MODULE, "{objective=see-privilege}", "{points=2}", "attribute"),
        changed(MODULE, "{{personal|=institutional|societal}}", "{{personal|institutional}}", "gap"),
        changed(MODULE, "{{personal|=institutional|societal}}", "{{personal|=institutional", "gap"),
        changed(
            MODULE,
            "{{personal|=institutional|societal}}",
            "{{=institutional|Institutional}}",
            "answers-equal",
        ),
        changed(MODULE, "- ( ) I am not sure yet.", "- ...", "kind-mixed"),
        changed(QUIZ, "pass: 75%", "pass: 175%", "share"),
        changed(QUIZ, "pass: 75%", "pass: 75", "share"),
        changed(QUIZ, "attempts: 5", "attempts: none", "number"),
        changed(QUIZ, "wait: 30 minutes", "wait: a while", "duration"),
        changed(QUIZ, "draw: 9", "draw: 11", "draw"),
        changed(QUIZ, "shuffle: questions", "shuffle: question", "value"),
        changed(QUIZ, "keep: last", "keep: first", "value"),
        changed(QUIZ, "## spared-question", "## spared question", "id"),
        changed(QUIZ, "## spared-question", "##", "id-missing"),
        changed(QUIZ, "## who-gains", "## spared-question", "id-duplicate"),
        changed(QUIZ, "## who-gains {", "## who-gains {was=author ", "was-living"),
        changed(QUIZ, "points=2", "points=two", "points"),
        changed(QUIZ, "points=2", "point=2", "attribute"),
        changed(QUIZ, "points=2", "credit=some", "credit"),
        changed(QUIZ, "points=2", "credit=partial", "credit"),
        changed(QUIZ, "- (x) Men are", "- ( ) Men are", "right-missing"),
        changed(QUIZ, "- ( ) The panel", "- (x) The panel", "right-twice"),
        changed(QUIZ, "- ( ) The panel", "- (y) The panel", "mark"),
        changed(QUIZ, "- ( ) The panel", "- () The panel", "mark"),
        changed(QUIZ, "- ( ) The panel", "- (] The panel", "mark"),
        changed(QUIZ, "- ( ) The panel", "- The panel", "mark-missing"),
        changed(QUIZ, "- ( ) The panel", "- [ ] The panel", "kind-mixed"),
        changed(QUIZ, "- ( ) The panel meant to exclude women.", "- ( )", "answer-empty"),
        changed(QUIZ, "  > Intention isn't needed.", "> Intention isn't needed.", "explanation-early"),
        changed(QUIZ, "  > Intention isn't needed.", "Intention isn't needed.", "text-stray"),
        changed(QUIZ, "? Think of the men on the list.", "? One.\n\n? Two.", "hint-twice"),
        changed(
            QUIZ,
            "- [x] Higher average pay\n- [x] More",
            "- [ ] Higher average pay\n- [ ] More",
            "right-missing",
        ),
        changed(QUIZ, "- [x] Higher average pay", "- [x] a longer  life", "answers-equal"),
        changed(QUIZ, "- ( ) True\n  > They differ between places and times.\n", "", "answers-few"),
        changed(QUIZ, '- "I must not cry" => person', '- "I must not cry" =>', "answer-empty"),
        changed(QUIZ, "- => nature", "- => person", "answers-equal"),
        changed(QUIZ, "- Leave for mothers only =>", '- "I must not cry" =>', "answers-equal"),
        changed(QUIZ, "- Leave for mothers only => institution\n", "", "answers-few"),
        changed(QUIZ, "1. Notice\n2. Name\n", "", "answers-few"),
        changed(QUIZ, "1. Notice", "1. Notice\n  > Feedback.", "feedback"),
        changed(QUIZ, "2. Name", "2. Notice", "answers-equal"),
        changed(QUIZ, "- ~ r\\.?", "- ~ (r", "pattern"),
        changed(QUIZ, "- ~ r\\.?", "- ~ (r+)+", "pattern"),
        changed(QUIZ, "- = Raewyn Connell", "- = connell", "answers-equal"),
        changed(QUIZ, "- = Raewyn Connell", "- =", "answer-empty"),
        changed(QUIZ, "- = Connell\n- = Raewyn Connell\n- ~ r\\.? ?w\\.? ?connell\n", "", "right-missing"),
        changed(QUIZ, "- = 27,2 ± 0.5 %", "- = 27,200 ± 0.5 %", "number"),
        changed(QUIZ, "- = 27,2 ± 0.5 %", "- = 27.2 ± -1 %", "number"),
        changed(QUIZ, "- ! 50 %", "- ! half", "number"),
        changed(QUIZ, "- ! 50 %", "- ! 50 points", "unit"),
        changed(QUIZ, '- 1..5 "disagree" .. "agree"', "- 1..5 disagree .. agree", "scale"),
        changed(QUIZ, '- 1..5 "disagree"', '- 5..1 "disagree"', "scale"),
        changed(QUIZ, '.. "agree"', '.. "agree"\n- 1..3 "a" .. "b"', "answers-many"),
        changed(QUIZ, "- ...", "- ...\n- …", "answers-many"),
        changed(QUIZ, "- ...", "", "answers-missing"),
        changed(QUIZ, "What will you try first?\n", "", "prompt"),
        changed(QUIZ, "---\n## spared", "---\nWelcome.\n\n## spared", "text-stray"),
        changed(COURSE_FILE, "languages: [en, fr, ar]", "languages: []", "empty"),
        changed(COURSE_FILE, "languages: [en, fr, ar]", "languages: [en, fr, ar, en]", "value"),
        changed(COURSE_FILE, "languages: [en, fr, ar]", "languages: English", "value"),
        changed(COURSE_FILE, "languages: [en, fr, ar]", "languages: [English]", "language"),
        changed(COURSE_FILE, "- 02-words", "- 02-word", "module-missing"),
        changed(COURSE_FILE, "- 02-words", "- 01-first-steps", "module-twice"),
        changed(COURSE_FILE, "- 02-words", "- ../02-words", "folder"),
        changed(COURSE_FILE, "order: required", "order: requried", "value"),
        changed(COURSE_FILE, "a-okonkwo", "a-okonkow", "person-unknown"),
        changed(COURSE_FILE, "expires: 3 years", "expires: 0 years", "duration"),
        changed(COURSE_FILE, "hours: 1.5", "hours: true", "number"),
        changed(f"{COURSE}/course.fr.yaml", "audience: F", "summry: F", "key-unknown"),
        changed("sources.yaml", "year: 1995", "year: 1995.5", "not-text"),
        changed("sources.yaml", "as_of: 2025-01", "as_of: January", "date"),
        changed("sources.yaml", "address: https://www.ipu.org", "address: www.ipu.org", "address"),
        changed("glossary.yaml", "see: [privilege]", "see: [privileges]", "see-unknown"),
        changed("glossary.yaml", "@connell1995", "@connell", "source-unknown"),
        changed("glossary.yaml", "\nprivilege:", "\nPrivilege!:", "id"),
        changed("glossary.fr.yaml", "\nprivilege:", "\nprivileges:", "translation-ids"),
        changed("people.yaml", "role: Head of training", "role:", "not-text"),
        changed("support.yaml", "country: DO", "country: Dominican Republic", "country"),
        changed("support.yaml", "verified_on: never", "verified_on: soon", "date"),
        changed("support.yaml", "services:", "servces:", "key-unknown"),
        changed("support.fr.yaml", "Línea Vida:", "Linea Vida:", "translation-ids"),
        changed("support.fr.yaml", "hours: jour", "phone: jour", "key-unknown"),
        changed("support.fr.yaml", "hours: jour et nuit", "note: Une note", "translation-ids"),
        changed(TALK, "America/Santo_Domingo", "EST", "zone"),
        changed(TALK, "America/Santo_Domingo", "CET", "zone"),
        changed(TALK, "America/Santo_Domingo", "America/Santo Domingo", "zone"),
        changed(TALK, "America/Santo_Domingo", "../../etc/passwd", "zone"),
        changed(TALK, "closes: 2018-06-20", "closes: 2018-06-02", "date-order"),
        changed(TALK, ", closes: 2018-06-20", "", "forum"),
        changed(TALK, "{opens: 2018-06-06, closes: 2018-06-20}", "{}", "forum"),
        changed(TALK, "2018-06-12 10:00", "12 June at 10", "date"),
        changed(TALK, "2018-06-12 10:00", "2018-06-12 25:00", "date"),
        changed(TALK, "concept-note: concept-note", "concept-note: concept-notes", "document-missing"),
        changed(TALK, '"https://www.example.org/report.pdf"', '"file:///etc/passwd"', "address"),
        changed(f"{DIALOGUE}/concept-note.md", "[@hearn2004]", "[@hearn]", "source-unknown"),
        changed(f"{DIALOGUE}/concept-note.md", "## Question 1", "# Question 1", "heading-level"),
        changed(f"{DIALOGUE}/dialogue.fr.md", "  - Pourquoi associer les hommes ?\n", "", "translation-ids"),
        changed(f"{DIALOGUE}/dialogue.fr.md", "source:", "number: 13\nsource:", "translation-differs"),
        changed(f"{FIRST}/module.fr.md", "{#levels minutes=7}", "{#niveaux}", "translation-ids"),
        changed(f"{FIRST}/module.fr.md", ":::reflect my-rule", ":::reflect ma-regle", "translation-ids"),
        changed(f"{FIRST}/module.fr.md", "  four-levels:", "  quatre:", "objective"),
        changed(f"{FIRST}/module.fr.md", "content_note:", "minutes: 9\ncontent_note:", "translation-differs"),
        changed(
            f"{FIRST}/quiz.fr.md", "- ( ) Vrai\n- (x) Faux", "- (x) Vrai\n- ( ) Faux", "translation-marks"
        ),
        changed(f"{FIRST}/quiz.fr.md", "## agree", "## daccord", "translation-ids"),
        changed(f"{FIRST}/quiz.fr.md", "± 0,5", "± 5", "translation-marks"),
        changed(f"{WORDS}/quiz.ar.md", "- (x) خطأ", "- ( ) خطأ", "right-missing"),
        changed(SVG, "<title>", "<script>alert(1)</script><title>", "svg-unsafe"),
        changed(SVG, "<circle", '<circle onclick="alert(1)"', "svg-unsafe"),
        changed(SVG, "<circle", '<image href="https://example.org/x.png"/><circle', "svg-unsafe"),
        changed(SVG, 'fill="var(--plum1)"', 'fill="url(https://example.org)"', "svg-unsafe"),
        changed(SVG, "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg', "svg-unsafe"),
        changed(SVG, "</svg>", "", "svg"),
        changed(SVG, ' viewBox="0 0 320 320"', "", "svg"),
        raw(SVG, lambda data: b"\xff" + data, "encoding", "not-utf-8"),
        raw(MODULE, lambda data: b"", "file-empty", "empty"),
        raw(QUIZ, lambda data: b"---\n---\n", "items-missing", "no-questions"),
        raw(f"{FIRST}/media/dot.png", lambda data: data + b" " * LIMIT, "too-large", "too-large"),
        raw("people.yaml", lambda data: b"- a\n- b\n", "value", "a-list"),
        raw("sources.yaml", lambda data: b"? [a]\n: b\n", "yaml-key", "a-list-as-key"),
        raw("sources.yaml", lambda data: data + b"---\na: b\n", "yaml-document", "two-documents"),
        raw(
            f"{WORDS}/module.md", lambda data: b"---\n- a\n---\n## A {#a}\nText.\n", "front-matter", "a-list"
        ),
        raw(f"{WORDS}/module.md", lambda data: data.split(b"## ")[0], "lessons-missing", "no-lessons"),
    ]


SPOILED = [*everywhere(), *specific()]


def sound(catalogue: Catalogue, spoiled: str) -> set[str]:
    """Folders that are whole and have nothing to do with the spoiled file."""
    modules = {module.folder for course in catalogue.courses.values() for module in course["en"].modules}
    dialogues = {dialogue["en"].folder for dialogue in catalogue.dialogues.values()}
    names = {folder.relative_to(catalogue.root).as_posix() for folder in modules | dialogues}
    return {name for name in names if not spoiled.startswith(name)}


def test_there_are_hundreds_of_them_in_dozens_of_kinds() -> None:
    assert len(SPOILED) >= 300
    assert len({spoiled.code for spoiled in SPOILED}) >= 60


@pytest.mark.parametrize("spoiled", SPOILED, ids=str)
def test_a_spoiled_file_is_told_with_its_place_and_all_else_still_loads(spoiled: Spoiled, tree: Tree) -> None:
    before = tree.load()
    assert before.problems == ()
    spoiled.spoil(tree)

    after = tree.load()

    told = [p for p in after.problems if p.code == spoiled.code and p.path == spoiled.told]
    assert told, as_text(after.problems)
    for problem in after.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.what.endswith(".")
        assert "Traceback" not in str(problem)
        assert problem.code != "unexpected"
    assert told[0].severity == "error"
    assert sound(after, spoiled.path) == sound(before, spoiled.path)
    assert after.courses.keys() == before.courses.keys()
    assert after.dialogues.keys() == before.dialogues.keys()
    served = after.courses[COURSE]["en"].module("first-steps")
    assert served is not None
    assert served == before.courses[COURSE]["en"].module("first-steps")


@pytest.mark.parametrize("spoiled", SPOILED, ids=str)
def test_a_spoiled_file_on_a_cold_start_stops_nothing_else(spoiled: Spoiled, tree: Tree) -> None:
    spoiled.spoil(tree)

    cold = tree.load()

    assert spoiled.code in {p.code for p in cold.problems if p.path == spoiled.told}
    if not spoiled.path.startswith(COURSE):
        assert COURSE in cold.courses
