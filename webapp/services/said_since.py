"""What people said about their data, in a former database -> the same said in a copy that was put back.

A copy from before somebody took a consent back would hand over what they no longer let go. So whatever a person has
said for a purpose since their last word in the copy is said there too, with its date, its text and its channel.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import ConsentRow, EventRow, ParticipantRow


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one person said about one field for a purpose."""

    purpose: str
    field: str
    granted: bool
    text_version: str
    at: datetime
    channel: str


@dataclass(frozen=True, kw_only=True)
class Saying:
    """By whom something was said: the public id of the evening and the person's key."""

    public_id: str
    person_key: str
    said: Said


def everything_said(session: Session) -> list[Saying]:
    """All that people have said, the first statement first."""
    rows = session.execute(
        select(EventRow.public_id, ParticipantRow.person_key, ConsentRow)
        .join(ParticipantRow, ParticipantRow.id == ConsentRow.participant_id)
        .join(EventRow, EventRow.id == ParticipantRow.event_id)
        .order_by(ConsentRow.id)
    )
    return [
        Saying(
            public_id=public_id,
            person_key=person_key,
            said=Said(
                purpose=row.purpose,
                field=row.field,
                granted=row.granted,
                text_version=row.text_version,
                at=row.at,
                channel=row.channel,
            ),
        )
        for public_id, person_key, row in rows
    ]


def say_again(session: Session, sayings: Iterable[Saying]) -> int:
    """Say what was said since in a database that was put back; returns by how many people.

    Nothing is added for whom the copy does not know, or knows to be erased.
    """
    people = {
        (row.public_id, row.person_key): row.id
        for row in session.execute(
            select(EventRow.public_id, ParticipantRow.person_key, ParticipantRow.id)
            .join(EventRow, EventRow.id == ParticipantRow.event_id)
            .where(ParticipantRow.erased_at.is_(None), ParticipantRow.person_key != "")
        )
    }
    last_words = select(ConsentRow.participant_id, ConsentRow.purpose, func.max(ConsentRow.at).label("at")).group_by(
        ConsentRow.participant_id, ConsentRow.purpose
    )
    last = {(row.participant_id, row.purpose): row.at for row in session.execute(last_words)}
    heard = set()
    for one in sayings:
        number = people.get((one.public_id, one.person_key))
        if number is None:
            continue
        before = last.get((number, one.said.purpose))
        if before is None or one.said.at > before:
            session.add(ConsentRow(participant_id=number, **asdict(one.said)))
            heard.add(number)
    session.flush()
    return len(heard)
