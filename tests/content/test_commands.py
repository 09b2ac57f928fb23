"""`course content` on the command line: check, list, new."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course.cli.content import content
from course.content import skeletons
from course.content.catalogue import load
from tests.content.tree import COURSE, FIRST, Tree


def run(*words: object, root: Path | None = None) -> Result:
    environment = {"COURSE_MODULES": str(root) if root else None}
    return CliRunner().invoke(content, [str(word) for word in words], env=environment)


def test_a_sound_tree_has_no_problems(tree: Tree) -> None:
    result = run("check", tree.root)
    assert (result.output, result.exit_code) == ("No problems.\n", 0)


def test_errors_are_shown_with_a_caret_and_fail_the_check(tree: Tree) -> None:
    tree.change(f"{FIRST}/quiz.md", "- (x) Men are", "- ( ) Men are")
    result = run("check", root=tree.root)
    assert result.exit_code == 1
    assert result.output.startswith(
        f"{tree.root}/{FIRST}/quiz.fr.md:2:9: warning: translation-stale The original has changed since."
    )
    assert (
        f"{tree.root}/{FIRST}/quiz.md:10:4: right-missing No answer is marked as right. Mark one with (x).\n"
        "    ## spared-question {objective=see-privilege points=2}\n"
        "       ^\n"
        "1 error, 1 warning.\n"
    ) in result.output


def test_warnings_alone_do_not_fail_the_check(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "Norms live", "40% of norms live")
    result = run("check", tree.root)
    assert result.exit_code == 0
    assert result.output.endswith("0 errors, 2 warnings.\n")


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_other_forms_hold_the_problems_and_nothing_else(tree: Tree, form: str) -> None:
    tree.change(f"{COURSE}/course.yaml", "a-okonkwo", "nobody")
    result = run("check", "--format", form, tree.root)
    assert result.exit_code == 1
    assert "person-unknown" in result.output
    if form != "github":
        json.loads(result.output)
    else:
        assert result.output.startswith(f"::error file={tree.root}/{COURSE}/course.yaml,line=11,col=38,")


def test_the_list_shows_courses_modules_and_dialogues(tree: Tree) -> None:
    assert run("list", tree.root).output == (
        "masculinities  Masculinities: a sample  (en, fr, ar; 30 minutes)\n"
        "  1  first-steps  First steps  (2 lessons, 10 questions, 18 minutes; en, fr)\n"
        "  2  words  Words that work  (1 lesson, 2 questions, 12 minutes; en, ar)\n"
        "  -  draft-power  Power  (1 lesson, 0 questions, 1 minute; en; draft)\n"
        "2018-06-men-and-training  Men and training  (dialogue; en, fr)\n"
        "sharing-care  Sharing care  (dialogue; en)\n"
    )
    tree.change(f"{FIRST}/module.md", "title: First steps\n", "")
    assert run("list", tree.root).output.endswith("1 error, 0 warnings. See: course content check\n")


def test_a_new_course_module_and_dialogue_pass_the_check(tmp_path: Path) -> None:
    root = tmp_path / "modules"
    first = run("new", "course", "Care: for all", "--root", root)
    assert first.exit_code == 0, first.output
    assert first.output.startswith(f"wrote {root}/care-for-all/course.yaml\n")
    second = run("new", "module", "sharing-care", root=root)
    assert second.output.endswith("It is a draft until course.yaml lists it under modules: 02-sharing-care\n")
    assert run("new", "module", "More", "--course", "care-for-all", root=root).exit_code == 0
    assert run("new", "dialogue", "Who cares?", root=root).exit_code == 0
    assert run("check", root=root).output == "No problems.\n"
    catalogue = load(root)
    course = catalogue.course("care-for-all")
    assert course is not None
    assert course.title == "Care: for all"
    assert [module.title for module in course.drafts] == ["Sharing care", "More"]
    assert [module.folder.name for module in course.drafts] == ["02-sharing-care", "03-more"]
    assert list(catalogue.dialogues) == ["who-cares"]


def test_the_skeletons_keep_passing_when_their_modules_are_listed(tmp_path: Path) -> None:
    skeletons.course(tmp_path, "one", date(2026, 3, 2))
    skeletons.module(tmp_path, "one", "two", date(2026, 3, 2))
    skeletons.dialogue(tmp_path, "three", date(2026, 3, 2))
    file = tmp_path / "one/course.yaml"
    file.write_text(file.read_text().replace("  - 01-first-module\n", "  - 01-first-module\n  - 02-two\n"))
    catalogue = load(tmp_path, today=date(2026, 3, 2))
    assert catalogue.problems == ()
    assert [module.id for module in catalogue.courses["one"]["en"].modules] == ["first-module", "two"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("course", "masculinities"), "is there already; nothing was written."),
        (("course", "???"), 'No id can be made of "???": use some letters a to z.'),
        (("course", "dialogues"), "is for dialogues."),
        (("module", "words"), 'The course has a module "words" already.'),
        (("module", "x", "--course", "nothing"), "There is no course in"),
        (("dialogue", "2018-06-men-and-training"), "is there already; nothing was written."),
    ],
)
def test_nothing_is_ever_overwritten(tree: Tree, words: tuple[str, ...], told: str) -> None:
    before = {path: path.read_bytes() for path in tree.root.rglob("*") if path.is_file()}
    result = run("new", *words, root=tree.root)
    assert result.exit_code == 1
    assert told in result.output
    assert {path: path.read_bytes() for path in tree.root.rglob("*") if path.is_file()} == before


def test_a_course_must_be_named_when_there_are_several_or_none(tree: Tree, tmp_path: Path) -> None:
    assert (
        "There is none: course content new course NAME"
        in run("new", "module", "x", root=tmp_path / "no").output
    )
    run("new", "course", "another", root=tree.root)
    result = run("new", "module", "x", root=tree.root)
    assert result.exit_code == 2
    assert "There are another, masculinities." in result.output


def test_a_folder_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(content, ["new", "course", "a", "--root", str(tmp_path / "file" / "x")])
    assert result.exit_code == 1
    assert "Error:" in result.output
    assert "Traceback" not in result.output


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "root-missing" in result.output
