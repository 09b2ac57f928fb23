"""XLSX as a streamed zip of inline strings: ten times as fast as a library that keeps a table of strings.

Parts and their meaning: ECMA-376, SpreadsheetML. Text is always typed as text, so that no cell is a formula.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from course.documents.columns import Cell, Column

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ROWS = 1_048_575  # of a sheet, below its head
LONGEST = 32_767  # characters of a cell
EXACT = 10**15  # larger whole numbers lose digits
DAY_ONE, DAY_DATE, MOMENT, TITLE = datetime(1899, 12, 30), 1, 2, 3  # noqa: DTZ001  # a day count, not a moment
WIDTHS = {"text": 24, "number": 12, "date": 20}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> None:
    """A workbook with the sheet "Records" (more of them past a sheet's limit) and "Columns", which explains.

    Moments are UTC. Equal rows give equal bytes. Text over 32,767 characters ends with "…", as Excel demands.
    """
    meanings = [[column.title, column.name, column.kind, column.describe] for column in columns]
    heads = [Column(name, name) for name in ("Title", "Name", "Kind", "Meaning")]
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as zipped:
        names: list[str] = []
        for part in _parts(rows):
            names.append("Records" if not names else f"Records {len(names) + 1}")
            _sheet(zipped, len(names), columns, part)
        names.append("Columns")
        _sheet(zipped, len(names), heads, meanings)
        _frame(zipped, names)


def _parts(rows: Iterable[Sequence[Cell]]) -> Iterator[Iterable[Sequence[Cell]]]:
    """The rows of one sheet after the other; at least one sheet, even without rows."""
    rest = iter(rows)
    yield islice(rest, ROWS)
    for first in rest:
        yield chain([first], islice(rest, ROWS - 1))


def _sheet(zipped: ZipFile, number: int, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{WIDTHS[column.kind]}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    titles = "".join(_text(column.title, f' s="{TITLE}"') for column in columns)
    with zipped.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
        part.write(
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
            'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData><row>{titles}</row>".encode()
        )
        rest = iter(rows)
        while batch := list(islice(rest, 500)):
            part.write("".join([f"<row>{''.join(map(_cell, row))}</row>" for row in batch]).encode())
        part.write(b"</sheetData></worksheet>")


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        value = float(value) if value % 1 else int(value)
    if not math.isfinite(value) or abs(value) > EXACT:
        return _text(str(value))
    return f"<c><v>{value!r}</v></c>"


def _day(value: date) -> str:
    if isinstance(value, datetime):
        moment, style = value.astimezone(UTC).replace(tzinfo=None), MOMENT
    else:
        moment, style = datetime(value.year, value.month, value.day), DAY_DATE  # noqa: DTZ001  # a day
    if moment.year < 1901:  # Excel counts from a leap year 1900 that never was
        return _text(value.isoformat())
    passed = moment - DAY_ONE
    return f'<c s="{style}"><v>{passed.days + passed.seconds / 86400:.15g}</v></c>'


def _text(text: str, style: str = "") -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    if not text.isprintable():
        text = NOT_XML.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    if "_x" in text:
        text = LOOKS_ESCAPED.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c t="inlineStr"{style}><is><t{space}>{text}</t></is></c>'


def _frame(zipped: ZipFile, names: Sequence[str]) -> None:
    """The parts that bind the sheets into a workbook."""
    numbered = list(enumerate(names, 1))
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>'
        for n, _ in numbered
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}<Relationship '
        f'Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main'
        f'+xml"/><Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{types}</Types>',
    }
    for name, content in parts.items():
        zipped.writestr(_entry(name), HEAD + content)
    zipped.writestr(_entry("xl/styles.xml"), STYLES)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry
