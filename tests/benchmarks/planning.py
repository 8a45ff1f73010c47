"""How long a plan takes beside the bare min-cost flow on all arcs, measured in one run, and what it is worth.

    python -m tests.benchmarks.planning [--seed 7] [--repeats 5]

The flow has the same weights, forbidden pairs and capacities, its arc arrays included, but no evenness, no rounds, no
tables and no certificate. Processor time, best of the repeats after a warm-up.
"""

import argparse
from collections.abc import Callable
from time import process_time

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from schedules import PlanningProblem, build_plan, check_plan
from schedules.constraints import allowed_pairs, tables_per_round
from tests.schedules.instances import crowded_evening, some_absent

SIZES = ((60, 50), (100, 100), (500, 500))


def flow_on_all_arcs(problem: PlanningProblem) -> float:
    """The most weight of any number of meetings, required pairs left aside, by one min-cost flow."""
    n_rows, n_columns = problem.n_rows, problem.n_columns
    rows, columns = np.nonzero(allowed_pairs(problem))
    total = int(tables_per_round(problem).sum())
    solver = SimpleMinCostFlow()
    costs = -np.rint(problem.weights[rows, columns] * 1e6).astype(np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(2 + rows, 2 + n_rows + columns, np.ones(len(rows), np.int64), costs)
    for tails, heads in (
        (np.zeros(n_rows, np.int64), 2 + np.arange(n_rows)),
        (2 + n_rows + np.arange(n_columns), np.ones(n_columns, np.int64)),
    ):
        capacities = np.full(len(tails), problem.n_rounds)
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, np.zeros(len(tails), np.int64))
    solver.add_arc_with_capacity_and_unit_cost(0, 1, total, 0)
    solver.set_node_supply(0, total)
    solver.set_node_supply(1, -total)
    if solver.solve() != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError("the flow has no solution")
    return -solver.optimal_cost() / 1e6


def best_time(run: Callable[[], object], repeats: int) -> float:
    run()
    times = []
    for _ in range(repeats):
        began = process_time()
        run()
        times.append(process_time() - began)
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    print(f"seed {chosen.seed}, best of {chosen.repeats}")
    print("| people | tables | even | flow ms | plan ms | ratio | weight / flow | gap | broken rules |")
    print("|---|---|---|---|---|---|---|---|---|")
    for n_rows, n_columns in SIZES:
        for kind in ("full", "0.7", "absent"):
            problem = crowded_evening(
                n_rows, n_columns, share_of_tables=0.7 if kind == "0.7" else 1.0, seed=chosen.seed
            )
            if kind == "absent":
                there = some_absent(n_rows, n_columns, problem.n_rounds, seed=chosen.seed)
                problem = PlanningProblem(
                    problem.weights, 8, None, problem.forbidden, row_available=there[0], column_available=there[1]
                )
            for even_counts in (True, False):
                measure(problem, kind, even_counts=even_counts, repeats=chosen.repeats)


def measure(problem: PlanningProblem, kind: str, *, even_counts: bool, repeats: int) -> None:
    flow_time = best_time(lambda: flow_on_all_arcs(problem), repeats)
    plan_time = best_time(lambda: build_plan(problem, even_counts=even_counts, fairness_tolerance=None), repeats)
    plan = build_plan(problem, even_counts=even_counts, fairness_tolerance=None)
    print(
        f"| {problem.n_rows} x {problem.n_columns} | {kind} | {'yes' if even_counts else 'no'} "
        f"| {1000 * flow_time:.1f} | {1000 * plan_time:.1f} | {plan_time / flow_time:.1f} "
        f"| {plan.total / flow_on_all_arcs(problem):.4f} | {plan.gap:.2e} | {len(check_plan(problem, plan))} |"
    )


if __name__ == "__main__":
    main()
