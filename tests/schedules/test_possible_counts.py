"""No count that a choice of so few squares can have is ruled out, and those that none can have are."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schedules.fair.possible_counts import possible_counts
from schedules.pairs.flow_of_pairs import Side


def drawn_side(draw):
    most = np.array(draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)))
    least = np.minimum(most, draw(st.lists(st.integers(0, 1), min_size=3, max_size=3)))
    standing = np.array(draw(st.lists(st.integers(0, 2), min_size=3, max_size=3)))
    return Side(least, most, standing, np.arange(3))


def counts_of(side, n_meetings):
    ranges = (range(low, high + 1) for low, high in zip(side.least, side.most, strict=True))
    return [counts for counts in product(*ranges) if sum(counts) == n_meetings]


@given(st.data())
def test_the_range_is_exact(data):
    sides = [drawn_side(data.draw) for _ in range(2)]
    n_meetings = data.draw(st.integers(0, 6))
    counts = [counts_of(side, n_meetings) for side in sides]
    if not all(counts):
        return
    squares = [
        [int(((side.standing + np.array(entry)) ** 2).sum()) for entry in entries]
        for side, entries in zip(sides, counts, strict=True)
    ]
    limit = min(squares[0]) + min(squares[1]) + data.draw(st.integers(0, 6))
    within = np.array(
        [entry for entry, own in zip(counts[0], squares[0], strict=True) if own + min(squares[1]) <= limit]
    )
    least, most = possible_counts(sides[0], sides[1], n_meetings, limit)
    assert least.tolist() == within.min(axis=0).tolist()
    assert most.tolist() == within.max(axis=0).tolist()
