"""The hall's board: who goes to which table in a round. Surname, first name and table, nothing else of anybody."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.folding import fold
from webapp.models import EventRow, MeetingRow, ParticipantRow, PlanRow
from webapp.services.presence import WHOLE, stays


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One line of the board; without a table the person has a break."""

    last_name: str
    first_name: str
    table_number: int | None

    @property
    def listed_name(self) -> str:
        """Surname, then first name, as alphabetical lists have it."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part)


def board(session: Session, event_id: int, round_number: int) -> list[Seat]:
    """Everybody in alphabetical order (accents do not count) with their table in a round of the published plan.

    Whoever is known not to be there in that round, and has no table, does not stand on the board.
    """
    meetings = session.execute(
        select(MeetingRow.table_number, MeetingRow.company_participant_id, MeetingRow.association_participant_id)
        .join(PlanRow, PlanRow.id == MeetingRow.plan_id)
        .join(EventRow, (EventRow.id == PlanRow.event_id) & (EventRow.published_version == PlanRow.version))
        .where(EventRow.id == event_id, MeetingRow.round_number == round_number)
    )
    tables: dict[int, int] = {}
    for table_number, company, association in meetings:
        tables[company] = tables[association] = table_number
    noted = stays(session, event_id)
    people = session.execute(
        select(ParticipantRow.id, ParticipantRow.last_name, ParticipantRow.first_name).where(
            ParticipantRow.event_id == event_id
        )
    )
    seats = [
        Seat(last_name=person.last_name, first_name=person.first_name, table_number=tables.get(person.id))
        for person in people
        if person.id in tables or noted.get(person.id, WHOLE).covers(round_number)
    ]
    return sorted(seats, key=lambda seat: (fold(seat.last_name or seat.first_name), fold(seat.first_name)))
