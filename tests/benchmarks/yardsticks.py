"""What others would do with the same evening: by hand, with a spreadsheet, round by round, by a flow, by CP-SAT.

Each returns the weight of its plan. The flow has no rounds and leaves required pairs and absences aside: an upper mark.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment

from schedules import PlanningProblem
from schedules.constraints import allowed_pairs, presence, tables_per_round


def circle(problem: PlanningProblem) -> float:
    """One side stays, the other moves on by one seat a round; who must not meet pauses."""
    allowed, tables = allowed_pairs(problem), tables_per_round(problem)
    row_there, column_there = presence(problem)
    longer = max(problem.n_rows, problem.n_columns)
    total = 0.0
    for round_number in range(problem.n_rounds):
        seats = np.arange(min(problem.n_rows, problem.n_columns))
        moved = (seats + round_number) % longer
        rows, columns = (seats, moved) if problem.n_rows <= problem.n_columns else (moved, seats)
        meet = allowed[rows, columns] & row_there[rows, round_number] & column_there[columns, round_number]
        total += float(problem.weights[rows[meet], columns[meet]][: tables[round_number]].sum())
    return total


def sorted_greedy(problem: PlanningProblem) -> float:
    """The heaviest pair first, into the first round in which both are free and a table is left."""
    allowed = allowed_pairs(problem)
    left = tables_per_round(problem).copy()
    free = [there.copy() for there in presence(problem)]
    order = np.argsort(-np.where(allowed, problem.weights, -1), axis=None, kind="stable")[: int(allowed.sum())]
    order = np.concatenate([[row * problem.n_columns + column for row, column in problem.required], order])
    total, met = 0.0, set()
    for pair in order.astype(int).tolist():
        row, column = divmod(pair, problem.n_columns)
        common = np.flatnonzero(free[0][row] & free[1][column] & (left > 0))
        if pair in met or not common.size:
            continue
        met.add(pair)
        free[0][row, common[0]] = free[1][column, common[0]] = False
        left[common[0]] -= 1
        total += float(problem.weights[row, column])
        if not left.any():
            break
    return total


def hungarian(problem: PlanningProblem) -> float:
    """The best assignment of each round in turn (scipy), met pairs masked, required pairs rewarded."""
    row_there, column_there = presence(problem)
    value = np.where(allowed_pairs(problem), problem.weights, 0.0)
    for row, column in problem.required:
        value[row, column] += 10
    total = 0.0
    for round_number, n_tables in enumerate(tables_per_round(problem).tolist()):
        rows, columns = np.flatnonzero(row_there[:, round_number]), np.flatnonzero(column_there[:, round_number])
        here = value[np.ix_(rows, columns)]
        first, second = linear_sum_assignment(here, maximize=True)
        order = np.argsort(-here[first, second], kind="stable")[:n_tables]
        pairs = rows[first[order]], columns[second[order]]
        taken = value[pairs] > 0
        met = pairs[0][taken], pairs[1][taken]
        total += float(problem.weights[met].sum())
        value[met] = 0.0
    return total


def flow_on_all_arcs(problem: PlanningProblem) -> float:
    """The most weight of any number of meetings by one min-cost flow (ortools), its arc arrays included."""
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


def constraint_solver(problem: PlanningProblem, *, seconds: float) -> float:
    """The best plan that CP-SAT finds in that time with one variable per row, column and round."""
    model = cp_model.CpModel()
    rounds = range(problem.n_rounds)
    met: dict[tuple[int, int, int], cp_model.IntVar] = {}
    for row, column in np.argwhere(allowed_pairs(problem)).tolist():
        for number in rounds:
            met[row, column, number] = model.new_bool_var("")
        model.add_at_most_one(met[row, column, number] for number in rounds)
    for row, column in problem.required:
        model.add_exactly_one(met[row, column, number] for number in rounds)
    lines: dict[tuple[str, int, int], list[cp_model.IntVar]] = {}
    for (row, column, number), taken in met.items():
        lines.setdefault(("row", row, number), []).append(taken)
        lines.setdefault(("column", column, number), []).append(taken)
        lines.setdefault(("round", 0, number), []).append(taken)
    tables = tables_per_round(problem).tolist()
    for (kind, _, number), members in lines.items():
        if kind == "round":
            model.add(sum(members) <= tables[number])
        else:
            model.add_at_most_one(members)
    units = np.rint(problem.weights * 1e6).astype(int)
    model.maximize(sum(int(units[row, column]) * taken for (row, column, _), taken in met.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    solver.solve(model)
    return solver.objective_value / 1e6


def bound_with_absences(problem: PlanningProblem) -> float:
    """The relaxed b-matching's weight: any number of meetings, everybody at most the rounds in which they are there."""
    row_there, column_there = presence(problem)
    rows, columns = np.nonzero(allowed_pairs(problem))
    first_column = 2 + problem.n_rows
    room = int(np.minimum(tables_per_round(problem), np.minimum(row_there.sum(0), column_there.sum(0))).sum())
    solver = SimpleMinCostFlow()
    costs = -np.rint(problem.weights[rows, columns] * 1e9).astype(np.int64)
    for row, column in problem.required:  # required pairs are in every plan
        costs[(rows == row) & (columns == column)] -= 10**12
    solver.add_arcs_with_capacity_and_unit_cost(2 + rows, first_column + columns, np.ones(len(rows), np.int64), costs)
    for people, there in ((2 + np.arange(problem.n_rows), row_there), (None, column_there)):
        tails, heads = (
            (np.zeros(len(there), np.int64), people)
            if people is not None
            else (first_column + np.arange(len(there)), np.ones(len(there), np.int64))
        )
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, there.sum(axis=1), np.zeros(len(there), np.int64))
    solver.add_arc_with_capacity_and_unit_cost(0, 1, room, 0)
    solver.set_node_supply(0, room)
    solver.set_node_supply(1, -room)
    if solver.solve() != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError("the flow has no solution")
    return -solver.optimal_cost() / 1e9 - 1000 * len(problem.required)
