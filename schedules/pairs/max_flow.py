"""The same network without weights: how many pairs fit at all, and who asks for more than there is.

Maximum flow and minimum cut (Ford & Fulkerson 1956, doi:10.4153/CJM-1956-045-5). Least numbers of the two sides can be
met together whenever each side's can be met alone (Mendelsohn & Dulmage 1958), so one cut per side finds the cause.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from schedules.constraints import meetings_that_fit, tables_per_round
from schedules.findings import Values
from schedules.pairs.b_matching import FlowOfPairs, Integers, best_pairs, pair_arcs
from schedules.problem import PlanningProblem
from schedules.shortages import InfeasiblePlan, Shortage

SOURCE, SINK, FIRST_ROW = 0, 1, 2


def most_pairs(flow: FlowOfPairs) -> int:
    """Return the most pairs that the two sides' capacities allow, least numbers and room left aside."""
    return int(_solve(flow, flow.row_side.most, flow.column_side.most).optimal_flow())


def diagnose_least(problem: PlanningProblem, flow: FlowOfPairs) -> InfeasiblePlan:
    """Return why the least meetings cannot be had together, with the participants and counts."""
    if flow.novel is not None:
        sides = [replace(side, novel_least=None) for side in (flow.row_side, flow.column_side)]
        if best_pairs(replace(flow, novel=None, row_side=sides[0], column_side=sides[1])) is not None:
            return _novel_shortage(problem, flow)
    found = [*_short_side("Row", flow), *_short_side("Column", _turned(flow))]
    if found:
        return InfeasiblePlan(found)
    standing = int(flow.row_side.standing.sum())
    values: Values = {"needed": standing + _fewest_pairs(flow), "room": meetings_that_fit(problem)}
    room = {"n_rounds": problem.n_rounds, "tables": int(tables_per_round(problem).max())}
    return InfeasiblePlan([Shortage("least_need_more_room", {**values, **room})])


def _novel_shortage(problem: PlanningProblem, flow: FlowOfPairs) -> InfeasiblePlan:
    """Find who asks for more novel meetings than there are; if nobody does, other demands stand in the way."""
    sides = [
        replace(side, least=np.zeros_like(side.least) if side.novel_least is None else side.novel_least)
        for side in (flow.row_side, flow.column_side)
    ]
    allowed = flow.allowed if flow.novel is None else flow.allowed & flow.novel
    only = replace(flow, allowed=allowed, novel=None, row_side=sides[0], column_side=sides[1])
    found = [*_short_side("Row", only), *_short_side("Column", _turned(only))]
    together = [Shortage("novel_together", dict(shortage.values)) for shortage in found]
    return InfeasiblePlan(together or [Shortage("novel_beside_least", {"least": problem.novel_least})])


def _short_side(side: str, flow: FlowOfPairs) -> list[Shortage]:
    """Find the rows that ask for more than their partners can give: the source's side of a minimum cut."""
    least = flow.row_side.least
    solver = _solve(flow, least, flow.column_side.most)
    possible, asked = int(solver.optimal_flow()), int(least.sum())
    if possible == asked:
        return []
    reached = np.array(solver.get_source_side_min_cut())
    rows = reached[(reached >= FIRST_ROW) & (reached < FIRST_ROW + len(least))] - FIRST_ROW
    rows = np.sort(rows[least[rows] > 0])
    # standing meetings count for both what is asked for and what is possible
    standing = int(flow.row_side.standing[rows].sum())
    wanted = int(least[rows].sum())
    values: Values = {"side": side, "participants": tuple(rows.tolist()), "least": wanted + standing}
    return [Shortage("least_together", {**values, "possible": wanted - (asked - possible) + standing})]


def _fewest_pairs(flow: FlowOfPairs) -> int:
    """Return the fewest pairs that meet the least numbers of both sides; the number is searched by halving."""
    low = max(int(flow.row_side.least.sum()), int(flow.column_side.least.sum()))
    high = int(flow.row_side.least.sum()) + int(flow.column_side.least.sum())
    while low < high:
        middle = (low + high) // 2
        if _meets_least(flow, middle):
            high = middle
        else:
            low = middle + 1
    return low


def _meets_least(flow: FlowOfPairs, n_pairs: int) -> bool:
    return best_pairs(replace(flow, n_meetings=n_pairs, even_counts=False)) is not None


def _turned(flow: FlowOfPairs) -> FlowOfPairs:
    return replace(
        flow,
        weights=flow.weights.T,
        allowed=flow.allowed.T,
        row_side=flow.column_side,
        column_side=flow.row_side,
    )


def _solve(flow: FlowOfPairs, row_capacities: Integers, column_capacities: Integers) -> Any:
    from ortools.graph.python.max_flow import SimpleMaxFlow  # noqa: PLC0415  slow import

    n_rows, n_columns = flow.weights.shape
    first_column = FIRST_ROW + n_rows
    first_gate = first_column + n_columns
    arcs = pair_arcs(flow, np.zeros((n_rows, n_columns), np.int64))
    gates = first_gate + 2 * np.arange(arcs.n_gates, dtype=np.int64)
    solver = SimpleMaxFlow()
    for tails, heads in (
        (FIRST_ROW + arcs.rows, first_column + arcs.columns),
        (FIRST_ROW + arcs.entry_rows, first_gate + 2 * arcs.entry_gates),
        (gates, gates + 1),
        (first_gate + 2 * arcs.exit_gates + 1, first_column + arcs.exit_columns),
    ):
        solver.add_arcs_with_capacity(tails, heads, np.ones(len(tails), np.int64))
    rows, columns = FIRST_ROW + np.arange(n_rows), first_column + np.arange(n_columns)
    solver.add_arcs_with_capacity(np.full(n_rows, SOURCE), rows, row_capacities)
    solver.add_arcs_with_capacity(columns, np.full(n_columns, SINK), column_capacities)
    if solver.solve(SOURCE, SINK) != SimpleMaxFlow.OPTIMAL:
        raise OverflowError("The maximum flow could not be computed: capacities out of range.")
    return solver
