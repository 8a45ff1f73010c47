"""The same optimum by linear programming (HiGHS), level by level, written from the text of the rules."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack, vstack

from schedules import PlanningProblem


def linear_optimum(problem: PlanningProblem, *, even_counts: bool) -> tuple[int, int, float]:
    """Return most meetings, least sum of squares (0 when not asked for) and most weight; each participant is alone."""
    n_rows, n_columns, n_rounds = problem.n_rows, problem.n_columns, problem.n_rounds
    n_pairs, n_people = n_rows * n_columns, n_rows + n_columns
    pair = np.arange(n_pairs)
    upper = np.ones(n_pairs)
    lower = np.zeros(n_pairs)
    for row, column in problem.forbidden:
        upper[row * n_columns + column] = 0
    for row, column in problem.required:
        lower[row * n_columns + column] = 1
    # people x pairs, and one variable per person and meeting for the convex costs 1, 3, 5, ...
    meets = coo_array(
        (np.ones(2 * n_pairs), (np.r_[pair // n_columns, n_rows + pair % n_columns], np.r_[pair, pair])),
        shape=(n_people, n_pairs),
    )
    steps = np.arange(n_people * n_rounds)
    counted = coo_array((-np.ones(len(steps)), (steps // n_rounds, steps)), shape=(n_people, len(steps)))
    equal = hstack([meets, counted])
    bounds = np.r_[np.stack([lower, upper], axis=1), np.tile([0.0, 1.0], (len(steps), 1))]
    number = np.r_[np.ones(n_pairs), np.zeros(len(steps))]
    unevenness = np.r_[np.zeros(n_pairs), 2.0 * (steps % n_rounds) + 1]
    weight = np.r_[problem.weights.ravel(), np.zeros(len(steps))]
    room = n_rounds * (n_people if problem.n_tables is None else problem.n_tables)

    rows_equal, right = equal, np.zeros(n_people)
    fits = {"A_ub": number[None, :], "b_ub": [room]}
    most = linprog(-number, **fits, A_eq=rows_equal, b_eq=right, bounds=bounds, method="highs")
    n_meetings = round(-most.fun)
    rows_equal, right = vstack([rows_equal, number[None, :]]), np.r_[right, n_meetings]
    squares = 0
    if even_counts:
        least = linprog(unevenness, A_eq=rows_equal, b_eq=right, bounds=bounds, method="highs")
        squares = round(least.fun)
        rows_equal, right = vstack([rows_equal, unevenness[None, :]]), np.r_[right, squares]
    heaviest = linprog(-weight, A_eq=rows_equal, b_eq=right, bounds=bounds, method="highs")
    return n_meetings, squares, -heaviest.fun
