"""Who must stay erased, kept beside the database: one line of numbers for each erasure, and what reads them.

A copy of the database that is older than an erasure holds the person again. When it is put back, the journal says whom
to erase once more. It holds no name: once an evening is anonymised, its numbers are nobody's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import EventRow, ParticipantRow

#: The name of the journal in the folder of the installation.
JOURNAL: Final = "erasures.txt"


@dataclass(frozen=True, kw_only=True)
class ErasedPerson:
    """Somebody who was erased: the public id of the event, the number of the row, and when."""

    public_id: str
    participant_id: int
    erased_at: datetime


def erased_people(session: Session) -> list[ErasedPerson]:
    """Everybody whom the database itself knows to be erased."""
    rows = session.execute(
        select(EventRow.public_id, ParticipantRow.id, ParticipantRow.erased_at)
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .where(ParticipantRow.erased_at.is_not(None))
        .order_by(ParticipantRow.id)
    )
    return [ErasedPerson(public_id=row.public_id, participant_id=row.id, erased_at=row.erased_at) for row in rows]


def journal_line(person: ErasedPerson) -> str:
    """One line of the journal."""
    return f"{person.public_id} {person.participant_id} {person.erased_at.isoformat()}\n"


def read_journal(text: str) -> list[ErasedPerson]:
    """What ``journal_line`` wrote; raises ValueError, with the number of the line, for anything else."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            public_id, participant, moment = line.split()
            at = datetime.fromisoformat(moment)
            found.append(ErasedPerson(public_id=public_id, participant_id=int(participant), erased_at=at))
        except ValueError:
            raise ValueError(f"line {number} of the journal of erasures cannot be read") from None
    return found
