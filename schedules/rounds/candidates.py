"""Pairs to choose from in some rounds -> their arcs in a flow, and the pairs that a solved flow has chosen.

Between organisations with several representatives all pairs share a gate of capacity one (``colleagues``); all others
have an arc of their own.
"""

from dataclasses import dataclass

import numpy as np

from schedules.pairs.colleagues import PairArcs, arcs_of_pairs, is_gated
from schedules.pairs.pair_network import FIRST_ROW, Arcs
from schedules.rounds.levels import Integers, Levels, Truths


@dataclass(frozen=True)
class Candidates:
    """Pairs to choose from, one entry each: their value on all levels that belong to a pair, their organisations' joint
    number, and whether they count as novel (None when nobody asks)."""

    rows: Integers
    columns: Integers
    values: Integers
    names: Integers
    novel: Truths | None

    @classmethod
    def of(cls, levels: Levels, rows: Integers, columns: Integers) -> "Candidates":
        return cls(
            rows=rows,
            columns=columns,
            values=levels.units[rows, columns] + levels.costs.demanded * levels.demanded[rows, columns],
            names=levels.names(rows, columns),
            novel=None if levels.novel is None else levels.novel[rows, columns],
        )

    def only(self, which: Truths | Integers) -> "Candidates":
        """Return some of the pairs."""
        novel = None if self.novel is None else self.novel[which]
        return Candidates(self.rows[which], self.columns[which], self.values[which], self.names[which], novel)


@dataclass(frozen=True)
class PairNetwork:
    """The arcs of the candidates, plain ones first, then entries, gates and exits."""

    pairs: Candidates
    arcs: Arcs
    split: PairArcs | None
    n_columns: int
    first_gate: int

    def gate_prices(self, levels: Levels, prices: Integers) -> Integers:
        """Return what the node prices charge each pair because its organisations meet only once."""
        charged = np.zeros(len(self.pairs.rows), np.int64)
        if self.split is None or not self.split.n_gates:
            return charged
        gates = self.first_gate + 2 * np.arange(self.split.n_gates)
        names = levels.names(self.split.gate_rows, self.split.gate_columns)
        order = np.argsort(names)
        place = np.minimum(np.searchsorted(names[order], self.pairs.names), len(order) - 1)
        gated = names[order][place] == self.pairs.names
        rents = np.maximum(prices[gates + 1] - prices[gates], 0)[order]
        charged[gated] = rents[place[gated]]
        return charged

    def chosen(self, flows: Integers) -> tuple[Integers, Integers]:
        """Return rows and columns of the pairs that carry flow; representatives who are not candidates do not meet."""
        if self.split is None:
            taken = np.flatnonzero(flows)
            return self.pairs.rows[taken], self.pairs.columns[taken]
        split = self.split
        n_plain, n_entries = len(split.rows), len(split.entry_rows)
        plain = np.flatnonzero(flows[:n_plain])
        entered = np.flatnonzero(flows[n_plain : n_plain + n_entries])
        left = np.flatnonzero(flows[n_plain + n_entries + split.n_gates :])
        entered = entered[np.argsort(split.entry_gates[entered], kind="stable")]  # a used gate has one of each
        left = left[np.argsort(split.exit_gates[left], kind="stable")]
        rows = np.concatenate([split.rows[plain], split.entry_rows[entered]])
        columns = np.concatenate([split.columns[plain], split.exit_columns[left]])
        known = np.isin(rows * self.n_columns + columns, self.pairs.rows * self.n_columns + self.pairs.columns)
        return rows[known], columns[known]


def pair_network(levels: Levels, pairs: Candidates, *, novel_shift: int, n_nodes: int) -> tuple[PairNetwork, int]:
    """Return the arcs between rows and columns, and how many gates they have, two nodes each from ``n_nodes`` on.

    novel_shift: how far behind a participant's node the node of their novel meetings is; 0 when they are the same.
    """
    n_rows, n_columns = levels.flow.allowed.shape
    first_column = FIRST_ROW + n_rows

    def joined(*parts: tuple[Integers, Integers, Integers]) -> Arcs:
        return Arcs.joined(*(Arcs(tails, heads, np.ones(len(tails), np.int64), costs) for tails, heads, costs in parts))

    def shifted(rows: Integers, columns: Integers) -> Integers | int:
        return 0 if not novel_shift or levels.novel is None else novel_shift * levels.novel[rows, columns]

    if not levels.colleagues:
        shift = shifted(pairs.rows, pairs.columns)
        arcs = joined((FIRST_ROW + pairs.rows + shift, first_column + pairs.columns + shift, -pairs.values))
        return PairNetwork(pairs, arcs, None, n_columns, n_nodes), 0
    split = arcs_of_pairs(levels.flow, pairs.rows, pairs.columns, pairs.values)
    plain_values = pairs.values[~is_gated(levels.flow, pairs.rows, pairs.columns)]
    plain, gate = shifted(split.rows, split.columns), shifted(split.gate_rows, split.gate_columns)
    entry, leave = (gate, gate) if isinstance(gate, int) else (gate[split.entry_gates], gate[split.exit_gates])
    gates = n_nodes + 2 * np.arange(split.n_gates, dtype=np.int64)
    arcs = joined(
        (FIRST_ROW + split.rows + plain, first_column + split.columns + plain, -plain_values),
        (FIRST_ROW + split.entry_rows + entry, gates[split.entry_gates], -split.entry_units),
        (gates, gates + 1, np.zeros(split.n_gates, np.int64)),
        (gates[split.exit_gates] + 1, first_column + split.exit_columns + leave, -split.exit_units),
    )
    return PairNetwork(pairs, arcs, split, n_columns, n_nodes), split.n_gates
