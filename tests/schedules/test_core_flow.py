"""The core with pricing chooses as well as all pairs at once, and as linear programmes do; its prices prove it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from schedules.pairs import core_flow
from schedules.pairs.b_matching import FlowOfPairs, Side, best_pairs
from tests.schedules.instances import crowded_evening

LEVELS = [[0.0, 0.3, 0.5, 0.9], [0.5], [0.0], [number / 97 for number in range(98)]]


@pytest.fixture
def on_a_core(monkeypatch):
    """Even the smallest evening is solved on a core."""
    monkeypatch.setattr(core_flow, "ALL_PAIRS_UP_TO", 0)


def alone(n: int, most, *, least=0, **more) -> Side:
    return Side(
        np.full(n, least), np.broadcast_to(most, n).astype(np.int64), np.zeros(n, np.int64), np.arange(n), **more
    )


@st.composite
def flows(draw, *, colleagues=False):
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    shape = draw(st.integers(3, 12)), draw(st.integers(3, 12))
    rounds = draw(st.integers(1, 4))
    weights = rng.choice(draw(st.sampled_from(LEVELS)), shape)
    allowed = rng.random(shape) < draw(st.sampled_from([1.0, 0.9, 0.5]))
    novel = rng.random(shape) < 0.5 if draw(st.booleans()) else None
    history = draw(st.booleans())
    sides = []
    for axis, n in enumerate(shape):
        most = np.minimum(rng.integers(max(1, rounds - 1), rounds + 1, n), allowed.sum(axis=1 - axis))
        groups = np.arange(n)
        if colleagues:
            groups = np.unique(rng.integers(0, max(2, 2 * n // 3), n), return_inverse=True)[1]
        least = np.minimum(rng.integers(0, 2, n) * draw(st.integers(0, 1)), most)
        idled = rng.integers(0, 4, n) if history else None
        drawn = None
        if novel is not None:
            drawn = np.minimum(rng.integers(0, 2, n), np.minimum(most, (novel & allowed).sum(axis=1 - axis)))
        sides.append(Side(least, most, rng.integers(0, 2, n), groups, idled, drawn))
    if colleagues:  # one weight and one answer per pair of organisations
        first = [np.unique(side.groups, return_index=True)[1][side.groups] for side in sides]
        weights, allowed = (table[np.ix_(*first)] for table in (weights, allowed))
        novel = None if novel is None else novel[np.ix_(*first)]
    capacity = min(int(side.most.sum()) for side in sides)
    n_meetings = draw(st.integers(max(1, capacity - 6), max(1, capacity)))
    free = draw(st.sampled_from([False, False, True]))
    return FlowOfPairs(weights, allowed, sides[0], sides[1], n_meetings, draw(st.booleans()), free, novel)


def linear_levels(flow: FlowOfPairs):
    """Sum of squares, history and weight by linear programmes, one level after the other; None when infeasible."""
    n_rows, n_columns = flow.weights.shape
    n_pairs = flow.weights.size
    ends = [np.repeat(np.arange(n_rows), n_columns), np.tile(np.arange(n_columns), n_rows)]
    steps = [(part, who, k) for part, side in enumerate((flow.row_side, flow.column_side))
             for who in range(len(side.most)) for k in range(int(side.most[who]))]  # fmt: skip
    n_all = n_pairs + len(steps)
    equal, right, at_most, room = [], [], [], []
    squares, history = np.zeros(n_all), np.zeros(n_all)
    for index, (part, who, k) in enumerate(steps):
        side = (flow.row_side, flow.column_side)[part]
        squares[n_pairs + index] = 2 * (side.standing[who] + k) + 1
        history[n_pairs + index] = 0 if side.idled is None else side.idled[who]
    for part, side in enumerate((flow.row_side, flow.column_side)):
        for who in range(len(side.most)):
            line = np.zeros(n_all)
            line[:n_pairs] = ends[part] == who
            at_most.append(-line)
            room.append(-side.least[who])
            if flow.novel is not None:
                at_most.append(-line * np.r_[flow.novel.ravel(), np.zeros(len(steps))])
                room.append(-side.novel_least[who])
            line = line.copy()
            line[[n_pairs + i for i, step in enumerate(steps) if step[:2] == (part, who)]] = -1
            equal.append(line)
            right.append(0)
    row_groups, column_groups = flow.row_side.groups[ends[0]], flow.column_side.groups[ends[1]]
    for name in np.unique(row_groups * 100 + column_groups):
        at_most.append(np.r_[(row_groups * 100 + column_groups == name).astype(float), np.zeros(len(steps))])
        room.append(1)
    count = np.r_[np.ones(n_pairs), np.zeros(len(steps))]
    (at_most if flow.free_number else equal).append(count)
    (room if flow.free_number else right).append(flow.n_meetings)
    upper = np.r_[flow.allowed.ravel().astype(float), np.ones(len(steps))]
    bounds = np.stack([np.zeros(n_all), upper], axis=1)
    found = []
    weight = np.r_[flow.weights.ravel(), np.zeros(len(steps))]
    levels = [squares] if flow.even_counts and not flow.free_number else []
    levels += [] if flow.free_number else [-history]
    for cost in [*levels, -weight]:
        best = linprog(cost, A_ub=np.array(at_most), b_ub=room, A_eq=np.array(equal) if equal else None,
                       b_eq=right, bounds=bounds, method="highs")  # fmt: skip
        if best.status == 2:
            return None
        assert best.status == 0, best.message
        found.append(best.fun)
        if cost is not weight:
            at_most.append(cost)
            room.append(best.fun + 1e-6)
    return found


def standing_squares(flow: FlowOfPairs) -> int:
    return sum(int((side.standing**2).sum()) for side in (flow.row_side, flow.column_side))


@pytest.mark.parametrize("colleagues", [False, True])
def test_linear_programmes_agree(on_a_core, colleagues):
    @given(flow=flows(colleagues=colleagues))
    @settings(max_examples=120, deadline=None)
    def agree(flow):
        expected, chosen = linear_levels(flow), best_pairs(flow)
        assert (chosen is None) == (expected is None)
        if chosen is None:
            return
        assert flow.allowed[chosen.rows, chosen.columns].all()
        assert chosen.weight == chosen.bound
        assert chosen.weight / chosen.units_per_weight == pytest.approx(-expected[-1], abs=1e-5)
        if not flow.free_number:
            assert len(chosen.rows) == flow.n_meetings
            assert chosen.idled == round(-expected[-2])
            if flow.even_counts:
                assert chosen.squares == round(expected[0]) + standing_squares(flow)

    agree()


@pytest.mark.parametrize("even_counts", [True, False])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_all_pairs_at_once_agree(even_counts, seed):
    """Tables for seven tenths, history, and a few who may meet hardly anybody: core and all pairs choose alike."""
    rng = np.random.default_rng(seed)
    n_rows, n_columns = rng.integers(50, 70, 2)
    weights = rng.choice([rng.random((n_rows, n_columns)), rng.integers(0, 4, (n_rows, n_columns)) / 4])
    allowed = rng.random(weights.shape) < 0.95
    allowed[:2] &= rng.random((2, n_columns)) < 0.1
    sides = [
        alone(n, np.minimum(6, allowed.sum(axis=1 - axis)), idled=rng.integers(0, 3, n))
        for axis, n in enumerate(weights.shape)
    ]
    flow = FlowOfPairs(weights, allowed, sides[0], sides[1], int(0.7 * 6 * min(weights.shape)), even_counts)
    squared = replace(flow, weights=weights**2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_flow, "ALL_PAIRS_UP_TO", 0)
        chosen = best_pairs(flow)
        begun = best_pairs(squared, start=chosen.start)
        patch.setattr(core_flow, "ALL_PAIRS_UP_TO", 10**9)
        assert chosen.key == best_pairs(flow).key
        assert begun.key == best_pairs(squared).key


def evening_flow(n: int, share: float) -> FlowOfPairs:
    problem = crowded_evening(n, n, share_of_tables=share)
    allowed = np.ones((n, n), bool)
    allowed[tuple(np.array(problem.forbidden).T)] = False
    return FlowOfPairs(problem.weights, allowed, alone(n, 8), alone(n, 8), 8 * int(share * n), True)


@pytest.mark.parametrize("share", [1.0, 0.7])
def test_prices_are_the_proof(on_a_core, share):
    """No pair that does not meet is worth more than its prices, none that meets less; the whole matrix is looked at."""
    flow = evening_flow(90, share)
    chosen = best_pairs(flow)
    meets = np.zeros_like(flow.allowed)
    meets[chosen.rows, chosen.columns] = True
    left = flow.weights - chosen.row_prices[:, None] - chosen.column_prices
    assert left[flow.allowed & ~meets].max() <= 1e-8
    assert left[meets].min() >= -1e-8


@pytest.mark.parametrize("pair", range(4))
def test_a_forced_pair_costs_what_its_prices_say_or_more(pair):
    flow = evening_flow(60, 0.7)
    chosen = best_pairs(flow)
    meets = set(zip(chosen.rows.tolist(), chosen.columns.tolist(), strict=True))
    open_ = [(r, c) for r, c in zip(*np.nonzero(flow.allowed), strict=True) if (r, c) not in meets]
    row, column = open_[int(np.random.default_rng(pair).integers(len(open_)))]
    allowed = flow.allowed.copy()
    allowed[row, column] = False
    sides = [
        replace(side, most=side.most - (np.arange(60) == who), standing=(np.arange(60) == who).astype(np.int64))
        for side, who in ((flow.row_side, row), (flow.column_side, column))
    ]
    forced = best_pairs(replace(flow, allowed=allowed, row_side=sides[0], column_side=sides[1],
                                n_meetings=flow.n_meetings - 1))  # fmt: skip
    assert forced.squares == chosen.squares
    with_it = forced.weight / forced.units_per_weight + flow.weights[row, column]
    price = chosen.row_prices[row] + chosen.column_prices[column] - flow.weights[row, column]
    assert with_it <= chosen.weight / chosen.units_per_weight - price + 1e-6


def test_without_pricing_the_core_loses(monkeypatch):
    """Negative control: the best pairs of everybody alone are not enough where many want the same few."""
    monkeypatch.setattr(core_flow, "ALL_PAIRS_UP_TO", 0)
    flow = evening_flow(100, 1.0)
    best = best_pairs(flow)
    monkeypatch.setattr(core_flow, "first_core", thin_core)
    assert best_pairs(flow).weight == best.weight
    nothing = np.zeros(0, np.int64)
    monkeypatch.setattr(core_flow, "contradicting_pairs", lambda *given, **more: (nothing, nothing, nothing))
    assert best_pairs(flow).weight < best.weight


def thin_core(flow, screen):
    """The best twenty-four of every row by weight alone, and a few more so that everybody finds somebody."""
    n = len(flow.weights)
    columns = np.argsort(-np.where(flow.allowed, flow.weights, -1), axis=1)[:, :24]
    keep = np.zeros_like(flow.allowed)
    np.put_along_axis(keep, columns, True, axis=1)
    for step in range(16):
        keep[np.arange(n), (np.arange(n) + step) % n] = True
    rows, columns = np.nonzero(keep & flow.allowed)
    nothing = np.zeros(n, np.float32)
    return core_flow.Core(rows, columns, nothing, nothing, 0.0, 0.0)


@pytest.mark.parametrize("weight", [0.0, 0.25])
def test_equal_weights_fill_every_place(on_a_core, weight):
    n = 70
    flow = FlowOfPairs(np.full((n, n), weight), np.ones((n, n), bool), alone(n, 8), alone(n, 8), 8 * n, True)
    chosen = best_pairs(flow)
    assert set(np.bincount(chosen.rows).tolist()) == set(np.bincount(chosen.columns).tolist()) == {8}
