"""Pairs that may be introduced, as arrays: those left out are taken away, and of near duplicates one pair stays.

Organisations that may be one and the same form a group. While nobody has decided, a group and a partner get one
introduction at most, and what is excluded for one of a group is excluded for all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Candidates:
    """One entry per pair that may be introduced, best first; equal scores by company, then by association.

    ``rows`` and ``columns`` are indices of companies and associations, ``scores`` in [0, 1]; every array (n_pairs,).
    """

    rows: IntArray
    columns: IntArray
    scores: FloatArray
    novel: BoolArray
    shape: tuple[int, int]

    def kept(self, mask: BoolArray) -> "Candidates":
        """The pairs of the mask, in the same order."""
        return Candidates(self.rows[mask], self.columns[mask], self.scores[mask], self.novel[mask], self.shape)


def candidates_from(
    rows: npt.ArrayLike,
    columns: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    shape: tuple[int, int],
    novel: npt.ArrayLike | None = None,
) -> Candidates:
    """Check and order the arrays of pairs.

    Raises ValueError when their lengths differ, an index is not there, a score is not in [0, 1] or a pair stands twice.
    """
    row, column = np.asarray(rows, dtype=np.int64).ravel(), np.asarray(columns, dtype=np.int64).ravel()
    value = np.asarray(scores, dtype=np.float64).ravel()
    fresh = np.zeros(len(row), dtype=np.bool_) if novel is None else np.asarray(novel, dtype=np.bool_).ravel()
    if not len(row) == len(column) == len(value) == len(fresh):
        raise ValueError(f"{len(row)} companies, {len(column)} associations, {len(value)} scores, {len(fresh)} flags")
    outside = int(((row < 0) | (row >= shape[0]) | (column < 0) | (column >= shape[1])).sum())
    wrong = int((~((value >= 0) & (value <= 1))).sum())
    keys = row * max(shape[1], 1) + column
    rising = not outside and bool((np.diff(keys) > 0).all())  # as the pairs of a matrix are
    again = 0 if outside or rising else len(keys) - len(np.unique(keys))
    if outside or wrong or again:
        raise ValueError(
            f"of {len(row)} pair(s) {outside} lie outside {shape[0]} x {shape[1]}, {wrong} score(s) are not in [0, 1], "
            f"{again} stand again; give each pair once"
        )
    order = np.argsort(-value, kind="stable") if rising else np.lexsort((keys, -value))
    return Candidates(row[order], column[order], value[order], fresh[order], shape)


def without(
    candidates: Candidates, excluded: Iterable[tuple[int, int]], row_groups: IntArray, column_groups: IntArray
) -> Candidates:
    """Take away the excluded pairs, with those of their groups, and of two groups keep the best pair alone."""
    width = int(column_groups.max(initial=0)) + 1
    keys = row_groups[candidates.rows] * width + column_groups[candidates.columns]
    pairs = np.array([*excluded], dtype=np.int64).reshape(-1, 2)
    out = np.isin(keys, row_groups[pairs[:, 0]] * width + column_groups[pairs[:, 1]])
    kept, keys = candidates.kept(~out), keys[~out]
    several = _shared(row_groups)[kept.rows] | _shared(column_groups)[kept.columns]
    if not several.any():
        return kept
    first = np.zeros(len(keys), dtype=np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    return kept.kept(first | ~several)


def _shared(groups: IntArray) -> BoolArray:
    """Which organisations share their group with another, shape (n,)."""
    return np.asarray(np.bincount(groups, minlength=1)[groups] > 1)
