"""Pairs that may be introduced and how much room everybody has -> the pairs to introduce, in two ways.

Best first: pairs by falling score, each taken while both its organisations have room. No pair is left out that both
sides would prefer to one they were given (it is the stable b-matching of common preferences), and at least half of
the largest total is reached (Korte & Hausmann 1978, doi:10.1016/S0167-5060(08)70322-4).

Largest total: the maximum-weight b-matching, a linear programme whose corners are whole numbers since the graph is
bipartite (Hoffman & Kruskal 1956, doi:10.1515/9781400881987-014). It is solved on the best pairs of each organisation;
the duals tell which of the others could still raise the total, and these are added until there is none.
"""

import numpy as np

from matching.introductions.candidates import BoolArray, Candidates, FloatArray, IntArray

BLOCK = 65_536  # pairs looked at before those whose organisations have no room left are dropped
BEST_OF_EACH = 4  # times an organisation's room: its pairs of the first linear programme
TOLERANCE = 1e-9


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
    """Return which pairs are taken, shape (n_pairs,); raises RuntimeError should the solver give up."""
    used = _best_of_each(candidates.rows, row_room) | _best_of_each(candidates.columns, column_room)
    while True:
        chosen, row_price, column_price = _solved(candidates.kept(used), row_room, column_room)
        reduced = candidates.scores - row_price[candidates.rows] - column_price[candidates.columns]
        missed = ~used & (reduced > TOLERANCE)
        if not missed.any():
            taken = np.zeros(len(used), dtype=np.bool_)
            taken[np.flatnonzero(used)[chosen]] = True
            return taken
        used |= missed


def _best_of_each(ends: IntArray, room: IntArray) -> BoolArray:
    """Mark the first pairs of each organisation, ``BEST_OF_EACH`` times its room of them."""
    order = np.argsort(ends, kind="stable")
    sizes = np.bincount(ends, minlength=len(room))
    place = np.arange(len(ends)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    marked = np.zeros(len(ends), dtype=np.bool_)
    marked[order] = place < BEST_OF_EACH * room[ends[order]]
    return marked


def _solved(
    candidates: Candidates, row_room: IntArray, column_room: IntArray
) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Return which pairs are taken and the price of one more place of each row and of each column."""
    n_rows, n_pairs = len(row_room), len(candidates.rows)
    if not n_pairs:
        return np.zeros(0, dtype=np.bool_), np.zeros(n_rows), np.zeros(len(column_room))
    from scipy.optimize import linprog  # noqa: PLC0415  slow import
    from scipy.sparse import csr_array  # noqa: PLC0415  slow import

    pair = np.arange(n_pairs)
    ends = np.concatenate([candidates.rows, n_rows + candidates.columns])
    room = np.concatenate([row_room, column_room]).astype(np.float64)
    incidence = csr_array((np.ones(2 * n_pairs), (ends, np.concatenate([pair, pair]))), shape=(len(room), n_pairs))
    # The stubs know dense matrices only.
    found = linprog(-candidates.scores, A_ub=incidence, b_ub=room, bounds=(0, 1), method="highs-ds")  # type: ignore[call-overload]
    if found.status != 0:
        raise RuntimeError(f"{n_pairs} pairs of {n_rows} x {len(column_room)} organisations: {found.message}")
    prices = -np.asarray(found.ineqlin.marginals)
    return np.asarray(found.x > 0.5), prices[:n_rows], prices[n_rows:]
