"""Totals of pairs -> the best partners of each organisation, best first, equal totals by the lower index.

A selection, no sorting of all: the k-th greatest total of a row by introselect (Musser 1997,
doi:10.1002/(SICI)1097-024X(199708)27:8<983::AID-SPE117>3.0.CO;2-#), then the few that reach it are put in order.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

NOBODY = -1  # fills the places of somebody with fewer partners than were asked for
COLUMNS_AT_ONCE = 512  # turned round at once, so that the turned copy stays in the processor's cache


@dataclass(frozen=True, eq=False)
class Best:
    """The best partners of n organisations, best first; every array has shape (n, count).

    ``partners`` holds indices, NOBODY where there are fewer than ``count``; ``scores`` the totals and ``coverage`` how
    much of the weight had data, both in [0, 1] and 0 where there is nobody.
    """

    partners: IntArray
    scores: FloatArray
    coverage: FloatArray

    @property
    def count(self) -> int:
        """How many partners each was to have."""
        return int(self.partners.shape[1])

    @classmethod
    def nobody(cls, n: int, count: int) -> "Best":
        """Nobody yet for each of n organisations."""
        nothing = (np.zeros((n, count), dtype=np.float32) for _ in range(2))
        return cls(np.full((n, count), NOBODY, dtype=np.int32), *nothing)


def best_of_rows(totals: FloatArray, coverage: FloatArray, count: int, *, first_index: int = 0) -> Best:
    """Return the ``count`` greatest totals above 0 of each row, and where they stand, counted from ``first_index``.

    ``totals`` and ``coverage`` have shape (n, m). O(n m + n count log(n count)), more where many totals are equal.

    >>> totals = np.array([[0.2, 0.9, 0.0, 0.9]], dtype=np.float32)
    >>> best_of_rows(totals, totals, 3).partners.tolist()
    [[1, 3, 0]]
    """
    n, m = totals.shape
    if not n or not m or not count:
        return Best.nobody(n, count)
    least = np.full(n, np.nextafter(np.float32(0), np.float32(1)), dtype=np.float32)
    if m > count:
        np.maximum(least, np.partition(totals, m - count, axis=1)[:, m - count], out=least)
    rows, columns = np.divmod(np.flatnonzero(totals >= least[:, None]), m)
    n_found = np.bincount(rows, minlength=n)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(n_found) - n_found, n_found)
    found = Best.nobody(n, max(count, int(n_found.max())))
    found.partners[rows, place] = columns + first_index
    found.scores[rows, place] = totals[rows, columns]
    found.coverage[rows, place] = coverage[rows, columns]
    return _ordered(found, count)


def best_of_columns(totals: FloatArray, coverage: FloatArray, count: int, *, first_index: int = 0) -> Best:
    """Return the same for each column: O(n m), with a turned copy of some hundred columns at a time."""
    m = totals.shape[1]
    best = Best.nobody(m, count)
    for first in range(0, m, COLUMNS_AT_ONCE):
        columns = slice(first, min(first + COLUMNS_AT_ONCE, m))
        turned = np.ascontiguousarray(totals[:, columns].T)
        part = best_of_rows(turned, coverage[:, columns].T, count, first_index=first_index)
        best.partners[columns], best.scores[columns] = part.partners, part.scores
        best.coverage[columns] = part.coverage
    return best


def better_of(one: Best, other: Best) -> Best:
    """Return the best of two selections for the same organisations among different partners, O(n count log count).

    Whichever comes first, and however many are put together in whatever order, the result is the same.
    """
    return _ordered(
        Best(
            np.concatenate((one.partners, other.partners), axis=1),
            np.concatenate((one.scores, other.scores), axis=1),
            np.concatenate((one.coverage, other.coverage), axis=1),
        ),
        one.count,
    )


def _ordered(found: Best, count: int) -> Best:
    """Put each row in order and keep its first ``count``.

    A score above 0 and an index make one whole number: the bits of a positive float are in the order of its value.
    """
    keys = (found.scores.view(np.int32).astype(np.int64) << 32) - found.partners
    order = np.argsort(-keys, axis=1)[:, :count]
    return Best(
        np.take_along_axis(found.partners, order, axis=1),
        np.take_along_axis(found.scores, order, axis=1),
        np.take_along_axis(found.coverage, order, axis=1),
    )
