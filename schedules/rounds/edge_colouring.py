"""The pairs that meet -> rounds: a proper edge colouring of a bipartite graph with classes of nearly equal size.

A bipartite graph of maximum degree R has a colouring with R colours (König 1916) whose classes differ by at most one
(de Werra 1971; McDiarmid 1972), so that no round needs more tables than there are: ``euler_split``. Rounds in which a
pair cannot meet (absence, a locked meeting) or rounds of different room make it a list colouring, NP-complete in
general (Even, Itai & Shamir 1976, doi:10.1137/0205048): edge by edge, with Kempe chains that move only where every pair
on them may go; then classes are levelled along alternating paths. The search may fail.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from schedules.rounds.euler_split import equal_classes

UNCOLOURED = -1


def colour_edges(
    pairs: NDArray[np.int64],
    n_colours: int,
    most_per_colour: int | NDArray[np.int64],
    *,
    permitted: NDArray[np.bool_] | None = None,
    seed: int = 0,
) -> NDArray[np.int64] | None:
    """Return a colour per pair, no colour twice at a participant nor more often than ``most_per_colour``, or None.

    pairs: int (n, 2), row and column. most_per_colour: one number, or one per colour. permitted: bool (n, n_colours),
    None when every pair may have every colour; then, with one number, a colouring is always found if degrees are at
    most ``n_colours`` and pairs at most n_colours * most_per_colour, and class sizes differ by at most one. seed: which
    of the many colourings. Complexity: that of ``equal_classes``; with ``permitted`` O(n (n_rows + n_columns)).

    >>> colour_edges(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), 2, 2).tolist()
    [0, 1, 1, 0]
    """
    colours = colour_most_edges(pairs, n_colours, most_per_colour, permitted=permitted, seed=seed)
    return None if (colours == UNCOLOURED).any() else colours


def colour_most_edges(
    pairs: NDArray[np.int64],
    n_colours: int,
    most_per_colour: int | NDArray[np.int64],
    *,
    permitted: NDArray[np.bool_] | None = None,
    first: NDArray[np.bool_] | None = None,
    seed: int = 0,
) -> NDArray[np.int64]:
    """Return a colour per pair as ``colour_edges`` does, -1 for the pairs that found no place.

    first: bool (n,), the pairs to place before all others, such as locked meetings.
    """
    most = np.broadcast_to(np.asarray(most_per_colour, dtype=np.int64), (n_colours,))
    degrees = [int(np.bincount(pairs[:, side]).max(initial=0)) for side in (0, 1)]
    if permitted is None and max(degrees) <= n_colours and -(-len(pairs) // n_colours) <= most.min():
        return equal_classes(pairs, n_colours, seed=seed)
    colouring = _Colouring(pairs, most, permitted)
    order = np.random.default_rng(seed).permutation(len(pairs)) if seed else np.arange(len(pairs))
    if permitted is not None:  # the most constrained first, those who are seldom there together
        order = order[np.argsort(permitted.sum(axis=1)[order], kind="stable")]
    if first is not None:
        order = order[np.argsort(~first[order], kind="stable")]
    for edge in order.tolist():
        colouring.colour(edge)
    colouring.level()
    for colour in range(n_colours):  # what could not be levelled: the last placed, the least constrained, go
        if colouring.sizes[colour] > 0:
            surplus = [edge for edge in order.tolist() if colouring.colours[edge] == colour][int(most[colour]) :]
            colouring.colours[surplus] = UNCOLOURED
    return colouring.colours


class _Colouring:
    """A partial colouring: which edge each participant has in each colour."""

    def __init__(self, pairs: NDArray[np.int64], most: NDArray[np.int64], permitted: NDArray[np.bool_] | None) -> None:
        n_colours = self.n_colours = len(most)
        self.permitted = permitted
        # rows and columns are vertices of one list, so that a chain walks them alike
        first_column = int(pairs[:, 0].max(initial=-1)) + 1
        self.ends: list[tuple[int, int]] = [(row, first_column + column) for row, column in pairs.tolist()]
        n_vertices = first_column + int(pairs[:, 1].max(initial=-1)) + 1
        self.edge_at = [[UNCOLOURED] * n_colours for _ in range(n_vertices)]
        self.colours = np.full(len(pairs), UNCOLOURED, np.int64)
        self.sizes = (-most).tolist()  # against the room: negative while there is some left

    def colour(self, edge: int) -> bool:
        """Colour one edge, moving others along a Kempe chain when its ends have no common free colour."""
        first, second = self.ends[edge]
        palette = [colour for colour in range(self.n_colours) if self.may(edge, colour)]
        free_first = {c for c in range(self.n_colours) if self.edge_at[first][c] == UNCOLOURED}
        free_second = {c for c in range(self.n_colours) if self.edge_at[second][c] == UNCOLOURED}
        common = [c for c in palette if c in free_first and c in free_second]
        if common:
            self._put(edge, min(common, key=lambda c: (self.sizes[c], c)))
            return True
        # make `wanted`, free at one end, free at the other end by swapping it there with `other`
        for wanted in palette:
            for end, free_here, free_there in ((second, free_second, free_first), (first, free_first, free_second)):
                if wanted not in free_there:
                    continue
                for other in sorted(free_here):
                    chain = self._chain(end, wanted, other)
                    if self._movable(chain, wanted, other):
                        self._swap(chain, wanted, other)
                        if self.edge_at[first][wanted] == self.edge_at[second][wanted] == UNCOLOURED:
                            self._put(edge, wanted)
                            return True
                        self._swap(chain, wanted, other)  # the chain came back to the other end: undo
        return False

    def level(self) -> None:
        """Even out the room left in the classes along alternating paths, fullest and emptiest class first."""
        while True:
            by_size = sorted(range(self.n_colours), key=lambda c: (-self.sizes[c], c))
            pairs = [(big, small) for big in by_size for small in reversed(by_size)]
            if not any(self._level_two(big, small) for big, small in pairs if self.sizes[big] - self.sizes[small] > 1):
                return

    def may(self, edge: int, colour: int) -> bool:
        return self.permitted is None or bool(self.permitted[edge, colour])

    def _level_two(self, big: int, small: int) -> bool:
        changed = False
        members: dict[int, list[int]] = defaultdict(list)
        for colour in (big, small):
            for edge in np.flatnonzero(self.colours == colour).tolist():
                members[colour].append(edge)
        for edge in members[big]:
            if self.sizes[big] - self.sizes[small] <= 1:
                break
            if self.colours[edge] != big:
                continue
            for end in self.ends[edge]:  # a path with one more edge of the big class starts and ends with such an edge
                if self.edge_at[end][small] != UNCOLOURED:
                    continue
                chain = self._chain(end, big, small)
                if len(chain) % 2 and self._movable(chain, big, small):
                    self._swap(chain, big, small)
                    changed = True
                break
        return changed

    def _chain(self, start: int, first_colour: int, second_colour: int) -> list[int]:
        """Return the edges of the alternating path that leaves ``start`` in ``first_colour``."""
        chain = []
        vertex, colour = start, first_colour
        while (edge := self.edge_at[vertex][colour]) != UNCOLOURED:
            chain.append(edge)
            first, second = self.ends[edge]
            vertex = second if vertex == first else first
            colour = second_colour if colour == first_colour else first_colour
        return chain

    def _movable(self, chain: list[int], one: int, other: int) -> bool:
        if self.permitted is None:
            return True
        return all(self.may(edge, other if self.colours[edge] == one else one) for edge in chain)

    def _swap(self, chain: list[int], one: int, other: int) -> None:
        turned = [(edge, other if self.colours[edge] == one else one) for edge in chain]
        for edge in chain:
            self._take(edge)
        for edge, colour in turned:
            self._put(edge, colour)

    def _put(self, edge: int, colour: int) -> None:
        self.colours[edge] = colour
        self.sizes[colour] += 1
        for end in self.ends[edge]:
            self.edge_at[end][colour] = edge

    def _take(self, edge: int) -> None:
        colour = int(self.colours[edge])
        self.colours[edge] = UNCOLOURED
        self.sizes[colour] -= 1
        for end in self.ends[edge]:
            self.edge_at[end][colour] = UNCOLOURED
