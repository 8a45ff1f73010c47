"""Real affinities of reviewers and papers, through the planner's own interface, against published and proved totals.

MIDL: 177 reviewers x 118 papers, 3 reviews per paper, at most 4 per reviewer (Kobren, Saha & McCallum 2019,
doi:10.1145/3292500.3330899); preflib1: 31 x 54 bids. Rounds are the reviewers' loads here: only the pairs matter.
"""

import numpy as np
import pytest

from schedules import PlanningProblem, build_plan, check_plan


@pytest.fixture
def midl(real_data):
    scores = np.load(real_data / "affinity" / "midl" / "scores.npy")
    return np.clip(scores / scores.max(), 0, 1), np.argwhere(scores == -1), scores.max()


@pytest.mark.parametrize(("least_load", "published"), [(0, 201.8849), (2, 150.0431)])
def test_midl(midl, least_load, published):
    weights, conflicts, scale = midl
    problem = PlanningProblem(
        weights,
        n_rounds=4,
        forbidden=conflicts,
        row_limits=np.tile([least_load, 4], (177, 1)),
        column_limits=np.tile([3, 3], (118, 1)),
    )
    plan = build_plan(problem, even_counts=False)
    assert check_plan(problem, plan) == []
    assert plan.gap == 0
    assert plan.total * scale == pytest.approx(published, abs=6e-5)
    if not least_load:
        assert plan.column_totals.min() * scale == pytest.approx(0.9033, abs=6e-5)


def test_midl_with_even_counts_gives_everyone_two_reviews(midl):
    weights, conflicts, scale = midl
    problem = PlanningProblem(weights, n_rounds=4, forbidden=conflicts, column_limits=np.tile([3, 3], (118, 1)))
    plan = build_plan(problem)
    assert set(plan.row_counts.tolist()) == {2}
    assert plan.total * scale == pytest.approx(150.0431, abs=6e-5)


def test_preflib(real_data):
    bids = np.load(real_data / "affinity" / "preflib" / "preflib1.npz")
    problem = PlanningProblem(
        bids["similarity_matrix"],
        n_rounds=6,
        row_limits=np.tile([0, 6], (31, 1)),
        column_limits=np.tile([3, 3], (54, 1)),
        forbidden=np.argwhere(bids["mask_matrix"] == 1),
    )
    plan = build_plan(problem, even_counts=False)
    assert check_plan(problem, plan) == []
    assert plan.gap == 0
    assert plan.total == pytest.approx(124.25)


def test_midl_with_the_highest_floor(midl):
    """Better than TPMS, PR4A, FairIR and FairFlow in total and floor together: both equal to what is proven."""
    weights, conflicts, scale = midl
    problem = PlanningProblem(
        weights,
        n_rounds=4,
        forbidden=conflicts,
        row_limits=np.tile([0, 4], (177, 1)),
        column_limits=np.tile([3, 3], (118, 1)),
    )
    plan = build_plan(problem, even_counts=False, fairness_side="columns")
    assert check_plan(problem, plan) == []
    assert plan.lowest_total * scale == pytest.approx(0.944839, abs=6e-7)
    assert plan.total * scale == pytest.approx(201.768731, abs=1.2e-6)
    # each of a paper's three weights is a whole unit only to within half of one, nor is the bound
    assert plan.certificate.floor_bound == pytest.approx(plan.lowest_total, abs=5 * plan.certificate.weight_unit)
    assert plan.certificate.weight_bound_at_floor == pytest.approx(plan.total, abs=2e-7)
    assert plan.upper_bound * scale == pytest.approx(201.8849, abs=6e-5)
