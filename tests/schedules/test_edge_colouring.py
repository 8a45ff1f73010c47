"""Chosen pairs always fit into rounds, and no round needs more tables than there are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import PlanningProblem
from schedules.rounds.euler_split import equal_classes, lowest_on_way
from schedules.rounds.open_rounds import in_rounds


def is_proper(pairs, colours):
    ends = [(side, end, colour) for pair, colour in zip(pairs, colours, strict=True) for side, end in enumerate(pair)]
    return len(ends) == len(set(ends))


def greatest_degree(pairs):
    return max(int(np.bincount(pairs[:, side]).max(initial=0)) for side in (0, 1))


@st.composite
def bipartite_graphs(draw):
    n_rows, n_columns = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    cells = draw(st.lists(st.booleans(), min_size=n_rows * n_columns, max_size=n_rows * n_columns))
    return np.argwhere(np.array(cells).reshape(n_rows, n_columns)).astype(np.int64).reshape(-1, 2)


@given(pairs=bipartite_graphs(), spare=st.integers(0, 2), seed=st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_as_many_rounds_as_the_busiest_has_meetings(pairs, spare, seed):
    """König: the greatest degree is enough; de Werra: the classes differ by at most one."""
    n_colours = max(1, greatest_degree(pairs) + spare)
    colours = equal_classes(pairs, n_colours, seed=seed)
    assert is_proper(pairs.tolist(), colours.tolist())
    sizes = np.bincount(colours, minlength=n_colours)
    assert len(sizes) == n_colours
    assert sizes.max() - sizes.min() <= 1


@given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), max_size=30), spare=st.integers(0, 2))
@settings(max_examples=100, deadline=None)
def test_several_meetings_of_the_same_two_get_rounds_of_their_own(pairs, spare):
    pairs = np.array(pairs, np.int64).reshape(-1, 2)
    colours = equal_classes(pairs, max(1, greatest_degree(pairs) + spare))
    assert is_proper(pairs.tolist(), colours.tolist())


@pytest.mark.parametrize("n_colours", [2, 4, 7, 8, 15])
def test_hundreds_of_people_in_even_and_odd_numbers_of_rounds(n_colours):
    rng = np.random.default_rng(n_colours)
    turns = [np.column_stack([np.arange(300), rng.permutation(300)]) for _ in range(n_colours)]
    pairs = np.unique(np.concatenate(turns), axis=0)
    pairs = pairs[rng.permutation(len(pairs))[: int(0.7 * len(pairs))]]
    colours = equal_classes(pairs, n_colours)
    assert is_proper(pairs.tolist(), colours.tolist())
    sizes = np.bincount(colours, minlength=n_colours)
    assert sizes.max() - sizes.min() <= 1
    if n_colours in (4, 8):  # who has one meeting per two rounds or more misses at most one of two twin rounds
        for side in (0, 1):
            busy = np.zeros((300, n_colours), bool)
            busy[pairs[:, side], colours] = True
            in_twins = busy.reshape(300, -1, 2).sum(axis=2)
            assert (in_twins[busy.sum(axis=1) >= n_colours // 2] >= 1).all()


def test_the_seed_chooses_among_colourings():
    pairs = np.argwhere(np.ones((6, 6), bool))
    first, again, other = (equal_classes(pairs, 8, seed=seed).tolist() for seed in (3, 3, 4))
    assert first == again != other
    assert len(equal_classes(pairs[:0], 8)) == 0


@given(st.permutations(range(7)), st.integers(0, 7))
def test_the_lowest_number_on_the_way_is_found_by_walking(following, n_ends):
    following = np.array(following)
    following[following < n_ends] = np.flatnonzero(following < n_ends)  # these follow themselves: ends
    for start, lowest in enumerate(lowest_on_way(following)):
        met = [start]
        for _ in range(7):
            met.append(int(following[met[-1]]))
        assert lowest == min(met)


def test_too_many_pairs_for_the_rounds_are_refused():
    star = np.array([[0, column] for column in range(3)])
    assert sorted(equal_classes(star, 3).tolist()) == [0, 1, 2]
    with pytest.raises(ValueError, match="Somebody has 3 meetings, but there are 2 rounds"):
        equal_classes(star, 2)
    with pytest.raises(RuntimeError, match="3 pairs for 2 rounds of 1 tables"):
        in_rounds(PlanningProblem(np.ones((3, 3)), n_rounds=2, n_tables=1), np.array([[0, 0], [1, 1], [2, 2]]), seed=0)
