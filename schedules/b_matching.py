"""Weights and capacities -> the pairs that meet: a maximum-weight b-matching, solved exactly as a min-cost flow.

Source -> row -> column -> sink; a participant's arc carries between their least and their most meetings. In this order:
as many meetings as asked for; the least sum of squared counts (the k-th meeting of a participant costs 2k - 1: convex,
so still a flow); the most weight. Two organisations with several representatives share one arc of capacity one. Weights
are scaled to integers, so that the optimum is exact (Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 14; solver:
Goldberg 1997, doi:10.1006/jagm.1995.0805).

Evenness and weight share one integer cost: a flow that is not the most even can be improved along a simple cycle of the
residual network, which visits a participant at most once and so changes the weight by at most ``_weight_of_a_cycle``;
one unit of unevenness costs more than that, hence no weight buys unevenness, and costs stay small enough for 64 bits.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

FINEST_UNITS_PER_WEIGHT = 10**9
COARSEST_UNITS_PER_WEIGHT = 10**3
LARGEST_SCALED_COST = 2**60  # the solver multiplies costs by the number of nodes, in 64 bits
MOST_BRANCHES = 400
ARCS_TO_SEARCH = 600_000  # pairs solved in all branches together: a few seconds, the same on any machine


@dataclass(frozen=True)
class Side:
    """One side of the flow, one entry per participant: least and most meetings to choose, meetings that stand already
    (they count for evenness) and the organisation."""

    least: Integers
    most: Integers
    standing: Integers
    groups: Integers


@dataclass(frozen=True)
class FlowOfPairs:
    """Weights in [0, 1] and who may meet, (n_rows, n_columns); both sides; how many meetings.

    n_meetings: exactly so many. With ``free_number`` up to so many: the weight alone decides.
    """

    weights: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    row_side: Side
    column_side: Side
    n_meetings: int
    even_counts: bool = False
    free_number: bool = False


@dataclass(frozen=True)
class ChosenPairs:
    """An optimal choice: pairs, their weight and the proven bound in whole units, and the sum of squared counts.

    suspects: indices of pairs whose representatives weigh less than the bound counted for their organisations.
    """

    rows: Integers
    columns: Integers
    weight: int
    bound: int
    squares: int
    units_per_weight: int
    suspects: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        return self.squares, -self.weight

    @property
    def bound_key(self) -> tuple[int, int]:
        return self.squares, -self.bound


def best_pairs(flow: FlowOfPairs) -> ChosenPairs | None:
    """Return an optimal choice of pairs, or None when there is none.

    Where several representatives of *both* organisations have different weights it is no longer a flow: the flow then
    counts the better weight (a bound), and branch and bound over who represents the organisation closes the difference;
    after at most 400 branches (fewer on large evenings) the best choice is returned with the bound that is left.
    Complexity: one min-cost flow with a arcs and n nodes, O(n^2 a log(n C)), per branch. Raises OverflowError when even
    weights of three decimals do not fit into 64 bits.
    """
    units_per_weight = _finest_units(flow)
    root = _relaxed(flow, units_per_weight)
    if root is None:
        return None
    best = root
    waiting = [(root.bound_key, 0, flow, root)] if root.suspects else []
    n_branches = 0
    most_branches = min(MOST_BRANCHES, ARCS_TO_SEARCH // max(1, flow.allowed.size))
    while waiting and waiting[0][0] < best.key and n_branches < most_branches:
        _, _, branch, found = waiting.pop(0)
        for child in _who_goes(branch, found):
            n_branches += 1
            solved = _relaxed(child, units_per_weight)
            if solved is None:
                continue
            if solved.key < best.key:
                best = solved
            if solved.suspects:
                waiting.append((solved.bound_key, n_branches, child, solved))
        waiting.sort(key=lambda entry: entry[:2])
    still_open = [found.bound for key, _, _, found in waiting if key < best.key]
    return replace(best, bound=max([best.weight, *still_open]), suspects=())


def _who_goes(branch: FlowOfPairs, found: ChosenPairs) -> list[FlowOfPairs]:
    """Split on one pair of organisations: in each child only one of the rows represents the organisation there."""
    row, column = found.rows[found.suspects[0]], found.columns[found.suspects[0]]
    rows = np.flatnonzero(branch.row_side.groups == branch.row_side.groups[row])
    columns = np.flatnonzero(branch.column_side.groups == branch.column_side.groups[column])
    children = []
    for representative in rows[branch.allowed[np.ix_(rows, columns)].any(axis=1)]:
        allowed = branch.allowed.copy()
        allowed[np.ix_(rows[rows != representative], columns)] = False
        children.append(replace(branch, allowed=allowed))
    return children


def _relaxed(flow: FlowOfPairs, units_per_weight: int) -> ChosenPairs | None:
    """Solve the flow; between organisations with several representatives the counted weight is a bound."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  slow import

    n_rows, n_columns = flow.weights.shape
    row_side, column_side = flow.row_side, flow.column_side
    total, row_need, column_need = flow.n_meetings, int(row_side.least.sum()), int(column_side.least.sum())
    if total < max(row_need, column_need) or (row_side.least > row_side.most).any():
        return None
    if (column_side.least > column_side.most).any():
        return None
    source, sink, first_row, first_column = 0, 1, 2, 2 + n_rows
    units = np.rint(flow.weights * units_per_weight).astype(np.int64)
    arcs = pair_arcs(flow, units)
    first_gate = first_column + n_columns
    unevenness = _weight_of_a_cycle(flow, units_per_weight) + 1 if flow.even_counts else 0

    solver = SimpleMinCostFlow()

    def add(tails: Integers, heads: Integers, capacities: Integers, costs: Integers) -> Integers:
        ids: Integers = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
        return ids

    def ones(values: Integers) -> Integers:
        return np.ones(len(values), np.int64)

    plain = add(first_row + arcs.rows, first_column + arcs.columns, ones(arcs.rows), -units[arcs.rows, arcs.columns])
    entries = add(
        first_row + arcs.entry_rows, first_gate + 2 * arcs.entry_gates, ones(arcs.entry_rows), -arcs.entry_units
    )
    gates = np.arange(arcs.n_gates, dtype=np.int64)
    add(first_gate + 2 * gates, first_gate + 2 * gates + 1, ones(gates), 0 * gates)
    exits = add(
        first_gate + 2 * arcs.exit_gates + 1, first_column + arcs.exit_columns, ones(arcs.exit_gates), -arcs.exit_units
    )
    who, room, costs = _room(row_side, unevenness)
    add(np.full_like(who, source), first_row + who, room, costs)
    who, room, costs = _room(column_side, unevenness)
    add(first_column + who, np.full_like(who, sink), room, costs)
    if flow.free_number:
        solver.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    solver.set_nodes_supplies(first_row + np.arange(n_rows), row_side.least)
    solver.set_nodes_supplies(first_column + np.arange(n_columns), -column_side.least)
    solver.set_node_supply(source, total - row_need)
    solver.set_node_supply(sink, column_need - total)

    status = solver.solve()
    if status == SimpleMinCostFlow.INFEASIBLE:
        return None
    if status != SimpleMinCostFlow.OPTIMAL:
        raise OverflowError(f"The flow solver gave up with status {status} at {units_per_weight} units per weight.")

    taken = solver.flows(plain) > 0
    entered, left = solver.flows(entries) > 0, solver.flows(exits) > 0
    by_gate_in = np.argsort(arcs.entry_gates[entered], kind="stable")  # each used gate has one entry and one exit
    by_gate_out = np.argsort(arcs.exit_gates[left], kind="stable")
    gate_rows = arcs.entry_rows[entered][by_gate_in]
    gate_columns = arcs.exit_columns[left][by_gate_out]
    gate_bounds = arcs.entry_units[entered][by_gate_in] + arcs.exit_units[left][by_gate_out]
    rows = np.concatenate([arcs.rows[taken], gate_rows])
    columns = np.concatenate([arcs.columns[taken], gate_columns])
    n_plain = int(taken.sum())
    plain_weight = int(units[rows[:n_plain], columns[:n_plain]].sum())
    gate_units = units[gate_rows, gate_columns]
    suspects = n_plain + np.flatnonzero(gate_bounds > gate_units)
    counts = (np.bincount(rows, minlength=n_rows), np.bincount(columns, minlength=n_columns))
    squares = 0
    for side, n_chosen in zip((row_side, column_side), counts, strict=True):
        squares += int(((side.standing + n_chosen) ** 2).sum())
    return ChosenPairs(
        rows=rows,
        columns=columns,
        weight=plain_weight + int(gate_units.sum()),
        bound=plain_weight + int(gate_bounds.sum()),
        squares=squares if flow.even_counts else 0,
        units_per_weight=units_per_weight,
        suspects=tuple(suspects.tolist()),
    )


@dataclass(frozen=True)
class PairArcs:
    """Arcs between the sides: plain ones, and those through a gate of capacity one per pair of organisations."""

    rows: Integers
    columns: Integers
    n_gates: int
    entry_rows: Integers
    entry_gates: Integers
    entry_units: Integers
    exit_gates: Integers
    exit_columns: Integers
    exit_units: Integers


def pair_arcs(flow: FlowOfPairs, units: Integers) -> PairArcs:
    """Split the weight of a gated pair into entry + exit >= weight, equal where it is separable."""
    n_rows, n_columns = flow.weights.shape
    row_groups, column_groups = flow.row_side.groups, flow.column_side.groups
    several = (np.bincount(row_groups)[row_groups] > 1)[:, None] | (np.bincount(column_groups)[column_groups] > 1)
    rows, columns = np.nonzero(flow.allowed & ~several)
    gated_rows, gated_columns = np.nonzero(flow.allowed & several)
    organisations = row_groups[gated_rows] * (int(column_groups.max()) + 1) + column_groups[gated_columns]
    names, gate = np.unique(organisations, return_inverse=True)
    entry_keys, entry = np.unique(gate * n_rows + gated_rows, return_inverse=True)
    exit_keys, exit_ = np.unique(gate * n_columns + gated_columns, return_inverse=True)
    gated_units = units[gated_rows, gated_columns]
    lowest = np.iinfo(np.int64).min // 4
    entry_units = np.full(len(entry_keys), lowest)
    np.maximum.at(entry_units, entry, gated_units)
    exit_units = np.full(len(exit_keys), lowest)
    np.maximum.at(exit_units, exit_, gated_units - entry_units[entry])
    return PairArcs(
        rows=rows,
        columns=columns,
        n_gates=len(names),
        entry_rows=entry_keys % n_rows,
        entry_gates=entry_keys // n_rows,
        entry_units=entry_units,
        exit_gates=exit_keys // n_columns,
        exit_columns=exit_keys % n_columns,
        exit_units=exit_units,
    )


def _room(side: Side, unevenness: int) -> tuple[Integers, Integers, Integers]:
    """Return participant, capacity and cost of the arcs for the meetings beyond the least ones."""
    room = side.most - side.least
    if not unevenness:
        who = np.flatnonzero(room)
        return who, room[who], np.zeros(len(who), np.int64)
    who = np.repeat(np.arange(len(room)), room)
    rank = np.arange(len(who)) - np.repeat(np.cumsum(room) - room, room)
    return who, np.ones(len(who), np.int64), unevenness * (2 * (side.standing + side.least)[who] + 2 * rank + 1)


def _weight_of_a_cycle(flow: FlowOfPairs, units_per_weight: int) -> int:
    """Bound how much weight a simple cycle can lose: without gates it leaves at most one pair per participant of the
    smaller side; with gates each participant has at most two arcs on it, none worth more than one weight."""
    n_rows, n_columns = flow.weights.shape
    colleagues = any(np.bincount(side.groups).max() > 1 for side in (flow.row_side, flow.column_side))
    arcs: int = 2 * (n_rows + n_columns) if colleagues else min(n_rows, n_columns)
    return arcs * units_per_weight


def _finest_units(flow: FlowOfPairs) -> int:
    """Return the finest power of ten at which the solver's scaled costs fit into 64 bits."""
    n_rows, n_columns = flow.weights.shape
    row_groups, column_groups = flow.row_side.groups, flow.column_side.groups
    several = (np.bincount(row_groups)[row_groups] > 1)[:, None] | (np.bincount(column_groups)[column_groups] > 1)
    n_nodes = 3 + n_rows + n_columns + 2 * int(several.sum() if several.any() else 0)
    highest = max(int((side.standing + side.most).max(initial=0)) for side in (flow.row_side, flow.column_side))
    units_per_weight = FINEST_UNITS_PER_WEIGHT
    while units_per_weight >= COARSEST_UNITS_PER_WEIGHT:
        unevenness = _weight_of_a_cycle(flow, units_per_weight) + 1 if flow.even_counts else units_per_weight
        if (2 * highest + 1) * unevenness * n_nodes < LARGEST_SCALED_COST:
            return units_per_weight
        units_per_weight //= 10
    raise OverflowError(f"{n_rows} x {n_columns} participants with even counts do not fit into 64-bit integers.")
