"""Who must stay erased, kept beside the database: one line for each erasure, and what reads them.

A copy of the database that is older than an erasure holds the person again. When it is put back, the journal says whom
to erase once more: by the public id of the event and the person's key, which is random and never given again. Numbers
of rows and ids in files are, to somebody else, when a sheet is handed in anew. The journal holds no name and nothing of
a sheet: once an evening is anonymised, its keys are nobody's.

Lines of the former format, without keys, are read too, and believed less: see ``to_erase``.
"""

import errno
import json
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import EventRow, ParticipantRow

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

#: The name of the journal in the folder of the installation.
JOURNAL: Final = "erasures.txt"
_KEY: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class ErasedPerson:
    """Somebody who was erased: the public id of the event, the person's key, and when.

    ``former`` is what a line of the former format has instead of a key: the number of the row and the id in files.
    """

    public_id: str
    person_key: str
    erased_at: datetime
    former: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        if (self.former is None) != bool(_KEY.fullmatch(self.person_key)):
            raise ValueError("an erased person is known by a key, or by a line of the former format")
        if self.erased_at.tzinfo is None:
            raise ValueError("the moment of an erasure has a time zone")


def erased_people(session: Session) -> list[ErasedPerson]:
    """Everybody whom the database itself knows to be erased."""
    rows = session.execute(
        select(EventRow.public_id, ParticipantRow.person_key, ParticipantRow.erased_at)
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .where(ParticipantRow.erased_at.is_not(None), ParticipantRow.person_key != "")
        .order_by(ParticipantRow.id)
    )
    return [ErasedPerson(public_id=row.public_id, person_key=row.person_key, erased_at=row.erased_at) for row in rows]


def to_erase(people: Iterable[ErasedPerson], *, copied_at: datetime) -> list[ErasedPerson]:
    """Whom to erase again in a copy of that moment: each of them once.

    A line of the former format counts where it is later than the copy. Whoever was erased before is erased in the copy
    itself, so that its number and id there, if they are anybody's, are somebody else's.
    """
    believed = [one for one in people if one.former is None or one.erased_at >= copied_at]
    return list({(one.public_id, one.person_key, one.former): one for one in believed}.values())


def journal_line(person: ErasedPerson) -> str:
    """One line of the journal, for somebody with a key."""
    return f"{person.public_id} {person.person_key} {person.erased_at.isoformat()}\n"


def write_journal(path: Path, people: Sequence[ErasedPerson]) -> None:
    """Add their lines to the journal, which only this account can read; OSError leaves none of them half written.

    One process writes at a time. What a power cut has left of a line goes before: it was never said to be written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        _wait_for_others(descriptor)
        there = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        whole = len(_whole(there))
        if whole < len(there):
            os.ftruncate(descriptor, whole)
        begin = b"\n" if whole and there[whole - 1 : whole] != b"\n" else b""
        lines = begin + "".join(map(journal_line, people)).encode("ascii")
        try:
            if os.write(descriptor, lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, whole)
            raise
    finally:
        os.close(descriptor)


def complete_journal(path: Path, people: Sequence[ErasedPerson]) -> int:
    """Add whoever of these people is missing; returns how many that were, and raises ValueError as read_journal."""
    there = {(one.public_id, one.person_key) for one in own_journal(path) or ()}
    missing = [one for one in people if (one.public_id, one.person_key) not in there]
    if missing:
        write_journal(path, missing)
    return len(missing)


def own_journal(path: Path) -> list[ErasedPerson] | None:
    """What stands in an installation's own journal; None where there is none. Raises ValueError as read_journal.

    What a power cut has left of its last line is passed over. In a copy of a journal that would be a copy cut short.
    """
    if not path.exists():
        return None
    return read_journal(_whole(path.read_bytes()).decode("utf-8", errors="replace"))


def _whole(content: bytes) -> bytes:
    """The journal without what a power cut has left of its last line, which has no end and cannot be read."""
    _lines, _end, last = content.rpartition(b"\n")
    try:
        read_journal(last.decode("ascii"))
    except ValueError:
        return content[: len(content) - len(last)]
    return content


def _wait_for_others(descriptor: int) -> None:
    """Hold the file until it is closed; where there are no such locks, writing goes before order."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)


def read_journal(text: str) -> list[ErasedPerson]:
    """What ``journal_line`` wrote, or the former format; raises ValueError, with the number of the line, otherwise.

    Blank lines say nothing.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            public_id, known_by, moment, *code = line.split(maxsplit=3)
            person = ErasedPerson(
                public_id=public_id,
                person_key="" if code else known_by,
                erased_at=datetime.fromisoformat(moment),
                former=(int(known_by), str(json.loads(code[0]))) if code else None,
            )
            found.append(person)
        except ValueError:
            raise ValueError(f"line {number} of the journal of erasures cannot be read") from None
    return found
