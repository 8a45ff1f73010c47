"""The rounds to come -> a linear model: one variable per meeting that may take place, one line per rule.

Every rule of the rounds to come is linear in these variables (who meets at most once a round, organisations at most
once, tables, limits, breaks, novelty), and so are the weight and the number of changed cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schedules.pairs.even_bounds import even_bounds
from schedules.pairs.flow_of_pairs import Side
from schedules.repairing.announced_cells import IDLE
from schedules.repairing.rounds_to_come import RoundsToCome

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Rule = tuple[NDArray[np.int64], float, float]


@dataclass(frozen=True)
class MeetingsToCome:
    """Meetings that may take place, lines (round, row, column), and which of them are fixed."""

    rounds: RoundsToCome
    lines: Integers
    fixed: Truths

    @classmethod
    def of(cls, rounds: RoundsToCome, most: int) -> "MeetingsToCome | None":
        """Return the meetings of a situation, None when there are none at all, or more than ``most``."""
        lines = [rounds.fixed]
        n_lines = 0
        for r in range(rounds.from_round, len(rounds.tables)):
            if not rounds.tables[r]:
                continue
            taken = rounds.fixed[rounds.fixed[:, 0] == r]
            open_ = [there[:, r].copy() for there in rounds.there]
            for part in (0, 1):
                open_[part][taken[:, 1 + part]] = False
            pairs = np.argwhere(rounds.allowed & open_[0][:, None] & open_[1][None, :])
            lines.append(np.column_stack([np.full(len(pairs), r), pairs]))
            n_lines += len(pairs)
            if n_lines > most:
                return None
        if not len(rounds.fixed) + n_lines:
            return None
        fixed = np.arange(len(rounds.fixed) + n_lines) < len(rounds.fixed)
        return cls(rounds, np.concatenate(lines), fixed)

    def only(self, wanted: Truths) -> "MeetingsToCome":
        """Return the model of these meetings and the fixed ones alone."""
        wanted = wanted | self.fixed
        return MeetingsToCome(self.rounds, self.lines[wanted], self.fixed[wanted])

    def as_even_as_can_be(self, n_meetings: int) -> "MeetingsToCome":
        """Return the model of those plans of so many meetings that have the least sum of squared counts."""
        rounds = self.rounds
        least, most = [], []
        for part in (0, 1):
            had = np.bincount(rounds.played[:, 1 + part], minlength=len(rounds.most[part])).astype(np.int64)
            busy = np.zeros_like(rounds.there[part])
            busy[self.lines[:, 1 + part], self.lines[:, 0]] = True
            fixed = np.bincount(rounds.fixed[:, 1 + part], minlength=len(had))
            room = np.minimum(rounds.most[part] - had, busy.sum(axis=1))
            low = np.minimum(np.maximum(rounds.least[part] - had, fixed), room)
            side = Side(low, room, had, rounds.groups[part])
            if not int(low.sum()) <= n_meetings <= int(room.sum()):
                return self
            bounds = even_bounds(side, n_meetings)
            least.append(had + bounds[0])
            most.append(had + bounds[1])
        even = replace(rounds, least=(least[0], least[1]), most=(most[0], most[1]))
        return MeetingsToCome(even, self.lines, self.fixed)

    @property
    def weights(self) -> Numbers:
        """The weight of each meeting."""
        return self.rounds.weights[self.lines[:, 1], self.lines[:, 2]]

    @property
    def changed_cells(self) -> Integers:
        """What each meeting adds to the changed cells of nobody meeting anybody (``changed_without_meetings``)."""
        cells = self.rounds.cells
        changed = np.zeros(len(self.lines), np.int64)
        for told, part in ((cells.row_partner, 1), (cells.column_partner, 2)):
            partner = told[self.lines[:, part], self.lines[:, 0]]
            changed += partner == IDLE
            changed -= partner == self.lines[:, 3 - part]
        return changed

    @property
    def changed_without_meetings(self) -> int:
        """How many cells change when nobody meets anybody."""
        cells = self.rounds.cells
        return sum(int((told >= 0).sum()) for told in (cells.row_partner, cells.column_partner))

    def rules(self) -> "tuple[csr_array, Numbers, Numbers]":
        """Return every rule as a line of a sparse matrix with the least and the most it may add up to."""
        from scipy.sparse import csr_array  # noqa: PLC0415  slow import

        rules = [*self._once(), *self._tables(), *self._limits(0), *self._limits(1)]
        members = np.concatenate([rule[0] for rule in rules]) if rules else np.zeros(0, np.int64)
        line_of = np.repeat(np.arange(len(rules)), [len(rule[0]) for rule in rules])
        matrix = csr_array((np.ones(len(members)), (line_of, members)), shape=(len(rules), len(self.lines)))
        return matrix, np.array([rule[1] for rule in rules]), np.array([rule[2] for rule in rules])

    def _once(self) -> Iterator[Rule]:
        rounds, lines = self.rounds, self.lines
        between = np.column_stack([rounds.groups[0][lines[:, 1]], rounds.groups[1][lines[:, 2]]])
        for keys in (lines[:, [0, 1]], lines[:, [0, 2]], between):
            for members in classes(keys):
                if len(members) > 1:
                    yield members, -np.inf, 1
        demanded = np.flatnonzero(rounds.demanded[lines[:, 1], lines[:, 2]])
        for members in classes(lines[demanded, 1:]):
            yield demanded[members], 1, 1
        n_missing = int(rounds.demanded.sum()) - len(np.unique(lines[demanded, 1:], axis=0))
        if n_missing:  # a demanded pair that has no meeting left: no plan keeps the rules
            yield np.zeros(0, np.int64), 1, 1

    def _tables(self) -> Iterator[Rule]:
        for members in classes(self.lines[:, [0]]):
            yield members, -np.inf, float(self.rounds.tables[self.lines[members[0], 0]])

    def _limits(self, part: int) -> Iterator[Rule]:
        rounds, lines = self.rounds, self.lines
        played = rounds.played[:, 1 + part]
        had = np.bincount(played, minlength=len(rounds.most[part]))
        members_of = {int(lines[members[0], 1 + part]): members for members in classes(lines[:, [1 + part]])}
        nobody = np.zeros(0, np.int64)
        for who in range(len(had)):
            members = members_of.get(who, nobody)
            least, most = int(rounds.least[part][who] - had[who]), int(rounds.most[part][who] - had[who])
            if least > 0 or most < len(np.unique(lines[members, 0])):
                yield members, least, max(most, 0)
            if rounds.novel is not None:
                novel_had = int(rounds.novel[rounds.played[:, 1], rounds.played[:, 2]][played == who].sum())
                wanted = int(rounds.novel_least[part][who]) - novel_had
                if wanted > 0:
                    yield members[rounds.novel[lines[members, 1], lines[members, 2]]], wanted, np.inf
            windows = rounds.windows[part]
            if windows is not None and windows[who, 0] >= 0:
                first, last = windows[who]
                past = rounds.played[played == who, 0]
                room = int(last - first) - int(((past >= first) & (past <= last)).sum())
                inside = (lines[members, 0] >= first) & (lines[members, 0] <= last)
                yield members[inside], -np.inf, room


def classes(keys: Integers) -> Iterator[Integers]:
    """Yield the lines that share a key, in the keys' order."""
    if not len(keys):
        return
    order = np.lexsort(keys.T[::-1])
    starts = np.flatnonzero((np.diff(keys[order], axis=0) != 0).any(axis=1)) + 1
    yield from np.split(order, starts)
