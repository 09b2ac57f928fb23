"""The whole tree as one value: what broke stays as it was, what did not change is not read again."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from course.content import courses, dialogues, reader
from course.content.catalogue import Library, Loader, load, problems_of
from course.content.model import CertificateTerms, Support
from course.content.problems import Problem
from tests.content.tree import COURSE, DIALOGUE, FIRST, SAMPLE, WORDS, Tree

REGISTERS = (
    *("sources.yaml", "glossary.yaml", "glossary.fr.yaml", "people.yaml", "support.yaml"),
    "support.fr.yaml",
)


def test_the_sample_has_no_problems_and_everything_in_it() -> None:
    catalogue = load(SAMPLE)
    assert catalogue.problems == ()
    course = catalogue.course(COURSE)
    assert course is not None
    assert (course.id, course.language, course.languages) == (COURSE, "en", ("en", "fr", "ar"))
    assert (course.pass_mark, course.required_order) == (0.8, True)
    assert course.certificate == CertificateTerms(1.5, "a-okonkwo", 3)
    assert list(catalogue.sources) == ["connell1995", "hearn2004", "ipu2025"]
    assert catalogue.sources["hearn2004"].address == "https://doi.org/10.1177/1464700104040813"
    assert catalogue.sources["connell1995"].short == "Connell, 1995"
    assert list(catalogue.glossary) == ["en", "fr", "ar"]
    assert catalogue.people["a-okonkwo"].organisation == "Sample Institute"
    support = catalogue.help()
    assert [(service.country, service.verified_on is None) for service in support.services] == [
        ("international", False),
        ("DO", True),
    ]
    assert (support.note, support.language) == ("This course is no crisis service.", "en")
    assert len(catalogue.revision) == 16


def test_two_loads_of_the_same_files_are_equal(tree: Tree) -> None:
    assert Loader(tree.root).load() == Loader(tree.root).load()


def test_the_revision_changes_with_what_is_served_and_with_nothing_else(tree: Tree) -> None:
    first = tree.load().revision
    tree.write(f"{FIRST}/notes.txt", "mine")
    tree.change(f"{FIRST}/quiz.md", "---\n## spared", "---\n\n\n## spared")
    assert tree.load().revision == first
    tree.change(f"{FIRST}/quiz.md", "Think of the men", "Think of all men")
    second = tree.load().revision
    tree.change("sources.yaml", "Updated each month.", "Updated each year.")
    third = tree.load().revision
    tree.change(f"{COURSE}/draft-power/module.md", "being written", "nearly written")
    assert len({first, second, third, tree.load().revision}) == 4


def test_a_broken_module_stays_as_it_last_was_and_is_told(tree: Tree) -> None:
    before = tree.load()
    tree.change(f"{FIRST}/quiz.md", "- (x) Men are", "- ( ) Men are")
    tree.change(f"{WORDS}/module.md", "Say what", "Tell what")
    after = tree.load()
    assert after.courses[COURSE]["en"].modules[0] == before.courses[COURSE]["en"].modules[0]
    assert "Tell what" in after.courses[COURSE]["en"].modules[1].lessons[0].blocks[0].html  # type: ignore[union-attr]
    told = problems_of(after, tree.root / FIRST)
    assert [problem.code for problem in told] == ["translation-stale", "right-missing"]
    assert [problem.code for problem in problems_of(after, tree.root / WORDS)] == ["translation-stale"]
    assert problems_of(after, tree.root / DIALOGUE) == ()
    again = tree.load()
    assert again.courses == after.courses
    tree.change(f"{FIRST}/quiz.md", "- ( ) Men are", "- (x) Men are")
    assert tree.load().courses[COURSE]["en"].modules[0] == before.courses[COURSE]["en"].modules[0]


def test_a_broken_module_is_left_out_when_there_is_no_good_version(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "title: First steps\n", "")
    course = load(tree.root).course(COURSE)
    assert course is not None
    assert [(module.id, module.number) for module in course.modules] == [("words", 2)]


def test_problems_are_found_by_a_relative_folder_too(tree: Tree) -> None:
    tree.change(f"{FIRST}/module.md", "title: First steps\n", "")
    assert len(problems_of(tree.load(), Path(FIRST))) == 1


def test_a_broken_course_file_changes_nothing_but_modules_go_on(tree: Tree) -> None:
    before = tree.load().courses[COURSE]["en"]
    tree.change(f"{COURSE}/course.yaml", "title:", "titel:")
    tree.change(f"{WORDS}/quiz.md", "She asked twice.", "She asked three times.")
    assert tree.load().courses[COURSE]["fr"].title == "Masculinités : un exemple"
    after = tree.load().courses[COURSE]["en"]
    assert (after.title, after.certificate, after.required_order) == (before.title, before.certificate, True)
    assert after.modules[0] == before.modules[0]
    assert after.modules[1].quiz is not None
    assert after.modules[1].quiz.items[0].choices[1].text == "She asked three times."
    assert COURSE not in load(tree.root).courses


def test_a_course_file_that_is_gone_is_told(tree: Tree) -> None:
    before = tree.load()
    tree.path(f"{COURSE}/course.yaml").unlink()
    after = tree.load()
    assert after.courses == before.courses
    assert [problem.code for problem in after.problems] == ["course-missing"]


def test_a_course_without_certificate_or_module_is_a_course(tree: Tree) -> None:
    tree.write("bare/course.yaml", "title: Bare\nsummary: S.\nlanguages: [es]\n")
    course = tree.load().course("bare")
    assert course is not None
    assert (course.id, course.modules, course.certificate, course.minutes) == ("bare", (), None, 0)
    assert list(tree.load().courses) == ["bare", COURSE]
    assert list(tree.load().glossary) == ["es", "en", "fr", "ar"]
    tree.change("bare/course.yaml", "title: Bare", "titel: Bare")
    assert list(tree.load().courses) == [COURSE]


def test_a_broken_course_without_certificate_stays_without(tree: Tree) -> None:
    tree.change(
        f"{COURSE}/course.yaml", "certificate: {hours: 1.5, signatory: a-okonkwo, expires: 3 years}\n", ""
    )
    tree.load()
    tree.change(f"{COURSE}/course.yaml", "order: required", "order: suggested\nodrer: required")
    course = tree.load().course(COURSE)
    assert course is not None
    assert (course.certificate, course.required_order) == (None, True)


def test_two_courses_with_one_id_are_told_and_the_first_is_served(tree: Tree) -> None:
    tree.write("zwei/course.yaml", f"id: {COURSE}\ntitle: Two\nsummary: S.\nlanguages: [en]\n")
    course = tree.load().course(COURSE)
    assert course is not None
    assert course.title == "Masculinities: a sample"
    assert [(p.path, p.code) for p in tree.errors()] == [("zwei/course.yaml", "id-duplicate")]


def test_a_module_that_is_gone_stays_while_the_course_lists_it(tree: Tree) -> None:
    before = tree.load().courses[COURSE]["en"].modules
    for file in tree.path(WORDS).glob("*"):
        if file.is_file():
            file.unlink()
    assert tree.load().courses[COURSE]["en"].modules == before
    assert [problem.code for problem in tree.errors()] == ["see-also-unknown", "module-missing"]


def test_a_module_that_moves_keeps_everything_but_its_number(tree: Tree) -> None:
    first, second = tree.load().courses[COURSE]["en"].modules
    tree.change(
        f"{COURSE}/course.yaml", "  - 01-first-steps\n  - 02-words\n", "  - 02-words\n  - 01-first-steps\n"
    )
    moved = tree.load().courses[COURSE]["en"].modules
    assert [(module.id, module.number) for module in moved] == [("words", 1), ("first-steps", 2)]
    assert {module.fingerprint for module in moved} == {first.fingerprint, second.fingerprint}
    tree.change(f"{COURSE}/course.yaml", "  - 02-words\n", "")
    course = tree.load().courses[COURSE]["en"]
    assert [module.id for module in course.drafts] == ["words", "draft-power"]


def test_registers_that_break_stay_as_they_last_were(tree: Tree) -> None:
    before = tree.load()
    for name in REGISTERS:
        tree.write(name, "a: b: c")
    after = tree.load()
    assert {problem.code for problem in after.problems} == {"yaml"}
    for name in (
        "courses",
        "dialogues",
        "sources",
        "glossary",
        "people",
        "support",
        "revision",
    ):
        assert getattr(after, name) == getattr(before, name)


def test_one_entry_that_breaks_leaves_the_others_alone(tree: Tree) -> None:
    before = tree.load()
    tree.change("sources.yaml", "year: 2004", "yaer: 2004")
    tree.change("sources.yaml", "Women in parliament", "Women in parliaments")
    after = tree.load()
    assert after.sources["hearn2004"] == before.sources["hearn2004"]
    assert after.sources["ipu2025"].title == "Women in parliaments"
    assert [problem.code for problem in after.problems] == ["key-missing", "key-unknown"]
    assert "hearn2004" not in load(tree.root).sources


def test_registers_may_be_absent_or_empty(tree: Tree) -> None:
    for name in REGISTERS:
        tree.path(name).unlink()
    catalogue = load(tree.root)
    assert (catalogue.sources, catalogue.glossary["en"], catalogue.help()) == ({}, {}, Support())
    assert catalogue.support == dict.fromkeys(("en", "fr", "ar"), Support())
    tree.write("support.yaml", "# nothing yet\n")
    tree.write("glossary.yaml", "")
    assert load(tree.root).help("fr") == Support((), "", "en")


def test_only_what_changed_is_read_again(tree: Tree) -> None:
    tree.load()
    first = tree.loader.keeper.parsed
    tree.load()
    assert tree.loader.keeper.parsed == first
    tree.change(f"{FIRST}/quiz.md", "Think of the men", "Think of all men")
    tree.load()
    assert tree.loader.keeper.parsed == first + 1
    tree.change("people.yaml", "Adaeze", "Ada")
    tree.load()
    assert tree.loader.keeper.parsed == first + 2


def test_what_cites_a_source_is_read_again_when_its_author_or_year_changes(tree: Tree) -> None:
    tree.load()
    tree.change("sources.yaml", "author: Hearn, J.", "author: Hearne, J.")
    module = tree.module()
    assert module.quiz is not None
    assert "(Hearne, 2004)" in module.quiz.items[4].explanation
    assert "(Hearne, 2004)" in tree.load().dialogues["2018-06-men-and-training"]["en"].documents[0].html


def test_what_shows_a_file_of_another_folder_is_read_again_when_it_changes(tree: Tree) -> None:
    tree.change(f"{WORDS}/module.md", "Say what", "![L](../01-first-steps/media/levels.svg)\n\nSay what")
    assert "Person" in tree.module("words").lessons[0].blocks[0].html  # type: ignore[union-attr]
    tree.change(f"{FIRST}/media/levels.svg", "Person", "Human")
    assert "Human" in tree.module("words").lessons[0].blocks[0].html  # type: ignore[union-attr]


def test_folders_that_are_gone_are_forgotten(tree: Tree) -> None:
    tree.load()
    for path in sorted(tree.path("dialogues").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert tree.load().dialogues == {}
    assert not any(name.startswith("dialogues") for name in tree.loader.keeper._kept)


def test_without_a_folder_the_last_catalogue_stays(tree: Tree) -> None:
    before = tree.load()
    tree.root.rename(tree.root.with_name("away"))
    after = tree.load()
    assert after.courses == before.courses
    assert [str(problem) for problem in after.problems] == [
        ".:1:1: root-missing There is no folder of modules here. Create it, or set COURSE_MODULES."
    ]
    assert load(tree.root).courses == {}


def test_a_fault_of_our_own_is_told_and_stops_nothing_else(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = tree.load()

    def broken(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(reader, "read_text_file", broken)
    tree.change(f"{FIRST}/module.md", "Privilege rarely", "Privilege seldom")
    after = tree.load()
    assert [str(problem) for problem in after.problems] == [
        f"{FIRST}/module.md:1:1: unexpected The file cannot be read: RecursionError: too deep."
    ]
    assert after.courses[COURSE]["en"].modules == before.courses[COURSE]["en"].modules
    assert "cannot read" in caplog.text


@pytest.mark.parametrize(("name", "code"), [(WORDS, "path-escape"), (COURSE, "path-escape")])
def test_a_folder_that_is_a_link_to_elsewhere_is_refused(tree: Tree, name: str, code: str) -> None:
    tree.change(f"{FIRST}/module.md", "see_also: [words, sharing-care]\n", "")
    outside = tree.root.parent / "outside"
    tree.path(name).rename(outside)
    tree.path(name).symlink_to(outside)
    assert code in [problem.code for problem in tree.errors()]
    course = tree.load().course(COURSE)
    assert course is None or [module.id for module in course.modules] == ["first-steps"]


def test_a_link_within_the_tree_is_followed_and_a_loop_ends(tree: Tree) -> None:
    tree.path(f"{COURSE}/03-again").symlink_to(tree.path(WORDS))
    tree.path(f"{FIRST}/loop").symlink_to(tree.root)
    course = tree.load().course(COURSE)
    assert course is not None
    assert [problem.code for problem in tree.errors()] == ["id-duplicate"]


@pytest.mark.parametrize("kind", ["dangling", "loop", "escape", "folder", "pipe", "forbidden"])
def test_what_is_no_readable_file_is_told(tree: Tree, kind: str) -> None:
    path = tree.path(f"{WORDS}/quiz.md")
    path.unlink()
    if kind == "dangling":
        path.symlink_to("nowhere.md")
    elif kind == "loop":
        path.symlink_to("quiz.md")
    elif kind == "escape":
        (tree.root.parent / "quiz.md").write_text("## a\n")
        path.symlink_to(tree.root.parent / "quiz.md")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
        (path / "x").write_text("x")
    else:
        path.write_bytes(b"x")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
    expected = {"escape": "path-escape", "pipe": "not-a-file", "folder": "translation-orphan"}.get(
        kind, "unreadable"
    )
    assert [problem.code for problem in tree.errors()] == [expected]


def test_hidden_files_and_odd_names_are_no_trouble(tree: Tree) -> None:
    tree.write(f"{WORDS}/.module.md.swp", b"\xff\0")
    (tree.path(WORDS) / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"x")
    assert tree.codes() == []


def until(true: Callable[[], bool], seconds: float = 5) -> float:
    """How long it takes until something is true."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it never became true"
        time.sleep(0.01)
    return time.monotonic() - start


def test_a_library_refreshes_when_a_file_changes_and_only_then(tree: Tree) -> None:
    library = Library(tree.root)
    first = library.current
    assert not library.refresh()
    assert library.current is first
    tree.change(f"{FIRST}/module.md", "title: First steps", "title: The first steps")
    assert library.refresh()
    assert library.current.courses[COURSE]["en"].modules[0].title == "The first steps"


def test_a_save_is_visible_within_a_second_while_watched(tree: Tree) -> None:
    library = Library(tree.root)
    library.watch()
    library.watch()
    try:
        assert sum(thread.name == "library" for thread in threading.enumerate()) == 1
        tree.change(f"{FIRST}/module.md", "title: First steps", "title: The first steps")
        seen = until(lambda: library.current.courses[COURSE]["en"].modules[0].title == "The first steps")
        assert seen < 3  # under a second on a quiet machine
    finally:
        library.stop()
    library.stop()
    assert not any(thread.name == "library" for thread in threading.enumerate())


def test_a_half_written_file_leaves_the_last_good_revision(tree: Tree) -> None:
    library = Library(tree.root)
    whole = tree.read(f"{FIRST}/module.md")
    good = library.current
    for end in (0, 10, len(whole) // 3, whole.index(":::practice") + 12):
        tree.write(f"{FIRST}/module.md", whole[:end])
        assert library.refresh()
        assert library.current.courses == good.courses
        assert library.current.problems != ()
    tree.write(f"{FIRST}/module.md", whole)
    assert library.refresh()
    assert library.current == good


def test_the_watch_survives_any_exception(tree: Tree, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Library):
        times = 0

        def refresh(self) -> bool:
            self.times += 1
            if self.times == 1:
                raise RuntimeError("no luck")
            return super().refresh()

    library = Failing(tree.root)
    library.watch(every=0.01)
    try:
        with caplog.at_level(logging.ERROR):
            tree.change(f"{FIRST}/module.md", "title: First steps", "title: The first steps")
            until(lambda: library.current.courses[COURSE]["en"].modules[0].title == "The first steps")
    finally:
        library.stop()
    assert "cannot refresh the library" in caplog.text


def test_a_library_waits_while_files_are_still_being_written(tree: Tree) -> None:
    class Busy(Library):
        looks = 0

    library = Busy(tree.root)
    look = library.loader.look
    names = iter(range(10_000))

    def restless() -> dict[str, tuple[int, int]]:
        library.looks += 1
        return {**look(), "growing": (next(names), 0)}

    library.loader.look = restless  # type: ignore[method-assign]
    library.watch(every=0.01)
    until(lambda: library.looks > 8)
    library.stop()
    assert library.current.problems == ()


def test_a_watch_without_changes_replaces_nothing(tree: Tree) -> None:
    library = Library(tree.root)
    first, looks = library.current, iter(range(10_000))
    look = library.loader.look
    seen: list[int] = []

    def counted() -> dict[str, tuple[int, int]]:
        seen.append(next(looks))
        return look()

    library.loader.look = counted  # type: ignore[method-assign]
    library.watch(every=0.01)
    until(lambda: len(seen) > 3)
    library.stop()
    assert library.current is first


def test_stopping_does_not_wait_for_files_to_rest(tree: Tree) -> None:
    library = Library(tree.root)
    library._stop.set()
    library._settle()
    assert library.current.problems == ()


def test_readers_see_one_state_while_it_is_replaced(tree: Tree) -> None:
    library = Library(tree.root)
    seen: set[tuple[str, str]] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            course = library.current.courses[COURSE]["en"]
            seen.add((course.modules[0].title, course.modules[1].title))

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(5):
        tree.write(
            f"{FIRST}/module.md",
            tree.read(f"{FIRST}/module.md").replace("title: First", f"title: {number} First"),
        )
        tree.write(
            f"{WORDS}/module.md",
            tree.read(f"{WORDS}/module.md").replace("title: Words", f"title: {number} Words"),
        )
        library.refresh()
    stop.set()
    thread.join()
    assert all(
        first.removesuffix("First steps") == second.removesuffix("Words that work") for first, second in seen
    )


def test_a_review_that_is_due_is_told_by_a_library_that_knows_the_day(tree: Tree) -> None:
    library = Library(tree.root, today=lambda: date(2030, 1, 1))
    assert [problem.code for problem in library.current.problems] == ["review-due"]
    assert isinstance(library.current.problems[0], Problem)


def test_a_fault_of_our_own_in_a_course_or_dialogue_is_told_too(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(courses, "read_course", broken)
    monkeypatch.setattr(dialogues, "read_dialogue", broken)
    assert [problem.code for problem in load(tree.root).problems if problem.code == "unexpected"] == [
        "unexpected"
    ] * 3
