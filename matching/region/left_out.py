"""Pairs nobody is to be told of -> their places in a block: kept apart, partners already, met, refused."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.novelty import listed_pairs, pairs_with_a_past
from matching.criteria.protocol import Comparison

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Index pairs in the order of their rows, two arrays of the same length."""

    rows: Places
    columns: Places

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "LeftOut":
        """Put pairs (row, column) in order, each once."""
        ordered = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        return cls(ordered[:, 0], ordered[:, 1])

    def between(self, first_row: int, end_row: int) -> tuple[Places, Places]:
        """Return rows and columns of the pairs from ``first_row`` up to, but not including, ``end_row``."""
        start, stop = np.searchsorted(self.rows, (first_row, end_row))
        return self.rows[start:stop], self.columns[start:stop]


def pairs_left_out(comparison: Comparison) -> set[tuple[int, int]]:
    """Return the index pairs that need no introduction: kept apart, partners, known to each other or met before."""
    return listed_pairs(comparison, "keep_apart") | pairs_with_a_past(comparison)
