"""Which evenings lost their choices or their people, in a former database -> the same lost in a copy put back.

A copy made before the results were shown does not know that they were: its own dates would keep choices for a month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.models import EventRow
from webapp.services.anonymising import anonymise
from webapp.services.destruction import destroy_choices


@dataclass(frozen=True, kw_only=True)
class EmptiedEvening:
    """An evening by its public id, when its choices were destroyed and when its people were forgotten."""

    public_id: str
    choices_destroyed_at: datetime | None
    anonymised_at: datetime | None


def emptied_evenings(session: Session) -> list[EmptiedEvening]:
    """Every evening whose choices were destroyed or whose people were forgotten, as the database knows it."""
    rows = session.execute(
        select(EventRow.public_id, EventRow.choices_destroyed_at, EventRow.anonymised_at)
        .where(or_(EventRow.choices_destroyed_at.is_not(None), EventRow.anonymised_at.is_not(None)))
        .order_by(EventRow.id)
    )
    return [
        EmptiedEvening(
            public_id=row.public_id, choices_destroyed_at=row.choices_destroyed_at, anonymised_at=row.anonymised_at
        )
        for row in rows
    ]


def empty_again(session: Session, evenings: Iterable[EmptiedEvening]) -> int:
    """Destroy and forget the same in a database that was put back; returns for how many evenings there was any."""
    numbers = dict(session.execute(select(EventRow.public_id, EventRow.id)).all())
    changed = set()
    for one in evenings:
        event_id = numbers.get(one.public_id)
        if event_id is None:
            continue
        if one.choices_destroyed_at is not None and destroy_choices(session, event_id, one.choices_destroyed_at):
            changed.add(event_id)
        session.expire_all()
        if one.anonymised_at is not None and anonymise(session, event_id, one.anonymised_at):
            changed.add(event_id)
    return len(changed)
