"""`course content stats`: two screens for people, everything for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from course.cli.content import content
from course.content.statistics.as_json import as_json
from course.content.statistics.as_text import WIDTH, as_text
from course.content.statistics.counts import statistics
from tests.content.tree import COURSE, FIRST, WORDS, Tree

TODAY = date(2026, 3, 2)
GUESSABLE = "".join(f"## q{n}\nSo?\n\n- ( ) A\n- (x) Bee\n\n" for n in range(4))

REPORT = """\
masculinities  Masculinities: a sample  (en, fr, ar; texts in en)

                                        minutes       words a sentence
Texts                         words written computed  mean most (line)  LIX      chk fig box ref src
 1 first-steps                   98       -       19   7.2     16 (46)  30 easy    2   2   1   1   3
 2 words                         15      12        4   7.5     10 (10)  28 easy    1   0   0   0   0
 - draft-power                    5       -        1   5.0       5 (6)  25 easy    0   0   0   0   0
   all                          113       -       23   7.3          16  30 easy    3   2   1   1   3

Objectives: checks + quiz items that test each
 1   see-privilege                        1 + 5     four-levels                          1 + 3
 2   plain-words                          1 + 2

Quizzes                       items  drawn  pass             longest               first
 1 first-steps                   10      9   75%         4 of 8, 50%       1.5 of 7, 21%
   1 single, 1 multiple, 1 true-false, 1 matching, 1 ordering, 1 short, 1 numeric, 1 gaps, 1 scale,
     1 open
 2 words                          2      2   80%          0 of 2, 0%          0 of 2, 0%
   1 single, 1 true-false

Computed: a minute for 100 words, a check and a question drawn, 2 for a reflection. chk checks, fig
  figures, box practice boxes, ref reflections, src sources cited. LIX (Björnsson 1968): words a
  sentence + per cent of words over six letters; under 40 easy, 40 to 50 medium, over 50 hard.
Longest, first: what somebody scores who always takes the longest choice, or the first as written,
  in the luckiest draw. ! marks a zero, a quiz that can be passed that way, and what is due, unread
  or never cited.

Glossary: 2 terms, 1 linked; never linked: patriarchal-dividend.
Sources: 3, of which lessons cite 3. Due for review within 90 days: none.

Translations: 50% of 18 files are current                                   fr 66%      ar 33%
  glossary, support                                                         current     missing
  dialogues/2018-06-men-and-training: dialogue                              current     missing
  dialogues/2026-05-sharing-care: dialogue                                  missing     missing
  masculinities/01-first-steps: module, quiz                                current     missing
  masculinities/02-words: module, quiz                                      missing     current"""


def run(*words: object) -> Result:
    return CliRunner().invoke(content, ["stats", *map(str, words)])


def report(tree: Tree, language: str = "", lessons: bool = False) -> list[str]:
    return as_text(statistics(tree.root, TODAY), language, lessons).splitlines()


def test_the_report_of_the_sample(tree: Tree) -> None:
    assert "\n".join(report(tree)) == REPORT


def test_each_lesson_has_a_line_when_asked_for(tree: Tree) -> None:
    lines = report(tree, lessons=True)
    assert lines[4:8] == [
        " 1 first-steps                   98       -       19   7.2     16 (46)  30 easy    2   2   1   1   3",
        "     ladder                      58       -        2   7.8     16 (46)  31 easy    1   1   1   0   3",
        "     levels                      26       7        8   6.5     11 (56)  26 easy    1   1   0   1   0",
        " 2 words                         15      12        4   7.5     10 (10)  28 easy    1   0   0   0   0",
    ]


def test_texts_in_another_language_and_no_level_for_arabic(tree: Tree) -> None:
    assert report(tree, "ar")[4:8] == [
        " 1 first-steps                no text in ar",
        " 2 words                         12      12        4   6.0       9 (8)  -          1   0   1   0   0",
        " - draft-power                no text in ar",
        "   all                           12      12        4   6.0           9  -          1   0   1   0   0",
    ]
    assert report(tree, "de")[0].endswith("(en, fr, ar; texts in en)")


def test_what_is_amiss_has_a_mark(tree: Tree) -> None:
    tree.change(f"{COURSE}/course.yaml", "[en, fr, ar]", "[en]")
    tree.change(f"{WORDS}/module.md", "{plain-words:", "{forgotten: Remember me, plain-words:")
    tree.write(f"{WORDS}/quiz.md", GUESSABLE + "## q5\nSo?\n\n- (x) A\n")
    tree.write(
        "sources.yaml",
        tree.read("sources.yaml") + "\nnew: {author: A, title: T, year: 2020, review_by: 2026-03-01}\n",
    )
    lines = report(tree)
    assert lines[0] == "masculinities  Masculinities: a sample  (en)"
    assert (
        " 2 ! forgotten                            0 + 0   ! plain-words                          1 + 0"
        in lines
    )
    assert " 2 words                          4      4   80%      ! 4 of 4, 100%          0 of 4, 0%" in lines
    assert "   4 single, ! 1 unread" in lines
    assert "Translations: none; everything is in one language." in lines
    assert (
        "Sources: 4, of which lessons cite 3; ! never cited: new. Due for review within 90 days: ! new"
        in lines
    )
    assert lines[-3:] == [
        "! Not counted:",
        f"  {WORDS}/quiz.md:25: 1 of 5 questions cannot be read. There is nothing to choose.",
        "  See: course content check",
    ]


def test_nothing_is_wider_than_the_terminal(tree: Tree) -> None:
    tree.change(f"{COURSE}/course.yaml", "Masculinities: a sample", "Masculinities " * 12)
    tree.change(f"{FIRST}/module.md", "id: first-steps", f"id: {'a-long-id-' * 8}end")
    tree.write(
        f"{WORDS}/module.md", f"---\ntitle: W\n---\n## T {{#t}}\n{'word ' * 1500}.\n\n" + "Longword. " * 9000
    )
    lines = report(tree, lessons=True)
    assert [line for line in lines if len(line) > WIDTH] == []
    assert " 1 a-long-id-a-long-id-a-lo…" in "\n".join(lines)


def test_six_modules_in_four_languages_take_about_two_screens(tmp_path: Path) -> None:
    names = [f"0{n}-module-number-{n}" for n in range(1, 7)]
    objectives = "\n".join(f"  objective-{n}: Know it" for n in range(5))
    for name in names:
        folder = tmp_path / "course" / name
        folder.mkdir(parents=True)
        (folder / "module.md").write_text(
            f"---\ntitle: T\nobjectives:\n{objectives}\n---\n## A {{#a}}\nSome words.\n"
        )
        (folder / "quiz.md").write_text(GUESSABLE)
    (tmp_path / "course" / "course.yaml").write_text(
        f"title: C\nsummary: S\nlanguages: [en, fr, es, ar]\nmodules: [{', '.join(names)}]\n"
    )
    lines = as_text(statistics(tmp_path, TODAY)).splitlines()
    assert len(lines) <= 70
    assert lines[-3:] == [
        "Translations: 0% of 39 files are current                        fr 0%       es 0%       ar 0%",
        "  course: course                                                missing     missing     missing",
        "  course: module, quiz in 6 folders                             missing     missing     missing",
    ]


def test_json_has_every_lesson_in_every_language(tree: Tree) -> None:
    found = json.loads(as_json(statistics(tree.root, TODAY)))
    assert list(found) == ["courses", "glossary", "sources", "translations", "uncounted"]
    first, words, draft = found["courses"][0]["modules"]
    assert (first["number"], first["draft"], first["minutes_written"], list(first["texts"])) == (
        *(1, False, None),
        ["en", "fr"],
    )
    assert first["texts"]["en"]["lessons"][0] == {
        "id": "ladder",
        "title": "A ladder nobody chose",
        "line": 17,
        "minutes_written": None,
        "minutes_computed": 2,
        "words": 58,
        "sentences": 6,
        "words_per_sentence": 7.83,
        "longest_sentence": {
            "words": 16,
            "line": 46,
            "text": 'When a team says "he is ambitious, she is difficult", ask what each of them did.',
        },
        "lix": 31.2,
        "level": "easy",
        "figures": 1,
        "checks": 1,
        "practices": 1,
        "reflections": 0,
        "sources": ["connell1995", "hearn2004", "ipu2025"],
    }
    arabic = words["texts"]["ar"]
    assert (arabic["words"], arabic["lix"], arabic["level"]) == (12, None, None)
    assert first["objectives"]["see-privilege"] == {"checks": 1, "items": 5}
    assert first["quiz"]["kinds"]["true-false"] == 1
    assert first["quiz"]["guesses"]["longest"] == {
        "points": 4.0,
        "of": 8,
        "share": 0.5,
        "passes": False,
        "items": ["spared-question", "who-gains", "match-levels", "dividend"],
    }
    assert (draft["draft"], draft["quiz"]) == (True, None)
    assert found["glossary"] == {"terms": 2, "never_linked": ["patriarchal-dividend"]}
    assert found["translations"]["share"] == 0.5
    assert found["translations"]["languages"]["fr"]["files"]["glossary.fr.yaml"] == "current"
    assert found["uncounted"] == []


def test_an_empty_lesson_has_no_average(tree: Tree) -> None:
    tree.write(f"{WORDS}/module.md", "---\ntitle: W\n---\n## T {#t}\n")
    text = json.loads(as_json(statistics(tree.root, TODAY)))["courses"][0]["modules"][1]["texts"]["en"]
    assert (text["words"], text["words_per_sentence"], text["longest_sentence"]) == (0, None, None)
    assert (
        " 2 words                          0       -        1     -           -  -          0   0   0   0   0"
        in report(tree)
    )


def test_the_command_prints_either_form(tree: Tree) -> None:
    result = run(tree.root)
    assert (result.exit_code, result.output.splitlines()[0]) == (
        *(0, "masculinities  Masculinities: a sample  (en, fr, ar; texts in en)"),
    )
    assert "     ladder  " in run(tree.root, "--lessons", "--language", "fr").output
    today = datetime.now(UTC).date()
    assert run(tree.root, "--format", "json").output == as_json(statistics(tree.root, today))


def test_a_language_that_no_course_has_is_told(tree: Tree) -> None:
    result = run(tree.root, "--language", "de")
    assert result.exit_code == 2
    assert "No course is offered in 'de'. Languages: ar, en, fr." in result.output


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere")
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "There are no courses here.")
    assert "  .:1: There is no folder of modules here." in result.output


def test_nothing_in_a_file_steers_the_terminal(tree: Tree) -> None:
    tree.change(f"{COURSE}/course.yaml", "Masculinities: a sample", "Masc\u202eulinities")
    assert run(tree.root).output.startswith("masculinities  Masc ulinities  (")


def test_a_course_of_one_lesson_has_no_sums_objectives_or_quizzes(tmp_path: Path) -> None:
    folder = tmp_path / "care" / "01-first"
    folder.mkdir(parents=True)
    (folder / "module.md").write_text("---\ntitle: T\nminutes: 3\n---\n## A {#a}\nSome words.\n")
    (tmp_path / "care" / "course.yaml").write_text(
        "title: Care\nsummary: S\nlanguages: [en]\nmodules: [01-first]\n"
    )
    assert as_text(statistics(tmp_path, TODAY)).splitlines()[2:6] == [
        "                                        minutes       words a sentence",
        "Texts                         words written computed  mean most (line)  LIX      chk fig box ref src",
        " 1 first                          2       3        1   2.0       2 (6)  2 easy     0   0   0   0   0",
        "",
    ]
