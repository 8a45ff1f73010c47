"""Prices of the participants -> the pairs of the whole matrix that contradict them; none is the proof of the optimum.

Every pair is looked at: first in blocks of 32-bit numbers with a margin above their rounding, then the few that pass in
whole units (column generation; Ford & Fulkerson 1958, doi:10.1287/mnsc.5.1.97). Nothing of the size of the matrix is
made but one 32-bit copy of the weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers, Numbers, Truths

CELLS_PER_BLOCK = 1 << 18  # a block of 32-bit numbers that stays in the processor's cache
NEVER = np.float32(-64)  # stands for a pair that must not meet, in multiples of the greatest weight
ROUNDING = 2.0**-21  # of the greatest number in a comparison; four times what two 32-bit roundings can be wrong


@dataclass(frozen=True)
class Screen:
    """The weights in 32 bits, forbidden pairs far below the others; ``greatest``: the greatest weight, not 0."""

    weights: NDArray[np.float32]
    greatest: float

    @classmethod
    def of_nothing(cls, shape: tuple[int, ...]) -> "Screen":
        """Return the screen of pairs without any weight."""
        return cls(np.broadcast_to(np.float32(0), shape), 1e-9)

    @classmethod
    def of(cls, flow: FlowOfPairs) -> "Screen":
        screen = np.empty(flow.weights.shape, np.float32)
        greatest = 1e-9
        for block in blocks(flow.weights.shape):
            part = screen[block]
            part[...] = flow.weights[block]
            greatest = max(greatest, float(part.max()), -float(part.min()))
        for block in blocks(flow.weights.shape):
            np.putmask(screen[block], ~flow.allowed[block], np.float32(greatest * NEVER))
        return cls(screen, greatest)


@dataclass(frozen=True)
class PairPrices:
    """Whole prices of rows and columns, (2, n): for usual and for novel pairs."""

    rows: Integers
    columns: Integers


def blocks(shape: tuple[int, ...]) -> list[slice]:
    """Return slices of rows that cover the matrix, each of about ``CELLS_PER_BLOCK`` cells."""
    height = max(1, CELLS_PER_BLOCK // max(1, shape[1]))
    return [slice(first, min(first + height, shape[0])) for first in range(0, shape[0], height)]


def units_of(flow: FlowOfPairs, rows: Integers, columns: Integers, units_per_weight: int) -> Integers:
    """Return the weights of pairs in whole units."""
    units: Integers = np.rint(flow.weights[rows, columns] * units_per_weight).astype(np.int64)
    return units


def contradicting_pairs(
    flow: FlowOfPairs, screen: Screen, prices: PairPrices, known: Integers, units_per_weight: int, *, slack: float = 0
) -> tuple[Integers, Integers, Integers]:
    """Return rows, columns and gain in units of every allowed pair worth more than its prices, but for known ones.

    slack: none unless some pair is worth more; then those that miss it by less than so much weight come along, which
    saves further rounds.
    known: sorted numbers row * n_columns + column of the pairs that the flow had to choose from. O(n_rows n_columns).
    """
    n_columns = flow.weights.shape[1]
    kinds = range(1 if flow.novel is None else 2)
    row_prices, column_prices = prices.rows / units_per_weight, prices.columns / units_per_weight
    greatest = max(float(np.abs(row_prices).max()), float(np.abs(column_prices).max()))
    fine = greatest > 8 * screen.greatest  # prices so high that 32 bits would pass too many pairs, or forbidden ones
    number = np.float64 if fine else np.float32
    margin = (greatest + screen.greatest) * (2.0**-50 if fine else ROUNDING) + 1 / units_per_weight + slack
    across = column_prices.astype(number)
    down = (row_prices - margin).astype(number)[:, :, None]
    source = flow.weights if fine else screen.weights
    found: list[tuple[Integers, Integers, Integers]] = []
    for block in blocks(flow.weights.shape):
        part = source[block]
        passed = part - across[0] > down[0, block]
        if flow.novel is not None:
            novel = flow.novel[block]
            passed = np.where(novel, part - across[1] > down[1, block], passed)
        if fine:
            passed &= flow.allowed[block]
        cells = np.flatnonzero(passed)
        if not len(cells):
            continue
        rows, columns = np.divmod(cells, n_columns)
        rows += block.start
        gains = units_of(flow, rows, columns, units_per_weight)
        if len(kinds) == 1:
            gains -= prices.rows[0, rows] + prices.columns[0, columns]
        else:
            kind = flow.novel[rows, columns].astype(np.int64) if flow.novel is not None else 0
            gains -= prices.rows[kind, rows] + prices.columns[kind, columns]
        keep = (gains > -slack * units_per_weight) & flow.allowed[rows, columns]
        rows, columns, gains = rows[keep], columns[keep], gains[keep]
        new = ~_among(rows * n_columns + columns, known)
        found.append((rows[new], columns[new], gains[new]))
    empty = np.zeros(0, np.int64)
    rows, columns, gains = (np.concatenate([empty, *(part[which] for part in found)]) for which in range(3))
    if not (gains > 0).any():
        return empty, empty, empty
    return rows, columns, gains


def best_of_each(rows: Integers, columns: Integers, gains: Integers, n_each: int) -> Truths:
    """Return which pairs are among the n_each of greatest gain of their row or of their column."""
    keep = np.zeros(len(rows), np.bool_)
    spread = (rows * 2654435761 + columns * 2246822519) % 2147483647  # equals are not all of the same few participants
    for ends in (rows, columns):
        order = np.lexsort((spread, -gains, ends))
        ordered = ends[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        rank = np.arange(len(ends)) - np.repeat(starts, np.diff(starts, append=len(ends)))
        keep[order[rank < n_each]] = True
    return keep


def _among(keys: Integers, known: Integers) -> Truths:
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: Truths = known[place] == keys
    return found


def in_weights(prices: Integers, units_per_weight: int) -> Numbers:
    """Return whole prices in weight units."""
    return np.asarray(prices / units_per_weight)
