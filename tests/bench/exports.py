"""Goal 5: exports of many records, against loops that do nothing else, and in flat memory."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from course.config import ROOT
from course.documents.columns import Cell, guard
from course.documents.tables import write_csv, write_xlsx
from course.services import records
from course.services.records import COLUMNS, Filter
from course.storage import completions
from course.storage.database import db
from tests.bench import courses, growth, site
from tests.bench.measure import Row, paired, ratio_row

FEW = 10_000
MEMORY = 10  # MiB
COMPLETED = (
    "INSERT INTO course_completion (enrolment_id, completed_at, revision, score, modules) "
    "SELECT 100 + n, '{at}', 'revision-1', 0.9, '[]' FROM number",
    "INSERT INTO certificate (account_id, enrolment_id, course_id, code, serial, state, issued_at, snapshot) "
    "SELECT 100 + n, 100 + n, 'bench', printf('%013d', n), 'ETC-2026-' || n, 'valid', '{at}', "
    "'{{\"name\":\"Amina Okello ' || n || '\"}}' FROM number",
)
EXPORT = """
import sys
from datetime import UTC, datetime
from course.app import create_app
from course.services import records
from tests.bench.measure import resident
app = create_app()
with app.app_context():
    made = records.export(records.Filter(), sys.argv[1], {}, None, datetime.now(UTC))
    size = sum(map(len, made.chunks))
print(made.rows, size, resident(what="VmHWM"))
"""


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    many = 100_000 if quick else 1_000_000
    modules = courses.write(folder / "modules", modules=1)
    with site.opened(modules, folder / "few") as few:
        fill(folder / "few" / "course.db", FEW)
        with few.app.app_context():
            yield _csv_loop(10 if quick else 30)
            yield _csv_whole(folder / "few" / "course.db", 5 if quick else 20)
        yield _xlsx(5 if quick else 10)
    with site.opened(modules, folder / "many"):
        fill(folder / "many" / "course.db", many)
    for form in ("csv", "xlsx"):
        yield _memory(folder, modules, form, many)


def fill(database: Path, count: int) -> None:
    """Add that many completed courses, each with its certificate."""
    at = f"{site.NOW:%Y-%m-%d %H:%M:%S}.000000"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        for statement in (growth.ROWS[0], growth.ROWS[2], *COMPLETED):
            connection.execute(growth.FILL.format(count=count, statement=statement.format(at=at)))


def _cells(count: int) -> list[tuple[Cell, ...]]:
    """Records as the desk exports them, in memory."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        (
            f"Amina Okello {n}", f"Amina {n}", f"amina{n}@example.org", "en", "bench", "The course bench", began,
            began + timedelta(minutes=n), 0.9, "revision-1", f"ETC-2026-{n}", "ABCD-EFGH-JKLMN", "valid", began,
        )
        for n in range(count)
    ]  # fmt: skip


def _csv_loop(pairs: int) -> Row:
    cells = _cells(FEW)

    def guarded() -> None:
        lines = csv.writer(io.StringIO(), lineterminator="\r\n")
        for row in cells:
            lines.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])

    pair = paired(lambda: [len(part) for part in write_csv(COLUMNS, cells)], guarded, pairs)
    return ratio_row(5, f"CSV of {FEW:,} records in memory", pair, 0.8, rows_a_second=FEW / pair.ours * 1000)


def _csv_whole(database: Path, pairs: int) -> Row:
    """From the database to the bytes: the query and the loop by hand, against the service."""
    statement = completions.listing(Filter()).compile(db.engine, compile_kwargs={"literal_binds": True})
    connection = sqlite3.connect(database)

    def guarded() -> None:
        lines = csv.writer(io.StringIO(), lineterminator="\r\n")
        for row in connection.execute(str(statement)):
            lines.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])

    def exported() -> None:
        made = records.export(Filter(), "csv", {}, None, site.NOW)
        assert made.rows == FEW
        for _ in made.chunks:
            pass

    pair = paired(exported, guarded, pairs)
    connection.close()
    return ratio_row(
        5, f"CSV of {FEW:,} records from the database", pair, 0.8, rows_a_second=FEW / pair.ours * 1000
    )


def _xlsx(pairs: int) -> Row:
    what = f"XLSX of {FEW:,} records in memory"
    if not find_spec("xlsxwriter"):
        return Row(5, what, "not compared: XlsxWriter is not installed", "≥ 3 × XlsxWriter")
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415  # slow import

    cells = _cells(FEW)

    def theirs() -> None:
        book = Workbook(
            io.BytesIO(), {"constant_memory": True, "strings_to_formulas": False, "remove_timezone": True}
        )
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet("Records")
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, moment)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write(number, place, cell)
        book.close()

    pair = paired(lambda: write_xlsx(COLUMNS, cells, io.BytesIO()), theirs, pairs)
    row = ratio_row(5, what, pair, 3, rows_a_second=FEW / pair.ours * 1000)
    row.value, row.goal = row.value.replace("bare", "XlsxWriter"), "≥ 3 × XlsxWriter, constant memory"
    return row


def _memory(folder: Path, modules: Path, form: str, many: int) -> Row:
    few_used, many_used = (
        _peak(folder / name, modules, form, count) for name, count in (("few", FEW), ("many", many))
    )
    more = many_used - few_used
    what = f"memory of a {form.upper()} export, {FEW:,} to {many:,} records"
    value = f"{more:+.1f} MiB ({many_used:.0f} MiB)"
    return Row(
        5,
        what,
        value,
        f"≤ {MEMORY} MiB more",
        more <= MEMORY,
        facts={"few_mib": few_used, "many_mib": many_used},
    )


def _peak(data: Path, modules: Path, form: str, count: int) -> float:
    environ = os.environ | {
        "COURSE_DATA": str(data),
        "COURSE_MODULES": str(modules),
        "COURSE_SECRET": site.SECRET,
    }
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, form],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    made, _size, peak = done.stdout.split()
    assert int(made) == count
    return float(peak)
