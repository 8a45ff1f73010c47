"""Tables given round by round -> fewer moves over the whole evening: the tables of one round at a time, given anew.

A meeting is drawn to the tables where its two people were last and where they are next. All other rounds standing, the
tables of a round that save most moves are an assignment with at most four arcs per meeting (Jonker & Volgenant 1987,
doi:10.1007/BF02278710, on sparse costs). Rounds are gone through until none saves anything: every step is exact, the
whole is not, and never costs more than the start.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
NOWHERE, MOST_SWEEPS = -1, 3


def move_less(
    timed_pairs: Integers, tables: Integers, *, movable: Flags, available: Flags, costs: tuple[int, int]
) -> Integers:
    """Return tables that cost less in moves.

    timed_pairs: lines (round, row, column) in the order of rounds. tables: (n,), valid. movable: bool (n,). available:
    bool (n_tables, n_rounds). costs: what a move of a row and of a column costs, above 0. At most MOST_SWEEPS times
    n_rounds assignments.
    """
    tables = tables.copy()
    beside = _lines_beside(timed_pairs)
    weights = np.array([costs[0], costs[0], costs[1], costs[1]])[:, None]
    n_rounds = available.shape[1]
    starts = np.searchsorted(timed_pairs[:, 0], np.arange(n_rounds + 1))
    waiting = set(range(n_rounds))
    for _ in range(MOST_SWEEPS):
        for round_number in sorted(waiting):
            waiting.discard(round_number)
            here = starts[round_number] + np.flatnonzero(movable[starts[round_number] : starts[round_number + 1]])
            free = available[:, round_number].copy()
            free[tables[starts[round_number] : starts[round_number + 1]]] = False
            free[tables[here]] = True
            if not len(here):
                continue
            wished = np.where(beside[:, here] >= 0, tables[beside[:, here]], NOWHERE)
            tried = _assigned(wished, weights, tables[here], free)
            before, after = (int((weights * (wished == at)).sum()) for at in (tables[here], tried))
            if after > before:
                tables[here] = tried
                waiting |= set(range(n_rounds)) - {round_number}
    return tables


def _lines_beside(timed_pairs: Integers) -> Integers:
    """Return for each line those of the row's meetings before and after, and of the column's; -1 for none; (4, n)."""
    beside = np.full((4, len(timed_pairs)), NOWHERE, np.int64)
    for side in (0, 1):
        order = np.argsort(timed_pairs[:, 1 + side], kind="stable")
        who = timed_pairs[order, 1 + side]
        same = who[1:] == who[:-1]
        beside[2 * side, order[1:][same]] = order[:-1][same]
        beside[2 * side + 1, order[:-1][same]] = order[1:][same]
    return beside


def _assigned(wished: Integers, weights: Integers, current: Integers, free: Flags) -> Integers:
    """Return the tables that save most, those of the current ones kept that are still free, the others anywhere."""
    from scipy.sparse import csr_array  # noqa: PLC0415  slow import
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # noqa: PLC0415  slow import

    n_meetings, n_tables = len(current), len(free)
    which, meetings = np.nonzero((wished >= 0) & free[wished])
    keys, arc = np.unique(meetings * n_tables + wished[which, meetings], return_inverse=True)
    saved = np.bincount(arc, weights=weights[which, 0], minlength=len(keys))
    # a place of its own, at no table, for each meeting: there always is a full matching; costs must not be 0
    most = 2 * float(weights.sum())
    rows = np.concatenate([keys // n_tables, np.arange(n_meetings)])
    places = np.concatenate([keys % n_tables, n_tables + np.arange(n_meetings)])
    costs = np.concatenate([most - saved, np.full(n_meetings, most)])
    arcs = csr_array((costs, (rows, places)), shape=(n_meetings, n_tables + n_meetings))
    at = min_weight_full_bipartite_matching(arcs)[1].astype(np.int64)
    left = free.copy()
    left[at[at < n_tables]] = False
    open_ = np.flatnonzero(at >= n_tables)
    stays = open_[left[current[open_]]]
    at[stays] = current[stays]
    left[at[stays]] = False
    others = np.flatnonzero(at >= n_tables)
    at[others] = np.flatnonzero(left)[: len(others)]
    return at
