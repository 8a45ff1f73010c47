"""The fewest changed cells of a small repair by CP-SAT, written from the text of the rules, not from the package.

One variable per row, column and round to come; most meetings, then most weight of so many, then the fewest announced
(participant, round) cells whose partner changes among the plans worth 99 % of that.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from schedules import MeetingPlan, PlanningProblem, build_plan

UNITS = 10**6


@dataclass(frozen=True)
class FewestChanges:
    n_meetings: int
    weight: float
    n_changed: int


def fewest_changes(problem: PlanningProblem, plan: MeetingPlan, from_round: int, *, announced: bool) -> FewestChanges:
    """Rules known here: absences, breaks for all, numbers of tables, forbidden pairs, colleagues, most meetings."""
    model = cp_model.CpModel()
    played = [m for m in plan.meetings.tolist() if m[0] < from_round and _both_there(problem, m)]
    met = {_organisations(problem, row, column) for _, _, row, column in played}
    forbidden = {_organisations(problem, row, column) for row, column in problem.forbidden}
    rounds = [r for r in range(from_round, problem.n_rounds) if r not in problem.break_rounds]
    takes = {
        (row, column, r): model.new_bool_var("")
        for row, column, r in product(range(problem.n_rows), range(problem.n_columns), rounds)
        if _both_there(problem, (r, 0, row, column)) and _organisations(problem, row, column) not in met | forbidden
    }
    for r in rounds:
        for row in range(problem.n_rows):
            model.add_at_most_one(x for (a, _, n), x in takes.items() if (a, n) == (row, r))
        for column in range(problem.n_columns):
            model.add_at_most_one(x for (_, b, n), x in takes.items() if (b, n) == (column, r))
        if problem.n_tables is not None:
            model.add(sum(x for (_, _, n), x in takes.items() if n == r) <= problem.n_tables)
    for pair in {_organisations(problem, a, b) for a, b, _ in takes}:
        model.add_at_most_one(x for (a, b, _), x in takes.items() if _organisations(problem, a, b) == pair)
    for part, limits in ((0, problem.row_limits), (1, problem.column_limits)):
        for who in range(problem.weights.shape[part] if limits is not None else 0):
            had = sum(m[2 + part] == who for m in played)
            mine = sum(x for key, x in takes.items() if key[part] == who)
            model.add(mine <= max(0, int(limits[who][1]) - had))
    if announced:
        for r, _, row, column in plan.meetings.tolist():
            if r == from_round and (row, column, r) in takes:
                model.add(takes[row, column, r] == 1)
    return _levels(model, takes, problem, plan, from_round)


def _levels(model, takes, problem: PlanningProblem, plan: MeetingPlan, from_round: int) -> FewestChanges:
    to_come = [m for m in plan.meetings.tolist() if from_round <= m[0] < problem.n_rounds]
    n_meetings = sum(takes.values())
    weight = sum(round(float(problem.weights[a, b]) * UNITS) * x for (a, b, _), x in takes.items())
    told = {(r, part, m[part]): m[5 - part] for m in to_come for r, part in ((m[0], 2), (m[0], 3))}
    kept = {(r, part, m[part]): (m[2], m[3], r) for m in to_come for r, part in ((m[0], 2), (m[0], 3))}
    n_announced = (plan.n_rows, plan.n_columns)
    unchanged, n_cells = [], 0
    for part, there in ((2, problem.row_available), (3, problem.column_available)):
        for who, r in product(range(n_announced[part - 2]), range(from_round, problem.n_rounds)):
            if there is not None and not there[who, r]:
                continue
            n_cells += 1
            if (r, part, who) in told:
                unchanged += [takes[kept[r, part, who]]] if kept[r, part, who] in takes else []
            else:
                unchanged.append(1 - sum(x for key, x in takes.items() if key[part - 2] == who and key[2] == r))
    reached = []
    for level in (n_meetings, weight, sum(unchanged)):
        if isinstance(level, int):
            reached.append(level)
            continue
        model.maximize(level)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        reached.append(round(solver.objective_value))
        if level is n_meetings:
            model.add(level == reached[0])
        elif level is weight:
            model.add(100 * level >= 99 * reached[1])
    return FewestChanges(reached[0], reached[1] / UNITS, n_cells - reached[2])


def _both_there(problem: PlanningProblem, meeting) -> bool:
    r, _, row, column = meeting
    rows, columns = problem.row_available, problem.column_available
    return bool((rows is None or rows[row, r]) and (columns is None or columns[column, r]))


def _organisations(problem: PlanningProblem, row: int, column: int) -> tuple[int, int]:
    sides = (problem.row_groups, row), (problem.column_groups, column)
    first, second = (who if groups is None else int(groups[who]) for groups, who in sides)
    return first, second


@dataclass(frozen=True)
class Case:
    problem: PlanningProblem
    situation: PlanningProblem
    plan: MeetingPlan
    from_round: int
    announced: bool


def random_case(seed: int, *, smallest: int = 3, largest: int = 7) -> Case:
    """A small evening and what happens to it: people missing, leaving and late, tables lost, pairs forbidden."""
    rng = np.random.default_rng(seed)
    n_rows, n_columns = (int(n) for n in rng.integers(smallest, largest + 1, 2))
    n_rounds = int(rng.integers(3, 6)) if largest < 10 else 8
    n_tables = int(rng.integers(max(2, min(n_rows, n_columns) - 2), min(n_rows, n_columns) + 1))
    fields: dict[str, object] = {"n_rounds": n_rounds, "n_tables": n_tables}
    if rng.random() < 0.3:
        fields["row_groups"] = rng.integers(0, n_rows, n_rows)
    if rng.random() < 0.3:
        fields["row_limits"] = [(0, int(rng.integers(2, n_rounds + 1))) for _ in range(n_rows)]
    weights = np.round(rng.random((n_rows, n_columns)), 3)
    problem = PlanningProblem(weights, **fields)
    plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
    from_round, announced = int(rng.integers(0, n_rounds)), bool(rng.random() < 0.7)
    news = dict(fields)
    for side, n_people in (("row_available", n_rows), ("column_available", n_columns)):
        there = np.ones((n_people, n_rounds), bool)
        for who in rng.choice(n_people, int(rng.integers(0, n_people // 3 + 1)), replace=False):
            first, last = sorted(rng.integers(0, n_rounds + 1, 2))
            there[who, first:last] = False
        news[side] = there
    if rng.random() < 0.3 and not announced:
        news["n_tables"] = n_tables - 1
    if rng.random() < 0.3:
        news["forbidden"] = [(int(rng.integers(n_rows)), int(rng.integers(n_columns)))]
    if rng.random() < 0.2 and from_round + 1 < n_rounds:
        news["break_rounds"] = [int(rng.integers(from_round + 1, n_rounds))]
    return Case(problem, PlanningProblem(weights, **news), plan, from_round, announced)
