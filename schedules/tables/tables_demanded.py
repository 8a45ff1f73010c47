"""Locked tables and seats that people keep -> the table of each meeting that has no choice, or the shortage."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from schedules.problem import ANY_TABLE, STAYS, PlanningProblem
from schedules.shortages import InfeasiblePlan, Shortage

Integers = NDArray[np.int64]
STAYING_BARRED = 10**6


def tables_of_evening(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return which table is there in which round, (n_tables, n_rounds).

    Without a limit there are as many as the smaller side has people, and those that are locked or kept.
    """
    if problem.table_available is not None:
        return problem.table_available
    n_tables = problem.n_tables
    if n_tables is None:
        named = [table for _, table, _, _ in problem.locked]
        seats = [int(side.max(initial=-1)) for side in (problem.row_seats, problem.column_seats) if side is not None]
        n_tables = max(min(problem.n_rows, problem.n_columns), *(table + 1 for table in (0, *named, *seats)))
    return np.ones((n_tables, problem.n_rounds), np.bool_)


def tables_demanded(problem: PlanningProblem, timed_pairs: Integers) -> Integers:
    """Return, for lines (round, row, column), the table that the meeting must have, or ANY_TABLE.

    Raises InfeasiblePlan when a locked table is not there, two meetings need one table in one round, or no table is
    free in all the rounds of somebody who is to stay at one. O(n), and an assignment among those who stay.
    """
    available = tables_of_evening(problem)
    tables = np.full(len(timed_pairs), ANY_TABLE, np.int64)
    for part, seats in ((1, problem.row_seats), (2, problem.column_seats)):
        if seats is not None:
            own = seats[timed_pairs[:, part]]
            tables = np.where(own >= 0, own, tables)
    if problem.locked:
        line_of = {entry: line for line, entry in enumerate(map(tuple, timed_pairs.tolist()))}
        for round_number, table, row, column in problem.locked:
            if table != ANY_TABLE and (round_number, row, column) in line_of:
                tables[line_of[round_number, row, column]] = table
    _stay_at_one_table(problem, timed_pairs, tables, available)
    _refuse(timed_pairs, tables, available)
    return tables


def _stay_at_one_table(
    problem: PlanningProblem, timed_pairs: Integers, tables: Integers, available: NDArray[np.bool_]
) -> None:
    """Write into ``tables`` one table for all the meetings of each person who stays at one, whichever."""
    lines_of = _lines_of_staying(problem, timed_pairs)
    if not lines_of:
        return
    taken = ~available
    fixed = tables != ANY_TABLE
    taken[tables[fixed], timed_pairs[fixed, 0]] = True
    kept = [seats[seats >= 0] for seats in (problem.row_seats, problem.column_seats) if seats is not None]
    somebodys = np.zeros(len(available), np.bool_)
    somebodys[np.concatenate(kept)] = True
    costs = np.zeros((len(lines_of), len(available)), np.int64)
    shortages = []
    for number, ((side, participant), lines) in enumerate(lines_of.items()):
        locked = np.unique(tables[lines][tables[lines] != ANY_TABLE])
        if len(locked) > 1:
            values = {"participant": participant, "count": len(locked)}
            shortages.append(Shortage("stays_at_two_tables", {"side": side, **values}))
        free = ~taken[:, timed_pairs[lines, 0]].any(axis=1)
        if len(locked):  # the person's own locked meetings do not stand in the way of the others
            others = lines[tables[lines] == ANY_TABLE]
            free = np.zeros(len(available), np.bool_)
            free[locked[0]] = not taken[locked[0], timed_pairs[others, 0]].any()
        # tables that somebody else keeps, or that are not there all evening, are left to others where that is possible
        costs[number] = np.where(free, somebodys + ~available.all(axis=1), STAYING_BARRED)
    if shortages:
        raise InfeasiblePlan(shortages)
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import

    chosen = linear_sum_assignment(costs)[1].tolist()
    for ((side, participant), lines), line_costs, table in zip(lines_of.items(), costs, chosen, strict=True):
        if line_costs[table] >= STAYING_BARRED:
            shortages.append(
                Shortage("no_table_to_stay", {"side": side, "participant": participant, "rounds": len(lines)})
            )
        tables[lines] = table
    if shortages:
        raise InfeasiblePlan(shortages)


def _lines_of_staying(problem: PlanningProblem, timed_pairs: Integers) -> dict[tuple[str, int], Integers]:
    found = {}
    for side, part, seats in (("Row", 1, problem.row_seats), ("Column", 2, problem.column_seats)):
        for participant in [] if seats is None else np.flatnonzero(seats == STAYS).tolist():
            lines = np.flatnonzero(timed_pairs[:, part] == participant)
            if len(lines):
                found[side, participant] = lines
    return found


def _refuse(timed_pairs: Integers, tables: Integers, available: NDArray[np.bool_]) -> None:
    shortages = []
    fixed = np.flatnonzero(tables != ANY_TABLE)
    claims: dict[tuple[int, int], int] = defaultdict(int)
    for round_number, table in zip(timed_pairs[fixed, 0].tolist(), tables[fixed].tolist(), strict=True):
        claims[round_number, table] += 1
    for (round_number, table), count in sorted(claims.items()):
        where = {"round_number": round_number, "table_number": table}
        if not available[table, round_number]:
            shortages.append(Shortage("table_not_there", where))
        elif count > 1:
            shortages.append(Shortage("table_claimed_twice", {**where, "count": count}))
    if shortages:
        raise InfeasiblePlan(shortages)
