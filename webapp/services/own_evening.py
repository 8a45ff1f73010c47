"""One participant's evening at a moment: who they are, their rounds, what they said so far. What their phone shows.

Everything here is the participant's own: their meetings in the published plan, their own answers (through
``choices.own_choices``), their own consents. Nothing tells what anybody answered about them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.models import EventRow
from webapp.services import choices, consents, presence
from webapp.services.choices import OwnChoice
from webapp.services.event_day import EveningState, evening_state
from webapp.services.events import EventSettings, settings_of
from webapp.services.organisations import ListedParticipant, listed_participant
from webapp.services.plan_history import FormerPlace, former_places
from webapp.services.plans import PlannedMeeting, own_meetings, rounds_without_partner
from webapp.services.presence import WHOLE


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One round of a participant: whom they meet and where, or nobody."""

    round_number: int
    starts_at: datetime
    ends_at: datetime
    meeting: PlannedMeeting | None
    partner: ListedParticipant | None
    #: What the person was told of this round before the plan was repaired, if it changed.
    former: FormerPlace | None = None

    @property
    def old_table(self) -> int | None:
        """The table that no longer holds, where another one took its place."""
        if self.former is None or self.former.table_number in (None, self.table_number):
            return None
        return self.former.table_number if self.meeting else None

    @property
    def table_number(self) -> int | None:
        """The table to walk to; None in a break."""
        return self.meeting.table_number if self.meeting else None


@dataclass(frozen=True, kw_only=True)
class BreakReason:
    """Why nobody is opposite: ``code`` is organisations, people, tables, turn, away (the person), partner_away or
    not_kept (of a meeting that is over, whose other person was erased).

    ``count`` is how many people or organisations are too many, or how many tables there are.
    """

    code: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class OwnEvening:
    """A participant's evening; ``stops`` is empty while no plan is published."""

    state: EveningState
    settings: EventSettings
    me: ListedParticipant
    stops: tuple[Stop, ...]
    choices: Mapping[int, OwnChoice]
    consents: Mapping[str, bool]
    breaks: Mapping[int, BreakReason]

    @property
    def break_reason(self) -> BreakReason:
        """Why nobody is opposite at the present stop; else at the next break, or the last."""
        number = self.state.round_number or 1
        later = [reason for at, reason in sorted(self.breaks.items()) if at >= number]
        return (later or list(self.breaks.values()) or [BreakReason(code="turn")])[0]

    @property
    def pauses(self) -> bool:
        """Whether a break is under way or to come."""
        first = self.state.round_number or 1
        return not self.state.rounds_over and any(number >= first for number in self.breaks)

    @property
    def changed(self) -> tuple[Stop, ...]:
        """The stops to come that a repair has changed, the most urgent first; none once the meetings are over."""
        if self.state.phase not in ("before", "meeting", "change_over", "paused"):
            return ()
        first = self.state.rounds_begun + (self.activity != "meeting")
        return tuple(
            stop
            for stop in self.stops
            if stop.former is not None and stop.round_number >= first and not self._away_in(stop)
        )

    @property
    def away(self) -> bool:
        """Whether the person is not awaited at any stop to come."""
        first = self.state.rounds_begun + (self.activity != "meeting")
        to_come = [stop for stop in self.stops if stop.round_number >= first]
        return bool(to_come) and all(self._away_in(stop) for stop in to_come)

    @property
    def activity(self) -> str:
        """The phase of the evening, seen through a pause: what goes on once it ends."""
        return self.state.paused_in or self.state.phase

    @property
    def paused(self) -> bool:
        """Whether the evening's clock stands still."""
        return self.state.phase == "paused"

    @property
    def present(self) -> Stop | None:
        """The stop under way, or in a change-over the one to come."""
        return self._stop(self.state.round_number)

    @property
    def just_met(self) -> Stop | None:
        """In a change-over the stop that has just ended, if somebody was opposite; None otherwise."""
        stop = self._stop(self.state.rounds_begun) if self.activity == "change_over" else None
        return stop if stop and stop.meeting else None

    @property
    def following(self) -> Stop | None:
        """The stop after the present one."""
        return self._stop(self.state.round_number + 1) if self.state.round_number is not None else None

    @property
    def meetings(self) -> tuple[Stop, ...]:
        """The stops with somebody opposite."""
        return tuple(stop for stop in self.stops if stop.meeting)

    @property
    def begun(self) -> tuple[Stop, ...]:
        """The meetings whose round has begun: those one may answer about."""
        return tuple(stop for stop in self.meetings if stop.round_number <= self.state.rounds_begun)

    @property
    def missing(self) -> tuple[Stop, ...]:
        """The meetings begun about which no answer was received."""
        return tuple(stop for stop in self.begun if not self.answer_about(stop).answered)

    @property
    def consent_stated(self) -> bool:
        """Whether the person has said, for every field, what may be handed over."""
        return set(self.consents) == set(consents.FIELDS)

    def answer_about(self, stop: Stop) -> OwnChoice:
        """The person's own answer about whom they met at a stop; an empty one while they have not answered."""
        unanswered = OwnChoice(answer="", sequence=0, received_at=None)
        return self.choices.get(stop.partner.id, unanswered) if stop.partner else unanswered

    def _away_in(self, stop: Stop) -> bool:
        return stop.round_number in self.breaks and self.breaks[stop.round_number].code == "away"

    def _stop(self, round_number: int | None) -> Stop | None:
        found = [stop for stop in self.stops if stop.round_number == round_number]
        return found[0] if found else None


def own_evening(
    session: Session, event_id: int, participant_id: int, now: datetime, *, browser: str = ""
) -> OwnEvening:
    """What one participant's phone shows at ``now``; ``browser`` is its hash, for the answers it gave itself."""
    event = session.get_one(EventRow, event_id)  # held until the end: what follows asks for it again and again
    state = evening_state(session, event.id, now)
    settings = settings_of(session, event_id)
    me = listed_participant(session, participant_id)
    planned = own_meetings(session, participant_id)
    former = former_places(session, event_id, participant_id)
    stops: tuple[Stop, ...] = ()
    if state.published_version is not None:
        stops = tuple(
            Stop(
                round_number=number,
                starts_at=starts_at,
                ends_at=ends_at,
                meeting=planned.get(number),
                partner=planned[number].partner_of(participant_id) if number in planned else None,
                former=former.get(number),
            )
            for number, (starts_at, ends_at) in enumerate(zip(state.starts, state.ends, strict=True), start=1)
        )
    return OwnEvening(
        state=state,
        settings=settings,
        me=me,
        stops=stops,
        choices=choices.own_choices(session, participant_id, browser=browser),
        consents=consents.current(session, participant_id),
        breaks=_breaks(session, state, me, [stop for stop in stops if not stop.meeting], settings.n_tables),
    )


def _breaks(
    session: Session, state: EveningState, me: ListedParticipant, idle: Sequence[Stop], n_tables: int | None
) -> dict[int, BreakReason]:
    """Why somebody has each of these breaks; a meeting that is over is none, though nothing is kept of it any more."""
    if not idle:
        return {}
    everybody, noted = presence.heads(session, state.event_id), presence.stays(session, state.event_id)
    without_partner = rounds_without_partner(session, me.id)
    found = {}
    for stop in idle:
        number = stop.round_number
        partner_id = stop.former.partner_id if stop.former else None
        if number in without_partner and (state.rounds_over or number < (state.round_number or 1)):
            found[number] = BreakReason(code="not_kept")
        elif not noted.get(me.id, WHOLE).covers(number):
            found[number] = BreakReason(code="away")
        elif number in without_partner or (partner_id is not None and not noted.get(partner_id, WHOLE).covers(number)):
            found[number] = BreakReason(code="partner_away")
        else:
            counts = presence.counts_there(everybody, noted, number)
            found[number] = break_reason(counts, side=me.side, n_tables=n_tables)
    return found


def break_reason(counts: Mapping[str, tuple[int, int]], *, side: str, n_tables: int | None) -> BreakReason:
    """Why somebody of a side has a break: more of that side than of the other, few tables, or simply a turn.

    ``counts`` gives the numbers of people and of organisations by side.
    """
    own_people, own_organisations = counts.get(side, (0, 0))
    other_people, other_organisations = counts.get("association" if side == "company" else "company", (0, 0))
    if n_tables is not None and n_tables < min(own_people, other_people):
        return BreakReason(code="tables", count=n_tables)
    more = own_people - other_people
    if more > 0:
        code = "organisations" if own_organisations - other_organisations == more else "people"
        return BreakReason(code=code, count=more)
    return BreakReason(code="turn")
