"""One-sided choices are destroyed: of whole evenings when their time is over, of one person who asks to be erased.

Nothing here reads a choice: rows are deleted by whose or which evening's they are, whatever they hold.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from webapp.models import ChoiceRow, EventRow


def destroy_choices(session: Session, event_ids: Collection[int], now: datetime) -> int:
    """Destroy every one-sided choice of these evenings; returns how many of them had not been destroyed before."""
    session.execute(delete(ChoiceRow).where(ChoiceRow.event_id.in_(event_ids)))
    marking = (
        update(EventRow)
        .where(EventRow.id.in_(event_ids), EventRow.choices_destroyed_at.is_(None))
        .values(choices_destroyed_at=now)
    )
    return session.connection().execute(marking).rowcount


def destroy_choices_of(session: Session, participant_id: int) -> None:
    """Destroy a person's own choices and those about them, alike."""
    session.execute(
        delete(ChoiceRow).where(or_(ChoiceRow.chooser_id == participant_id, ChoiceRow.partner_id == participant_id))
    )
