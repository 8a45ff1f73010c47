"""Meetings in rounds -> tables, so that people move little.

One side stays seated where the tables allow it: in each round a linear assignment gives every meeting a table, and a
participant of the seated side who keeps the table counts more than one of the other side (Bertsekas 1988 for the
method of the solver). Both sides are tried as the seated one; the fewer moves win. Locked tables stand.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import tables_per_round
from schedules.problem import ANY_TABLE, PlanningProblem

Integers = NDArray[np.int64]

SEATED_COST, WALKING_COST, FORBIDDEN_COST = 1000, 1, 10**9


def seat_meetings(problem: PlanningProblem, timed_pairs: Integers) -> Integers:
    """Return meetings (round, table, row, column) for lines (round, row, column); O(n_rounds n_tables^3) at most.

    Tables are numbered below ``n_tables``, or below the smaller side's size when there is no limit.
    """
    tries = [_seat(problem, timed_pairs, seated) for seated in (1, 2)]
    return min(tries, key=lambda meetings: int(sum(moves.sum() for moves in moves_per_participant(problem, meetings))))


def moves_per_participant(problem: PlanningProblem, meetings: Integers) -> tuple[Integers, Integers]:
    """Return how often each row and each column changes tables over the evening; idle rounds do not count."""
    moves = []
    for part, n_participants in ((2, problem.n_rows), (3, problem.n_columns)):
        order = np.lexsort((meetings[:, 0], meetings[:, part]))
        tables, who = meetings[order, 1], meetings[order, part]
        moved = (who[1:] == who[:-1]) & (tables[1:] != tables[:-1])
        moves.append(np.bincount(who[1:][moved], minlength=n_participants))
    return moves[0], moves[1]


def _seat(problem: PlanningProblem, timed_pairs: Integers, seated: int) -> Integers:
    n_tables = problem.n_tables if problem.n_tables is not None else _tables_without_limit(problem, timed_pairs)
    locked = {(r, row, column): table for r, table, row, column in problem.locked if table != ANY_TABLE}
    n_seats = max(problem.n_rows, problem.n_columns)
    last = {1: np.full(n_seats, ANY_TABLE), 2: np.full(n_seats, ANY_TABLE)}
    if tables_per_round(problem).max() == min(problem.n_rows, problem.n_columns) and n_tables >= _size(problem, seated):
        last[seated] = np.arange(n_seats)  # a table for each of the seated side
    lines = []
    for round_number in range(problem.n_rounds):
        meetings = timed_pairs[timed_pairs[:, 0] == round_number]
        if not len(meetings):
            continue
        fixed = [locked.get((round_number, row, column), ANY_TABLE) for _, row, column in meetings.tolist()]
        tables = _assign(meetings, last, seated, n_tables, np.array(fixed))
        for part in (1, 2):
            last[part][meetings[:, part]] = tables
        lines.append(np.stack([meetings[:, 0], tables, meetings[:, 1], meetings[:, 2]], axis=1))
    return np.concatenate(lines) if lines else np.zeros((0, 4), np.int64)


def _assign(meetings: Integers, last: dict[int, Integers], seated: int, n_tables: int, fixed: Integers) -> Integers:
    from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment  # noqa: PLC0415  slow import

    tables = np.arange(n_tables)
    costs = np.zeros((n_tables, n_tables), np.int64)  # the lines beyond the meetings are empty tables
    for part, cost in ((seated, SEATED_COST), (3 - seated, WALKING_COST)):
        before = last[part][meetings[:, part]][:, None]
        costs[: len(meetings)] += cost * ((before != tables) & (before != ANY_TABLE))
    pinned = (fixed[:, None] != ANY_TABLE) & (fixed[:, None] != tables)
    costs[: len(meetings)] += FORBIDDEN_COST * pinned
    solver = SimpleLinearSumAssignment()
    left, right = np.divmod(np.arange(n_tables * n_tables), n_tables)
    solver.add_arcs_with_cost(left, right, costs.ravel())
    solver.solve()
    return np.array([solver.right_mate(line) for line in range(len(meetings))], np.int64)


def _size(problem: PlanningProblem, side: int) -> int:
    return problem.n_rows if side == 1 else problem.n_columns


def _tables_without_limit(problem: PlanningProblem, timed_pairs: Integers) -> int:
    return max([int(tables_per_round(problem).max()), *(meeting[1] + 1 for meeting in problem.locked)])
