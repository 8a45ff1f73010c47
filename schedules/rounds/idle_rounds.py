"""A plan -> why each person idles in each round without a meeting, as codes and values to be told to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import allowed_pairs, meeting_limits, needs_break, presence, tables_per_round
from schedules.findings import Finding, Values
from schedules.problem import PlanningProblem, organisations

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class IdleReason(Finding):
    """Why one person has no meeting in one round."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "idle_common_break": "Round {round_number} is a break for everybody.",
            "idle_not_there": "{side} {participant} is not there in round {round_number}.",
            "idle_table_missing": "{side} {participant} keeps table {table_number}, which is not free in round "
            "{round_number}.",
            "idle_at_most": "{side} {participant} has all {most} meetings they may have in other rounds.",
            "idle_own_break": "{side} {participant} asked for a break between rounds {first} and {last}.",
            "idle_fewer_opposite": "In round {round_number} {here} are there on this side and {opposite} on the other, "
            "who all have a meeting: {idle} have to wait.",
            "idle_tables": "All {tables} tables of round {round_number} are taken.",
            "idle_partners": "Of those who are there in round {round_number}, {met} meet {side} {participant} in "
            "another round, {taken} meet somebody else, {barred} cannot or are not to meet them.",
            "idle_not_planned": "In round {round_number} {free} people are free whom {side} {participant} could meet, "
            "but the plan has no such meeting.",
        }
    )


@dataclass(frozen=True)
class IdleRound:
    """A round in which a person has no meeting; ``side`` is "row" or "column", all numbered from zero."""

    side: str
    participant: int
    round_number: int
    reason: IdleReason


def idle_reasons(problem: PlanningProblem, plan_meetings: Integers) -> list[IdleRound]:
    """Return each round without a meeting of each person, with the reason, rows first, by person and round.

    plan_meetings: int (n, 4): round, table, row, column. Of several reasons the first of this order is told: a break of
    all, absence, their table, their most meetings, their own break, too few people on the other side, too few tables,
    partners met in other rounds or taken; if all that fails, how many they could have met. O(n_rows n_columns).
    """
    evening = _Evening(problem, plan_meetings)
    found = []
    for side, name in enumerate(("row", "column")):
        for participant, round_number in np.argwhere(~evening.busy[side]).tolist():
            reason = evening.reason(side, participant, round_number)
            found.append(IdleRound(name, participant, round_number, reason))
    return found


class _Evening:
    """What is asked again and again while reasons are looked for."""

    def __init__(self, problem: PlanningProblem, meetings: Integers) -> None:
        self.problem = problem
        sizes = (problem.n_rows, problem.n_columns)
        self.busy = tuple(np.zeros((n, problem.n_rounds), np.bool_) for n in sizes)
        for busy, part in zip(self.busy, (2, 3), strict=True):
            busy[meetings[:, part], meetings[:, 0]] = True
        self.there = presence(problem)
        self.limits = meeting_limits(problem)
        self.breaks = needs_break(problem)
        self.tables = tables_per_round(problem)
        self.sizes = np.bincount(meetings[:, 0], minlength=problem.n_rounds)
        self.here = tuple(there.sum(axis=0) for there in self.there)
        self.met = meetings[:, 2:]

    @cached_property
    def allowed(self) -> Flags:
        return allowed_pairs(self.problem)

    @cached_property
    def not_met(self) -> Flags:
        """True where two may meet and their organisations do not meet all evening."""
        row_group, column_group = organisations(self.problem)
        between = np.zeros((int(row_group.max()) + 1, int(column_group.max()) + 1), np.bool_)
        between[row_group[self.met[:, 0]], column_group[self.met[:, 1]]] = True
        return self.allowed & ~between[row_group[:, None], column_group[None, :]]

    def reason(self, side: int, participant: int, round_number: int) -> IdleReason:
        problem = self.problem
        who: Values = {"side": ("Row", "Column")[side], "participant": participant, "round_number": round_number}
        if round_number in problem.break_rounds:
            return IdleReason("idle_common_break", {"round_number": round_number})
        if not self.there[side][participant, round_number]:
            available = (problem.row_available, problem.column_available)[side]
            seats = (problem.row_seats, problem.column_seats)[side]
            if seats is not None and (available is None or available[participant, round_number]):
                return IdleReason("idle_table_missing", {**who, "table_number": int(seats[participant])})
            return IdleReason("idle_not_there", who)
        most = int(self.limits[side][participant, 1])
        if most < problem.n_rounds and self.busy[side][participant].sum() == most:
            return IdleReason("idle_at_most", {**who, "most": most})
        window = self._window(side, participant, round_number)
        if window is not None:
            return IdleReason("idle_own_break", {**who, "first": window[0], "last": window[1]})
        here, opposite = int(self.here[side][round_number]), int(self.here[1 - side][round_number])
        n_meetings = int(self.sizes[round_number])
        if here > opposite == n_meetings:
            counts = {"here": here, "opposite": opposite, "idle": here - opposite}
            return IdleReason("idle_fewer_opposite", {**who, **counts})
        if n_meetings == self.tables[round_number]:
            return IdleReason("idle_tables", {**who, "tables": n_meetings})
        return self._partners(side, participant, round_number, who)

    def _window(self, side: int, participant: int, round_number: int) -> tuple[int, int] | None:
        """Return the first and last round between which the person needs a break, if this round is the one they get."""
        windows = (self.problem.row_breaks, self.problem.column_breaks)[side]
        if windows is None or not self.breaks[side][participant]:
            return None
        first, last = (int(number) for number in windows[participant])
        free = ~self.busy[side][participant, first : last + 1]
        return (first, last) if first <= round_number <= last and free.sum() == 1 else None

    def _partners(self, side: int, participant: int, round_number: int, who: Values) -> IdleReason:
        allowed, open_ = (
            table[participant] if side == 0 else table[:, participant] for table in (self.allowed, self.not_met)
        )
        there = self.there[1 - side][:, round_number]
        taken = there & open_ & self.busy[1 - side][:, round_number]
        free = there & open_ & ~taken & self._may_meet_more(1 - side, round_number)
        if free.any():
            return IdleReason("idle_not_planned", {**who, "free": int(free.sum())})
        met = int((there & allowed & ~open_).sum())
        barred = int(there.sum()) - met - int(taken.sum())
        return IdleReason("idle_partners", {**who, "met": met, "taken": int(taken.sum()), "barred": barred})

    def _may_meet_more(self, side: int, round_number: int) -> Flags:
        """Return who is neither at their most meetings nor takes their break in the round."""
        open_ = self.busy[side].sum(axis=1) < self.limits[side][:, 1]
        for participant in np.flatnonzero(self.breaks[side] & ~self.busy[side][:, round_number]).tolist():
            open_[participant] &= self._window(side, participant, round_number) is None
        result: Flags = open_
        return result
