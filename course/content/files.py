"""Reading files that people wrote: safe paths, bounded sizes, clean UTF-8, and what changed since."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from course.content.problems import Report

LIMIT = 1024 * 1024
_DEPTH = 5
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Stamp = tuple[int, int]  # modification time in nanoseconds and size in bytes
ESCAPED: Stamp = (0, -1)  # a link to a folder that lies outside the root

Files = dict[str, Stamp]


def scan(root: Path) -> Files:
    """The stamp of every file under `root`, by its path relative to it. Hidden files are left out."""
    found: Files = {}
    inside = root.resolve()
    pending = [(str(root), "", 0)]
    while pending:
        folder, prefix, depth = pending.pop()
        for entry in _entries(folder):
            name = prefix + entry.name
            try:
                if not entry.is_dir():
                    status = entry.stat()
                    found[name] = (status.st_mtime_ns, status.st_size)
                elif entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(inside):
                    found[name] = ESCAPED
                elif depth < _DEPTH:
                    pending.append((entry.path, name + "/", depth + 1))
            except OSError:  # a dangling link, or a file that has just gone
                found[name] = (0, 0)
    return found


def _entries(folder: str) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return ()


def by_folder(files: Files) -> dict[str, Files]:
    """Files grouped by folder: "" for the root, "course", and "course/module" with all that is below it."""
    groups: dict[str, Files] = {}
    for name, stamp in files.items():
        *folders, rest = name.split("/", 2)
        groups.setdefault("/".join(folders), {})[rest] = stamp
    return groups


def read_text(root: Path, name: str) -> tuple[str | None, Report]:
    """The text of `name` under `root`, with line ends as "\\n"; None and a problem when it is unfit."""
    report = Report(name.encode("utf-8", "replace").decode())
    raw = read_bytes(root, name, report)
    if raw is None:
        return None, report
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        report.lines = raw.decode("utf-8", "replace").split("\n")
        at = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        report.error("encoding", at, "The file is not UTF-8 from here on.", "Save it as UTF-8.")
        return None, report
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    report.lines = text.split("\n")
    if match := _CONTROL.search(text):
        before = text[: match.start()]
        at = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        what = f"An invisible control character (U+{ord(match.group()):04X}) stands here."
        report.error("control-character", at, what, "Delete it.")
        return None, report
    return text, report


def read_bytes(root: Path, name: str, report: Report) -> bytes | None:
    """The bytes of a regular file inside `root` of at most 1 MiB; None and a problem otherwise."""
    try:
        target = locate(root, name, report)
        if target is None:
            return None
        size = target.stat().st_size
        if size > LIMIT:
            what, expected = f"The file has {size} bytes.", f"At most {LIMIT} bytes (1 MiB) are read."
            report.error("too-large", (1, 1), what, expected)
            return None
        with target.open("rb") as file:
            return file.read(LIMIT)
    except OSError as error:
        report.error("unreadable", (1, 1), f"The file cannot be read: {error.strerror}.")
        return None


def locate(root: Path, name: str, report: Report) -> Path | None:
    """Where a regular file inside `root` really is; None and a problem when it is none or lies outside."""
    try:
        target = Path(os.path.realpath(root / name, strict=True))
        if not target.is_relative_to(os.path.realpath(root)):
            what = "This path leads out of the folder of modules."
            report.error("path-escape", (1, 1), what, "Put a copy here instead of a link.")
        elif not stat.S_ISREG(target.stat().st_mode):
            report.error("not-a-file", (1, 1), "This is not a regular file.")
        else:
            return target
    except OSError as error:
        report.error("unreadable", (1, 1), f"The file cannot be read: {error.strerror}.")
    return None
