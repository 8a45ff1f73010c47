"""Who is really there, round by round: noted at the door and in the hall, read by plans, phones, board and papers.

Somebody about whom nothing was noted is expected for the whole evening. What is noted is a stay: the first and the last
round the person is there for. Nothing here is ever computed from an answer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.models import OrganisationRow, ParticipantRow, PresenceRow
from webapp.services.event_day import EveningState, locked_state
from webapp.services.organisations import ListedParticipant, listed_participants
from webapp.services.refusals import Refused

#: Phases in which presence still changes anything.
OPEN_PHASES = ("draft", "before", "meeting", "change_over", "paused")


@dataclass(frozen=True)
class Stay:
    """The rounds somebody is there for, from 1; ``last_round`` None is the end, 0 is somebody who did not come."""

    first_round: int = 1
    last_round: int | None = None

    @property
    def absent(self) -> bool:
        """Whether the person is there in no round."""
        return self.last_round is not None and self.last_round < self.first_round

    def covers(self, round_number: int) -> bool:
        """Whether the person is there in a round."""
        return self.first_round <= round_number and (self.last_round is None or round_number <= self.last_round)


WHOLE = Stay()
ABSENT = Stay(1, 0)


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One line of the door's list; ``stay`` is None while nothing was noted."""

    person: ListedParticipant
    stay: Stay | None

    @property
    def state(self) -> str:
        """One of expected, here, absent, late and left."""
        if self.stay is None:
            return "expected"
        if self.stay.absent:
            return "absent"
        if self.stay.last_round is not None:
            return "left"
        return "late" if self.stay.first_round > 1 else "here"


def presences(session: Session, event_id: int) -> list[Presence]:
    """Everybody with what was noted about them, by last name and first name."""
    noted = stays(session, event_id)
    return [Presence(person=one, stay=noted.get(one.id)) for one in listed_participants(session, event_id)]


def stays(session: Session, event_id: int) -> dict[int, Stay]:
    """What was noted, by the participants' numbers."""
    rows = session.execute(
        select(PresenceRow.participant_id, PresenceRow.first_round, PresenceRow.last_round)
        .join(ParticipantRow, ParticipantRow.id == PresenceRow.participant_id)
        .where(ParticipantRow.event_id == event_id)
        .order_by(PresenceRow.participant_id)
    )
    return {row.participant_id: Stay(row.first_round, row.last_round) for row in rows}


def counts_of(noted: Iterable[Presence]) -> Counter[str]:
    """How many people there are in each state."""
    return Counter(one.state for one in noted)


def note(session: Session, event_id: int, participant_id: int, stay: Stay | None, now: datetime) -> None:
    """Note the rounds somebody is there for; None takes back what was noted.

    Refused for a round the evening does not have (422), for nobody of this evening (404), once the rounds are over.
    """
    state = _open_evening(session, event_id, now)
    if stay is not None:
        if not 1 <= stay.first_round <= state.n_rounds or not 0 <= (stay.last_round or 0) <= state.n_rounds:
            raise Refused("no_such_round", status=422, values={"n_rounds": state.n_rounds})
        if stay.absent:
            stay = ABSENT
        elif stay.last_round == state.n_rounds:
            stay = Stay(stay.first_round)
    known = session.scalar(
        select(ParticipantRow.id).where(
            ParticipantRow.id == participant_id,
            ParticipantRow.event_id == event_id,
            ParticipantRow.erased_at.is_(None),
        )
    )
    if known is None:
        raise Refused("no_such_person", status=404)
    _write(session, [participant_id], stay)


def note_rest_absent(session: Session, event_id: int, now: datetime) -> int:
    """Note that everybody about whom nothing was noted did not come; returns how many they are.

    Refused while nobody was noted as being there: then the door has not begun its list.
    """
    _open_evening(session, event_id, now)
    noted = presences(session, event_id)
    if not any(one.stay is not None and not one.stay.absent for one in noted):
        raise Refused("nobody_noted_here")
    rest = [one.person.id for one in noted if one.stay is None]
    _write(session, rest, ABSENT)
    return len(rest)


def expect_absent_again(session: Session, event_id: int, now: datetime) -> int:
    """Take back every absence: those people are expected again; returns how many they are."""
    _open_evening(session, event_id, now)
    absent = [one.person.id for one in presences(session, event_id) if one.stay is not None and one.stay.absent]
    _write(session, absent, None)
    return len(absent)


def heads(session: Session, event_id: int) -> list[tuple[int, int, str]]:
    """Number, organisation and side of everybody: what counting them takes."""
    rows = session.execute(
        select(ParticipantRow.id, ParticipantRow.organisation_id, OrganisationRow.side)
        .join(OrganisationRow, OrganisationRow.id == ParticipantRow.organisation_id)
        .where(ParticipantRow.event_id == event_id)
    )
    return [(row.id, row.organisation_id, row.side) for row in rows]


def counts_there(
    everybody: Iterable[tuple[int, int, str]], noted: Mapping[int, Stay], round_number: int
) -> dict[str, tuple[int, int]]:
    """How many people and how many organisations are there in a round, by side; ``everybody`` as ``heads`` gives it."""
    organisations: dict[str, list[int]] = {}
    for number, organisation_id, side in everybody:
        if noted.get(number, WHOLE).covers(round_number):
            organisations.setdefault(side, []).append(organisation_id)
    return {side: (len(numbers), len(set(numbers))) for side, numbers in organisations.items()}


def availability(codes: Sequence[str], noted: Mapping[str, Stay], n_rounds: int) -> NDArray[np.bool_] | None:
    """Who is there when, bool (people, rounds), for people in the order of their ids; None when all are all evening."""
    if not any(code in noted for code in codes):
        return None
    return np.array(
        [[noted.get(code, WHOLE).covers(number) for number in range(1, n_rounds + 1)] for code in codes], np.bool_
    )


def _open_evening(session: Session, event_id: int, now: datetime) -> EveningState:
    """The evening under its lock, while presence still matters."""
    state = locked_state(session, event_id, now)
    if state.phase not in OPEN_PHASES:
        raise Refused("rounds_are_over")
    return state


def _write(session: Session, numbers: Sequence[int], stay: Stay | None) -> None:
    session.execute(delete(PresenceRow).where(PresenceRow.participant_id.in_(numbers)))
    if stay is not None:
        session.add_all(
            PresenceRow(participant_id=number, first_round=stay.first_round, last_round=stay.last_round)
            for number in numbers
        )
    session.flush()
