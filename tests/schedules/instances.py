"""Seeded evenings: profiles with popular themes, so that many want the same few, and conflicts among the best."""

import numpy as np

from schedules import PlanningProblem


def crowded_evening(n_rows: int, n_columns: int, *, share_of_tables: float = 1.0, seed: int = 7) -> PlanningProblem:
    """Weights from shared themes (Zipf), 1 % forbidden among the best pairs, 2 % required; 8 rounds."""
    rng = np.random.default_rng([seed, n_rows, n_columns])
    popularity = 1.0 / np.arange(1, 17) ** 0.7
    sides = [rng.dirichlet(2 * popularity, n) for n in (n_rows, n_columns)]
    unit = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in sides]
    weights = np.round(np.clip(0.85 * unit[0] @ unit[1].T + 0.15 * rng.random((n_rows, n_columns)), 0, 1), 6)
    best = np.argsort(-weights, axis=None)[: max(5, n_rows * n_columns // 20)]
    conflicts = rng.choice(best, max(2, n_rows * n_columns // 100), replace=False)
    forbidden = np.stack(np.divmod(conflicts, n_columns), axis=1)
    banned = {tuple(pair) for pair in forbidden.tolist()}
    lines = zip(rng.permutation(n_rows).tolist(), rng.permutation(n_columns).tolist(), strict=False)
    required = [pair for pair in lines if pair not in banned][: max(1, min(n_rows, n_columns) // 50)]
    n_tables = int(share_of_tables * min(n_rows, n_columns))
    return PlanningProblem(weights, n_rounds=8, n_tables=n_tables, forbidden=forbidden, required=required)


def some_absent(n_rows: int, n_columns: int, n_rounds: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A tenth of the people on each side miss one to three rounds."""
    rng = np.random.default_rng([seed, n_rows, n_columns, n_rounds])
    sides = []
    for n_people in (n_rows, n_columns):
        there = np.ones((n_people, n_rounds), bool)
        for person in rng.choice(n_people, max(1, n_people // 10), replace=False):
            there[person, rng.choice(n_rounds, min(n_rounds, int(rng.integers(1, 4))), replace=False)] = False
        sides.append(there)
    return sides[0], sides[1]
