"""The published plan -> the meetings that have begun: those, and no others, can be answered about."""

from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.models import EventRow, MeetingRow, ParticipantRow, PlanRow
from webapp.services.event_day import EveningState

# Built once, for every tap asks it. Nobody is on both sides, and an index finds the two of them in either order.
_BOTH: Final[tuple[BindParameter[Any], ...]] = (bindparam("one"), bindparam("other"))
_ERASED: Final = select(ParticipantRow.id).where(
    ParticipantRow.event_id == bindparam("event"), ParticipantRow.id.in_(_BOTH), ParticipantRow.erased_at.is_not(None)
)
_ROUND_OF_PAIR: Final = (
    select(func.min(MeetingRow.round_number))
    .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
    .where(
        PlanRow.event_id == bindparam("event"),
        PlanRow.version == bindparam("version"),
        MeetingRow.company_participant_id.in_(_BOTH),
        MeetingRow.association_participant_id.in_(_BOTH),
        ~_ERASED.exists(),
    )
)


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


def have_met(rows: Connection, state: EveningState, one: int, other: int) -> bool:
    """Whether two people have a meeting whose round has begun, and neither was erased since."""
    asked = {"event": state.event_id, "version": state.published_version, "one": one, "other": other}
    round_number: int | None = rows.execute(_ROUND_OF_PAIR, asked).scalar()
    return round_number is not None and round_number <= state.rounds_begun
