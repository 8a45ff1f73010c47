"""Consents: which contact fields a person lets go to those who also said yes; field by field, until the seal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ConsentRow, ParticipantRow
from webapp.services.event_day import locked_event
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
    session: Session,
    *,
    participant_id: int,
    granted: Mapping[str, bool],
    now: datetime,
    channel: str = "phone",
    own_email: str = "",
) -> None:
    """Write down what the person says now about every field; refused after the seal, when it could not take effect.

    ``own_email`` is an address the person gives now, where the sheet has none that is theirs; giving it is granting it.
    """
    event_id = session.scalars(select(ParticipantRow.event_id).where(ParticipantRow.id == participant_id)).one()
    event = locked_event(session, event_id, shared=True)
    if event.sealed_at is not None:
        raise Refused("choices_closed", values={"closes_at": event.sealed_at})
    if own_email:
        granted = {**granted, "email": True}
        _keep_address(session, participant_id, own_email)
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


def _keep_address(session: Session, participant_id: int, email: str) -> None:
    """Keep the address a person gives; never in place of one that is theirs already."""
    person = session.get_one(ParticipantRow, participant_id)
    if person.email and not person.email_of_payer:
        return
    try:
        person.email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refused("email_invalid", status=422, values={"email": email[:254]}) from None
    person.email_of_payer = False
