"""Seeded evenings to measure with: popular themes or pure chance; every table, seven tenths of them, or absences."""

from typing import Literal

import numpy as np

from schedules import PlanningProblem
from tests.schedules.instances import crowded_evening, some_absent

Family = Literal["crowded", "uniform"]
Kind = Literal["full", "0.7", "absent"]


def evening(family: Family, n_rows: int, n_columns: int, kind: Kind, seed: int) -> PlanningProblem:
    """Eight rounds; 1 % of the pairs forbidden, half of them among the best, 2 % of the smaller side required."""
    smaller = min(n_rows, n_columns)
    problem = crowded_evening(n_rows, n_columns, seed=seed)
    weights = problem.weights
    if family == "uniform":
        weights = np.round(np.random.default_rng([seed, n_rows, n_columns, 1]).random((n_rows, n_columns)), 6)
    there = some_absent(n_rows, n_columns, 8, seed=seed) if kind == "absent" else (None, None)
    n_tables = int(0.7 * smaller) if kind == "0.7" else smaller
    return PlanningProblem(
        weights,
        8,
        n_tables,
        problem.forbidden,
        problem.required,
        row_available=there[0],
        column_available=there[1],
    )
