"""What rules ask of organisations, and the plan that stands -> whom among their people each of them falls to.

A rule moves nobody who keeps it already, and falls to people who still can keep it: first the locked ones, each to two
who are there and not locked elsewhere in that round, then the others, to two who are free together in as many rounds as
others do not ask of them. One rule after another is decided, so that of rules which only just can be kept together one
may be given to the wrong people; where there are rounds to spare none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules import MeetingPlan

Truths = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """That two organisations meet, by the groups of their rows and columns; in a round, from 0, or in any."""

    row_group: int
    column_group: int
    in_round: int | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """A rule as said of two people; ``in_round`` is None where any will do, also because they have met before."""

    row: int
    column: int
    in_round: int | None


def representatives(
    asked: Sequence[Asked],
    *,
    groups: tuple[Integers, Integers],
    there: tuple[Truths, Truths],
    plan: MeetingPlan | None = None,
    from_round: int = 0,
    announced: bool = False,
) -> list[Given | None]:
    """Whom each rule falls to, in the order asked; None where nobody is there for one of the organisations, and where
    its round has gone by without it.

    ``groups``: the organisation of each row and of each column, int (n,). ``there``: in which rounds they are, bool (n,
    n_rounds). ``plan`` stands; its rounds before ``from_round`` have begun, and who meets in that one, if it is
    ``announced``, is on the way. O(rules rows columns rounds).
    """
    rows, columns = (_Side(side, rounds) for side, rounds in zip(groups, there, strict=True))
    situation = _Situation(rows, columns, from_round)
    if plan is not None:
        situation.look_at(plan, groups, announced=announced)
    found: list[Given | None] = [None] * len(asked)
    locked = [number for number, one in enumerate(asked) if one.in_round is not None]
    others = [number for number, one in enumerate(asked) if one.in_round is None]
    for numbers in (locked, others):  # what no other round can do comes first
        kept = {number: situation.keeping(asked[number]) for number in numbers}
        for number in sorted(numbers, key=lambda number: kept[number] is None):
            found[number] = situation.keep(asked[number]) or situation.choose(asked[number])
    return found


class _Side:
    """The rows, or the columns: in which rounds each is not locked, is free, meets; how much each has been given."""

    def __init__(self, groups: Integers, there: Truths) -> None:
        self.of_group = {
            group: np.flatnonzero((groups == group) & there.any(axis=1)) for group in np.unique(groups).tolist()
        }
        self.there = there
        self.unlocked = there.copy()
        self.free = there.copy()
        self.meets = np.zeros(there.shape, np.bool_)
        self.locks = np.zeros(len(there), np.int64)
        self.demands = np.zeros(len(there), np.int64)

    def take(self, who: int, number: int, *, locked: bool) -> None:
        """Somebody has this round no more; a round that there is not is for the problem to refuse."""
        at = slice(number, number + 1)
        self.free[who, at] = False
        if locked:
            self.unlocked[who, at] = False
            self.locks[who] += 1


class _Situation:
    """Both sides and what stands, changed by each rule that has been given to somebody."""

    def __init__(self, rows: _Side, columns: _Side, from_round: int) -> None:
        self._rows, self._columns = rows, columns
        self._from_round = from_round
        self._standing: dict[tuple[int, int], list[tuple[int, int, int]]] = {}

    def look_at(self, plan: MeetingPlan, groups: tuple[Integers, Integers], *, announced: bool) -> None:
        """Know the meetings of a plan that took place, or that both are there for."""
        rows, columns = self._rows, self._columns
        for number, _, row, column in plan.meetings.tolist():
            if number >= rows.there.shape[1] or not (rows.there[row, number] and columns.there[column, number]):
                continue
            organisations = int(groups[0][row]), int(groups[1][column])
            self._standing.setdefault(organisations, []).append((number, row, column))
            rows.meets[row, number] = columns.meets[column, number] = True
            if announced and number == self._from_round:
                self._take(row, column, number, locked=False)

    def keeping(self, asked: Asked) -> tuple[int, int, int] | None:
        """The round, row and column of a meeting that took place, or that stands as it is asked for."""
        for number, row, column in self._standing.get((asked.row_group, asked.column_group), ()):
            if number < self._from_round:
                return number, row, column
            unlocked = self._rows.unlocked[row, number] and self._columns.unlocked[column, number]
            if asked.in_round in (None, number) and unlocked:
                return number, row, column
        return None

    def keep(self, asked: Asked) -> Given | None:
        """Leave a rule to those who keep it; None where nobody does, or a rule before it has taken their round."""
        meeting = self.keeping(asked)
        if meeting is None:
            return None
        number, row, column = meeting
        if number < self._from_round:
            return Given(row=row, column=column, in_round=None)
        self._take(row, column, number, locked=asked.in_round is not None)
        return Given(row=row, column=column, in_round=asked.in_round)

    def choose(self, asked: Asked) -> Given | None:
        """Two who can do what nobody does yet; the best of those who are there where none can."""
        rows, columns = self._rows.of_group[asked.row_group], self._columns.of_group[asked.column_group]
        gone_by = asked.in_round is not None and asked.in_round < self._from_round
        if gone_by or not len(rows) or not len(columns):
            return None
        if asked.in_round is None:
            orders = self._for_any_round(rows, columns)
        else:
            orders = self._for_a_round(rows, columns, asked)
        best = np.lexsort([order.ravel() for order in reversed(orders)])[0]
        row, column = int(rows[best // len(columns)]), int(columns[best % len(columns)])
        if asked.in_round is not None:
            self._take(row, column, asked.in_round, locked=True)
        else:
            self._rows.demands[row] += 1
            self._columns.demands[column] += 1
        return Given(row=row, column=column, in_round=asked.in_round)

    def _for_a_round(self, rows: Integers, columns: Integers, asked: Asked) -> list[NDArray[Any]]:
        """By what each two are ordered: not locked; few meetings lost; about to meet; there together; seldom locked."""
        at = slice(asked.in_round, (asked.in_round or 0) + 1)
        unlocked = [side.unlocked[who, at].any(axis=1) for side, who in ((self._rows, rows), (self._columns, columns))]
        lost = [side.meets[who, at].sum(axis=1) for side, who in ((self._rows, rows), (self._columns, columns))]
        together = self._together(self._rows.unlocked[rows], self._columns.unlocked[columns])
        locks = np.add.outer(self._rows.locks[rows], self._columns.locks[columns])
        strangers = np.ones(locks.shape, np.bool_)
        for _, row, column in self._standing.get((asked.row_group, asked.column_group), ()):
            strangers[np.searchsorted(rows, row), np.searchsorted(columns, column)] = False
        return [~np.logical_and.outer(*unlocked), np.add.outer(*lost), strangers, together == 0, locks]

    def _for_any_round(self, rows: Integers, columns: Integers) -> list[NDArray[Any]]:
        """By what each two are ordered: free together; there together; rounds to spare; seldom locked."""
        free = self._together(self._rows.free[rows], self._columns.free[columns])
        unlocked = self._together(self._rows.unlocked[rows], self._columns.unlocked[columns])
        demands = np.add.outer(self._rows.demands[rows], self._columns.demands[columns])
        locks = np.add.outer(self._rows.locks[rows], self._columns.locks[columns])
        return [free == 0, unlocked == 0, demands - free, locks]

    def _together(self, rows: Truths, columns: Truths) -> Integers:
        """How many rounds to come each row and each column have in common, int (rows, columns)."""
        to_come = slice(self._from_round, None)
        common: Integers = rows[:, to_come].astype(np.int64) @ columns[:, to_come].T.astype(np.int64)
        return common

    def _take(self, row: int, column: int, number: int, *, locked: bool) -> None:
        self._rows.take(row, number, locked=locked)
        self._columns.take(column, number, locked=locked)
