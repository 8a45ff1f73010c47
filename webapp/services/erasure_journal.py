"""Who must stay erased, kept beside the database: one line of numbers for each erasure, and what reads them.

A copy of the database that is older than an erasure holds the person again. When it is put back, the journal says whom
to erase once more: by the number of the row and by the person's id in files, since SQLite gives the number of a row
that went to another one. It holds no name: once an evening is anonymised, its numbers are nobody's.
"""

import errno
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import EventRow, ParticipantRow

#: The name of the journal in the folder of the installation.
JOURNAL: Final = "erasures.txt"


@dataclass(frozen=True, kw_only=True)
class ErasedPerson:
    """Somebody who was erased: the public id of the event, the number of the row, the id in files, and when."""

    public_id: str
    participant_id: int
    code: str
    erased_at: datetime


def erased_people(session: Session) -> list[ErasedPerson]:
    """Everybody whom the database itself knows to be erased."""
    rows = session.execute(
        select(EventRow.public_id, ParticipantRow.id, ParticipantRow.code, ParticipantRow.erased_at)
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .where(ParticipantRow.erased_at.is_not(None))
        .order_by(ParticipantRow.id)
    )
    return [
        ErasedPerson(public_id=row.public_id, participant_id=row.id, code=row.code, erased_at=row.erased_at)
        for row in rows
    ]


def journal_line(person: ErasedPerson) -> str:
    """One line of the journal, whatever an organiser's sheet has for ids."""
    return f"{person.public_id} {person.participant_id} {person.erased_at.isoformat()} {json.dumps(person.code)}\n"


def write_journal(path: Path, people: Sequence[ErasedPerson]) -> None:
    """Add their lines to the journal, which only this account can read; OSError leaves none of them half written."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    before = os.fstat(descriptor).st_size
    try:
        lines = "".join(map(journal_line, people)).encode("ascii")
        if os.write(descriptor, lines) != len(lines):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise
    finally:
        os.close(descriptor)


def complete_journal(path: Path, people: Sequence[ErasedPerson]) -> int:
    """Add whoever of these people is missing; returns how many that were, and raises ValueError as read_journal."""
    written = read_journal(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else []
    there = {(one.public_id, one.participant_id, one.code) for one in written}
    missing = [one for one in people if (one.public_id, one.participant_id, one.code) not in there]
    if missing:
        write_journal(path, missing)
    return len(missing)


def read_journal(text: str) -> list[ErasedPerson]:
    """What ``journal_line`` wrote; raises ValueError, with the number of the line, for anything else."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            public_id, participant, moment, code = line.split(maxsplit=3)
            person = ErasedPerson(
                public_id=public_id,
                participant_id=int(participant),
                code=str(json.loads(code)),
                erased_at=datetime.fromisoformat(moment),
            )
            found.append(person)
        except ValueError:
            raise ValueError(f"line {number} of the journal of erasures cannot be read") from None
    return found
