"""Every kind of constraint, alone and together, against CP-SAT on hundreds of small evenings."""

import numpy as np
import pytest

from schedules import InfeasiblePlan, build_plan, check_plan
from tests.schedules.oracle import Optimum, best_plan, random_evening

# rounds can be given to every choice of pairs: the plan is the optimum itself
EXACT = ("forbidden", "required", "tables", "limits", "colleagues", "met", "half_life", "novelty", "seats")
EXACT += ("common_break", "idled", "priorities")
RESTRICTED = ("absences", "locked", "missing_tables", "breaks")
TOGETHER = (
    ("forbidden", "required", "tables", "limits"),
    ("colleagues", "tables", "met", "limits"),
    ("novelty", "tables", "idled"),
    ("seats", "common_break", "half_life", "priorities"),
    ("required", "idled", "tables", "priorities", "forbidden"),
)
HARD_TOGETHER = (
    ("absences", "tables", "required"),
    ("absences", "locked", "colleagues", "limits"),
    ("breaks", "novelty", "tables"),
    ("missing_tables", "seats", "idled"),
    ("absences", "breaks", "half_life", "idled", "forbidden", "priorities"),
    ("missing_tables", "locked", "met", "colleagues", "novelty"),
)
SEEDS = range(12)


def planned(problem, even_counts):
    try:
        return build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    except InfeasiblePlan:
        return None


def reached(problem, plan) -> Optimum:
    sides = ((problem.row_idled, plan.row_counts), (problem.column_idled, plan.column_counts))
    idled = sum(int(np.dot(given, counts)) for given, counts in sides if given is not None)
    return Optimum(len(plan), plan.sum_of_squares, idled, plan.total)


@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize("kinds", [*((kind,) for kind in EXACT), *TOGETHER], ids="+".join)
def test_the_plan_is_the_optimum(kinds, even_counts):
    n_planned = 0
    for seed in SEEDS:
        problem = random_evening(kinds, seed)
        plan, best = planned(problem, even_counts), best_plan(problem, even_counts=even_counts)
        assert (plan is None) == (best is None), seed
        if plan is None:
            continue
        n_planned += 1
        found = reached(problem, plan)
        assert check_plan(problem, plan) == []
        assert found.n_meetings == best.n_meetings, seed
        assert not even_counts or found.squares == best.squares, seed
        assert found.idled_served == best.idled_served, seed
        assert found.weight == pytest.approx(best.weight, abs=1e-6), seed
        assert plan.gap == 0
    assert n_planned >= len(SEEDS) // 4


@pytest.mark.parametrize("even_counts", [True, False])
@pytest.mark.parametrize("kinds", [*((kind,) for kind in RESTRICTED), *HARD_TOGETHER], ids="+".join)
def test_the_plan_keeps_every_rule_and_its_bound_holds(kinds, even_counts):
    n_optimal = n_planned = 0
    for seed in SEEDS:
        problem = random_evening(kinds, seed)
        plan, best = planned(problem, even_counts), best_plan(problem, even_counts=even_counts)
        assert (plan is None) == (best is None), seed
        if plan is None:
            continue
        n_planned += 1
        found = reached(problem, plan)
        assert check_plan(problem, plan) == []
        key = (found.n_meetings, -found.squares * even_counts, found.idled_served, round(found.weight, 6))
        best_key = (best.n_meetings, -best.squares * even_counts, best.idled_served, round(best.weight, 6))
        assert key <= best_key, seed
        if key[:3] == best_key[:3]:
            assert plan.upper_bound >= best.weight - 1e-6, seed
        n_optimal += key == best_key
    assert n_optimal >= 0.5 * n_planned  # a heuristic with a bound, but not a weak one
