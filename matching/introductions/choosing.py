"""Pairs that may be introduced and how much room everybody has -> the pairs to introduce, in two ways.

Best first: pairs by falling score, each taken while both its organisations have room. No pair is left out that both
sides would prefer to one they were given (it is the stable b-matching of common preferences), and at least half of
the largest total is reached (Korte & Hausmann 1978, doi:10.1016/S0167-5060(08)70322-4).

Largest total: the maximum-weight b-matching as a flow of least cost from the companies to the associations, solved by
cost scaling (Goldberg 1997, doi:10.1006/jagm.1995.0805) on scores rounded to billionths.
"""

import numpy as np

from matching.introductions.candidates import BoolArray, Candidates, IntArray

BLOCK = 65_536  # pairs looked at before those whose organisations have no room left are dropped
PRECISION = 1_000_000_000


def best_first(candidates: Candidates, row_room: IntArray, column_room: IntArray) -> BoolArray:
    """Return which pairs are taken, shape (n_pairs,); O(n_pairs)."""
    taken = np.zeros(len(candidates.rows), dtype=np.bool_)
    left_of_row, left_of_column = row_room.tolist(), column_room.tolist()
    for start in range(0, len(taken), BLOCK):
        block = np.arange(start, min(start + BLOCK, len(taken)))
        rows, columns = candidates.rows[block], candidates.columns[block]
        open_rows, open_columns = np.asarray(left_of_row) > 0, np.asarray(left_of_column) > 0
        if not open_rows.any() or not open_columns.any():
            break
        block = block[open_rows[rows] & open_columns[columns]]
        pairs = zip(block.tolist(), candidates.rows[block].tolist(), candidates.columns[block].tolist(), strict=True)
        for position, i, j in pairs:
            if left_of_row[i] and left_of_column[j]:
                left_of_row[i] -= 1
                left_of_column[j] -= 1
                taken[position] = True
    return taken


def largest_total(candidates: Candidates, row_room: IntArray, column_room: IntArray) -> BoolArray:
    """Return which pairs are taken, shape (n_pairs,); raises RuntimeError should the solver give up.

    At most O(n^2 m log(n C)) for n organisations, m pairs and C = 10^9; near to linear in m on real scores.
    """
    n_rows, n_columns, n_pairs = len(row_room), len(column_room), len(candidates.rows)
    if not n_pairs:
        return np.zeros(0, dtype=np.bool_)
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  slow import

    source, sink = n_rows + n_columns, n_rows + n_columns + 1
    rows, columns = np.arange(n_rows), n_rows + np.arange(n_columns)
    flow = SimpleMinCostFlow()

    def connect(tails: IntArray, heads: IntArray, capacities: IntArray, costs: IntArray) -> IntArray:
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), capacities.astype(np.int64), costs.astype(np.int64)
        )
        return np.asarray(arcs)

    values = np.rint(candidates.scores * PRECISION).astype(np.int64)
    pairs = connect(candidates.rows, n_rows + candidates.columns, np.ones(n_pairs, dtype=np.int64), -values)
    connect(np.full(n_rows, source), rows, row_room, np.zeros(n_rows, dtype=np.int64))
    connect(columns, np.full(n_columns, sink), column_room, np.zeros(n_columns, dtype=np.int64))
    everything = int(row_room.sum())
    # Room that nobody takes goes around.
    connect(np.array([source]), np.array([sink]), np.array([everything]), np.zeros(1, dtype=np.int64))
    flow.set_node_supply(source, everything)
    flow.set_node_supply(sink, -everything)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"{n_pairs} pairs of {n_rows} x {n_columns} organisations: the flow ended with {status}")
    return np.asarray(flow.flows(pairs) > 0)
