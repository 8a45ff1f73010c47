"""Groups of the organisations of one event -> those whose sums can be told without telling those of a few.

A rate beside its number of meetings is a sum over the organisations of a group. Sums told of different aspects can be
added to and subtracted from each other and from the whole (14 companies, 13 of them enterprises: the fourteenth), so
that no group can be looked at alone (Denning, Denning & Schwartz 1979, doi:10.1145/320064.320069). Sums in which one
organisation counts twice as much as another are not looked for: they tell nobody's figure by themselves.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import FloatArray

#: By aspect and group.
GroupKey = tuple[str, str]

_ZERO = 1e-9


def told_groups(
    members: Mapping[GroupKey, Collection[str]], wholes: Sequence[Collection[str]], *, least: int
) -> frozenset[GroupKey]:
    """Return the groups that can be told beside ``wholes``, which are told anyway.

    members: organisation ids of each group, aspects in the order in which they come first; wholes: ids, in groups of
    which the whole is told. A group is told when it has ``least`` members and no sum of told groups and wholes, each
    added or taken away, is about fewer than ``least`` organisations. Within an aspect the larger come first.
    None where the wholes alone single out a few. O(groups * C(groups, least - 1) * 2^least * organisations).
    """
    ids = sorted({one for group in (*members.values(), *wholes) for one in group})
    told = _Told(len(ids), least)
    if not all(told.take(_row(ids, whole)) for whole in wholes):
        return frozenset()
    aspects = list(dict.fromkeys(aspect for aspect, _group in members))
    order = sorted(members, key=lambda one: (aspects.index(one[0]), -len(members[one]), one[1]))
    return frozenset(key for key in order if len(members[key]) >= least and told.take(_row(ids, members[key])))


class _Told:
    """Rows whose sums, each row added or taken away, are about ``least`` organisations or nobody.

    Kept as a reduced echelon form: a sum is one of its rows, with the values that it has at their pivots. One about few
    has few of those.
    """

    def __init__(self, n_organisations: int, least: int) -> None:
        self._least = least
        self._rows = np.zeros((0, n_organisations))
        self._pivots: list[int] = []

    def take(self, row: FloatArray) -> bool:
        """Tell a row too, if nothing about a few can be told then; returns whether it is told."""
        left = row - row[self._pivots] @ self._rows
        new = np.flatnonzero(np.abs(left) > _ZERO)
        if not new.size:
            return True
        pivot = int(new[(np.abs(self._rows[:, new]) > _ZERO).sum(axis=0).argmin()])
        left = left / left[pivot]
        factors = self._rows[:, pivot]
        rows = np.vstack([self._rows - np.outer(factors, left), left])
        if self._singles_out(rows, np.append(np.abs(factors) > _ZERO, True)):
            return False
        self._rows, self._pivots = rows, [*self._pivots, pivot]
        return True

    def _singles_out(self, rows: FloatArray, changed: BoolArray) -> bool:
        """Whether some sum is about a few, in which one of the changed rows takes part: others were there before."""
        for size in range(1, self._least):
            chosen = np.array([*combinations(range(len(rows)), size)], np.intp).reshape(-1, size)
            chosen = chosen[changed[chosen].any(axis=1)]
            for signs in product((1.0, -1.0), repeat=size - 1):
                sums = np.tensordot(np.array((1.0, *signs)), rows[chosen], axes=(0, 1))
                if ((np.abs(sums) > _ZERO).sum(axis=1) < self._least).any():
                    return True
        return False


def _row(ids: Sequence[str], group: Collection[str]) -> FloatArray:
    there = set(group)
    return np.array([float(one in there) for one in ids])
