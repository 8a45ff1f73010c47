"""The pairs that meet -> rounds of equal size, in whole-array steps: colouring of a regular graph by Euler splits.

The graph is padded to a regular one in which every perfect matching holds the same number of real pairs: a participant
short of d meetings gets d dummy ones, with as few dummy participants of the other side as take them all. Each of those
meets a real participant in every round, so every round has exactly the real pairs that are left (the equal classes of
de Werra 1971 and McDiarmid 1972, by counting). A graph of even degree is split in two of half the degree by walking its
closed trails and taking every other edge (Gabow 1976, doi:10.1007/BF00995484); of an odd one, a perfect matching is
taken first (Hopcroft & Karp 1973). A participant's real edges are paired with one another before dummy ones, so that
either half has as many of their meetings, within one: idle rounds come spread.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def equal_classes(pairs: Integers, n_colours: int, *, seed: int = 0) -> Integers:
    """Return a colour per pair, none twice at a participant, class sizes equal to within one, larger classes anywhere.

    pairs: int (n, 2), row and column, parallel pairs welcome; nobody has more than ``n_colours`` of them (ValueError
    otherwise). Colours 2 k and 2 k + 1 come from one split where ``n_colours`` is even at every halving, so that people
    who meet in half the rounds or more miss at most one of the two. seed: which of the many colourings.
    Complexity: O(p log(n_colours) log p) for p padded pairs; Hopcroft and Karp's for each odd degree on the way.

    >>> equal_classes(np.array([[0, 0], [0, 1], [1, 0]]), 2).tolist()
    [0, 1, 1]
    """
    n_pairs = len(pairs)
    if not n_pairs:
        return np.zeros(0, np.int64)
    ends = [np.unique(pairs[:, side], return_inverse=True)[1].astype(np.int64) for side in (0, 1)]
    most = max(int(np.bincount(side).max()) for side in ends)
    if most > n_colours:
        raise ValueError(f"Somebody has {most} meetings, but there are {n_colours} rounds.")
    order = np.random.default_rng(seed).permutation(n_pairs) if seed else np.arange(n_pairs)
    left, right = _regular(ends[0][order], ends[1][order], n_colours)
    colours = np.empty(n_pairs, np.int64)
    colours[order] = _colour_regular(left, right, n_colours)[:n_pairs]
    return colours


def _regular(rows: Integers, columns: Integers, degree: int) -> tuple[Integers, Integers]:
    """Append dummy edges until everybody has ``degree`` of them and each perfect matching as many of the given ones."""
    per_class = -(-len(rows) // degree)
    # a pair of its own takes up the places of the smaller classes, at most one in each
    spare = np.zeros(per_class * degree - len(rows), np.int64)
    rows, columns = np.concatenate([rows, spare + rows.max() + 1]), np.concatenate([columns, spare + columns.max() + 1])
    missing = [degree - np.bincount(side) for side in (rows, columns)]
    stubs = [np.repeat(np.arange(len(short)), short) for short in missing]
    dummies = [np.arange(len(side)) // degree for side in stubs]
    left = np.concatenate([rows, stubs[0], len(missing[0]) + dummies[1]])
    return left, np.concatenate([columns, len(missing[1]) + dummies[0], stubs[1]])


def _colour_regular(left: Integers, right: Integers, degree: int) -> Integers:
    """Colour the edges of a regular bipartite multigraph; of the graphs of one step all have the same degree."""
    n_vertices = len(left) // degree
    colours = np.zeros(len(left), np.int64)
    edges = np.arange(len(left))  # those whose graph has not come down to one class; colours holds its first colour
    while degree > 1:
        graph = colours[edges] * n_vertices
        if degree % 2:
            taken = _perfect_matching(graph + left[edges], graph + right[edges])
            colours[edges[~taken]] += 1
            edges = edges[~taken]
            degree -= 1
        else:
            degree //= 2
            colours[edges[_second_half(graph + left[edges], graph + right[edges])]] += degree
    return colours


def _second_half(left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Return every other edge of the closed trails that pair up the edges of each vertex, in the order of the edges."""
    mates = []
    for ends in (left, right):
        order = np.sort(ends * len(ends) + np.arange(len(ends))) % len(ends)  # keys without ties sort alike everywhere
        mate = np.empty(len(ends), np.int64)
        mate[order[0::2]], mate[order[1::2]] = order[1::2], order[0::2]
        mates.append(mate)
    # two steps along a trail, in at the right and out at the left, keep to the same half
    lowest = lowest_on_way(mates[0][mates[1]])
    half: NDArray[np.bool_] = lowest > lowest[mates[0]]
    return half


def lowest_on_way(following: Integers) -> Integers:
    """Return the lowest number met when each number is followed to the next, its own included; ends follow themselves.

    following: a number of the same array for each, none followed by two others. O(n log n), by doubling the steps.
    """
    lowest = np.minimum(np.arange(len(following)), following)
    while True:
        following = following[following]
        reached = np.minimum(lowest, lowest[following])
        if np.array_equal(reached, lowest):  # then no further step finds anything lower either
            return lowest
        lowest = reached


def _perfect_matching(left: Integers, right: Integers) -> NDArray[np.bool_]:
    from scipy.sparse import csr_array  # noqa: PLC0415  slow import
    from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: PLC0415  slow import

    numbered = [np.unique(ends, return_inverse=True)[1] for ends in (left, right)]
    n_vertices = int(numbered[0].max()) + 1
    edge_of = np.sort((numbered[0] * n_vertices + numbered[1]) * len(left) + np.arange(len(left)))
    first = np.flatnonzero(np.diff(edge_of // len(left), prepend=-1))  # of parallel edges the first
    edges = edge_of[first] % len(left)
    starts = np.searchsorted(numbered[0][edges], np.arange(n_vertices + 1))
    graph = csr_array((np.ones(len(edges), np.int8), numbered[1][edges], starts), shape=(n_vertices, n_vertices))
    partner = maximum_bipartite_matching(graph, perm_type="column")
    taken = np.zeros(len(left), np.bool_)
    taken[edges[partner[numbered[0][edges]] == numbered[1][edges]]] = True
    return taken
