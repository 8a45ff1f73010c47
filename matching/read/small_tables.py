"""The small tables beside the sign-ups (diagnosis, history, pairs): a file -> rows by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from matching.folding import fold
from matching.read.decoding import Source, load_text
from matching.read.entries import clean_rows
from matching.read.remarks import RemarkBook, unreadable
from matching.read.sheet import MOST_ROWS, read_sheet

_WORDS: Final[dict[str, str]] = {
    "territory": "territory|territoire",
    "source": "source",
    "year": "year|annee",
    "fragility": "fragility|fragilite|thematique|theme|enjeu",
    "respondent": "respondent|respondents|repondant|repondants|type de repondant",
    "grade": "grade|note|note moyenne|mean grade",
    "company": "company id|company|entreprise|id entreprise|code entreprise|nom de l entreprise",
    "association": "association id|association|id association|code association|nom de l association",
    "event": "event|evenement|soiree|rencontre",
    "date": "date|date de l evenement|event date",
    "known": "known|connus|se connaissent|deja partenaires|already partners|partenaires",
    "rule": "rule|regle|type de regle|contrainte|kind",
    "round": "round|tour|round number|numero du tour",
    "table": "table|table number|numero de table",
    "why": "why|pourquoi|raison|motif|commentaire|reason|comment|note",
}


@dataclass(frozen=True)
class TableRow:
    """One row by field: the cell ("" when empty or absent) and the header it stands under."""

    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return the cell of a field on one line, "" when there is none."""
        return " ".join(self.cells.get(name, "").split())

    def column(self, name: str) -> str:
        """Return the header of a field, "" when no column means it."""
        return self.headers.get(name, "")


def read_table(
    source: Source, *, needed: Sequence[str], wanted: Sequence[str], book: RemarkBook, most_rows: int = MOST_ROWS
) -> tuple[TableRow, ...]:
    """Return the rows of a small table.

    ``needed`` and ``wanted`` are the fields it must and may have. Raises UnreadableFile when the file cannot be read or
    a needed column is not there.
    """
    names = (*needed, *wanted)
    meanings = {header: name for name in reversed(names) for header in _WORDS[name].split("|")}
    text, _ = load_text(source, book)
    n_known = partial(_count, meanings)
    sheet = read_sheet(text, book, n_known=n_known, is_amount=lambda _: False, most_rows=most_rows)
    rows = clean_rows(sheet.rows, book, own_format=False)
    positions: dict[str, int] = {}
    for position, header in enumerate(sheet.header):
        name = meanings.get(fold(header))
        if name is None:
            if any(row.cells[position] for row in rows):
                book.add("column_unknown", line=sheet.header_line, column=header, value=header)
        elif name in positions:
            values = {"meaning": name, "used": sheet.header[positions[name]], "others": (header,)}
            book.add("columns_compete", line=sheet.header_line, column=header, values=values)
        else:
            positions[name] = position
    missing = tuple(name for name in needed if name not in positions)
    if missing:
        raise unreadable("columns_missing", line=sheet.header_line, values={"columns": missing})
    headers = {name: sheet.header[position] for name, position in positions.items()}
    return tuple(
        TableRow(row.line, {name: row.cells[position] for name, position in positions.items()}, headers) for row in rows
    )


def _count(meanings: Mapping[str, str], headers: Sequence[str]) -> int:
    return len({meanings[fold(header)] for header in headers if len(header) < 100 and fold(header) in meanings})


def read_whole_number(row: TableRow, name: str, book: RemarkBook) -> int | None:
    """Return a whole number from 1 in a cell, None when it is empty or something else (noted)."""
    cell = row.cell(name)
    if not cell:
        return None
    if cell.isascii() and cell.isdigit() and 1 <= len(cell) <= 9 and int(cell) >= 1:
        return int(cell)
    book.add("number_invalid", line=row.line, column=row.column(name), value=cell, values={"field": name})
    return None
