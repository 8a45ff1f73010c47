"""The heaviest choice at a floor -> the same, or a heavier one, proven in whole units where little is left open.

Reduced costs leave few pairs open when the bound is close to the weight found: the others meet, or do not, in every
choice that is heavier (Dantzig, Fulkerson & Johnson 1954, doi:10.1287/opre.2.4.393). These few are decided by CP-SAT,
in integers, on one worker, in steps that are counted.
"""

import math
from dataclasses import dataclass

import numpy as np

from schedules.fair.floor_bound import pairs_that_matter
from schedules.fair.floor_problem import FloorProblem
from schedules.fair.floor_programme import Reached
from schedules.pairs.flow_of_pairs import Integers

WARY = 1e-6  # by how much more than the gap a reduced cost must differ from 0: prices are floating-point numbers


@dataclass(frozen=True)
class Depth:
    """How many pairs may be open, and how many of CP-SAT's steps are made: one takes about a second."""

    most_open_pairs: int
    steps: float


@dataclass(frozen=True)
class Decided:
    """The heaviest choice; None when there is none of enough weight."""

    pairs: tuple[Integers, Integers] | None


def heaviest_exactly(
    reached: Reached, floor: float, weight: float, *, depth: Depth, time_limit: float | None
) -> Decided | None:
    """Return the heaviest choice with that floor and at least that weight; None when it is not decided.

    weight: of the chosen pairs alone. Where too many pairs are open, or colleagues or novel meetings are asked for, it
    is left undecided. Complexity: a pass over all pairs; CP-SAT in a bounded number of steps.
    """
    problem = reached.problem
    if problem.has_colleagues or problem.novel_least.any() or (problem.least != problem.widest_least).any():
        return None
    if (problem.most != problem.widest_most).any():
        return None
    room = reached.bound - weight + WARY
    rows, columns, sure_rows, sure_columns = pairs_that_matter(problem, floor, reached.prices, room)
    if len(rows) > depth.most_open_pairs:
        return None
    return _decide(problem, floor, weight, (rows, columns), (sure_rows, sure_columns), depth, time_limit)


def _decide(
    problem: FloorProblem,
    floor: float,
    weight: float,
    open_pairs: tuple[Integers, Integers],
    sure_pairs: tuple[Integers, Integers],
    depth: Depth,
    time_limit: float | None,
) -> Decided | None:
    from ortools.sat.python import cp_model  # noqa: PLC0415  slow import

    units = problem.units_per_weight
    n_sure, n_people = len(sure_pairs[0]), problem.n_people
    rows, columns = (np.concatenate(part) for part in zip(sure_pairs, open_pairs, strict=True))
    people = problem.n_rows + columns
    weights = np.rint(problem.flow.weights[rows, columns] * units).astype(np.int64)
    model = cp_model.CpModel()
    meets = [model.new_bool_var("") for _ in range(len(rows) - n_sure)]
    counts, totals = np.zeros(n_people, np.int64), np.rint(problem.standing * units).astype(np.int64)
    for who in (rows[:n_sure], people[:n_sure]):
        np.add.at(counts, who, 1)
        np.add.at(totals, who, weights[:n_sure])
    of_person: list[list[int]] = [[] for _ in range(n_people)]
    for place, (row, other) in enumerate(zip(rows[n_sure:].tolist(), people[n_sure:].tolist(), strict=True)):
        of_person[row].append(place)
        of_person[other].append(place)
    floor_units = round(floor * units)
    worth = weights[n_sure:].tolist()
    for person, places in enumerate(of_person):
        mine = [meets[place] for place in places]
        least, most = int(problem.least[person] - counts[person]), int(problem.most[person] - counts[person])
        model.add_linear_constraint(cp_model.LinearExpr.sum(mine), least, most)
        if problem.counts[person]:
            total = cp_model.LinearExpr.weighted_sum(mine, [worth[place] for place in places])
            model.add(total >= floor_units - int(totals[person]))
    model.add(cp_model.LinearExpr.sum(meets) == problem.flow.n_meetings - n_sure)
    total = cp_model.LinearExpr.weighted_sum(meets, worth)
    model.add(total >= math.ceil(weight * units - 0.5) - int(weights[:n_sure].sum()))
    model.maximize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = depth.steps
    if time_limit is not None:
        solver.parameters.max_time_in_seconds = time_limit
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Decided(None)
    if status != cp_model.OPTIMAL:
        return None
    taken = np.concatenate(
        [np.ones(n_sure, np.bool_), np.array([solver.boolean_value(meet) for meet in meets], np.bool_)]
    )
    return Decided((rows[taken], columns[taken]))
