"""Consents: which contact fields a person lets go to those who also said yes; field by field, until the seal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ConsentRow, EventRow, ParticipantRow
from webapp.services.refusals import Refused

FIELDS: Final = ("email", "phone")
#: Raised whenever the sentence shown next to the boxes changes.
TEXT_VERSION: Final = "2026-11"


def stated(session: Session, participant_id: int) -> bool:
    """Whether the person has said, for every field, yes or no."""
    return set(current(session, participant_id)) == set(FIELDS)


def current(session: Session, participant_id: int) -> dict[str, bool]:
    """What the person has said last about each field; a field never spoken of is absent."""
    rows = session.scalars(
        select(ConsentRow).where(ConsentRow.participant_id == participant_id).order_by(ConsentRow.id)
    )
    return {row.field: row.granted for row in rows}


def state(
    session: Session, *, participant_id: int, granted: Mapping[str, bool], now: datetime, channel: str = "phone"
) -> None:
    """Write down what the person says now about every field; refused after the seal, when it could not take effect."""
    event_id = session.scalars(select(ParticipantRow.event_id).where(ParticipantRow.id == participant_id)).one()
    event = session.scalars(select(EventRow).where(EventRow.id == event_id).with_for_update(read=True)).one()
    if event.sealed_at is not None:
        raise Refused("choices_closed", values={"closes_at": event.sealed_at})
    before = current(session, participant_id)
    session.add_all(
        ConsentRow(
            participant_id=participant_id,
            field=field,
            granted=granted.get(field, False),
            text_version=TEXT_VERSION,
            at=now,
            channel=channel,
        )
        for field in FIELDS
        if before.get(field) != granted.get(field, False)
    )
    session.flush()
