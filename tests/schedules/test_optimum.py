"""The plan is the best there is: every plan is counted on tiny evenings, linear programmes agree on larger ones."""

import numpy as np
import pytest
from hypothesis import given, settings

from schedules import InfeasiblePlan, PlanningProblem, build_plan, check_plan
from tests.schedules.brute_force import best_plan, most_weight
from tests.schedules.instances import crowded_evening, some_absent
from tests.schedules.linear_programme import linear_optimum
from tests.schedules.strategies import tiny_evenings


def build_or_none(problem, *, even_counts):
    try:
        return build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    except InfeasiblePlan:
        return None


@pytest.mark.parametrize("even_counts", [True, False])
@given(problem=tiny_evenings())
@settings(max_examples=150, deadline=None)
def test_no_plan_is_better(problem, even_counts):
    expected = best_plan(problem, even_counts=even_counts)
    plan = build_or_none(problem, even_counts=even_counts)
    assert (plan is None) == (expected is None)
    if plan is None:
        return
    assert check_plan(problem, plan) == []
    assert len(plan) == expected.n_meetings
    if even_counts:
        assert plan.sum_of_squares == expected.squares == plan.certificate.least_squares
    assert plan.total == pytest.approx(expected.weight, abs=1e-7)
    assert plan.gap == 0


@pytest.mark.parametrize("even_counts", [True, False])
@given(problem=tiny_evenings(absences=True, locks=True))
@settings(max_examples=150, deadline=None)
def test_with_absences_and_locks_the_plan_is_valid_and_the_bound_holds(problem, even_counts):
    expected = best_plan(problem, even_counts=even_counts)
    plan = build_or_none(problem, even_counts=even_counts)
    assert (plan is None) == (expected is None)
    if plan is None:
        return
    assert check_plan(problem, plan) == []
    assert len(plan) <= expected.n_meetings <= plan.certificate.most_meetings
    if len(plan) == expected.n_meetings and (not even_counts or plan.sum_of_squares == expected.squares):
        assert plan.total <= expected.weight + 1e-7 <= plan.upper_bound + 2e-7
    else:
        assert most_weight(problem) <= plan.upper_bound + 1e-7
    assert plan.gap >= 0


@pytest.mark.parametrize(
    ("n_rows", "n_columns", "share"), [(31, 25, 1.0), (31, 25, 0.7), (60, 50, 1.0), (60, 50, 0.7), (40, 40, 0.5)]
)
@pytest.mark.parametrize("even_counts", [True, False])
def test_linear_programme_agrees(n_rows, n_columns, share, even_counts):
    problem = crowded_evening(n_rows, n_columns, share_of_tables=share)
    plan = build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    n_meetings, squares, weight = linear_optimum(problem, even_counts=even_counts)
    assert check_plan(problem, plan) == []
    assert len(plan) == n_meetings
    if even_counts:
        assert plan.sum_of_squares == squares
    assert plan.total == pytest.approx(weight, abs=1e-5)
    assert plan.gap == 0


def test_colleagues_of_different_weight_on_both_sides():
    """Two representatives on each side, weights that no flow can tell apart: only one of the four pairs may meet."""
    weights = np.array([[0.9, 0.2, 0.5], [0.3, 0.8, 0.4], [0.6, 0.7, 0.1]])
    problem = PlanningProblem(weights, n_rounds=2, row_groups=[0, 0, 1], column_groups=[0, 0, 1])
    plan = build_plan(problem, fairness_tolerance=None)
    expected = best_plan(problem, even_counts=True)
    assert plan.total == pytest.approx(expected.weight)
    assert plan.gap == 0


@pytest.mark.parametrize("seed", range(6))
def test_many_colleagues_of_different_weight(seed):
    """Twenty organisations with two or three representatives each: branch and bound closes the gap."""
    rng = np.random.default_rng(seed)
    row_groups, column_groups = np.sort(rng.integers(0, 8, 16)), np.sort(rng.integers(0, 7, 14))
    problem = PlanningProblem(
        rng.random((16, 14)).round(3), n_rounds=4, row_groups=row_groups, column_groups=column_groups
    )
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    assert check_plan(problem, plan) == []
    assert plan.gap < 0.01


@pytest.mark.parametrize("seed", range(3))
def test_few_absences_cost_little(seed):
    problem = crowded_evening(60, 50)
    row_there, column_there = some_absent(60, 50, 8, seed=seed)
    absent = PlanningProblem(
        problem.weights, 8, problem.n_tables, problem.forbidden, row_available=row_there, column_available=column_there
    )
    plan = build_plan(absent, even_counts=False)
    assert check_plan(absent, plan) == []
    assert plan.gap < 0.01


def test_most_meetings_come_before_weight():
    """One heavy pair would block two light ones: two meetings are more than one."""
    weights = np.array([[0.1, 1.0], [0.0, 0.1]])
    problem = PlanningProblem(weights, n_rounds=1, forbidden=[(1, 0)])
    assert build_plan(problem).meetings[:, 2:].tolist() == [[0, 0], [1, 1]]


def test_pairs_of_no_weight_meet_too():
    plan = build_plan(PlanningProblem(np.zeros((3, 3)), n_rounds=3))
    assert len(plan) == 9
    assert plan.total == plan.upper_bound == plan.gap == 0


@pytest.mark.parametrize("n_people", [40, 120])
def test_no_weight_buys_unevenness(n_people):
    """Half of the people weigh 1, the others nothing: with tables for half, everyone still meets equally often."""
    weights = np.zeros((n_people, n_people))
    weights[: n_people // 2, : n_people // 2] = 1
    plan = build_plan(PlanningProblem(weights, n_rounds=4, n_tables=n_people // 2))
    assert set(plan.row_counts.tolist()) == set(plan.column_counts.tolist()) == {2}
    heavy = build_plan(
        PlanningProblem(weights, n_rounds=4, n_tables=n_people // 2), even_counts=False, fairness_tolerance=None
    )
    assert heavy.total == 2 * n_people > plan.total
