"""What one row of a sign-up sheet says: its cleaned cells, and the entry and person they become."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from matching import vocabulary
from matching.organisations import Place
from matching.read.columns import Columns
from matching.read.decoding import repair_twice_encoded
from matching.read.remarks import RemarkBook
from matching.read.sheet import Row

# Control characters but tabs and line ends, zero-width spaces, marks of byte order, what turns the reading direction
# and would write the rest of a line backwards.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_FORMULA = re.compile(r"=|[+\-@]\s*[A-Za-z][\w.]*[(|!]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who comes, as one row tells."""

    participant_id: str = ""
    first_name: str = ""
    last_name: str = ""
    role: str = ""
    email: str = ""
    email_of_payer: bool = False
    phone: str = ""

    @property
    def full_name(self) -> str:
        """First name and last name, as one says them."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one row says, in codes; ``partners`` and ``keep_apart`` are names or ids as written."""

    line: int
    id: str
    side: vocabulary.Side
    name: str
    kind: str = ""
    size: str = ""
    model: str = ""
    reach: str = ""
    place: Place = field(default_factory=Place)
    fragilities: dict[str, int | None] = field(default_factory=dict)
    needs: tuple[tuple[str, str], ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    objectives: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    unavailable_forms: frozenset[str] = frozenset()
    undecided: bool = False
    presentation: str = ""
    siren: str = ""
    rna: str = ""
    partners: tuple[str, ...] = ()
    keep_apart: tuple[str, ...] = ()
    person: Person | None = None


@dataclass(frozen=True)
class RowView:
    """A row seen through the meaning of its columns."""

    row: Row
    columns: Columns

    @property
    def line(self) -> int:
        """First physical line of the row in the file."""
        return self.row.line

    def text(self, name: str) -> str:
        """Return the cell of a field with its line breaks, "" when there is none."""
        return self.columns.cell(self.row.cells, name)[0]

    def one_line(self, name: str) -> str:
        """Return the cell of a field on one line, single spaces."""
        return " ".join(self.text(name).split())

    def column(self, name: str) -> str:
        """Return the header under which the field was found, "" when no column means it."""
        return self.columns.cell(self.row.cells, name)[1]


def clean_cell(cell: str) -> str:
    """Return a cell with composed accents, plain line ends, no outer spaces and no neutralising apostrophe."""
    text = unicodedata.normalize("NFC", cell).replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", text).strip()
    return text[1:] if _NEUTRALISED.match(text) else text


def clean_rows(rows: Sequence[Row], book: RemarkBook, *, own_format: bool) -> list[Row]:
    """Return the rows with cleaned cells; in foreign sheets, accents encoded twice are put right and counted."""
    n_repaired = 0
    cleaned = []
    for row in rows:
        cells = []
        for cell in row.cells:
            repaired = cell if own_format else repair_twice_encoded(cell)
            n_repaired += repaired != cell
            cells.append(clean_cell(repaired))
        cleaned.append(Row(row.line, tuple(cells)))
    if n_repaired:
        book.add("accents_repaired", values={"n_cells": n_repaired})
    return cleaned


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute a text.

    >>> is_formula("=1+1"), is_formula("- a list"), is_formula("+33 3 88 00 00 04")
    (True, False, False)
    """
    return bool(_FORMULA.match(text))
