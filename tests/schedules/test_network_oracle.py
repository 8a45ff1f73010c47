"""The chosen pairs against an independent solver: networkx's maximum flow of minimum cost, in exact integers."""

import networkx
import numpy as np
import pytest

from schedules import PlanningProblem, build_plan

SCALE = 10**6


def most_meetings_then_weight(weights: np.ndarray, n_rounds: int, n_tables: int) -> tuple[int, int]:
    """Number of meetings and their weight in millionths, by networkx."""
    n_rows, n_columns = weights.shape
    graph = networkx.DiGraph()
    graph.add_edge("start", "room", capacity=n_rounds * n_tables, weight=0)
    for row in range(n_rows):
        graph.add_edge("room", ("row", row), capacity=n_rounds, weight=0)
    for column in range(n_columns):
        graph.add_edge(("column", column), "end", capacity=n_rounds, weight=0)
    for row in range(n_rows):
        for column in range(n_columns):
            graph.add_edge(("row", row), ("column", column), capacity=1, weight=-int(weights[row, column]))
    flow = networkx.max_flow_min_cost(graph, "start", "end")
    return flow["start"]["room"], -networkx.cost_of_flow(graph, flow)


@pytest.mark.parametrize(("n_rows", "n_columns", "n_rounds", "n_tables"), [(9, 7, 4, 7), (8, 11, 5, 5), (12, 12, 8, 8)])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_independent_solver_finds_the_same_optimum(
    n_rows: int, n_columns: int, n_rounds: int, n_tables: int, seed: int
) -> None:
    millionths = np.random.default_rng(seed).integers(0, SCALE, size=(n_rows, n_columns))
    problem = PlanningProblem(millionths / SCALE, n_rounds=n_rounds, n_tables=n_tables)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    n_meetings, total = most_meetings_then_weight(millionths, n_rounds, n_tables)
    assert len(plan.meetings) == n_meetings
    assert plan.total == pytest.approx(total / SCALE, abs=1e-9)
    assert plan.gap == 0
