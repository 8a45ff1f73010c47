"""Organisations with several representatives: they meet at most once, whoever goes.

Between two organisations of which one has several representatives all pairs run through a gate of capacity one. The
weight of a gated pair is split into what entering and what leaving cost; where it separates so (one side alone has
colleagues, or all of them weigh the same) the gate is exact, otherwise entry + exit is at least the weight: a bound.
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers, Truths
from schedules.pairs.pricing import units_of


@dataclass(frozen=True)
class PairArcs:
    """Arcs between the sides: plain ones, and those through a gate of capacity one per pair of organisations;
    gate_rows, gate_columns: one pair of each gate."""

    rows: Integers
    columns: Integers
    n_gates: int
    entry_rows: Integers
    entry_gates: Integers
    entry_units: Integers
    exit_gates: Integers
    exit_columns: Integers
    exit_units: Integers
    gate_rows: Integers
    gate_columns: Integers


def pair_arcs(flow: FlowOfPairs, units: Integers) -> PairArcs:
    """Return the arcs of all allowed pairs; ``units``: whole weights, (n_rows, n_columns)."""
    rows, columns = np.nonzero(flow.allowed)
    return arcs_of_pairs(flow, rows, columns, units[rows, columns])


def arcs_of_pairs(flow: FlowOfPairs, rows: Integers, columns: Integers, units: Integers) -> PairArcs:
    """Split the weight of a gated pair into entry + exit >= weight, equal where it is separable."""
    n_rows, n_columns = flow.weights.shape
    row_groups, column_groups = flow.row_side.groups, flow.column_side.groups
    if not has_colleagues(flow):
        return PairArcs(rows, columns, 0, *([np.zeros(0, np.int64)] * 8))
    gated = is_gated(flow, rows, columns)
    gated_rows, gated_columns, gated_units = rows[gated], columns[gated], units[gated]
    organisations = row_groups[gated_rows] * (int(column_groups.max()) + 1) + column_groups[gated_columns]
    names, sample, gate = np.unique(organisations, return_index=True, return_inverse=True)
    entry_keys, entry = np.unique(gate * n_rows + gated_rows, return_inverse=True)
    exit_keys, exit_ = np.unique(gate * n_columns + gated_columns, return_inverse=True)
    lowest = np.iinfo(np.int64).min // 4
    entry_units = np.full(len(entry_keys), lowest)
    np.maximum.at(entry_units, entry, gated_units)
    exit_units = np.full(len(exit_keys), lowest)
    np.maximum.at(exit_units, exit_, gated_units - entry_units[entry])
    return PairArcs(
        rows=rows[~gated],
        columns=columns[~gated],
        n_gates=len(names),
        entry_rows=entry_keys % n_rows,
        entry_gates=entry_keys // n_rows,
        entry_units=entry_units,
        exit_gates=exit_keys // n_columns,
        exit_columns=exit_keys % n_columns,
        exit_units=exit_units,
        gate_rows=gated_rows[sample],
        gate_columns=gated_columns[sample],
    )


def has_colleagues(flow: FlowOfPairs) -> bool:
    """Return whether any organisation has several representatives."""
    return any(len(groups) > int(groups.max()) + 1 for groups in (flow.row_side.groups, flow.column_side.groups))


def is_gated(flow: FlowOfPairs, rows: Integers, columns: Integers) -> Truths:
    """Return which pairs are between organisations of which one has several representatives."""
    row_several, column_several = _several(flow.row_side.groups), _several(flow.column_side.groups)
    gated: Truths = row_several[rows] | column_several[columns]
    return gated


def n_gated(flow: FlowOfPairs) -> int:
    """Return how many pairs are gated at most."""
    single = [int((~_several(side.groups)).sum()) for side in (flow.row_side, flow.column_side)]
    return int(flow.allowed.size) - single[0] * single[1]


def with_colleagues(flow: FlowOfPairs, rows: Integers, columns: Integers) -> tuple[Integers, Integers]:
    """Return the pairs and all other allowed pairs of their organisations, in order and each once."""
    n_columns = flow.weights.shape[1]
    gated = is_gated(flow, rows, columns)
    row_groups, column_groups = flow.row_side.groups, flow.column_side.groups
    n_names = int(column_groups.max()) + 1
    names = np.unique(row_groups[rows[gated]] * n_names + column_groups[columns[gated]])
    row_order, row_first, row_size = _members(row_groups)
    column_order, column_first, column_size = _members(column_groups)
    a, b = np.divmod(names, n_names)
    sizes = row_size[a] * column_size[b]
    place = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    down, across = np.divmod(place, np.repeat(column_size[b], sizes))
    more_rows = row_order[np.repeat(row_first[a], sizes) + down]
    more_columns = column_order[np.repeat(column_first[b], sizes) + across]
    keys = np.unique(np.concatenate([rows * n_columns + columns, more_rows * n_columns + more_columns]))
    found = np.divmod(keys, n_columns)
    open_ = flow.allowed[found]
    return found[0][open_], found[1][open_]


def gates_are_exact(flow: FlowOfPairs, units_per_weight: int) -> bool:
    """Return whether every gate counts the true weight of every pair: organisations that both have several
    representatives have one weight and one answer to whether they may meet, or weights that are sums."""
    rows = np.flatnonzero(_several(flow.row_side.groups))
    columns = np.flatnonzero(_several(flow.column_side.groups))
    if not len(rows) or not len(columns):
        return True
    first_rows, first_columns = (_first_of(side.groups) for side in (flow.row_side, flow.column_side))
    here, there = columns, first_columns[columns]
    for row in rows.tolist():
        other = np.full(len(columns), first_rows[row])
        line = np.full(len(columns), row)
        if (flow.allowed[row, here] != flow.allowed[first_rows[row], there]).any():
            return False
        if np.array_equal(flow.weights[row, here], flow.weights[first_rows[row], there]):
            continue
        left = units_of(flow, line, here, units_per_weight) + units_of(flow, other, there, units_per_weight)
        right = units_of(flow, other, here, units_per_weight) + units_of(flow, line, there, units_per_weight)
        if (left != right)[flow.allowed[row, here]].any():
            return False
    return True


def who_goes(flow: FlowOfPairs, rows: Integers, columns: Integers, suspect: int) -> list[FlowOfPairs]:
    """Split on one pair of organisations: in each part only one of the rows represents the organisation there."""
    row, column = rows[suspect], columns[suspect]
    colleagues = np.flatnonzero(flow.row_side.groups == flow.row_side.groups[row])
    partners = np.flatnonzero(flow.column_side.groups == flow.column_side.groups[column])
    parts = []
    for representative in colleagues[flow.allowed[np.ix_(colleagues, partners)].any(axis=1)]:
        allowed = flow.allowed.copy()
        allowed[np.ix_(colleagues[colleagues != representative], partners)] = False
        parts.append(replace(flow, allowed=allowed))
    return parts


def one_row_goes(flow: FlowOfPairs) -> FlowOfPairs:
    """Return the flow in which organisations meet by the first of their rows that may, where both have several."""
    allowed = flow.allowed.copy()
    columns = np.flatnonzero(_several(flow.column_side.groups))
    order, first, sizes = _members(flow.row_side.groups)
    for begin, size in zip(first[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        colleagues = order[begin : begin + size]
        open_ = np.zeros((size, int(flow.column_side.groups.max()) + 1), np.bool_)
        lines, places = np.nonzero(allowed[np.ix_(colleagues, columns)])
        open_[lines, flow.column_side.groups[columns][places]] = True
        goes = (open_ & (np.cumsum(open_, axis=0) == 1))[:, flow.column_side.groups[columns]]
        allowed[np.ix_(colleagues, columns)] &= goes
    return replace(flow, allowed=allowed)


def organisations_novel(flow: FlowOfPairs) -> Truths | None:
    """Return which pairs are novel when between organisations with several representatives all must be."""
    if flow.novel is None or not has_colleagues(flow):
        return flow.novel
    novel = flow.novel.copy()
    sides = ((flow.row_side.groups, 0), (flow.column_side.groups, 1))
    for groups, axis in sides:
        order, first, _ = _members(groups)
        whole = np.logical_and.reduceat(np.take(novel, order, axis=axis), first, axis=axis)
        novel = np.take(whole, groups, axis=axis)
    return novel


def _several(groups: Integers) -> Truths:
    several: Truths = np.bincount(groups)[groups] > 1
    return several


def _members(groups: Integers) -> tuple[Integers, Integers, Integers]:
    """Return participants in the order of their organisations, where each organisation begins, and its size."""
    sizes = np.bincount(groups)
    return np.argsort(groups, kind="stable"), np.cumsum(sizes) - sizes, sizes


def _first_of(groups: Integers) -> Integers:
    order, first, _ = _members(groups)
    return order[first][groups]
