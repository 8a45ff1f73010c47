"""Encounters that would not happen by themselves: how far apart two are in the network of who knows whom.

With d the number of steps from one to the other by stated partners and past meetings (``network``),

    value = 1 - 2 ** (-(d - 1) / 2)    0 for acquaintances, 0.29 with one between them, 0.5 with two, 0.75 with four
            1                          more than seven steps apart, or in worlds that no acquaintance joins

Known only where the network says something of both; that it says nothing is no gap in a profile. Sectors, themes and
sizes are left out on purpose: what sets two apart there is counted against them by other criteria, and rewarding it
here would give with one hand what the other takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.blocks import Band, Block, Prepared, Speaks, whole
from matching.criteria.network import Network
from matching.criteria.protocol import Comparison, FloatArray, Told

MOST_STEPS = 7


def unlikeliness(steps: int) -> float:
    """Return 1 - 2 ** (-(steps - 1) / 2), for one step and more.

    >>> unlikeliness(1), unlikeliness(3)
    (0.0, 0.5)
    """
    return float(1 - 2 ** (-(steps - 1) / 2))


class Unlikely:
    """Steps in the network; O(n edges / 64) and the pairs that are joined."""

    name = "unlikely"
    speaks_of_few = True

    def prepare(self, comparison: Comparison) -> Prepared:
        """Return the network, ready for any block."""
        network = comparison.network
        return _PreparedNetwork(Speaks.both(network.of_companies, network.of_associations), network)

    def measure(self, comparison: Comparison) -> FloatArray:
        """Return how unlikely each encounter is, shape (n_companies, n_associations)."""
        return whole(self.prepare(comparison))

    def reasons(self, comparison: Comparison, i: int, j: int) -> Sequence[Told]:
        """Return nothing: that two do not know each other opens a conversation, and is no reason for it."""
        return ()


@dataclass(frozen=True)
class _PreparedNetwork:
    """The network, searched from the rows at hand."""

    speaks: Speaks
    network: Network

    def band(self, rows: slice, dtype: npt.DTypeLike) -> Band:
        """Return values of some rows."""
        of_rows, of_columns = self.network.of_companies[rows], self.network.of_associations
        if not of_rows.any() or not of_columns.any():
            return lambda columns: None
        values = np.logical_and.outer(of_rows, of_columns).astype(dtype)
        for steps, in_rows, in_columns in self.network.steps(rows, MOST_STEPS):
            values[in_rows, in_columns] = unlikeliness(steps)
        return lambda columns: Block(values[:, columns].copy())
