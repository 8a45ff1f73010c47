"""A sign-up sheet, in this project's own format or a ticketing tool's -> organisations, participants and remarks.

Reading order: bytes to text (``decoding``), text to rows (``sheet``), headers to meanings (``columns``), rows that
stand for somebody (``selection``), their answers (``profiles``), representatives of one organisation together
(``merging``); ``entries`` cleans rows, ``naming`` tells who is who.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from matching.folding import fold
from matching.organisations import Organisation, PairRule, Participant
from matching.read.columns import Columns, count_known, is_amount, recognise
from matching.read.decoding import Source, load_text
from matching.read.entries import clean_rows
from matching.read.merging import Group, group_entries, merge, read_participants
from matching.read.naming import Register
from matching.read.profiles import read_entry
from matching.read.remarks import Level, Remark, RemarkBook, unreadable
from matching.read.selection import select
from matching.read.sheet import MOST_ROWS, Sheet, read_sheet

Format = Literal["entremise", "helloasso", "pretix", "google_forms", "other"]
_MARKS: Final[tuple[tuple[Format, frozenset[str]], ...]] = (
    ("helloasso", frozenset({"reference commande", "moyen de paiement"})),
    ("pretix", frozenset({"order code", "position id"})),
    ("google_forms", frozenset({"horodateur"})),
    ("google_forms", frozenset({"timestamp"})),
    ("entremise", frozenset({"side", "name"})),
)


@dataclass(frozen=True, kw_only=True)
class SignUps:
    """What one sheet gave: ``n_rows`` counts its rows that are not blank, kept or not.

    ``lines`` tells from which line each participant was read, by their id; nobody stands in it who was in no sheet.
    """

    organisations: tuple[Organisation, ...]
    participants: tuple[Participant, ...]
    pair_rules: tuple[PairRule, ...]
    remarks: tuple[Remark, ...]
    format: Format
    encoding: str
    n_rows: int
    lines: Mapping[str, int]

    @property
    def companies(self) -> tuple[Organisation, ...]:
        """The organisations of the companies' side, in the order of the sheet."""
        return tuple(one for one in self.organisations if one.side == "company")

    @property
    def associations(self) -> tuple[Organisation, ...]:
        """The organisations of the associations' side, in the order of the sheet."""
        return tuple(one for one in self.organisations if one.side == "association")

    @property
    def problems(self) -> tuple[Remark, ...]:
        """What could not be read."""
        return self._of_level("problem")

    @property
    def corrections(self) -> tuple[Remark, ...]:
        """What the reader changed or settled."""
        return self._of_level("correction")

    @property
    def exclusions(self) -> tuple[Remark, ...]:
        """The rows that gave no participant, one remark for each."""
        return self._of_level("exclusion")

    def _of_level(self, level: Level) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.level == level)


def read_organisations(source: Source, *, most_rows: int = MOST_ROWS) -> SignUps:
    """Return the organisations and participants of a sign-up sheet, with everything there is to say about the file.

    ``source`` is a path, the bytes of a file, or a binary file open for reading. Columns are recognised by their
    meaning in French and English, whatever their order; nothing is dropped without a remark. Raises UnreadableFile
    when nothing can be read (empty, binary, no header, no row, too big), and OSError when the path cannot be opened.
    Linear in the file's size.
    """
    book = RemarkBook()
    text, encoding = load_text(source, book)
    sheet = read_sheet(text, book, n_known=count_known, is_amount=is_amount, most_rows=most_rows)
    sheet_format = _format(sheet)
    own_format = sheet_format == "entremise"
    rows = clean_rows(sheet.rows, book, own_format=own_format)
    filled = [any(row.cells[position] for row in rows) for position in range(len(sheet.header))]
    columns = recognise(sheet.header, sheet.header_line, filled, book)
    if not columns.has("name", "payer_company"):
        raise unreadable("columns_missing", line=sheet.header_line, values={"columns": ("name",)})
    entries = [read_entry(one, own_format=own_format, book=book) for one in select(rows, columns, book)]
    groups = group_entries(entries, columns, book)
    participants = read_participants(groups, columns, book)
    organisations = [merge(group, columns, book) for group in groups]
    organisations, pair_rules = _connect(organisations, groups, columns, book)
    return SignUps(
        organisations=tuple(organisations),
        participants=participants,
        pair_rules=pair_rules,
        remarks=book.listed(),
        format=sheet_format,
        encoding=encoding,
        n_rows=len(rows),
        lines=_lines(groups),
    )


def _format(sheet: Sheet) -> Format:
    headers = frozenset(fold(name) for name in sheet.header)
    return next((name for name, marks in _MARKS if marks <= headers), "other")


def _lines(groups: Sequence[Group]) -> dict[str, int]:
    """From which line each participant was read: a group's participants are the people of its entries, in order."""
    lines = {}
    for group in groups:
        entries = (entry for entry in group.entries if entry.person is not None)
        lines.update({one.id: entry.line for one, entry in zip(group.participants, entries, strict=True)})
    return lines


def _connect(
    organisations: Sequence[Organisation], groups: Sequence[Group], columns: Columns, book: RemarkBook
) -> tuple[list[Organisation], tuple[PairRule, ...]]:
    """Turn the names in ``partners`` and ``keep_apart`` into ids; those to keep apart become forbidden pairs."""
    written_ids = {group.entries[0].id: one for group, one in zip(groups, organisations, strict=True)}
    register = Register(organisations, written_ids={code: one for code, one in written_ids.items() if code})
    connected: list[Organisation] = []
    rules: dict[tuple[str, str], PairRule] = {}
    for organisation, group in zip(organisations, groups, strict=True):
        ids: dict[str, set[str]] = {"partners": set(), "keep_apart": set()}
        for entry in group.entries:
            for field, found_ids in ids.items():
                for written in getattr(entry, field):
                    for name in _parted(written, register, organisation.side):
                        other = register.find(name, unlike_side=organisation.side)
                        found_ids.add(other.id if other else name)
                        column = columns.header[columns.positions[field][0]]
                        if other is None:
                            closest = register.closest(name) if book.may_propose("organisation_unknown") else ""
                            book.add(
                                "organisation_unknown",
                                line=entry.line,
                                column=column,
                                subject=organisation.name,
                                value=name,
                                values={"field": field, "closest": closest},
                            )
                        elif field == "keep_apart" and other.side == organisation.side:
                            values = {"other": other.name}
                            book.add(
                                "keep_apart_same_side",
                                line=entry.line,
                                column=column,
                                subject=organisation.name,
                                value=name,
                                values=values,
                            )
                        elif field == "keep_apart":
                            pair = (organisation.id, other.id)
                            company_id, association_id = pair if organisation.side == "company" else pair[::-1]
                            rules[company_id, association_id] = PairRule(
                                company_id=company_id, association_id=association_id, kind="forbidden"
                            )
        connected.append(
            replace(organisation, partners=frozenset(ids["partners"]), keep_apart=frozenset(ids["keep_apart"]))
        )
    return connected, tuple(rules.values())


def _parted(written: str, register: Register, side: str) -> list[str]:
    """Split a list of names at commas when the whole is no organisation and one of its parts is."""
    if "," not in written or register.find(written, unlike_side=side):
        return [written]
    parts = [part.strip() for part in written.split(",") if part.strip()]
    return parts if any(register.find(part, unlike_side=side) for part in parts) else [written]
