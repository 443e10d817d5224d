"""Tables as files: XLSX with real dates and numbers, and CSV; what was chosen is written on top."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response
from flask_babel import gettext as _

from web import desk
from web.tables import DAY, MOMENT, NUMBER, SHARE, WORKED, Column, Table, Value

MOST = 20_000
"""Rows of one file; what is left out is said in it."""
WIDEST, NARROWEST = 60, 10
SHEET_NAME = 31  # characters, and none of these:
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FORMATS = {DAY: "dd.mm.yyyy", MOMENT: "dd.mm.yyyy hh:mm", SHARE: "0%", WORKED: "0.0", NUMBER: "#,##0.##"}
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
Chosen = Sequence[tuple[str, str]]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def answer(kind: str, name: str, tables: Sequence[Table], chosen: Chosen) -> Response:
    """The tables as a file to save: a sheet each in XLSX, one below the other in CSV."""
    content = xlsx(tables, chosen) if kind == "xlsx" else text(tables, chosen)
    saved = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    headers = {"Content-Disposition": saved, "Cache-Control": "private, no-store"}
    return Response(content, content_type=MEDIA[kind], headers=headers)


def xlsx(tables: Sequence[Table], chosen: Chosen) -> bytes:
    """A workbook: per table a sheet with its title, what was chosen, and rows that can be filtered."""
    made = io.BytesIO()
    options = {"in_memory": True, "remove_timezone": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        for number, table in enumerate(tables, 1):
            _sheet(book, f"{number}. {table.title}" if len(tables) > 1 else table.title, table, chosen)
    return made.getvalue()


def _sheet(book: Any, name: str, table: Table, chosen: Chosen) -> None:
    sheet = book.add_worksheet(name.translate(FORBIDDEN)[:SHEET_NAME].strip() or None)
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format(_HEAD)
    sheet.write_string(0, 0, table.title, bold)
    above = 1
    for above, (label, value) in enumerate(_above(table, chosen), 1):
        sheet.write_string(above, 0, label)
        sheet.write_string(above, 1, value)
    top = above + 2
    shown = {kind: book.add_format({"num_format": pattern, "valign": "top"}) for kind, pattern in FORMATS.items()}
    plain = book.add_format({"valign": "top", "text_wrap": True})
    for place, column in enumerate(table.columns):
        sheet.write_string(top, place, _title(column), head)
        sheet.set_column(place, place, _width(table, place))
    for line, row in enumerate(table.rows[:MOST], top + 1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            sheet.write(line, place, _plain(cell.value, column), shown.get(column.kind, plain))
    sheet.freeze_panes(top + 1, 1)
    if table.rows:
        sheet.autofilter(top, 0, top + len(table.rows[:MOST]), len(table.columns) - 1)


_HEAD = {"bold": True, "bg_color": "#E4F0EC", "bottom": 1, "text_wrap": True, "valign": "top"}


def text(tables: Sequence[Table], chosen: Chosen) -> bytes:
    """The same as CSV for spreadsheets: semicolons, a mark of the encoding, decimal commas as people here write."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    for table in tables:
        writer.writerow([table.title])
        writer.writerows(_above(table, chosen))
        writer.writerow([])
        writer.writerow([_title(column) for column in table.columns])
        for row in table.rows[:MOST]:
            writer.writerow([_said(cell.value, column) for cell, column in zip(row, table.columns, strict=True)])
        writer.writerow([])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _above(table: Table, chosen: Chosen) -> Iterator[tuple[str, str]]:
    yield from chosen
    yield _("Made"), desk.now().strftime("%d.%m.%Y %H:%M")
    if table.is_cut or len(table.rows) > MOST:
        yield _("Attention"), _("Only the first %(count)s rows are here: narrow the choice.", count=_shown(table))


def _shown(table: Table) -> int:
    return min(len(table.rows), MOST)


def _title(column: Column) -> str:
    return _("%(title)s, working hours", title=column.title) if column.kind == WORKED else column.title


def _plain(value: Value, column: Column) -> Any:
    """A value as a spreadsheet keeps it: local moments, hours for minutes."""
    if column.kind == WORKED and isinstance(value, int):
        return round(value / 60, 2)
    if isinstance(value, datetime):
        return desk.calendar().local(value)
    return float(value) if isinstance(value, Decimal) else value


def _said(value: Value, column: Column) -> str:
    """A value as text; what a spreadsheet would take for a formula is quoted."""
    found = _plain(value, column)
    if isinstance(found, datetime):
        return found.strftime("%d.%m.%Y %H:%M")
    if isinstance(found, date):
        return found.strftime("%d.%m.%Y")
    if isinstance(found, float):
        return f"{found:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    words = "" if found is None else str(found)
    return "'" + words if isinstance(found, str) and words.startswith(DANGEROUS) else words


def _width(table: Table, place: int) -> int:
    longest = max((len(str(row[place].value or "")) for row in table.rows[:MOST]), default=0)
    return min(max(longest + 2, len(table.columns[place].title) // 2 + 4, NARROWEST), WIDEST)
