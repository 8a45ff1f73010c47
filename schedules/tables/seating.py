"""Meetings in rounds -> tables, so that people move little: one side sits, the other walks.

Where there is a table for everybody of the seated side, each has one all evening, and nobody of that side moves. With
fewer tables, round by round: whoever of the seated side finds the table of their last meeting free keeps it, then
whoever of the walking side does; the others get tables whose last owners come back late when they themselves stay long,
so that many find their own again; where people are not too many, rounds are then seated anew (``fewer_moves``). Locked
tables and seats that people keep stand (``tables_demanded``). Unless the problem says which side sits, both are tried,
and the fewer moves win.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.problem import ANY_TABLE, SIDES, PlanningProblem
from schedules.tables.fewer_moves import move_less
from schedules.tables.table_moves import moves_per_participant
from schedules.tables.tables_demanded import tables_demanded, tables_of_evening

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
SEATED_COST, WALKING_COST = 3, 2
MANY_MEETINGS = 3000  # beyond, seating rounds anew costs more time than the few moves it saves are worth


def seat_meetings(problem: PlanningProblem, timed_pairs: Integers) -> Integers:
    """Return meetings (round, table, row, column) for lines (round, row, column); O(n log n).

    Tables are numbered below ``n_tables``, or below the smaller side's size (and those locked or kept) when there is no
    limit. Raises InfeasiblePlan when locked tables and seats that people keep contradict each other.
    """
    timed_pairs = timed_pairs[np.argsort(timed_pairs[:, 0], kind="stable")]
    kept = tables_demanded(problem, timed_pairs)
    sides = range(len(SIDES)) if problem.seated_side is None else [SIDES.index(problem.seated_side)]
    tries = [_Room(problem, timed_pairs, side).seat(kept) for side in sides]
    moves = [_moves_of_sides(problem, timed_pairs, tables) for tables in tries]
    best = min(range(len(tries)), key=lambda one: sum(moves[one]))
    tables = tries[best]
    if min(moves[best]) and len(timed_pairs) <= MANY_MEETINGS:
        costs = (SEATED_COST, WALKING_COST) if sides[best] == 0 else (WALKING_COST, SEATED_COST)
        if problem.swap_after is not None:
            costs = (WALKING_COST, WALKING_COST)  # each side sits for a while
        movable, available = kept == ANY_TABLE, tables_of_evening(problem)
        tables = move_less(timed_pairs, tables, movable=movable, available=available, costs=costs)
    return np.column_stack([timed_pairs[:, 0], tables, timed_pairs[:, 1:]])


def _moves_of_sides(problem: PlanningProblem, timed_pairs: Integers, tables: Integers) -> tuple[int, int]:
    meetings = np.column_stack([timed_pairs[:, 0], tables, timed_pairs[:, 1:]])
    rows, columns = moves_per_participant(problem, meetings)
    return int(rows.sum()), int(columns.sum())


class _Room:
    """Who sat where last, while tables are given round by round."""

    def __init__(self, problem: PlanningProblem, timed_pairs: Integers, seated_first: int) -> None:
        self.problem = problem
        self.timed_pairs = timed_pairs
        self.seated = seated_first
        self.available = tables_of_evening(problem)
        self.busy = [np.zeros((n, problem.n_rounds + 1), np.bool_) for n in (problem.n_rows, problem.n_columns)]
        for side, busy in enumerate(self.busy):
            busy[timed_pairs[:, 1 + side], timed_pairs[:, 0]] = True
        self.until, self.back = zip(*(_runs(busy) for busy in self.busy), strict=True)
        self.last = [np.full(n, ANY_TABLE, np.int64) for n in (problem.n_rows, problem.n_columns)]

    def seat(self, kept: Integers) -> Integers:
        """Return the table of each line, where ``kept`` leaves it open."""
        tables = kept.copy()
        n_rounds = self.problem.n_rounds
        swap = n_rounds if self.problem.swap_after is None else self.problem.swap_after
        starts = np.searchsorted(self.timed_pairs[:, 0], np.arange(n_rounds + 1))
        for from_round, to_round in ((0, swap), (swap, n_rounds)):
            self._settle(slice(starts[from_round], starts[to_round]), slice(from_round, to_round), kept)
            for round_number in range(from_round, to_round):
                lines = slice(starts[round_number], starts[round_number + 1])
                self._seat_round(round_number, lines, tables)
                for side in (0, 1):
                    self.last[side][self.timed_pairs[lines, 1 + side]] = tables[lines]
            self.seated = 1 - self.seated
        return tables

    def _settle(self, lines: slice, rounds: slice, kept: Integers) -> None:
        """Give each of the seated side a table of their own for as long as they sit, if there are enough."""
        own: Flags = np.logical_and.reduce(self.available[:, rounds], axis=1)
        own[kept[lines][kept[lines] != ANY_TABLE]] = False
        who = np.unique(self.timed_pairs[lines, 1 + self.seated][kept[lines] == ANY_TABLE])
        if len(who) > own.sum():
            return
        last = self.last[self.seated]
        stays = _first_to_claim(who, last[who], own)
        own[last[stays]] = False
        others = np.setdiff1d(who, stays)
        last[others] = np.flatnonzero(own)[: len(others)]

    def _seat_round(self, round_number: int, lines: slice, tables: Integers) -> None:
        free = self.available[:, round_number].copy()
        free[tables[lines][tables[lines] != ANY_TABLE]] = False
        for side in (self.seated, 1 - self.seated):
            waiting = lines.start + np.flatnonzero(tables[lines] == ANY_TABLE)
            wished = self.last[side][self.timed_pairs[waiting, 1 + side]]
            # who sat there in the round before comes before those who come back
            stayed = self.busy[side][self.timed_pairs[waiting, 1 + side], round_number - 1]
            waiting = np.concatenate([waiting[stayed], waiting[~stayed]])
            wished = np.concatenate([wished[stayed], wished[~stayed]])
            first = _first_to_claim(np.arange(len(waiting)), wished, free)
            tables[waiting[first]] = wished[first]
            free[wished[first]] = False
        waiting = lines.start + np.flatnonzero(tables[lines] == ANY_TABLE)
        if len(waiting):
            who = self.timed_pairs[waiting, 1 + self.seated]
            longest_first = np.argsort(-self.until[self.seated][who, round_number], kind="stable")
            tables[waiting[longest_first]] = self._tables_by_return(round_number, free)[: len(waiting)]

    def _tables_by_return(self, round_number: int, free: Flags) -> Integers:
        """Return the free tables, first those that nobody comes back to, then those of the latest return."""
        back = np.full(len(free), self.problem.n_rounds + 1, np.int64)
        last = self.last[self.seated]
        away = np.flatnonzero((last != ANY_TABLE) & ~self.busy[self.seated][:, round_number])
        np.minimum.at(back, last[away], self.back[self.seated][away, round_number])
        tables = np.flatnonzero(free)
        return tables[np.argsort(-back[tables], kind="stable")]


def _first_to_claim(who: Integers, wished: Integers, free: Flags) -> Integers:
    """Return those of ``who`` whose wished table is free, the first of several with the same wish."""
    able = np.flatnonzero((wished != ANY_TABLE) & free[wished])
    claimant = np.full(len(free), -1, np.int64)
    claimant[wished[able][::-1]] = able[::-1]  # of several values for one place the last stands
    return who[claimant[claimant >= 0]]


def _runs(busy: Flags) -> tuple[Integers, Integers]:
    """Return for each person and round the last round of the run of meetings it belongs to, and the next meeting's."""
    until, back = np.zeros(busy.shape, np.int64), np.full(busy.shape, busy.shape[1])
    for round_number in reversed(range(busy.shape[1] - 1)):
        goes_on = busy[:, round_number + 1]
        until[:, round_number] = np.where(goes_on, until[:, round_number + 1], round_number)
        back[:, round_number] = np.where(busy[:, round_number], round_number, back[:, round_number + 1])
    return until, back
