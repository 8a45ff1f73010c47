"""The day itself: which phase an event is in at a moment, and the actions that move its clock.

Nothing runs in memory. The phase is computed from the log of actions, the dates of seal and reveal, and ``now``:

    draft -> before -> meeting <-> change_over (either may be paused) -> closing -> closed -> sealed -> revealed

Answers are taken from the first round to the end of the final review (``closing``); then they wait (``closed``) until
the organiser seals, which nobody can undo.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from schedules.timetable import ClockAction, EveningClock, RoundSettings, allowed_actions, evening_clock, planned_times
from webapp.models import ClockEntryRow, EventRow, ParticipantRow
from webapp.services import links
from webapp.services.refusals import Refused

RoundStands = Literal["done", "now", "to_come", "given_up"]
Phase = Literal[
    "draft", "before", "meeting", "change_over", "paused", "closing", "closed", "sealed", "revealed"
]  # fmt: skip
LEAST_GRACE = timedelta(minutes=2)
COUNTED_DOWN = timedelta(hours=1)
#: An event's row, or the part of it that its state is computed from.
Standing = EventRow | Row[*tuple[Any, ...]]

# Built once: every tap and every page asks these.
_EVENT: Final = select(EventRow).where(EventRow.id == bindparam("event")).execution_options(populate_existing=True)
_HELD_SHARED: Final = _EVENT.with_for_update(read=True)
_HELD: Final = _EVENT.with_for_update()
#: What the state is computed from, and no more: a phone that asks makes no object of the event.
_STANDING: Final = select(
    EventRow.id,
    EventRow.public_id,
    EventRow.name,
    EventRow.starts_at,
    EventRow.n_rounds,
    EventRow.meeting_minutes,
    EventRow.change_over_minutes,
    EventRow.closing_minutes,
    EventRow.published_version,
    EventRow.sealed_at,
    EventRow.revealed_at,
)
_STANDING_OF_EVENT: Final = _STANDING.where(EventRow.id == bindparam("event"))
_STANDING_HELD: Final = (
    _STANDING.join(ParticipantRow, ParticipantRow.event_id == EventRow.id)
    .where(ParticipantRow.id == bindparam("person"))
    .with_for_update(read=True, of=EventRow)
)
_ACTIONS: Final = (
    select(ClockEntryRow.at, ClockEntryRow.action)
    .where(ClockEntryRow.event_id == bindparam("event"))
    .order_by(ClockEntryRow.id)
)


@dataclass(frozen=True, kw_only=True)
class EveningState:
    """Where an event stands at ``now``. Rounds count from 1; in a change-over ``round_number`` is the one to come."""

    event_id: int
    public_id: str
    name: str
    phase: Phase
    paused_in: str | None
    round_number: int | None
    n_rounds: int
    rounds_begun: int
    now: datetime
    ends_at: datetime | None
    remaining: timedelta | None
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    closes_at: datetime | None
    sealed_at: datetime | None
    revealed_at: datetime | None
    published_version: int | None
    actions: tuple[str, ...]
    version: str

    @property
    def choices_open(self) -> bool:
        """Whether an answer given now still counts."""
        return self.rounds_begun > 0 and self.phase in ("meeting", "change_over", "paused", "closing")

    @property
    def rounds_over(self) -> bool:
        """Whether nobody meets any more: the final review has begun, or what follows it."""
        return self.phase in ("closing", "closed", "sealed", "revealed")

    def round_stands(self, round_number: int) -> RoundStands:
        """Whether a round is done, the present one, to come, or given up by an early end."""
        if round_number == self.round_number:
            return "now"
        if round_number <= self.rounds_begun:
            return "done"
        return "given_up" if self.rounds_over else "to_come"

    @property
    def counted_down(self) -> bool:
        """Whether the time left is short enough to be counted in minutes and seconds."""
        return self.remaining is not None and self.remaining <= COUNTED_DOWN


def evening_state(session: Session, event_id: int, now: datetime) -> EveningState:
    """Where the event stands at ``now``."""
    event = session.get_one(EventRow, event_id)
    return state_of(event, _actions(session.connection(), event_id), now)


def state_read(session: Session, event_id: int, now: datetime) -> EveningState:
    """As ``evening_state``, for whoever has changed nothing: read from the database alone, in half the time."""
    rows = session.connection()
    event = rows.execute(_STANDING_OF_EVENT, {"event": event_id}).one()
    return state_of(event, _actions(rows, event_id), now)


def state_held(rows: Connection, participant_id: int, now: datetime) -> EveningState:
    """As ``state_read``, of a participant's event, under the shared lock that ``locked_event`` speaks of."""
    event = rows.execute(_STANDING_HELD, {"person": participant_id}).one()
    return state_of(event, _actions(rows, event.id), now)


def state_of(event: Standing, actions: tuple[ClockAction, ...], now: datetime) -> EveningState:
    """Where an event with these actions stands at ``now``."""
    settings = RoundSettings(
        n_rounds=event.n_rounds,
        meeting_minutes=event.meeting_minutes,
        change_over_minutes=event.change_over_minutes,
    )
    clock = evening_clock(settings, actions, now)
    starts, ends = _times(settings, clock, event.starts_at)
    closes_at = clock.finished_at + _grace(event) if clock.finished_at else None
    phase, ends_at = _phase(event, clock, closes_at, now)
    remaining: timedelta | None = clock.remaining if phase in ("meeting", "change_over", "paused") else None
    if phase in ("before", "closing") and ends_at is not None:
        remaining = ends_at - now
    round_number = clock.round_number + 1 if clock.round_number is not None else None
    nearness = ""  # pages look different an hour before the start, and when its time has come
    if phase == "before":
        nearness = "-due" if remaining is None else "-soon" if remaining <= COUNTED_DOWN else ""
    return EveningState(
        event_id=event.id,
        public_id=event.public_id,
        name=event.name,
        phase=phase,
        paused_in=clock.paused_in if phase == "paused" else None,
        round_number=round_number if phase in ("meeting", "change_over", "paused") else None,
        n_rounds=event.n_rounds,
        rounds_begun=clock.rounds_begun,
        now=now,
        ends_at=ends_at,
        remaining=remaining,
        starts=starts,
        ends=ends,
        closes_at=closes_at,
        sealed_at=event.sealed_at,
        revealed_at=event.revealed_at,
        published_version=event.published_version,
        actions=tuple(sorted(allowed_actions(clock))) if phase not in ("draft", "sealed", "revealed") else (),
        version=f"{event.published_version or 0}-{len(actions)}-{phase}{nearness}-{round_number or 0}",
    )


def locked_event(session: Session, event_id: int, *, shared: bool = False) -> EventRow:
    """The event's row, read afresh under a lock held until the transaction ends.

    Whoever decides by the event's state takes this lock first: shared to write a choice or a consent, exclusive to
    change the state. What the session may have read before the lock is read again.
    """
    return session.scalars(_HELD_SHARED if shared else _HELD, {"event": event_id}).one()


def locked_state(session: Session, event_id: int, now: datetime) -> EveningState:
    """Where the event stands for whoever changes something by it, under the exclusive lock of ``locked_event``.

    ``now`` was read before the lock was waited for: what was done meanwhile counts, so that the moment judged by
    (``EveningState.now``) is that of the last action when that is later.
    """
    event = locked_event(session, event_id)
    actions = _actions(session.connection(), event_id)
    return state_of(event, actions, max([now, *(one.at for one in actions)]))


def act(session: Session, event_id: int, action: str, now: datetime) -> None:
    """Start, pause, resume, go to the next round, extend by a minute, or end; refused when it makes no sense now."""
    state = locked_state(session, event_id, now)
    if action not in state.actions:
        raise Refused("action_not_now", values={"action": action, "phase": state.phase})
    if action == "start":
        links.require_not_over(session, event_id)
    session.add(ClockEntryRow(event_id=event_id, at=state.now, action=action))
    session.flush()


def _actions(rows: Connection, event_id: int) -> tuple[ClockAction, ...]:
    found = rows.execute(_ACTIONS, {"event": event_id})
    return tuple(ClockAction(at=at, action=action) for at, action in found)  # type: ignore[arg-type]  # checked by act()


def _grace(event: Standing) -> timedelta:
    return max(LEAST_GRACE, timedelta(minutes=event.closing_minutes))


def _times(
    settings: RoundSettings, clock: EveningClock, planned_start: datetime
) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
    """Start and end of every round: as it happened or is expected once started, as planned before."""
    length = timedelta(minutes=settings.meeting_minutes)
    if clock.starts and clock.starts[0] is not None:
        starts = tuple(start for start in clock.starts if start is not None)
        return starts, tuple(start + length for start in starts)
    planned = planned_times(settings, planned_start)
    return tuple(start for start, _ in planned), tuple(end for _, end in planned)


def _phase(
    event: Standing, clock: EveningClock, closes_at: datetime | None, now: datetime
) -> tuple[Phase, datetime | None]:
    if event.revealed_at is not None:
        return "revealed", None
    if event.sealed_at is not None:
        return "sealed", None
    if event.published_version is None:
        return "draft", None
    if closes_at is not None:
        return ("closing", closes_at) if now < closes_at else ("closed", None)
    if clock.phase == "finished":
        raise AssertionError("a finished clock has an end")
    if clock.phase == "before":  # counts down to the time announced; the organiser starts the first round
        return "before", event.starts_at if now < event.starts_at else None
    return clock.phase, clock.ends_at
