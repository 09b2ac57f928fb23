"""`python -m tests.bench [NAMES] [--quick] [--json FILE]`: how fast, against bare baselines built in the same run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import certificates, credentials, exports, growth, library, pages, starts, traffic
from tests.bench.measure import NOISE, Row

PARTS: dict[str, Callable[[Path, bool], Iterator[Row]]] = {
    "pages": pages.rows,
    "traffic": traffic.rows,
    "certificates": certificates.rows,
    "credentials": credentials.rows,
    "exports": exports.rows,
    "library": library.rows,
    "starts": starts.rows,
    "growth": growth.rows,
}
HEAD = ("#", "what", "measured", "goal", "verdict", "spread")


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a first look: fewer pairs, SQLite alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there, too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))} (there are {', '.join(PARTS)})")
    for name in [name for name in os.environ if name.startswith("COURSE_")]:
        del os.environ[name]  # the settings of whoever measures are not those of the bench
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a site starts from what was compiled before
    began = time.monotonic()
    print(line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found: list[Row] = []
    for name in asked.names or PARTS:
        with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
            for row in PARTS[name](Path(folder), asked.quick):
                found.append(row)
                print(shown(row), flush=True)
    seconds = time.monotonic() - began
    print(
        f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {seconds:.0f} s. CPU times, medians of pairs A B A B; "
        f"a spread over {NOISE} is no verdict.",
    )
    if asked.json:
        facts = {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "quick": asked.quick,
            "seconds": seconds,
        }
        asked.json.write_text(json.dumps({**facts, "rows": [row.as_dict() for row in found]}, indent=2))


def shown(row: Row) -> str:
    spread = "" if row.spread is None else f"{row.spread:.2f}"
    return line((str(row.number), row.what, row.value, row.goal, row.verdict, spread))


def line(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
