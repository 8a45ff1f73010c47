"""Weights and bounds -> a core of good pairs and guessed prices: where the flow begins to look.

The dual of the b-matching is minimised one side at a time: a row's best price lies between the value of the last pair
it takes and that of the first it leaves (coordinate descent, as in the auctions of Bertsekas 1988).
Three sweeps over the whole matrix keep the best pairs of every row and column, the others run on these alone. Nothing
here decides anything: pairs that are missing are found by pricing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers, Side, distinct
from schedules.pairs.pricing import Screen, blocks

Floats = NDArray[np.float32]
PAIRS_TO_SPARE = 8  # candidates of each participant beyond their most meetings
ARCS_TO_SPARE = 3  # those of them that the flow begins with
SPARSE_SWEEPS = 8


@dataclass(frozen=True)
class Core:
    """Pairs to begin with and guessed prices in weight units; two more for the source and the sink."""

    rows: Integers
    columns: Integers
    row_prices: Floats
    column_prices: Floats
    row_level: float
    column_level: float


def first_core(flow: FlowOfPairs, screen: Screen) -> Core:
    """Return the pairs that seem worth it; O(n_rows n_columns) for three sweeps, the rest on a few pairs each."""
    shape = flow.weights.shape
    bounds = (_Bounds.of(flow.row_side, flow, screen), _Bounds.of(flow.column_side, flow, screen))
    sizes = [min(shape[1 - which], bounds[which].highest + PAIRS_TO_SPARE) for which in (0, 1)]
    row_prices, _ = bounds[0].prices(_sorted(_best(screen.weights, np.zeros(shape[1], np.float32), sizes[0], False)[1]))
    column_mates, column_values = _best(screen.weights.T, row_prices, sizes[1], True)
    column_weights = column_values + row_prices[column_mates]
    column_prices, column_level = bounds[1].prices(_sorted(column_values))
    row_mates, row_values = _best(screen.weights, column_prices, sizes[0], True)
    row_weights = row_values + column_prices[row_mates]
    row_prices, row_level = bounds[0].prices(_sorted(row_values), -column_level)
    for _ in range(SPARSE_SWEEPS):
        column_prices, column_level = bounds[1].prices(_sorted(column_weights - row_prices[column_mates]), -row_level)
        row_prices, row_level = bounds[0].prices(_sorted(row_weights - column_prices[row_mates]), -column_level)
    by_row = _ranked(row_mates, row_weights - column_prices[row_mates], bounds[0].highest + ARCS_TO_SPARE)
    by_column = _ranked(column_mates, column_weights - row_prices[column_mates], bounds[1].highest + ARCS_TO_SPARE)
    row_keys = np.arange(shape[0])[:, None] * shape[1] + by_row
    column_keys = by_column * shape[1] + np.arange(shape[1])[:, None]
    keys = distinct(np.concatenate([row_keys.ravel(), column_keys.ravel()]))
    rows, columns = np.divmod(keys, shape[1])
    open_ = flow.allowed[rows, columns]
    return Core(rows[open_], columns[open_], row_prices, column_prices, row_level, column_level)


@dataclass(frozen=True)
class _Bounds:
    """Least and most of one side, and the number of meetings above the least."""

    least: Integers
    most: Integers
    extra: int
    highest: int
    limit: float
    free_number: bool

    @classmethod
    def of(cls, side: Side, flow: FlowOfPairs, screen: Screen) -> "_Bounds":
        extra = flow.n_meetings - int(side.least.sum())
        return cls(side.least, side.most, extra, int(side.most.max()), 4 * screen.greatest, flow.free_number)

    def prices(self, values: Floats, lowest_level: float = -np.inf) -> tuple[Floats, float]:
        """Return each participant's price and the level of the side, for their best values in falling order.

        Those who have a choice between least and most take what lies above one common level, which makes the side's
        meetings as many as they must be.
        """
        n = len(values)
        edge = np.full((n, 1), 2 * self.limit, np.float32)
        padded = np.concatenate([edge, values, -edge], axis=1)
        last, line = padded.shape[1] - 1, np.arange(n)
        most, least = np.minimum(self.most, last - 1), np.minimum(self.least, last - 1)
        lower = (padded[line, most] + padded[line, most + 1]) / 2
        upper = (padded[line, least] + padded[line, least + 1]) / 2
        place = np.arange(last + 1)
        pool = padded[(place > least[:, None]) & (place <= most[:, None])]
        if self.extra <= 0:
            level = self.limit
        elif self.extra >= len(pool):
            level = -self.limit
        else:
            cut = len(pool) - self.extra
            pair = np.partition(pool, (cut - 1, cut))
            level = float(pair[cut - 1] + pair[cut]) / 2
        if self.free_number:
            level = max(level, lowest_level)
        clipped: Floats = np.clip(np.clip(level, lower, upper), -self.limit, self.limit).astype(np.float32)
        return clipped, float(np.clip(level, -self.limit, self.limit))


def _best(weights: Floats, prices: Floats, size: int, named: bool) -> tuple[Integers, Floats]:
    """Return, for each line, the ``size`` columns of greatest weight less price, and these values."""
    n_lines, n_mates = weights.shape
    values = np.empty((n_lines, size), np.float32)
    mates = np.zeros((n_lines, size if named else 0), np.int64)
    for block in blocks(weights.shape):
        part = np.ascontiguousarray(weights[block] - prices)
        if size == n_mates:
            values[block] = part
            mates[block] = np.arange(mates.shape[1])
        elif named:
            found = np.argpartition(part, n_mates - size, axis=1)[:, n_mates - size :]
            mates[block] = found
            values[block] = np.take_along_axis(part, found, axis=1)
        else:
            part.partition(n_mates - size, axis=1)
            values[block] = part[:, n_mates - size :]
    return mates, values


def _sorted(values: Floats) -> Floats:
    """Return each line in falling order."""
    ordered: Floats = -np.sort(-values, axis=1)
    return ordered


def _ranked(mates: Integers, values: Floats, size: int) -> Integers:
    """Return each line's best ``size`` mates."""
    if size >= mates.shape[1]:
        return mates
    return np.take_along_axis(mates, np.argpartition(-values, size - 1, axis=1)[:, :size], axis=1)
