"""What the project needs of the machine: Python, libraries, fonts, programs; and apt, where allowed."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from course.services import scripts

State = Literal["ok", "note", "problem"]
LIBRARIES = {  # what is loaded: (its package, what is lost without it)
    "libpango-1.0.so.0": ("libpango-1.0-0", "certificates cannot be made"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "certificates cannot be made"),
    "libharfbuzz-subset.so.0": ("libharfbuzz-subset0", "a certificate takes many times as long"),
}
NOTO, CJK = "fonts-noto-core", "fonts-noto-cjk"
SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to type if it should be otherwise.

    `packages` are the Debian packages that mend it; `fix` may install them.
    """

    name: str
    state: State
    says: str
    type: str = ""
    packages: tuple[str, ...] = ()


def examine(for_tests: bool = False) -> list[Finding]:
    """Look at everything that the project needs of the machine, with `for_tests` also at what tests need."""
    return [python(), *libraries(), *fonts(for_tests), sqlite(), *(test_programs() if for_tests else ())]


def python() -> Finding:
    return Finding("Python", "ok", ".".join(map(str, sys.version_info[:3])))


def libraries() -> list[Finding]:
    return [_library(file, package, loss) for file, (package, loss) in LIBRARIES.items()]


def _library(file: str, package: str, loss: str) -> Finding:
    try:
        ctypes.CDLL(file)
    except OSError:
        return lacking(file, "problem", f"cannot be loaded: {loss}", package)
    return Finding(file, "ok", "found")


def fonts(for_tests: bool = False) -> list[Finding]:
    """Which scripts a name on a certificate can be written in; the tests draw names in all of them."""
    try:
        without = scripts.uncovered()
    except FileNotFoundError:
        return [lacking("fonts", "problem", "fc-list is not there to name them", "fontconfig", NOTO)]
    return list(_uncovered(without, for_tests)) or [
        Finding("fonts", "ok", f"cover names in all of {len(scripts.SCRIPTS)} scripts and ways to write")
    ]


def _uncovered(without: Iterable[str], for_tests: bool) -> Iterable[Finding]:
    """The scripts without a font; those of East Asia are large, and left to whoever needs them."""
    says = "a certificate cannot show names written in "
    if rest := [script for script in without if script not in scripts.EAST_ASIAN]:
        yield lacking("fonts", "note", says + ", ".join(rest), NOTO)
    if east := [script for script in without if script in scripts.EAST_ASIAN]:
        found = lacking("fonts", "problem" if for_tests else "note", says + ", ".join(east), CJK)
        yield found if for_tests else replace(found, packages=())


def sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return Finding("SQLite", "ok", version)
    return Finding(
        "SQLite",
        "note",
        f"{version} has a rare fault when several processes write (mended in 3.51.3): "
        "keep COURSE_WORKERS at 1, or use PostgreSQL",
    )


def test_programs() -> list[Finding]:
    programs = {"/usr/bin/chromium": "chromium", "pdftoppm": "poppler-utils"}
    return [
        Finding(package, "ok", "found")
        if shutil.which(program)
        else lacking(package, "problem", "is not there: tests need it", package)
        for program, package in programs.items()
    ]


def lacking(name: str, state: State, says: str, *packages: str) -> Finding:
    return Finding(name, state, says, f"sudo apt-get install {' '.join(packages)}", packages)


def fix(findings: Iterable[Finding]) -> str:
    """Install with apt what the findings lack.

    Gives "" when all is installed, else what stands in the way and the one line to type.
    """
    packages = sorted({package for each in findings for package in each.packages})
    if not packages:
        return ""
    line = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (rights and not _works(["sudo", "-n", "true"])):
        return f"Packages have to be installed by hand. Type: sudo {line}"
    for command in ("apt-get update", line):
        done = subprocess.run(
            [*rights, "env", "DEBIAN_FRONTEND=noninteractive", *command.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode == 0:
        return ""
    return f"{done.stdout[-2000:]}\napt could not install it. Type: sudo {line}"


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
