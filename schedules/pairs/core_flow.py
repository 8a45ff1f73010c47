"""A flow of pairs -> an optimal choice and its prices: solve on a core of pairs, price all others, repeat until none.

Column generation (Ford & Fulkerson 1958, doi:10.1287/mnsc.5.1.97): the flow on the core is optimal for the core; prices
of its residual network make every pair outside it that could improve the choice show; those join the core. When none
shows, the choice is optimal over all pairs, in whole units. When the core cannot carry the least meetings, the same is
done without weights, with arcs past the pairs of cost one, until they are empty or no pair can empty them further.
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.pairs.colleagues import has_colleagues, with_colleagues
from schedules.pairs.core_arcs import Core, first_core
from schedules.pairs.core_network import CoreNetwork
from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers, Numbers, Start, distinct
from schedules.pairs.pair_network import FIRST_ROW, SINK, SOURCE, USUAL, Frame
from schedules.pairs.pricing import PairPrices, Screen, best_of_each, contradicting_pairs, in_weights

ALL_PAIRS_UP_TO = 12_000  # so few pairs are solved all at once: cheaper than looking for a core
SLACK = 0.01  # of the greatest weight: pairs so close to their prices join the core with those that pass them
PAIRS_AT_ONCE = 4  # that join the core, of each row and of each column


@dataclass(frozen=True)
class CoreFlow:
    """The optimal choice: rows and columns of pairs, what entering and leaving gates counted for each, node prices."""

    rows: Integers
    columns: Integers
    counted_units: Integers
    prices: PairPrices
    core_rows: Integers
    core_columns: Integers

    def start(self, units_per_weight: int) -> Start:
        """Return what a similar problem may begin with."""
        prices = (in_weights(side[USUAL], units_per_weight) for side in (self.prices.rows, self.prices.columns))
        return Start(self.core_rows, self.core_columns, *prices)


def solve_on_core(
    flow: FlowOfPairs, frame: Frame, units_per_weight: int, *, start: Start | None, all_pairs: bool
) -> CoreFlow | None:
    """Return an optimal choice of pairs, or None when the least meetings cannot be had.

    all_pairs: take every allowed pair at once. Gates must be exact, or all pairs be taken. Complexity: some min-cost
    flows on O((n_rows + n_columns) highest count) arcs, and as many passes over the matrix.
    """
    if all_pairs or flow.allowed.size <= ALL_PAIRS_UP_TO:
        rows, columns = np.nonzero(flow.allowed)
        network = CoreNetwork.of(flow, frame, rows, columns, units_per_weight)
        flows = network.cheapest_flow()
        return None if flows is None else _solved(network, flows, network.prices(flows, frame_guess(frame)))
    screen = Screen.of(flow)
    rows, columns, guess = _begin(flow, frame, screen, units_per_weight, start)
    while True:
        rows, columns = _complete(flow, rows, columns)
        network = CoreNetwork.of(flow, frame, rows, columns, units_per_weight)
        flows = network.cheapest_flow()
        if flows is None:
            grown = _grow_until_feasible(flow, frame, rows, columns)
            if grown is None:
                return None
            rows, columns = grown
            continue
        guess = network.prices(flows, guess)
        known = rows * flow.weights.shape[1] + columns
        prices = network.pair_prices(guess)
        found = contradicting_pairs(flow, screen, prices, known, units_per_weight, slack=SLACK * screen.greatest)
        if not len(found[0]):
            return _solved(network, flows, guess)
        rows, columns = _joined(flow, rows, columns, found)


def _solved(network: CoreNetwork, flows: Integers, prices: Integers) -> CoreFlow:
    rows, columns, units = network.choice(flows)
    return CoreFlow(rows, columns, units, network.pair_prices(prices), network.pairs.rows, network.pairs.columns)


def frame_guess(frame: Frame) -> Integers:
    """Return prices of nothing."""
    return np.zeros(frame.n_nodes, np.int64)


def _begin(
    flow: FlowOfPairs, frame: Frame, screen: Screen, units_per_weight: int, start: Start | None
) -> tuple[Integers, Integers, Integers]:
    """Return the first core and guessed prices of the frame's nodes."""
    levels = (0.0, 0.0)
    row_prices: Numbers
    column_prices: Numbers
    if start is None:
        core: Core = first_core(flow, screen)
        rows, columns = core.rows, core.columns
        levels = core.row_level, core.column_level
        row_prices, column_prices = core.row_prices.astype(np.float64), core.column_prices.astype(np.float64)
    else:
        open_ = flow.allowed[start.rows, start.columns]
        rows, columns = start.rows[open_], start.columns[open_]
        row_prices, column_prices = start.row_prices, start.column_prices
    guess = frame_guess(frame)
    guess[SOURCE], guess[SINK] = np.rint(levels[0] * units_per_weight), -np.rint(levels[1] * units_per_weight)
    for nodes in (FIRST_ROW + np.arange(len(row_prices)), *frame.row_nodes):
        guess[nodes] = np.rint(row_prices * units_per_weight).astype(np.int64)
    for nodes in (FIRST_ROW + len(row_prices) + np.arange(len(column_prices)), *frame.column_nodes):
        guess[nodes] = -np.rint(column_prices * units_per_weight).astype(np.int64)
    return rows, columns, guess


def _complete(flow: FlowOfPairs, rows: Integers, columns: Integers) -> tuple[Integers, Integers]:
    return with_colleagues(flow, rows, columns) if has_colleagues(flow) else (rows, columns)


def _joined(
    flow: FlowOfPairs, rows: Integers, columns: Integers, found: tuple[Integers, Integers, Integers]
) -> tuple[Integers, Integers]:
    """Return the core with the pairs that contradict its prices, the worst of each participant if there are many."""
    n_rows, n_columns = flow.weights.shape
    more_rows, more_columns, gains = found
    if len(gains) > PAIRS_AT_ONCE * (n_rows + n_columns):
        keep = best_of_each(more_rows, more_columns, gains, PAIRS_AT_ONCE)
        more_rows, more_columns = more_rows[keep], more_columns[keep]
    keys = distinct(np.concatenate([rows * n_columns + columns, more_rows * n_columns + more_columns]))
    joined = np.divmod(keys, n_columns)
    return joined[0], joined[1]


def _grow_until_feasible(
    flow: FlowOfPairs, frame: Frame, rows: Integers, columns: Integers
) -> tuple[Integers, Integers] | None:
    """Return a core that can carry all supplies, or None when all pairs together cannot."""
    shape = flow.weights.shape
    weightless, screen = replace(flow, weights=np.broadcast_to(np.float64(0), shape)), Screen.of_nothing(shape)
    while True:
        network = CoreNetwork.of(weightless, frame.weightless(), rows, columns, 1)
        flows, prices = network.fewest_detours()
        if flows == 0:
            return rows, columns
        found = contradicting_pairs(weightless, screen, prices, rows * shape[1] + columns, 1)
        if not len(found[0]):
            return None
        rows, columns = _complete(flow, *_joined(flow, rows, columns, found))
