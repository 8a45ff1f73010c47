"""One-sided choices are destroyed: of whole evenings when their time is over, of one person who asks to be erased.

Nothing here reads a choice: rows are deleted by whose or which evening's they are, whatever they hold.
"""

from datetime import datetime

from sqlalchemy import Delete, delete, or_, update
from sqlalchemy.orm import Session

from webapp.models import ChoiceRow, EventRow


def destroy_choices(session: Session, event_id: int, now: datetime) -> bool:
    """Destroy every one-sided choice of an evening; returns whether there were any, or that was not done before.

    Its date is that of the last time there were any: an evening that was opened again has a second one.
    """
    marking = update(EventRow).where(EventRow.id == event_id)
    if not delete_counted(session, delete(ChoiceRow).where(ChoiceRow.event_id == event_id)):
        marking = marking.where(EventRow.choices_destroyed_at.is_(None))
    return session.connection().execute(marking.values(choices_destroyed_at=now)).rowcount > 0


def delete_counted(session: Session, statement: Delete) -> int:
    """Delete rows; returns how many those were. What the session knew of them, and of others, is read anew."""
    session.flush()
    count = session.connection().execute(statement).rowcount
    session.expire_all()
    return count


def destroy_choices_of(session: Session, participant_id: int) -> None:
    """Destroy a person's own choices and those about them, alike."""
    session.execute(
        delete(ChoiceRow).where(or_(ChoiceRow.chooser_id == participant_id, ChoiceRow.partner_id == participant_id))
    )
