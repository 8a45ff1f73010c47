"""The frame of a flow with the pairs of a core in it: arcs for the solver, choices and prices out of its flows."""

from dataclasses import dataclass

import numpy as np

from schedules.pairs.colleagues import PairArcs, arcs_of_pairs
from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers
from schedules.pairs.pair_network import Arcs, Frame, cheapest_flow
from schedules.pairs.prices import node_prices
from schedules.pairs.pricing import PairPrices, units_of


@dataclass(frozen=True)
class CoreNetwork:
    """Arcs in this order: plain pairs, entries, gates, exits, frame; two nodes per gate after those of the frame."""

    frame: Frame
    pairs: PairArcs
    arcs: Arcs
    supplies: Integers

    @classmethod
    def of(
        cls, flow: FlowOfPairs, frame: Frame, rows: Integers, columns: Integers, units_per_weight: int
    ) -> "CoreNetwork":
        pairs = arcs_of_pairs(flow, rows, columns, units_of(flow, rows, columns, units_per_weight))
        gates = frame.n_nodes + 2 * np.arange(pairs.n_gates)
        gate_kinds = _kinds(flow, pairs.gate_rows, pairs.gate_columns)
        kinds = _kinds(flow, pairs.rows, pairs.columns)
        plain_units = units_of(flow, pairs.rows, pairs.columns, units_per_weight)
        parts = (
            (frame.row_nodes[kinds, pairs.rows], frame.column_nodes[kinds, pairs.columns], -plain_units),
            (
                frame.row_nodes[gate_kinds[pairs.entry_gates], pairs.entry_rows],
                gates[pairs.entry_gates],
                -pairs.entry_units,
            ),
            (gates, gates + 1, 0 * gates),
            (
                gates[pairs.exit_gates] + 1,
                frame.column_nodes[gate_kinds[pairs.exit_gates], pairs.exit_columns],
                -pairs.exit_units,
            ),
        )
        ones = [Arcs(tails, heads, np.ones(len(tails), np.int64), costs) for tails, heads, costs in parts]
        supplies = np.concatenate([frame.supplies, np.zeros(2 * pairs.n_gates, np.int64)])
        return cls(frame, pairs, Arcs.joined(*ones, frame.arcs), supplies)

    def cheapest_flow(self) -> Integers | None:
        return cheapest_flow(self.arcs, self.supplies)

    def choice(self, flows: Integers) -> tuple[Integers, Integers, Integers]:
        """Return rows, columns and counted units of the pairs that the flow uses."""
        pairs, n_pairs, n_entries = self.pairs, len(self.pairs.rows), len(self.pairs.entry_rows)
        taken = flows[:n_pairs] > 0
        entered = flows[n_pairs : n_pairs + n_entries] > 0
        first_exit = n_pairs + n_entries + pairs.n_gates
        left = flows[first_exit : first_exit + len(pairs.exit_gates)] > 0
        by_gate_in = np.argsort(pairs.entry_gates[entered], kind="stable")  # each used gate has one entry, one exit
        by_gate_out = np.argsort(pairs.exit_gates[left], kind="stable")
        gate_units = pairs.entry_units[entered][by_gate_in] + pairs.exit_units[left][by_gate_out]
        return (
            np.concatenate([pairs.rows[taken], pairs.entry_rows[entered][by_gate_in]]),
            np.concatenate([pairs.columns[taken], pairs.exit_columns[left][by_gate_out]]),
            np.concatenate([-self.arcs.costs[:n_pairs][taken], gate_units]),
        )

    def prices(self, flows: Integers, guess: Integers) -> Integers:
        """Return prices of the frame's nodes that prove the flow to be the cheapest on these arcs."""
        arcs = self.arcs
        begun = np.concatenate([guess, self._gate_guess(guess)])
        found = node_prices(arcs.tails, arcs.heads, arcs.costs, arcs.capacities, flows, begun)
        return found[: self.frame.n_nodes]

    def pair_prices(self, prices: Integers) -> PairPrices:
        """Return what the pairs are compared with, from the prices of the nodes."""
        return PairPrices(prices[self.frame.row_nodes], -prices[self.frame.column_nodes])

    def fewest_detours(self) -> tuple[int, PairPrices]:
        """Return how much of the supplies cannot be carried by the pairs, and prices that prove it."""
        hub = len(self.supplies)
        givers, takers = np.flatnonzero(self.supplies > 0), np.flatnonzero(self.supplies < 0)
        past = (
            Arcs(givers, np.full(len(givers), hub), self.supplies[givers], np.ones(len(givers), np.int64)),
            Arcs.plain(np.full(len(takers), hub), takers, -self.supplies[takers]),
        )
        arcs = Arcs.joined(*past, self.arcs)
        flows = cheapest_flow(arcs, np.append(self.supplies, 0))
        if flows is None:
            raise ArithmeticError("Supplies that do not add up to zero cannot be carried.")
        guess = np.zeros(hub + 1, np.int64)
        prices = node_prices(arcs.tails, arcs.heads, arcs.costs, arcs.capacities, flows, guess)
        return int(flows[: len(givers)].sum()), self.pair_prices(prices)

    def _gate_guess(self, guess: Integers) -> Integers:
        """Return prices of the gates at which the best of each side would pass."""
        pairs, n_pairs, n_entries = self.pairs, len(self.pairs.rows), len(self.pairs.entry_rows)
        highest = np.iinfo(np.int64).max // 4
        inner, outer = np.full(pairs.n_gates, highest), np.full(pairs.n_gates, -highest)
        entries = slice(n_pairs, n_pairs + n_entries)
        np.minimum.at(inner, pairs.entry_gates, guess[self.arcs.tails[entries]] + self.arcs.costs[entries])
        first_exit = n_pairs + n_entries + pairs.n_gates
        exits = slice(first_exit, first_exit + len(pairs.exit_gates))
        np.maximum.at(outer, pairs.exit_gates, guess[self.arcs.heads[exits]] - self.arcs.costs[exits])
        return np.stack([inner, outer], axis=1).ravel()


def _kinds(flow: FlowOfPairs, rows: Integers, columns: Integers) -> Integers:
    """Return 1 for novel pairs, 0 for usual ones."""
    if flow.novel is None:
        return np.zeros(len(rows), np.int64)
    return flow.novel[rows, columns].astype(np.int64)
