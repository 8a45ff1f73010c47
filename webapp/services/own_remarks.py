"""What the reader said of the line that somebody was read from, for their own data's file: nothing about anybody else.

Whose a line is, its number says. Names do not: another person may have the same, an organisation may be called by it.
A line may still quote others: who registered the person, a colleague, whoever has the same address. Such a text is
withheld, and the remark says which.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ParticipantRow, RemarkRow
from webapp.services.quoted_remarks import Marks, marks_of, texts_inside

#: What a remark of a code says of somebody else, whatever it is.
_OF_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {"email_of_payer": ("email", "payer"), "email_shared": ("people",)}
_BETWEEN: Final = re.compile(r"[\s<>,;:|\"'()]")


def own_remarks(session: Session, person: ParticipantRow) -> list[dict[str, Any]]:
    """The remarks of the person's own line of the sign-up sheet; none of who was not read from a line that is known.

    What was said of other files (earlier events, pairs) is about organisations and whoever is named there: it stays
    with the organisers.
    """
    if person.sheet_line is None:
        return []
    rows = session.scalars(
        select(RemarkRow)
        .where(RemarkRow.event_id == person.event_id, RemarkRow.source == "sheet", RemarkRow.line == person.sheet_line)
        .order_by(RemarkRow.id)
    ).all()
    if not rows:
        return []
    reader = _Reader.of(session, person)
    return [reader.told(row) for row in rows]


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Who reads: the addresses that are theirs, and the marks of everybody else who comes."""

    addresses: frozenset[str]
    email_of_payer: bool
    others: Marks

    @classmethod
    def of(cls, session: Session, person: ParticipantRow) -> "_Reader":
        """The reader of their own remarks: what they share with somebody is theirs too."""
        own = marks_of(person, None)
        rows = session.scalars(
            select(ParticipantRow).where(ParticipantRow.event_id == person.event_id, ParticipantRow.id != person.id)
        )
        marks = [marks_of(row, None) for row in rows]
        return cls(
            addresses=frozenset() if person.email_of_payer else own.addresses,
            email_of_payer=person.email_of_payer,
            others=Marks(
                addresses=frozenset().union(*(one.addresses for one in marks)) - own.addresses,
                numbers=frozenset().union(*(one.numbers for one in marks)) - own.numbers,
                names=frozenset(name for one in marks for name in one.names if " " in name) - own.names,
                whole=frozenset(),
            ),
        )

    def told(self, row: RemarkRow) -> dict[str, Any]:
        """A remark without what it says of others; ``withheld`` names what was left out."""
        own_address = self._quotes_own_address(row)
        of_others = _OF_OTHERS.get(row.code, ())
        withheld = [
            name
            for name, said in {"value": row.value, **row.details}.items()
            if name in of_others or any(self._of_others(text, own_address) for text in texts_inside(said))
        ]
        return {
            "code": row.code,
            "level": row.level,
            "line": row.line,
            "column": row.column_name,
            "subject": row.subject,
            "value": "" if "value" in withheld else row.value,
            "details": {name: said for name, said in row.details.items() if name not in withheld},
            "withheld": withheld,
        }

    def _quotes_own_address(self, row: RemarkRow) -> bool:
        """Whether the cell was written to be the reader's own address, however it was mistyped."""
        if row.code == "email_corrected":
            return str(row.details.get("corrected", "")).casefold() in self.addresses
        return row.code == "email_invalid" and not self.email_of_payer

    def _of_others(self, text: str, own_address: bool) -> bool:
        """Whether a text says something of somebody else, or holds an address that is not known to be the reader's."""
        addresses = {word.casefold() for word in _BETWEEN.split(text) if "@" in word[1:-1]}
        return self.others.in_text(text) or not (own_address or addresses <= self.addresses)
