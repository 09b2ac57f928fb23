"""Exports: nothing runs as a formula, nothing changes its type, nothing is held in memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest

from course.documents import workbook
from course.documents.columns import guard
from course.documents.tables import Cell, Column, write_csv, write_json, write_xlsx

COLUMNS = [
    Column("name", "Name", "text", "What the learner is called"),
    Column("score", "Score", "number", "Share of the points, 0 to 1"),
    Column("passed_at", "Passed at", "date", "When the quiz was passed, UTC"),
    Column("note", "=Note"),
]
NAIROBI = timezone(timedelta(hours=3))
ROWS: list[list[Cell]] = [
    ["Amina, of Nairobi", 0.85, datetime(2018, 6, 9, 15, 30, 5, tzinfo=NAIROBI), "two\nlines"],
    ["=HYPERLINK(1)", -3, date(2018, 6, 9), True],
    ["Zoë & <Đặng>", Decimal("0.80"), None, None],
]


def test_csv_is_what_excel_and_rfc_4180_expect() -> None:
    assert b"".join(write_csv(COLUMNS, ROWS)).decode("utf-8") == (
        "\ufeffName,Score,Passed at,'=Note\r\n"
        '"Amina, of Nairobi",0.85,2018-06-09T12:30:05Z,"two\nlines"\r\n'
        "'=HYPERLINK(1),-3,2018-06-09,true\r\n"
        "Zoë & <Đặng>,0.80,,\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert guard(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    body = b"".join(write_csv([Column("a", f"{start}title")], [[f"{start}1+1"]])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body, newline=""))) == [[f"'{start}title"], [f"'{start}1+1"]]


@pytest.mark.parametrize("text", ["", "Amina", "3-4", "a=b", " =1", "'=1", "🙂"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


def test_a_null_character_cannot_end_the_file() -> None:
    assert b"".join(write_csv([Column("a", "A")], [["a\0b"]])) == b"\xef\xbb\xbfA\r\na\xef\xbf\xbdb\r\n"


def test_json_names_the_columns_and_streams_the_records() -> None:
    written = json.loads(b"".join(write_json(COLUMNS, ROWS, {"filter": "cohort 3"})))
    assert written["filter"] == "cohort 3"
    assert written["columns"][1] == {
        "name": "score",
        "title": "Score",
        "kind": "number",
        "description": "Share of the points, 0 to 1",
    }
    assert written["records"] == [
        {
            "name": "Amina, of Nairobi",
            "score": 0.85,
            "passed_at": "2018-06-09T12:30:05Z",
            "note": "two\nlines",
        },
        {"name": "=HYPERLINK(1)", "score": -3, "passed_at": "2018-06-09", "note": True},
        {"name": "Zoë & <Đặng>", "score": 0.8, "passed_at": None, "note": None},
    ]


def test_json_without_records_and_with_numbers_json_lacks() -> None:
    assert json.loads(b"".join(write_json(COLUMNS, [])))["records"] == []
    assert json.loads(b"".join(write_json([Column("n", "N")], [[float("nan")]])))["records"] == [{"n": None}]


def sheet_of(rows: list[list[Cell]]) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_xlsx(COLUMNS, rows, file)
    return openpyxl.load_workbook(file)


def test_xlsx_cells_have_their_types_and_no_cell_is_a_formula() -> None:
    book = sheet_of(ROWS)
    assert book.sheetnames == ["Records", "Columns"]
    assert list(book["Records"].iter_rows(values_only=True)) == [
        ("Name", "Score", "Passed at", "=Note"),
        ("Amina, of Nairobi", 0.85, datetime(2018, 6, 9, 12, 30, 5), "two\nlines"),  # noqa: DTZ001
        ("=HYPERLINK(1)", -3, datetime(2018, 6, 9), True),  # noqa: DTZ001
        ("Zoë & <Đặng>", 0.8, None, None),
    ]
    records = book["Records"]
    assert [cell.data_type for cell in records[3]] == ["s", "n", "d", "b"]
    assert records["C2"].number_format == "yyyy\\-mm\\-dd\\ hh:mm:ss"
    assert records["C3"].number_format == "yyyy\\-mm\\-dd"
    assert (records.freeze_panes, records["A1"].font.bold, records["A2"].font.bold) == ("A2", True, False)
    assert list(book["Columns"].iter_rows(min_row=2, max_row=3, values_only=True)) == [
        ("Name", "name", "text", "What the learner is called"),
        ("Score", "score", "number", "Share of the points, 0 to 1"),
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (" space ", " space "),
        ("bell\x07", "bell\ufffd"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x" * 40_000, "x" * 32_766 + "…"),
        ("_x0041_", "_x005F_x0041_"),  # spreadsheets show _x0041_
        (10**15, 10**15),
        (10**17, "100000000000000000"),
        (float("inf"), "inf"),
        (Decimal("3.00"), 3),
        (date(1899, 1, 1), "1899-01-01"),
        (False, False),
    ],
)
def test_cells_that_a_spreadsheet_finds_hard(cell: Cell, read: object) -> None:
    assert sheet_of([[cell, None, None, None]])["Records"]["A2"].value == read


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 2)
    book = sheet_of([[str(n), n, None, None] for n in range(5)])
    assert book.sheetnames == ["Records", "Records 2", "Records 3", "Columns"]
    assert [
        [row[1] for row in book[name].iter_rows(min_row=2, values_only=True)] for name in book.sheetnames[:3]
    ] == [
        [0, 1],
        [2, 3],
        [4],
    ]


def test_no_rows_make_a_sheet_with_titles() -> None:
    assert list(sheet_of([])["Records"].iter_rows(values_only=True)) == [
        ("Name", "Score", "Passed at", "=Note")
    ]


def test_equal_rows_make_equal_workbooks() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_xlsx(COLUMNS, ROWS, first)
    write_xlsx(COLUMNS, ROWS, second)
    assert first.getvalue() == second.getvalue()
    with ZipFile(first) as zipped:
        assert zipped.testzip() is None


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_memory_does_not_grow_with_the_rows(kind: str) -> None:
    def rows(count: int) -> Iterator[list[Cell]]:
        moment = datetime(2018, 6, 9, tzinfo=UTC)
        return (["Amina", n, moment, "note"] for n in range(count))

    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    def peak(count: int) -> int:
        tracemalloc.start()
        if kind == "xlsx":
            write_xlsx(COLUMNS, rows(count), Nowhere())  # type: ignore[arg-type]
        else:
            for _ in (write_csv if kind == "csv" else write_json)(COLUMNS, rows(count)):
                pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(20_000) < peak(2_000) + 200_000
