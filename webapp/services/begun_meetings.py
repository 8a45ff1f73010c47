"""The published plan -> the meetings that have begun: those, and no others, can be answered about."""

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from webapp.models import EventRow, MeetingRow, ParticipantRow, PlanRow
from webapp.services.event_day import EveningState


def begun_meetings(state: EveningState) -> Select[MeetingRow]:
    """The meetings of the published plan whose round has begun."""
    return (
        select(MeetingRow)
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .where(
            PlanRow.event_id == state.event_id,
            PlanRow.version == state.published_version,
            MeetingRow.round_number <= state.rounds_begun,
        )
    )


def rounds_of_pairs(session: Session, event_id: int) -> dict[tuple[int, int], int]:
    """The round of every meeting of the published plan, by its two people in either order."""
    meetings = session.execute(
        select(MeetingRow.company_participant_id, MeetingRow.association_participant_id, MeetingRow.round_number)
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .join(EventRow, (EventRow.id == PlanRow.event_id) & (EventRow.published_version == PlanRow.version))
        .where(EventRow.id == event_id)
    )
    found = {}
    for company, association, round_number in meetings:
        found[company, association] = found[association, company] = round_number
    return found


def have_met(session: Session, state: EveningState, one: int, other: int) -> bool:
    """Whether two people have a meeting whose round has begun, and neither was erased since."""
    # Nobody is on both sides, and an index finds the two of them in either order.
    both = (one, other)
    pair = and_(MeetingRow.company_participant_id.in_(both), MeetingRow.association_participant_id.in_(both))
    erased = select(ParticipantRow.id).where(
        ParticipantRow.event_id == state.event_id, ParticipantRow.id.in_(both), ParticipantRow.erased_at.is_not(None)
    )
    found = begun_meetings(state).with_only_columns(MeetingRow.id).where(pair, ~erased.exists())
    return session.execute(found).first() is not None
