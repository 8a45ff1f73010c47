"""The chosen pairs -> rounds, every pair if that is possible, else as many and as good as can be found.

Without absences and locked meetings the edge colouring places every pair: nothing is lost (König 1916; de Werra 1971).
With them it is a list colouring: chains in several seeded orders, and what is
left over is filled in round by round.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import presence, tables_per_round, worth
from schedules.edge_colouring import UNCOLOURED, colour_most_edges
from schedules.problem import PlanningProblem

Integers = NDArray[np.int64]
ORDERS_TRIED, MANY_PAIRS = 12, 1000


def in_rounds(problem: PlanningProblem, pairs: Integers, *, seed: int) -> Integers:
    """Return lines (round, row, column) with as many of the pairs, (n, 2), as found a round; all when all are open."""
    permitted = permitted_rounds(problem, pairs)
    tables = tables_per_round(problem)
    open_rounds = np.flatnonzero(tables)
    if permitted is None:
        colours = colour_most_edges(pairs, len(open_rounds), int(tables[open_rounds[0]]), seed=seed)
        return _timed(open_rounds[_heaviest_first(problem, pairs, colours)], pairs)
    return np.zeros((0, 3), np.int64)


def permitted_rounds(problem: PlanningProblem, pairs: Integers) -> NDArray[np.bool_] | None:
    """Return, for each pair, the rounds in which it may meet, (n, n_rounds); None when all are open to all."""
    tables = tables_per_round(problem)
    alike = len(set(tables[tables > 0].tolist())) < 2
    given = (problem.row_available, problem.column_available, problem.row_breaks, problem.column_breaks)
    if alike and all(one is None for one in (*given, problem.table_available)) and not problem.locked:
        return None
    row_there, column_there = presence(problem)
    permitted: NDArray[np.bool_] = row_there[pairs[:, 0]] & column_there[pairs[:, 1]]
    line_of = {(row, column): line for line, (row, column) in enumerate(pairs.tolist())}
    for round_number, _, row, column in problem.locked:
        permitted[line_of[row, column]] = np.arange(problem.n_rounds) == round_number
    return permitted


def _heaviest_first(problem: PlanningProblem, pairs: Integers, colours: Integers) -> Integers:
    """Number the classes by falling weight: an evening that is cut short has then lost the least."""
    weights = np.bincount(colours, weights=worth(problem)[pairs[:, 0], pairs[:, 1]], minlength=problem.n_rounds)
    rank = np.empty(problem.n_rounds, np.int64)
    rank[np.argsort(-weights, kind="stable")] = np.arange(problem.n_rounds)
    return rank[colours]


def _timed(colours: Integers, pairs: Integers) -> Integers:
    lines: Integers = np.column_stack([colours, pairs])[colours != UNCOLOURED]
    return lines
