"""The chosen pairs -> rounds, when every round is open to all who come: nothing is lost.

As many rounds as the greatest count suffice (König 1916), each with as many meetings as the tables allow (de Werra
1971; McDiarmid 1972). Where people come and go, meetings are locked or tables differ, it is a list colouring, and the
rounds are built another way (``round_by_round``).
"""

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import needs_break, presence, tables_per_round, worth
from schedules.problem import PlanningProblem
from schedules.rounds.euler_split import equal_classes

Integers = NDArray[np.int64]


def open_to_all(problem: PlanningProblem) -> bool:
    """Tell whether everybody is there for all rounds with tables or for none, with as many tables in each of them, and
    no meeting is locked; O(participants n_rounds)."""
    tables = tables_per_round(problem)
    open_rounds = np.flatnonzero(tables)
    if problem.locked or len(np.unique(tables[open_rounds])) > 1:
        return False
    given = (problem.row_available, problem.column_available, problem.table_available)
    if all(one is None for one in (*given, problem.row_breaks, problem.column_breaks)):
        return True
    if any(needed.any() for needed in needs_break(problem)):
        return False
    return all(bool((there[:, open_rounds] == there[:, open_rounds[:1]]).all()) for there in presence(problem))


def in_rounds(problem: PlanningProblem, pairs: Integers, *, seed: int) -> Integers:
    """Return lines (round, row, column), one for each of the pairs, (n, 2), of a problem that is open to all; the
    rounds by falling weight, so that an evening that is cut short has lost the least. O(n log n) steps on arrays."""
    tables = tables_per_round(problem)
    open_rounds = np.flatnonzero(tables)
    n_rounds, n_tables = len(open_rounds), int(tables[open_rounds[0]])
    if len(pairs) > n_rounds * n_tables:
        raise RuntimeError(f"{len(pairs)} pairs for {n_rounds} rounds of {n_tables} tables: too many were chosen.")
    colours = equal_classes(pairs, n_rounds, seed=seed)
    weights = np.bincount(colours, weights=worth(problem)[pairs[:, 0], pairs[:, 1]], minlength=len(open_rounds))
    rank = np.empty(len(open_rounds), np.int64)
    rank[np.argsort(-weights, kind="stable")] = np.arange(len(open_rounds))
    return np.column_stack([open_rounds[rank[colours]], pairs])
