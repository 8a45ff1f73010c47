"""Text of a file -> its header and its rows with their line numbers, whatever the delimiter and the small damages.

A delimiter is chosen by how many columns its header has a known meaning for. A quotation mark that never closes would
swallow the rows below it; it is noticed because text follows where it is closed at last, and its line is read without
it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from matching.read.remarks import RemarkBook, unreadable

MOST_COLUMNS: Final = 500
MOST_ROWS: Final = 100_000
MOST_CELLS: Final = 2_000_000
MOST_LINES: Final = 1_000_000
MOST_UNCLOSED_QUOTES: Final = 50
MOST_LINES_BEFORE_HEADER: Final = 15

_DELIMITERS: Final = (";", ",", "\t", "|")
_END = "\x1e"  # closes the last row: swallowed by a cell only when a quotation mark stays open
_AMOUNT = re.compile(r"-?\d[\d\s]*")


class _Reader(Protocol):
    """What the standard library's reader offers and does not name."""

    line_num: int

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True)
class Row:
    """The cells of one row, as many as the header has, and its first physical line in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The header and the rows of a file."""

    header: tuple[str, ...]
    header_line: int
    delimiter: str
    rows: tuple[Row, ...]


def read_sheet(
    text: str,
    book: RemarkBook,
    *,
    n_known: Callable[[Sequence[str]], int],
    is_amount: Callable[[str], bool],
    most_rows: int = MOST_ROWS,
) -> Sheet:
    """Return the header and rows of a text.

    ``n_known`` counts the columns of a header whose meaning is known, ``is_amount`` tells columns of money. Raises
    UnreadableFile when no line is a header, nothing follows it, or there are too many columns, open quotes, rows (more
    than ``most_rows``, or than leave MOST_CELLS cells).
    """
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise unreadable("too_many_rows", values={"most_rows": most_rows})
    lines = list(io.StringIO(text.lstrip("\ufeff").replace(_END, ""), newline=""))
    n_declared = 1 if re.fullmatch(r"sep=.\s*", lines[0]) else 0  # a line some spreadsheets put first
    delimiter, header_line = _find_header(lines, n_declared, n_known)
    records = _records(lines, header_line - 1, delimiter, book)
    _, header_cells = next(records)
    header = tuple(cell.strip() for cell in header_cells)
    while header and not header[-1]:
        header = header[:-1]
    if header_line - 1 > n_declared:
        book.add("lines_before_header", line=header_line, values={"n_lines": header_line - 1 - n_declared})
    amounts = frozenset(index for index, name in enumerate(header) if is_amount(name))
    most_rows = min(most_rows, MOST_CELLS // max(1, len(header)))
    rows: list[Row] = []
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == most_rows:
            raise unreadable("too_many_rows", line=line, values={"most_rows": most_rows})
        rows.append(Row(line, _fitted(cells, header, line, amounts, book)))
    if not rows:
        raise unreadable("header_only", line=header_line)
    return Sheet(header, header_line, delimiter, tuple(rows))


def _find_header(lines: list[str], n_declared: int, n_known: Callable[[Sequence[str]], int]) -> tuple[str, int]:
    """Return the delimiter and the physical line (from 1) of the best header among the first lines."""
    best = (0, "", 0)
    headers: list[str] = []
    for delimiter in _DELIMITERS:
        if not any(delimiter in line for line in lines[: MOST_LINES_BEFORE_HEADER + 1]):
            continue
        # Too little is read here for an open quotation mark to matter.
        beginning = csv.reader(iter(lines[n_declared : n_declared + 4 * MOST_LINES_BEFORE_HEADER]), delimiter=delimiter)
        line = n_declared
        for _ in range(MOST_LINES_BEFORE_HEADER):
            try:
                cells = next(beginning)
            except (StopIteration, csv.Error):
                break
            if line == n_declared and len(cells) > len(headers):
                headers = [cell.strip() for cell in cells]
            found = n_known(cells) if len(cells) <= MOST_COLUMNS else 0
            if found > best[0]:
                best = (found, delimiter, line + 1)
            line = n_declared + beginning.line_num
    if best[0] < 2 and len(headers) > MOST_COLUMNS:
        values_wide = {"n_columns": len(headers), "most_columns": MOST_COLUMNS}
        raise unreadable("too_many_columns", line=n_declared + 1, values=values_wide)
    if best[0] < 2:
        values = {"headers": tuple(header[:60] for header in headers[:20])}
        raise unreadable("header_not_recognised", line=n_declared + 1, values=values)
    return best[1], best[2]


def _records(lines: list[str], first: int, delimiter: str, book: RemarkBook) -> Iterator[tuple[int, list[str]]]:
    """Yield (physical line from 1, cells) of each record from the index ``first`` on, repairing open quotes."""
    start = first
    n_unclosed = 0
    reader = _reader(lines, start, delimiter)
    offset = start
    while start < len(lines):
        try:
            cells = next(reader)
            swallowed = cells[-1:] != [_END] and any(_END in cell for cell in cells)
        except csv.Error:  # a cell longer than any answer: the mark stays open
            cells, swallowed = [], True
        except StopIteration:
            return
        if cells == [_END]:
            return
        end = offset + reader.line_num
        if not swallowed and end - start > 1:
            swallowed = _breaks_rules(lines[start:end], delimiter)
        if swallowed:
            if '"' in lines[start]:  # else it is only a cell longer than the standard library reads
                n_unclosed += 1
                book.add("unclosed_quote", line=start + 1, value=lines[start].strip())
            if n_unclosed > MOST_UNCLOSED_QUOTES:
                values = {"most_quotes": MOST_UNCLOSED_QUOTES}
                raise unreadable("too_many_unclosed_quotes", line=start + 1, values=values)
            cells = _without_quote(lines[start], delimiter)
            yield start + 1, cells
            start += 1
            offset = start
            reader = _reader(lines, start, delimiter)
            continue
        yield start + 1, cells
        start = end


def _reader(lines: list[str], start: int, delimiter: str) -> _Reader:
    def remaining() -> Iterator[str]:
        for index in range(start, len(lines)):
            line = lines[index]
            # The last line may lack its line end; without one the closing mark would join its last cell.
            yield line if line.endswith(("\n", "\r")) else line + "\n"
        yield _END

    return csv.reader(remaining(), delimiter=delimiter)


def _breaks_rules(lines: list[str], delimiter: str) -> bool:
    """Tell whether a record over several lines has text after a closing quotation mark.

    A mark left open is closed by the next opening one, which has text behind it; a well-formed cell has a delimiter
    there.
    """
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _without_quote(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line whose open quotation mark is taken as a character, its closed ones as quotes."""
    marks = [found.start() for found in re.finditer(rf'(?:^|(?<={re.escape(delimiter)}))"', line)]
    for mark in reversed(marks):
        try:
            closed = next(csv.reader([line[:mark] + line[mark + 1 :].rstrip("\r\n"), _END], delimiter=delimiter))
        except csv.Error:
            continue
        if not any(_END in cell for cell in closed):
            return closed
    return line.rstrip("\r\n").split(delimiter)


def _fitted(
    cells: list[str], header: tuple[str, ...], line: int, amounts: frozenset[int], book: RemarkBook
) -> tuple[str, ...]:
    """Return as many cells as the header has columns, and note what did not fit."""
    n_columns = len(header)
    while len(cells) > n_columns and not cells[-1].strip():
        cells = cells[:-1]
    for index in sorted(amounts):
        # "27 000,00" unquoted in a file with commas: the amount and its decimals are two cells.
        if len(cells) <= n_columns or index + 1 >= len(cells):
            break
        if _AMOUNT.fullmatch(cells[index].strip()) and re.fullmatch(r"\d{2}", cells[index + 1].strip()):
            amount = f"{cells[index].strip()},{cells[index + 1].strip()}"
            cells = [*cells[:index], amount, *cells[index + 2 :]]
            book.add("amount_rejoined", line=line, column=header[index], value=amount)
    if len(cells) > n_columns:
        extra = tuple(cell.strip()[:60] for cell in cells[n_columns : n_columns + 10])
        values = {"cells": extra, "n_cells": len(cells), "n_columns": n_columns}
        book.add("extra_cells", line=line, values=values)
    elif len(cells) < n_columns:
        book.add("row_too_short", line=line, values={"n_cells": len(cells), "n_columns": n_columns})
    return tuple((*cells, *("",) * n_columns)[:n_columns])
