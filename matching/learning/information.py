"""Derivatives of log-odds -> the curvature of the loss, and its inverse with the largest block taken out first.

Crossed effects make a large, mostly diagonal system: the values of one grouping never meet in one outcome, so the
last grouping is eliminated in closed form (Schur complement) and only the rest is inverted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.criteria.protocol import BoolArray
from matching.estimates import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Information:
    """The symmetric matrix [[kept, crossed], [crossed', diagonal]]: (a, a), (a, b), (b,)."""

    kept: FloatArray
    crossed: FloatArray
    diagonal: FloatArray

    def solve(self, right: FloatArray, moving: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Return x with matrix x = right, and the diagonal of the inverse, both (a + b,) and 0 where not moving."""
        n_kept = len(self.kept)
        first, last = np.flatnonzero(moving[:n_kept]), np.flatnonzero(moving[n_kept:])
        inverse, share = self._reduced(first, last)
        solution, variances = np.zeros(len(moving)), np.zeros(len(moving))
        solution[first] = inverse @ (right[first] - share @ right[n_kept + last])
        solution[n_kept + last] = right[n_kept + last] / self.diagonal[last] - share.T @ solution[first]
        variances[first] = np.diag(inverse)
        variances[n_kept + last] = 1 / self.diagonal[last] + np.einsum("ab,ab->b", share, inverse @ share)
        return solution, variances

    def inverse(self, moving: BoolArray, n_first: int) -> tuple[FloatArray, FloatArray]:
        """Return the first ``n_first`` rows and columns of the inverse, and its whole diagonal; 0 where not moving."""
        n_kept = len(self.kept)
        first, last = np.flatnonzero(moving[:n_kept]), np.flatnonzero(moving[n_kept:])
        reduced, share = self._reduced(first, last)
        whole = np.zeros((n_kept, n_kept))
        whole[np.ix_(first, first)] = reduced
        variances = np.zeros(len(moving))
        variances[first] = np.diag(reduced)
        variances[n_kept + last] = 1 / self.diagonal[last] + np.einsum("ab,ab->b", share, reduced @ share)
        return whole[:n_first, :n_first], variances

    def _reduced(self, first: IntArray, last: IntArray) -> tuple[FloatArray, FloatArray]:
        crossed = self.crossed[np.ix_(first, last)]
        share = crossed / self.diagonal[last]
        inverse = np.linalg.inv(self.kept[np.ix_(first, first)] - share @ crossed.T)
        return inverse.astype(np.float64, copy=False), share


def information_of(
    dense: FloatArray, groups: Sequence[tuple[slice, IntArray]], weight: FloatArray, precision: FloatArray
) -> Information:
    """Return J' diag(weight) J + diag(precision), where J is ``dense`` (n, e) beside one indicator per group.

    groups: where each grouping stands among the values, and the group of each line, (n,); the last one is eliminated.
    O(n e^2 + n g^2 + sizes), g the number of groupings.
    """
    end = dense.shape[1]
    last_block, last_group = groups[-1]
    n_kept, n_last = last_block.start, last_block.stop - last_block.start
    kept = np.diag(precision[:n_kept])
    crossed = np.zeros((n_kept, n_last))
    kept[:end, :end] += dense.T @ (weight[:, None] * dense)
    for position, (block, group) in enumerate(groups[:-1]):
        size = block.stop - block.start
        by_value = _summed(group, size, weight[:, None] * dense)
        kept[block, :end] += by_value
        kept[:end, block] += by_value.T
        kept[block, block] += np.diag(np.bincount(group, weights=weight, minlength=size))
        for other_block, other in groups[position + 1 : -1]:
            table = _counted(group, other, weight, (size, other_block.stop - other_block.start))
            kept[block, other_block] += table
            kept[other_block, block] += table.T
        crossed[block] = _counted(group, last_group, weight, (size, n_last))
    crossed[:end] = _summed(last_group, n_last, weight[:, None] * dense).T
    diagonal = precision[n_kept:] + np.bincount(last_group, weights=weight, minlength=n_last)
    return Information(kept, crossed, diagonal)


def _summed(group: IntArray, size: int, lines: FloatArray) -> FloatArray:
    """Sum the lines of each group; whole blocks of sorted lines, since adding line by line is slow."""
    sums = np.zeros((size, lines.shape[1]))
    if len(group):
        order = np.argsort(group, kind="stable")
        present, starts = np.unique(group[order], return_index=True)
        sums[present] = np.add.reduceat(lines[order], starts, axis=0)
    return sums


def _counted(group: IntArray, other: IntArray, weight: FloatArray, shape: tuple[int, int]) -> FloatArray:
    cells = np.bincount(group * shape[1] + other, weights=weight, minlength=shape[0] * shape[1])
    return cells.astype(np.float64, copy=False).reshape(shape)
