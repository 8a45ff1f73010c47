"""What the reader said of the files that may be about one person: the remarks that go when they are erased.

A remark keeps the cell it is about as it was written. It is somebody's when it holds their address, their number in any
spelling, or their name; then so is everything said of the same line of the same file, and of the line they were read
from. These marks are broad: a surname alone is one, so that an erasure rather takes too much. Nothing that they find is
ever shown to the person, for it may be about a namesake (services.own_remarks is for that).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.folding import fold
from webapp.models import OrganisationRow, ParticipantRow, RemarkRow

# A French number without its country's prefix or its first 0.
_DIGITS_OF_A_NUMBER = 9


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What tells that a text is about somebody, folded."""

    addresses: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    whole: frozenset[str]

    def in_text(self, text: str) -> bool:
        """Whether a text holds one of the marks."""
        folded = fold(text)
        digits = re.sub(r"[^0-9]", "", text)
        padded = f" {folded} "
        return (
            any(address in text.casefold() for address in self.addresses)
            or any(number in digits for number in self.numbers)
            or any(f" {name} " in padded for name in self.names)
            or folded in self.whole
        )


def marks_of(person: ParticipantRow, organisation: OrganisationRow | None) -> Marks:
    """The marks of a person, and of their organisation when it is to be looked for too."""
    first, last = fold(person.first_name), fold(person.last_name)
    names = {f"{first} {last}", f"{last} {first}", last} if last else set()
    if organisation is not None:
        names.add(fold(organisation.name))
    number = re.sub(r"[^0-9]", "", person.phone)[-_DIGITS_OF_A_NUMBER:]
    return Marks(
        addresses=frozenset({person.email.casefold()} - {""}),
        numbers=frozenset({number} if len(number) == _DIGITS_OF_A_NUMBER else ()),
        names=frozenset(name.strip() for name in names if len(name.strip()) > 1),
        whole=frozenset({first, fold(person.code)} - {""}),
    )


def remarks_about(
    session: Session, person: ParticipantRow, organisation: OrganisationRow | None = None
) -> Sequence[RemarkRow]:
    """The remarks that go with the person: of their evening, about them, or their organisation when it is given."""
    rows = session.scalars(select(RemarkRow).where(RemarkRow.event_id == person.event_id).order_by(RemarkRow.id)).all()
    marks = marks_of(person, organisation)
    lines = {(row.source, row.line) for row in rows if any(marks.in_text(text) for text in _texts(row))}
    lines |= {("sheet", person.sheet_line)} if person.sheet_line is not None else set()
    return [row for row in rows if (row.source, row.line) in lines]


def _texts(row: RemarkRow) -> list[str]:
    return [row.subject, row.value, *texts_inside(row.details), json.dumps(row.details, ensure_ascii=False)]


def texts_inside(value: object) -> list[str]:
    """Every text within plain JSON values."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_inside(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts_inside(one)]
    return [value] if isinstance(value, str) else []
