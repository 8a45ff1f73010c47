"""The log of an evening's actions -> what the clock shows at a moment: round, phase, time left.

No timer runs anywhere: the clock is folded from the actions (start, pause, resume, next, extend, end) up to ``now``, so
every screen and every server process shows the same. A round is a meeting that ends with a bell, then a change-over; no
change-over follows the last bell. An action that makes no sense at its time is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

ActionName = Literal["start", "pause", "resume", "next", "end", "extend"]
Phase = Literal["before", "meeting", "change_over", "paused", "finished"]
RunningPhase = Literal["meeting", "change_over"]

EXTENSION = timedelta(minutes=1)
NO_TIME = timedelta(0)
ACTION_NAMES: tuple[ActionName, ...] = ("start", "pause", "resume", "next", "end", "extend")


@dataclass(frozen=True)
class RoundSettings:
    """How many rounds, and how many minutes a meeting and a change-over last (fractions are allowed)."""

    n_rounds: int = 8
    meeting_minutes: float = 8
    change_over_minutes: float = 2

    def __post_init__(self) -> None:
        wrong = []
        if self.n_rounds < 1:
            wrong.append(f"n_rounds must be at least 1, not {self.n_rounds}.")
        if not 0 < self.meeting_minutes <= 24 * 60:
            wrong.append(f"meeting_minutes must lie above 0 and within a day, not {self.meeting_minutes}.")
        if not 0 <= self.change_over_minutes <= 24 * 60:
            wrong.append(f"change_over_minutes must lie within 0 and a day, not {self.change_over_minutes}.")
        if wrong:
            raise ValueError(" ".join(wrong))

    @property
    def meeting(self) -> timedelta:
        return timedelta(minutes=self.meeting_minutes)

    @property
    def change_over(self) -> timedelta:
        return timedelta(minutes=self.change_over_minutes)


@dataclass(frozen=True)
class ClockAction:
    """One press of a button, with its time (with a time zone)."""

    at: datetime
    action: ActionName

    def __post_init__(self) -> None:
        _refuse_naive("at", self.at)
        if self.action not in ACTION_NAMES:
            raise ValueError(f"action must be one of {', '.join(ACTION_NAMES)}, not {self.action!r}.")


@dataclass(frozen=True)
class EveningClock:
    """What the clock shows.

    round_number: from zero, the round being met or, in a change-over, the one that comes next; None before and after.
    paused_in: what a pause interrupted. remaining: to the end of the phase. ends_at: when that is, None while nothing
    runs. starts: when each round began or is expected to begin if nobody touches the clock (while paused: if it were
    resumed now); None before the start, and for rounds that were cut off by the end.
    """

    phase: Phase
    round_number: int | None
    paused_in: RunningPhase | None
    remaining: timedelta
    ends_at: datetime | None
    finished_at: datetime | None
    rounds_begun: int
    starts: tuple[datetime | None, ...]


def planned_times(settings: RoundSettings, start: datetime) -> list[tuple[datetime, datetime]]:
    """Return start and end of each round's meeting when the evening starts at ``start`` and nobody touches the clock.

    Raises ValueError when ``start`` has no time zone.
    """
    _refuse_naive("start", start)
    begin = start.astimezone(UTC)  # adding minutes to a local time would go wrong when clocks change at night
    turn = settings.meeting + settings.change_over
    times = [(begin + number * turn, begin + number * turn + settings.meeting) for number in range(settings.n_rounds)]
    return [(first.astimezone(start.tzinfo), last.astimezone(start.tzinfo)) for first, last in times]


def evening_clock(settings: RoundSettings, actions: Sequence[ClockAction], now: datetime) -> EveningClock:
    """Return what the clock shows at ``now``; actions after ``now`` do not count yet, their order in the list is free.

    Raises ValueError when ``now`` has no time zone. Complexity: O(actions log actions + n_rounds).
    """
    _refuse_naive("now", now)
    moment = now.astimezone(UTC)
    state = _State(settings)
    for action in sorted(actions, key=lambda action: action.at):
        if action.at <= moment:
            at = action.at.astimezone(UTC)
            state = _applied(_advanced(state, at), action.action, at)
    return _shown(_advanced(state, moment), moment, now)


def allowed_actions(clock: EveningClock) -> tuple[ActionName, ...]:
    """Return the actions that make sense now; the others would be passed over."""
    if clock.phase == "before":
        return ("start",)
    if clock.phase == "meeting":
        return ("pause", "next", "extend", "end")
    if clock.phase == "change_over":
        return ("pause", "next", "end")
    if clock.phase == "paused":
        return ("resume", "extend", "end") if clock.paused_in == "meeting" else ("resume", "end")
    return ()


@dataclass(frozen=True)
class _State:
    """The clock between two actions: running until ``ends_at``, or standing with ``remaining`` left."""

    settings: RoundSettings
    running: RunningPhase | None = None
    round_number: int = 0
    ends_at: datetime | None = None
    remaining: timedelta | None = None
    finished_at: datetime | None = None
    begun: tuple[datetime, ...] = ()

    @property
    def phase(self) -> Phase:
        if self.finished_at is not None:
            return "finished"
        if self.running is None:
            return "before"
        return self.running if self.ends_at is not None else "paused"


def _begin_round(state: _State, round_number: int, at: datetime) -> _State:
    ends_at = at + state.settings.meeting
    return replace(state, running="meeting", round_number=round_number, ends_at=ends_at, begun=(*state.begun, at))


def _ring(state: _State, at: datetime) -> _State:
    """The bell at the end of a meeting."""
    following = state.round_number + 1
    if following == state.settings.n_rounds:
        return replace(state, ends_at=None, finished_at=at)
    return replace(state, running="change_over", round_number=following, ends_at=at + state.settings.change_over)


def _end_phase(state: _State, at: datetime) -> _State:
    return _ring(state, at) if state.running == "meeting" else _begin_round(state, state.round_number, at)


def _advanced(state: _State, at: datetime) -> _State:
    """Let the time run until ``at``; a phase is over at the very moment when it ends."""
    while state.ends_at is not None and state.ends_at <= at:
        state = _end_phase(state, state.ends_at)
    return state


def _applied(state: _State, action: ActionName, at: datetime) -> _State:
    if action not in allowed_actions(_shown(state, at, at)):
        return state
    if action == "start":
        return _begin_round(state, 0, at)
    if action == "end":
        return replace(state, ends_at=None, remaining=None, finished_at=at)
    if action == "resume":
        return replace(state, ends_at=at + (state.remaining or NO_TIME), remaining=None)
    if action == "extend" and state.ends_at is None:
        return replace(state, remaining=(state.remaining or NO_TIME) + EXTENSION)
    if state.ends_at is None:
        return state
    if action == "pause":
        return replace(state, ends_at=None, remaining=state.ends_at - at)
    if action == "extend":
        return replace(state, ends_at=state.ends_at + EXTENSION)
    return _advanced(_end_phase(state, at), at)  # next; a change-over of no length is over at once


def _shown(state: _State, moment: datetime, now: datetime) -> EveningClock:
    phase = state.phase
    runs = phase in ("meeting", "change_over", "paused")
    remaining = (state.ends_at - moment if state.ends_at is not None else state.remaining) if runs else None
    zone = now.tzinfo
    starts = _starts(state, moment)
    return EveningClock(
        phase=phase,
        round_number=state.round_number if runs else None,
        paused_in=state.running if phase == "paused" else None,
        remaining=remaining or NO_TIME,
        ends_at=None if state.ends_at is None else state.ends_at.astimezone(zone),
        finished_at=None if state.finished_at is None else state.finished_at.astimezone(zone),
        rounds_begun=len(state.begun),
        starts=tuple(None if start is None else start.astimezone(zone) for start in starts),
    )


def _starts(state: _State, moment: datetime) -> list[datetime | None]:
    missing = state.settings.n_rounds - len(state.begun)
    if state.running is None or state.finished_at is not None:
        return [*state.begun, *[None] * missing]
    phase_ends = state.ends_at if state.ends_at is not None else moment + (state.remaining or NO_TIME)
    turn = state.settings.meeting + state.settings.change_over
    following = phase_ends + (state.settings.change_over if state.running == "meeting" else NO_TIME)
    return [*state.begun, *(following + number * turn for number in range(missing))]


def _refuse_naive(name: str, value: datetime) -> None:
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(f"{name} must have a time zone, {value.isoformat()} has none.")
