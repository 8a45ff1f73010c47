"""The lowest total is as high as it can be: every choice counted, CP-SAT on larger flows, proofs that hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import PlanningProblem, build_plan, check_plan
from schedules.fair.fairness import raise_lowest
from schedules.fair.floor_bound import Prices, proven_bound
from schedules.fair.floor_problem import floor_problem
from schedules.pairs.b_matching import best_pairs
from schedules.pairs.flow_of_pairs import FlowOfPairs, Side
from schedules.pairs.pairing import remaining_flow
from tests.schedules.floor_oracle import by_cp_sat, every_choice
from tests.schedules.instances import crowded_evening

WEIGHTS = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.55, 0.9, 1.0])


@st.composite
def tiny_flows(draw):
    """At most 4 x 4 participants, with every kind of demand alone and together, and a tolerance."""
    n_rows, n_columns = draw(st.sampled_from([(2, 2), (2, 3), (3, 3), (4, 3), (3, 4)]))
    n_cells = n_rows * n_columns
    weights = np.array(draw(st.lists(WEIGHTS, min_size=n_cells, max_size=n_cells))).reshape(n_rows, n_columns)
    closed = draw(st.sets(st.integers(0, n_cells - 1), max_size=2))
    allowed = ~np.isin(np.arange(n_cells), list(closed)).reshape(n_rows, n_columns)
    has_novelty = draw(st.booleans())
    sides, standing, fair = [], [], []
    for n in (n_rows, n_columns):
        least = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=n, max_size=n))
        room = draw(st.lists(st.sampled_from([2, 2, 1, 3]), min_size=n, max_size=n))
        had = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=n, max_size=n))
        drawn = draw(st.just(list(range(n))) | st.lists(st.integers(0, n - 1), min_size=n, max_size=n))
        groups = np.unique(drawn, return_inverse=True)[1]
        idled = draw(st.none() | st.lists(st.integers(0, 2), min_size=n, max_size=n))
        novel = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=n, max_size=n)) if has_novelty else None
        sides.append(
            Side(
                np.array(least),
                np.maximum(room, least),
                np.array(had),
                groups,
                idled=None if idled is None else np.array(idled),
                novel_least=None if novel is None else np.array(novel),
            )
        )
        standing.append(np.array(had) * 0.5)
        fair.append(np.array(draw(st.lists(st.sampled_from([True, True, False]), min_size=n, max_size=n))))
    standing[1] *= standing[0].sum() / max(standing[1].sum(), 0.5)
    flow = FlowOfPairs(
        weights,
        allowed,
        sides[0],
        sides[1],
        n_meetings=draw(st.integers(1, 4)),
        even_counts=draw(st.booleans()),
        novel=_novel(draw, n_rows, n_columns, sides) if has_novelty else None,
    )
    return flow, (standing[0], standing[1]), (fair[0], fair[1]), draw(st.sampled_from([0.0, 0.01, 0.1, 0.5]))


def _novel(draw, n_rows, n_columns, sides):
    """Novel by organisation, so that colleagues agree."""
    of_organisations = np.array(
        draw(st.lists(st.sampled_from([True, True, False]), min_size=n_rows * n_columns, max_size=n_rows * n_columns))
    ).reshape(n_rows, n_columns)
    return of_organisations[np.ix_(sides[0].groups, sides[1].groups)]


def raised(flow, chosen, standing, fair, tolerance, *, time_limit=None):
    return raise_lowest(
        flow,
        chosen,
        standing_totals=standing,
        fair_rows=fair[0],
        fair_columns=fair[1],
        tolerance=tolerance,
        time_limit=time_limit,
    )


@given(tiny_flows())
@settings(max_examples=150, deadline=None)
def test_no_choice_is_fairer_than_the_bound_and_none_found_is_unlawful(drawn):
    flow, standing, fair, tolerance = drawn
    chosen = best_pairs(flow)
    if chosen is None:
        return
    found = raised(flow, chosen, standing, fair, tolerance)
    units = found.units_per_weight
    oracle = every_choice(flow, standing, fair, tolerance)
    # the choice itself is one of those counted: as a flow of its own pairs, it is lawful and within the tolerance
    own = np.zeros_like(flow.allowed)
    own[found.rows, found.columns] = True
    assert (own & ~flow.allowed).sum() == 0
    only = every_choice(replace(flow, allowed=own), standing, fair, 1.0)
    assert only is not None
    assert only.most_weight == pytest.approx(found.weight / units)
    assert _squares(flow, found) == _squares(flow, chosen)
    already = standing[0].sum()
    if chosen.weight == chosen.bound:
        assert found.weight / units + already >= (1 - tolerance) * (oracle.most_weight + already) - 1e-7
    if found.floor is None:
        assert not fair[0].any()
        assert not fair[1].any()
        return
    assert only.floor == pytest.approx(found.floor / units, abs=1e-7)
    if chosen.weight == chosen.bound:
        assert found.floor / units <= oracle.floor + 1e-7
        assert oracle.floor <= found.floor_bound / units + 1e-7
        assert oracle.most_weight_at(found.floor / units) <= found.weight_bound / units + 1e-7


def _squares(flow, chosen):
    counts = (
        np.bincount(chosen.rows, minlength=len(flow.row_side.most)) + flow.row_side.standing,
        np.bincount(chosen.columns, minlength=len(flow.column_side.most)) + flow.column_side.standing,
    )
    return sum(int((side**2).sum()) for side in counts) if flow.even_counts else 0


def dense_flow(seed, *, n_people=7, n_meetings=17, even_counts=True):
    rng = np.random.default_rng(seed)
    weights = np.round(rng.random((n_people, n_people)) ** 2, 6)
    sides = [
        Side(np.zeros(n_people, np.int64), np.full(n_people, 5), np.zeros(n_people, np.int64), np.arange(n_people))
        for _ in range(2)
    ]
    return FlowOfPairs(weights, rng.random(weights.shape) < 0.9, sides[0], sides[1], n_meetings, even_counts)


@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_cp_sat_agrees(seed, even_counts):
    """Floors within a hundredth of the best there is, bounds never below it, most weight at the floor."""
    flow = dense_flow(seed, even_counts=even_counts)
    chosen = best_pairs(flow)
    standing, fair = (np.zeros(7), np.zeros(7)), (np.ones(7, bool), np.ones(7, bool))
    found = raised(flow, chosen, standing, fair, 0.03)
    oracle = by_cp_sat(flow, standing, fair, 0.03, least_squares=chosen.squares)
    units = found.units_per_weight
    assert found.floor / units <= oracle.floor + 1e-7
    assert found.floor / units >= 0.99 * oracle.floor
    assert found.floor_bound / units >= oracle.floor - 1e-7
    assert found.floor_bound / units <= 1.02 * oracle.floor
    if found.floor / units == pytest.approx(oracle.floor, abs=1e-9):
        assert found.weight / units <= oracle.weight_at[oracle.floor] + 1e-6
        assert found.weight_bound / units >= oracle.weight_at[oracle.floor] - 1e-6
        assert found.weight / units >= 0.999 * oracle.weight_at[oracle.floor]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_any_prices_prove_a_bound(seed):
    """However wrong the prices are, no choice that reaches the floor outweighs what they prove."""
    rng = np.random.default_rng(seed)
    flow = replace(dense_flow(seed, n_people=3, n_meetings=4), even_counts=bool(rng.integers(2)))
    chosen = best_pairs(flow)
    if chosen is None:
        return
    fair = (np.ones(3, bool), np.ones(3, bool))
    standing = (np.zeros(3), np.zeros(3))
    problem = floor_problem(
        flow, chosen, standing_totals=standing, fair_rows=fair[0], fair_columns=fair[1], tolerance=1.0
    )
    oracle = every_choice(flow, standing, fair, 1.0)
    floor = oracle.floor * rng.choice([0.5, 0.9, 1.0])
    prices = Prices(rng.normal(0, 0.5, 6), float(rng.normal(0, 0.5)), rng.exponential(0.5, 6), np.zeros(6))
    bound, _ = proven_bound(problem, floor, prices)
    assert bound >= oracle.most_weight_at(floor) - 1e-9


@pytest.mark.parametrize(("n_rows", "n_columns"), [(31, 25), (60, 50)])
@pytest.mark.parametrize(("even_counts", "share"), [(True, 0.99), (False, 0.85)])
def test_nobody_is_left_without_a_meeting(n_rows, n_columns, even_counts, share):
    problem = crowded_evening(n_rows, n_columns, share_of_tables=0.7)
    light = build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    plan = build_plan(problem, even_counts=even_counts)
    assert check_plan(problem, plan) == []
    assert min(plan.row_counts.min(), plan.column_counts.min()) > 0
    assert plan.total >= 0.99 * light.total
    assert len(plan) == len(light)
    if even_counts:
        assert plan.sum_of_squares == light.sum_of_squares
    assert plan.lowest_total >= light.lowest_total
    assert plan.lowest_total >= share * plan.certificate.floor_bound


def test_the_side_that_counts_is_raised():
    problem = crowded_evening(31, 25, share_of_tables=0.7)
    plans = {side: build_plan(problem, even_counts=False, fairness_side=side) for side in ("rows", "columns", "both")}
    assert plans["rows"].row_totals.min() >= plans["both"].row_totals.min() - 0.01
    assert plans["columns"].column_totals.min() > plans["rows"].column_totals.min()


def test_absent_people_do_not_hold_the_floor_down():
    there = np.ones((6, 3), bool)
    there[5] = False
    weights = np.round(np.random.default_rng(3).random((6, 6)), 3)
    plan = build_plan(PlanningProblem(weights, n_rounds=3, row_available=there))
    assert plan.lowest_total > 0


def small_case():
    flow, _ = remaining_flow(crowded_evening(31, 25, share_of_tables=0.7), even_counts=False)
    return flow, best_pairs(flow), (np.zeros(31), np.zeros(25)), (np.ones(31, bool), np.ones(25, bool))


def test_same_input_same_choice():
    first, second = (raised(*small_case(), 0.01) for _ in range(2))
    assert first.rows.tolist() == second.rows.tolist()
    assert first.columns.tolist() == second.columns.tolist()
    assert (first.floor, first.floor_bound, first.weight_bound) == (
        second.floor,
        second.floor_bound,
        second.weight_bound,
    )


def test_no_time_leaves_the_heaviest_choice_with_a_bound():
    flow, chosen, standing, fair = small_case()
    found = raised(flow, chosen, standing, fair, 0.01, time_limit=1e-9)
    assert found.weight == chosen.weight
    assert found.floor_bound >= raised(flow, chosen, standing, fair, 0.01).floor


def test_nothing_to_spend_keeps_the_most_weight():
    flow, chosen, standing, fair = small_case()
    found = raised(flow, chosen, standing, fair, 0.0)
    assert found.weight == chosen.weight
    assert found.floor <= found.floor_bound


def test_nobody_counts():
    flow, chosen, standing, _ = small_case()
    found = raised(flow, chosen, standing, (np.zeros(31, bool), np.zeros(25, bool)), 0.01)
    assert found.floor is None
    assert found.weight == chosen.weight


def test_somebody_without_a_profile_does_not_stop_fairness_for_the_others():
    """A walk-in is worth nothing with anybody: the lowest total of all the others is raised as before."""
    weights = crowded_evening(12, 12).weights.copy()
    weights[3] = 0
    plain = build_plan(PlanningProblem(weights), fairness_tolerance=None)
    fair = build_plan(PlanningProblem(weights), fairness_tolerance=0.05)
    assert fair.yielding_rows == (3,)
    assert fair.row_totals[3] == 0
    assert fair.lowest_total > plain.lowest_total > 0
    assert fair.certificate.floor_bound >= fair.lowest_total
