"""Files are found, bounded and read as text, whatever their state."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.content.files import by_folder, read_bytes, read_text, scan
from course.content.problems import Report


def test_files_are_grouped_by_the_folder_they_belong_to() -> None:
    stamp = (1, 2)
    files = {"a.yaml": stamp, "c/course.yaml": stamp, "c/m/module.md": stamp, "c/m/media/x/y.svg": stamp}
    assert by_folder(files) == {
        "": {"a.yaml": stamp},
        "c": {"course.yaml": stamp},
        "c/m": {"module.md": stamp, "media/x/y.svg": stamp},
    }


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert scan(tmp_path / "nowhere") == {}


def test_a_scan_does_not_go_deeper_than_content_does(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c/d/e/f/g"
    deep.mkdir(parents=True)
    for folder in (deep, *deep.parents[:3]):
        (folder / "x").write_text("x")
    assert sorted(scan(tmp_path)) == ["a/b/c/d/e/x", "a/b/c/d/x"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"one\ntwo\xff", "a.md:2:4: encoding The file is not UTF-8 from here on. Save it as UTF-8."),
        (
            "é\0".encode(),
            "a.md:1:2: control-character An invisible control character (U+0000) stands here. Delete it.",
        ),
        (
            b"a\n\x1b[2J",
            "a.md:2:1: control-character An invisible control character (U+001B) stands here. Delete it.",
        ),
    ],
)
def test_text_that_is_none_is_told_with_its_place(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    text, report = read_text(tmp_path, "a.md")
    assert text is None
    assert [str(problem) for problem in report.problems] == [told]


def test_a_file_that_fails_while_it_is_read_is_told() -> None:
    memory = Path("/proc/self/mem")  # opens, and fails at its first byte
    report = Report("mem")
    assert read_bytes(memory.parent, memory.name, report) is None
    assert [problem.code for problem in report.problems] == ["unreadable"]
