"""Chosen pairs always fit into rounds, and no round needs more tables than there are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.edge_colouring import UNCOLOURED, colour_edges, colour_most_edges


def is_proper(pairs, colours):
    ends = [(side, end, colour) for pair, colour in zip(pairs, colours, strict=True) for side, end in enumerate(pair)]
    return len(ends) == len(set(ends))


@st.composite
def bipartite_graphs(draw):
    n_rows, n_columns = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    cells = draw(st.lists(st.booleans(), min_size=n_rows * n_columns, max_size=n_rows * n_columns))
    return np.argwhere(np.array(cells).reshape(n_rows, n_columns)).astype(np.int64).reshape(-1, 2)


@given(pairs=bipartite_graphs(), spare=st.integers(0, 2), seed=st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_as_many_rounds_as_the_busiest_has_meetings(pairs, spare, seed):
    """König: the greatest degree is enough; de Werra: the classes differ by at most one."""
    degrees = [np.bincount(pairs[:, side]).max(initial=0) for side in (0, 1)]
    n_colours = max(1, int(max(degrees)) + spare)
    colours = colour_edges(pairs, n_colours, -(-len(pairs) // n_colours), seed=seed)
    assert colours is not None
    assert is_proper(pairs.tolist(), colours.tolist())
    sizes = np.bincount(colours, minlength=n_colours)
    assert sizes.max() - sizes.min() <= 1


@given(pairs=bipartite_graphs(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_permitted_colours_are_kept(pairs, data):
    n_colours = data.draw(st.integers(1, 4))
    cells = data.draw(st.lists(st.booleans(), min_size=len(pairs) * n_colours, max_size=len(pairs) * n_colours))
    permitted = np.array(cells, bool).reshape(len(pairs), n_colours)
    colours = colour_most_edges(pairs, n_colours, 3, permitted=permitted)
    placed = colours != UNCOLOURED
    assert is_proper(pairs[placed].tolist(), colours[placed].tolist())
    assert permitted[placed, colours[placed]].all()
    assert np.bincount(colours[placed], minlength=n_colours).max() <= 3


def test_pairs_to_place_first_are_placed():
    """The second pair can only go where the first one wants to be, and comes first."""
    pairs = np.array([[0, 0], [0, 1]])
    permitted = np.array([[True, False], [True, False]])
    colours = colour_most_edges(pairs, 2, 2, permitted=permitted, first=np.array([False, True]))
    assert colours.tolist() == [UNCOLOURED, 0]


def test_too_many_pairs_for_the_rounds_are_refused():
    star = np.array([[0, column] for column in range(3)])
    assert colour_edges(star, 2, 5) is None
    with pytest.raises(ValueError, match="not enough values"):
        colour_edges(np.array([[0]]), 1, 1)
