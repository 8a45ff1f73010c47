"""A situation -> its rounds one at a time: the best meetings of one round while all others stand.

One round is a linear assignment (Jonker & Volgenant 1987, doi:10.1007/BF02278710) of exactly as many meetings as fit;
a meeting is worth its weight, less ``price`` for every announced cell that it changes, more when it is demanded.
Organisations with several representatives are assigned again without the weaker of two meetings between them.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import (
    allowed_pairs,
    least_novel,
    meeting_limits,
    needs_break,
    novel_pairs,
    presence,
    tables_per_round,
    worth,
)
from schedules.problem import organisations
from schedules.repairing.announced_cells import AnnouncedCells
from schedules.repairing.in_force import Situation

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
NEVER, DEMANDED, BELOW_LEAST = 1e6, 1e3, 1e2
MOST_ASSIGNMENTS = 20  # of one round, with colleagues


@dataclass(frozen=True)
class RoundsToCome:
    """The rounds from ``from_round`` on as arrays."""

    from_round: int
    weights: Numbers
    allowed: Truths
    demanded: Truths
    novel: Truths | None
    there: tuple[Truths, Truths]
    least: tuple[Integers, Integers]
    demanded_least: tuple[Integers, Integers]
    most: tuple[Integers, Integers]
    novel_least: tuple[Integers, Integers]
    windows: tuple[Integers | None, Integers | None]
    groups: tuple[Integers, Integers]
    colleagues: bool
    tables: Integers
    played: Integers
    fixed: Integers
    cells: AnnouncedCells
    possible: Integers

    @classmethod
    def of(cls, situation: Situation, cells: AnnouncedCells) -> "RoundsToCome":
        """Return the arrays of a situation."""
        problem = situation.problem
        groups = organisations(problem)
        allowed = allowed_pairs(problem)
        demanded = np.zeros_like(allowed)
        for row, column in problem.required:
            allowed[np.ix_(groups[0] == groups[0][row], groups[1] == groups[1][column])] = False
            allowed[row, column] = demanded[row, column] = True
        met = np.zeros((int(groups[0].max()) + 1, int(groups[1].max()) + 1), np.bool_)
        met[groups[0][situation.played[:, 2]], groups[1][situation.played[:, 3]]] = True
        # organisations in another order than their people are counted by their own numbers too
        colleagues = any(not np.array_equal(group, np.arange(len(group))) for group in groups)
        allowed &= ~(met[groups[0][:, None], groups[1][None, :]] if colleagues else met)
        if colleagues:  # their organisations will have had their meeting, by these two
            fixed = situation.fixed[:, 2:]
            met[:] = False
            met[groups[0][fixed[:, 0]], groups[1][fixed[:, 1]]] = True
            by_these = np.zeros_like(allowed)
            by_these[fixed[:, 0], fixed[:, 1]] = True
            allowed &= by_these | ~met[groups[0][:, None], groups[1][None, :]]
        limits = meeting_limits(problem)
        needed = needs_break(problem)
        windows: list[Integers | None] = [problem.row_breaks, problem.column_breaks]
        for part in (0, 1):
            given = windows[part]
            windows[part] = None if given is None else np.where(needed[part][:, None], given, -1)
        return cls(
            from_round=situation.from_round,
            weights=worth(problem),
            allowed=allowed,
            demanded=demanded,
            novel=novel_pairs(problem) if problem.novel_least else None,
            there=presence(problem),
            least=(limits[0][:, 0], limits[1][:, 0]),
            demanded_least=(limits[0][:, 0], limits[1][:, 0]),
            most=(limits[0][:, 1], limits[1][:, 1]),
            novel_least=least_novel(problem),
            windows=(windows[0], windows[1]),
            groups=groups,
            colleagues=colleagues,
            tables=tables_per_round(problem),
            played=situation.played[:, [0, 2, 3]],
            fixed=situation.fixed[:, [0, 2, 3]],
            cells=cells,
            possible=situation.possible[:, [0, 2, 3]],
        )

    def key(self, timed: Integers) -> tuple[int, int, int]:
        """Return demands missing, people's meetings below their least numbers, and minus the meetings."""
        missing = int(self.demanded.sum()) - int(self.demanded[timed[:, 1], timed[:, 2]].sum())
        return missing, self._below(timed), -len(timed)

    def missing(self, timed: Integers) -> bool:
        """Whether a demand is not met; the shares of newcomers are no demands."""
        return replace(self, least=self.demanded_least).key(timed)[:2] != (0, 0)

    def weight(self, timed: Integers) -> float:
        """Return the weight of lines (round, row, column)."""
        return float(self.weights[timed[:, 1], timed[:, 2]].sum())

    def _below(self, timed: Integers) -> int:
        below = 0
        for part in (0, 1):
            below += int(np.maximum(self.least[part] - self._counts(timed, part), 0).sum())
            if self.novel is not None:
                below += int(np.maximum(self.novel_least[part] - self._novel_counts(timed, part), 0).sum())
        return below

    def _counts(self, timed: Integers, part: int) -> Integers:
        who = np.concatenate([self.played[:, 1 + part], timed[:, 1 + part]])
        return np.bincount(who, minlength=len(self.most[part]))

    def _novel_counts(self, timed: Integers, part: int) -> Integers:
        lines = np.concatenate([self.played, timed])
        assert self.novel is not None  # noqa: S101  asked for only with a novelty
        novel = self.novel[lines[:, 1], lines[:, 2]]
        return np.bincount(lines[novel, 1 + part], minlength=len(self.most[part]))

    def solved(self, timed: Integers, round_number: int, price: float) -> Integers:
        """Return all lines with those of one round chosen anew at ``price`` per changed cell."""
        return self.filled(self.without(timed, round_number), round_number, price)

    def filled(self, standing: Integers, round_number: int, price: float) -> Integers:
        """Return the lines and the best meetings of those who are still free in one round."""
        rows = np.flatnonzero(self._open(standing, round_number, 0))
        columns = np.flatnonzero(self._open(standing, round_number, 1))
        room = int(self.tables[round_number]) - int((standing[:, 0] == round_number).sum())
        n_meetings = min(room, len(rows), len(columns))
        if n_meetings <= 0:
            return standing
        inside = np.ix_(rows, columns)
        value = self.weights[inside]
        idle = self.cells.idle(round_number)
        value = value - price * (idle[0][rows][:, None].astype(float) + idle[1][columns][None, :])
        place = (np.full(len(self.most[0]), -1), np.full(len(self.most[1]), -1))
        place[0][rows], place[1][columns] = np.arange(len(rows)), np.arange(len(columns))
        kept = self.possible[self.possible[:, 0] == round_number]
        kept = kept[(place[0][kept[:, 1]] >= 0) & (place[1][kept[:, 2]] >= 0)]
        value[place[0][kept[:, 1]], place[1][kept[:, 2]]] += 2 * price
        self._add_demands(value, standing, rows, columns)
        value[~self._may_meet(standing, rows, columns)] = -NEVER
        chosen = self._assigned(value, rows, columns, n_meetings)
        lines = np.column_stack([np.full(len(chosen), round_number), rows[chosen[:, 0]], columns[chosen[:, 1]]])
        return np.concatenate([standing, lines])

    def without(self, timed: Integers, round_number: int) -> Integers:
        """Return the lines without those of one round, its fixed ones apart."""
        return np.concatenate([timed[timed[:, 0] != round_number], self.fixed[self.fixed[:, 0] == round_number]])

    def _open(self, standing: Integers, round_number: int, part: int) -> Truths:
        """Return who can take a meeting in a round, the other rounds standing."""
        open_: Truths = self.there[part][:, round_number] & (self._counts(standing, part) < self.most[part])
        open_[standing[standing[:, 0] == round_number, 1 + part]] = False
        windows = self.windows[part]
        if windows is not None:
            busy = np.zeros_like(self.there[part])
            for lines in (self.played, standing):
                busy[lines[:, 1 + part], lines[:, 0]] = True
            inside = (windows[:, 0] <= round_number) & (round_number <= windows[:, 1])
            for who in np.flatnonzero(open_ & inside).tolist():
                first, last = windows[who]
                open_[who] = int(busy[who, first : last + 1].sum()) < last - first
        return open_

    def _may_meet(self, standing: Integers, rows: Integers, columns: Integers) -> Truths:
        may = self.allowed[np.ix_(rows, columns)]
        if self.colleagues:
            met = np.zeros((int(self.groups[0].max()) + 1, int(self.groups[1].max()) + 1), np.bool_)
            met[self.groups[0][standing[:, 1]], self.groups[1][standing[:, 2]]] = True
            may &= ~met[np.ix_(self.groups[0][rows], self.groups[1][columns])]
            return may
        met = np.zeros(self.allowed.shape, np.bool_)
        met[standing[:, 1], standing[:, 2]] = True
        may &= ~met[np.ix_(rows, columns)]
        return may

    def _add_demands(self, value: Numbers, standing: Integers, rows: Integers, columns: Integers) -> None:
        if self.demanded.any():
            value += DEMANDED * self.demanded[np.ix_(rows, columns)]
        for part, who in ((0, rows), (1, columns)):
            if self.least[part].any():
                below = (self._counts(standing, part) < self.least[part])[who].astype(float)
                value += BELOW_LEAST * (below[:, None] if part == 0 else below[None, :])
            if self.novel is not None:
                below = (self._novel_counts(standing, part) < self.novel_least[part])[who].astype(float)
                novel = self.novel[np.ix_(rows, columns)]
                value += BELOW_LEAST * novel * (below[:, None] if part == 0 else below[None, :])

    def _assigned(self, value: Numbers, rows: Integers, columns: Integers, n_meetings: int) -> Integers:
        chosen = heaviest_assignment(value, n_meetings)
        if not self.colleagues:
            return chosen
        groups = self.groups[0][rows], self.groups[1][columns]
        for _ in range(MOST_ASSIGNMENTS):
            between = groups[0][chosen[:, 0]] * (int(self.groups[1].max()) + 1) + groups[1][chosen[:, 1]]
            order = np.lexsort((-value[chosen[:, 0], chosen[:, 1]], between))
            repeated = order[1:][between[order[1:]] == between[order[:-1]]]
            if not repeated.size:
                return chosen
            value[chosen[repeated, 0], chosen[repeated, 1]] = -NEVER
            chosen = heaviest_assignment(value, n_meetings)
        between = groups[0][chosen[:, 0]] * (int(self.groups[1].max()) + 1) + groups[1][chosen[:, 1]]
        once: Integers = chosen[np.sort(np.unique(between, return_index=True)[1])]
        return once


def heaviest_assignment(value: Numbers, n_meetings: int) -> Integers:
    """Return the heaviest choice of so many cells of a table, (n, 2), no two in a line; fewer when cells below
    -NEVER / 2 would be needed. O(n^3).

    >>> heaviest_assignment(np.array([[3.0, 2.0], [2.0, 0.0]]), 1).tolist()
    [[0, 0]]
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import

    n_rows, n_columns = value.shape
    if n_meetings < min(n_rows, n_columns):  # people who stay without a meeting are assigned to nobody
        size = n_rows + n_columns - n_meetings
        table = np.zeros((size, size))
        table[:n_rows, :n_columns] = value
        table[n_rows:, n_columns:] = -4 * NEVER
        value = table
    found = np.column_stack(linear_sum_assignment(value, maximize=True))
    found = found[(found[:, 0] < n_rows) & (found[:, 1] < n_columns)]
    wanted: Integers = found[value[found[:, 0], found[:, 1]] > -NEVER / 2].astype(np.int64)
    return wanted
