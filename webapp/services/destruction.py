"""One-sided choices are destroyed: of whole evenings when their time is over, of one person who asks to be erased.

Nothing here reads a choice: rows are deleted by whose or which evening's they are, whatever they hold.
"""

from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from webapp.models import ChoiceRow, EventRow


def destroy_choices(session: Session, event_id: int, now: datetime) -> bool:
    """Destroy every one-sided choice of an evening; returns whether that was not done before."""
    session.execute(delete(ChoiceRow).where(ChoiceRow.event_id == event_id))
    marking = (
        update(EventRow)
        .where(EventRow.id == event_id, EventRow.choices_destroyed_at.is_(None))
        .values(choices_destroyed_at=now)
    )
    return session.connection().execute(marking).rowcount > 0


def destroy_choices_of(session: Session, participant_id: int) -> None:
    """Destroy a person's own choices and those about them, alike."""
    session.execute(
        delete(ChoiceRow).where(or_(ChoiceRow.chooser_id == participant_id, ChoiceRow.partner_id == participant_id))
    )
