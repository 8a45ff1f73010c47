"""A stored plan -> what the plan page shows: tables x rounds, people x rounds, and one list per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from matching.folding import fold
from webapp.services.organisations import ListedParticipant
from webapp.services.plans import PlannedMeeting, StoredPlan


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One table through the rounds; None where nobody sits."""

    number: int
    cells: tuple[PlannedMeeting | None, ...]


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One person through the rounds; None is a break."""

    person: ListedParticipant
    cells: tuple[PlannedMeeting | None, ...]

    @property
    def n_meetings(self) -> int:
        """How many meetings the person has."""
        return sum(meeting is not None for meeting in self.cells)


def starts_of(starts: Sequence[datetime], n_rounds: int) -> list[datetime | None]:
    """The start of each of the plan's rounds; None for a round that the present settings no longer have."""
    return [starts[number] if number < len(starts) else None for number in range(n_rounds)]


def rounds_of(plan: StoredPlan) -> int:
    """How many rounds the plan was computed for."""
    return int(plan.certificate["rounds"])


def table_rows(plan: StoredPlan, wanted: str = "") -> list[TableRow]:
    """The tables that are used; those at which somebody searched for sits, when something is searched."""
    by_place = {(meeting.table_number, meeting.round_number): meeting for meeting in plan.meetings}
    rounds = range(1, rounds_of(plan) + 1)
    rows = [
        TableRow(number=table, cells=tuple(by_place.get((table, number)) for number in rounds))
        for table in sorted({table for table, _ in by_place})
    ]
    return [row for row in rows if not wanted or any(cell and is_found(cell, wanted) for cell in row.cells)]


def person_rows(
    plan: StoredPlan, people: Sequence[ListedParticipant], side: str = "", wanted: str = ""
) -> list[PersonRow]:
    """Everybody of a side (or all) by organisation, those without a meeting too; only those searched for, if any."""
    by_person: dict[tuple[int, int], PlannedMeeting] = {}
    for meeting in plan.meetings:
        by_person[meeting.company.id, meeting.round_number] = meeting
        by_person[meeting.association.id, meeting.round_number] = meeting
    rounds = range(1, rounds_of(plan) + 1)
    chosen = [one for one in people if side in ("", one.side) and (not wanted or names(one, wanted))]
    chosen.sort(key=lambda one: (one.side != "company", one.organisation.casefold(), one.code))
    return [PersonRow(person=one, cells=tuple(by_person.get((one.id, number)) for number in rounds)) for one in chosen]


def breaks(plan: StoredPlan, people: Sequence[ListedParticipant]) -> list[list[ListedParticipant]]:
    """For each round, those who have nobody opposite."""
    seated = {
        (one.id, meeting.round_number) for meeting in plan.meetings for one in (meeting.company, meeting.association)
    }
    return [[one for one in people if (one.id, number) not in seated] for number in range(1, rounds_of(plan) + 1)]


def meeting_of(plan: StoredPlan | None, company_id: int, association_id: int) -> PlannedMeeting | None:
    """The meeting of two organisations, by their numbers, if they meet."""
    for meeting in plan.meetings if plan else ():
        if (meeting.company.organisation_id, meeting.association.organisation_id) == (company_id, association_id):
            return meeting
    return None


def is_found(meeting: PlannedMeeting, wanted: str) -> bool:
    """Whether one of the two at a table is searched for."""
    return names(meeting.company, wanted) or names(meeting.association, wanted)


def names(person: ListedParticipant, wanted: str) -> bool:
    """Whether a search names this person or their organisation."""
    return fold(wanted) in fold(f"{person.organisation} {person.full_name}")
