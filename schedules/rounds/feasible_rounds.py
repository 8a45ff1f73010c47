"""Demanded pairs, locked meetings, least numbers and absences -> any rounds that have them all, or the proof of none.

List edge colouring is NP-complete, so this asks CP-SAT (Perron & Didier, ortools) with one variable per pair and round;
one worker and a deterministic limit make it reproducible, a limit in seconds does not.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import (
    allowed_pairs,
    least_novel,
    meeting_limits,
    needs_break,
    novel_pairs,
    presence,
    rounds_to_meet,
    tables_per_round,
)
from schedules.problem import PlanningProblem, demanded_pairs, organisations
from schedules.shortages import InfeasiblePlan, Shortage

Integers = NDArray[np.int64]
DETERMINISTIC_LIMIT = 20.0  # about as many seconds


def find_rounds(problem: PlanningProblem, hint: Integers, *, seed: int, time_limit: float | None) -> Integers:
    """Return lines (round, row, column) that keep every rule, found near ``hint``.

    Raises InfeasiblePlan with code ``rounds_do_not_fit`` when there are none, ``rounds_not_found`` when the limit ended
    the search. Exponential at worst.
    """
    there = presence(problem)
    pairs = np.argwhere(allowed_pairs(problem))
    together = there[0][pairs[:, 0]] & there[1][pairs[:, 1]]
    line, rounds = np.nonzero(together)
    timed = np.column_stack([rounds, pairs[line]])
    demanded = set(demanded_pairs(problem))
    locked = {(row, column): round_number for round_number, _, row, column in problem.locked}
    row_group, column_group = organisations(problem)
    limits = meeting_limits(problem)

    def constrain(model: Any, variables: list[Any]) -> None:
        tables = tables_per_round(problem).tolist()
        for members in _classes(timed[:, [0]]):
            model.add(sum(variables[member] for member in members) <= tables[timed[members[0], 0]])
        for parts in ([0, 1], [0, 2]):
            for members in _classes(timed[:, parts]):
                model.add_at_most_one(variables[member] for member in members)
        between = np.column_stack([row_group[timed[:, 1]], column_group[timed[:, 2]]])
        for members in _classes(between):
            model.add_at_most_one(variables[member] for member in members)
        for members in _classes(timed[:, 1:]):
            pair = (int(timed[members[0], 1]), int(timed[members[0], 2]))
            if pair in demanded:
                model.add_exactly_one(variables[member] for member in members)
            for member in members:
                if pair in locked and timed[member, 0] != locked[pair]:
                    model.add(variables[member] == 0)
        for part, table, rounds in zip((1, 2), limits, rounds_to_meet(problem), strict=True):
            for members in _classes(timed[:, [part]]):
                participant = timed[members[0], part]
                least, most = int(table[participant, 0]), int(min(table[participant, 1], rounds[participant]))
                model.add_linear_constraint(sum(variables[member] for member in members), least, most)

    def constrain_people(model: Any, variables: list[Any]) -> None:
        novel = novel_pairs(problem)[timed[:, 1], timed[:, 2]]
        windows = problem.row_breaks, problem.column_breaks
        sides = zip((1, 2), needs_break(problem), windows, least_novel(problem), strict=True)
        for part, needed, given, least in sides:
            window = np.zeros((len(needed), 2), np.int64) if given is None else given
            members_of = {int(timed[members[0], part]): members for members in _classes(timed[:, [part]])}
            for participant in np.flatnonzero(needed).tolist():
                first, last = window[participant].tolist()
                members = members_of.get(participant, np.zeros(0, np.int64))
                inside = members[(timed[members, 0] >= first) & (timed[members, 0] <= last)]
                model.add(sum(variables[member] for member in inside) <= last - first)
            for participant in np.flatnonzero(least).tolist() if problem.novel_least else []:
                members = members_of.get(participant, np.zeros(0, np.int64))
                n_novel = model.new_int_var(int(least[participant]), problem.n_rounds, "")
                model.add(n_novel == sum(variables[member] for member in members[novel[members]]))

    hinted = {tuple(entry) for entry in hint.tolist()}
    taken = _solve(
        [constrain, constrain_people], [tuple(entry) in hinted for entry in timed.tolist()], seed, time_limit
    )
    return timed[taken]


def _solve(
    constraints: list[Callable[[Any, list[Any]], None]], hints: list[bool], seed: int, time_limit: float | None
) -> NDArray[np.bool_]:
    from ortools.sat.python import cp_model  # noqa: PLC0415  slow import

    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in hints]
    for constrain in constraints:
        constrain(model, variables)
    for variable, hint in zip(variables, hints, strict=True):
        model.add_hint(variable, hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if time_limit is None:
        solver.parameters.max_deterministic_time = DETERMINISTIC_LIMIT
    else:
        solver.parameters.max_time_in_seconds = time_limit
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise InfeasiblePlan([Shortage("rounds_do_not_fit")])
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise InfeasiblePlan([Shortage("rounds_not_found")])
    return np.array([bool(solver.value(variable)) for variable in variables], np.bool_)


def _classes(keys: Integers) -> list[Integers]:
    """Group the line numbers by equal keys, in the order of the keys."""
    _, label = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
