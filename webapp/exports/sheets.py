"""Rows of texts and numbers -> a CSV file, or an XLSX file.

Excel splits a CSV file at the separator of the computer's region: semicolons where numbers have a decimal comma, as in
France, commas elsewhere. The reader's language is the best sign of the region there is; LibreOffice recognises both.
The byte order mark tells either of them that the text is UTF-8.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from webapp.exports.cells import dangerous, safe

Cell = str | int | float
WIDEST = 60


def separator(locale: str) -> str:
    """The separator that a spreadsheet of this language expects."""
    return ";" if locale == "fr" else ","


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str) -> bytes:
    """A CSV file: UTF-8 with a byte order mark, CRLF, texts neutralised."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX file of one sheet: texts are texts whatever they begin with, the header stays in sight.

    What looks like a formula carries the spreadsheet's own mark for a text (an apostrophe that is not shown), so that
    it stays one when somebody edits the cell.
    """
    import xlsxwriter  # noqa: PLC0415  slow import

    stored = [list(row) for row in rows]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:  # people's data in no file but the one asked for
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        marked = book.add_format({"quote_prefix": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(stored, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell[:32_767], marked if dangerous(cell) else None)
                else:
                    sheet.write_number(number, column, cell)
        for column, name in enumerate(header):
            widest = max([len(name), *(len(str(row[column])) for row in stored)])
            sheet.set_column(column, column, min(WIDEST, widest + 2))
        sheet.freeze_panes(1, 0)
        if stored:
            sheet.autofilter(0, 0, len(stored), len(header) - 1)
    return content.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "1"
