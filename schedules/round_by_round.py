"""Absences and locked meetings -> rounds that are filled one after the other, then improved one at a time.

The best meetings of one round, all others standing, are a b-matching with capacities of one: a min-cost flow that puts,
in this order, demanded pairs, least numbers, the number of meetings, evenness, weight. Rounds are solved again in turn
until none improves (coordinate ascent: every step is exact, the whole is not, hence the stated gap). Two starts are
tried, empty rounds and the coloured part of the b-matching. When demanded pairs or least numbers are still missing,
CP-SAT looks for any rounds that have them, and these are improved.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.b_matching import FlowOfPairs, Side, pair_arcs
from schedules.constraints import allowed_pairs, meeting_limits, presence, rounds_to_meet, tables_per_round, worth
from schedules.feasible_rounds import find_rounds
from schedules.problem import PlanningProblem, demanded_pairs, organisations

Integers = NDArray[np.int64]
Key = tuple[int, int, int, int, int]
UNITS_PER_WEIGHT = 10**6
MOST_SWEEPS = 12
LARGE = 3 * 2000  # lines of three: beyond, the second start costs seconds and gains little


def fill_rounds(
    problem: PlanningProblem, start: Integers, *, even_counts: bool, seed: int, time_limit: float | None
) -> Integers:
    """Return lines (round, row, column) that keep every rule; raises InfeasiblePlan when a demand does not fit.

    start: lines that could be placed so far, valid but perhaps too few. Complexity: n_rounds min-cost flows per sweep,
    as a rule two to four sweeps per start.
    """
    rules = _Rules.of(problem, even_counts)
    locked = np.array([(r, row, column) for r, _, row, column in problem.locked], np.int64).reshape(-1, 3)
    found = [_improved(rules, lines) for lines in ((locked, start) if start.size < LARGE else (start,))]
    best = min(found, key=rules.key)
    if rules.key(best)[:2] != (0, 0):
        best = _improved(rules, find_rounds(problem, best, seed=seed, time_limit=time_limit))
    return best


@dataclass(frozen=True)
class _Rules:
    """The problem as arrays, and the costs that put its levels in order."""

    problem: PlanningProblem
    even_counts: bool
    units: Integers
    allowed: NDArray[np.bool_]
    demanded: NDArray[np.bool_]
    there: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    limits: tuple[Integers, Integers]
    groups: tuple[Integers, Integers]

    @classmethod
    def of(cls, problem: PlanningProblem, even_counts: bool) -> "_Rules":
        groups = organisations(problem)
        allowed = allowed_pairs(problem)
        demanded = np.zeros_like(allowed)
        for row, column in demanded_pairs(problem):  # nobody else may use up the meeting of these organisations
            allowed[np.ix_(groups[0] == groups[0][row], groups[1] == groups[1][column])] = False
            allowed[row, column] = demanded[row, column] = True
        units = np.rint(worth(problem) * UNITS_PER_WEIGHT).astype(np.int64)
        there, limits = presence(problem), meeting_limits(problem)
        for table, rounds in zip(limits, rounds_to_meet(problem), strict=True):
            table[:, 1] = np.minimum(table[:, 1], rounds)
        return cls(problem, even_counts, units, allowed, demanded, there, limits, groups)

    def counts(self, timed: Integers) -> tuple[Integers, Integers]:
        rows = np.bincount(timed[:, 1], minlength=self.problem.n_rows)
        return rows, np.bincount(timed[:, 2], minlength=self.problem.n_columns)

    def key(self, timed: Integers) -> Key:
        """Return what is sought, the smaller the better, in the order of the levels."""
        counts = self.counts(timed)
        missing = int(self.demanded.sum()) - int(self.demanded[timed[:, 1], timed[:, 2]].sum())
        below = sum(int(np.maximum(limits[:, 0] - n, 0).sum()) for limits, n in zip(self.limits, counts, strict=True))
        squares = sum(int((n**2).sum()) for n in counts) if self.even_counts else 0
        return missing, below, -len(timed), squares, -int(self.units[timed[:, 1], timed[:, 2]].sum())


def _improved(rules: _Rules, timed: Integers) -> Integers:
    key = rules.key(timed)
    for _ in range(MOST_SWEEPS):
        before = key
        for round_number in range(rules.problem.n_rounds):
            tried = _solve_round(rules, timed, round_number)
            tried_key = rules.key(tried)
            if tried_key < key:
                timed, key = tried, tried_key
        if key == before:
            break
    return timed


def _solve_round(rules: _Rules, timed: Integers, round_number: int) -> Integers:
    """Return all lines with those of one round chosen anew; locked lines stay."""
    problem = rules.problem
    locked = [(r, row, column) for r, _, row, column in problem.locked if r == round_number]
    standing = np.concatenate([timed[timed[:, 0] != round_number], np.array(locked, np.int64).reshape(-1, 3)])
    counts = rules.counts(standing)
    met = np.zeros((int(rules.groups[0].max()) + 1, int(rules.groups[1].max()) + 1), np.bool_)
    met[rules.groups[0][standing[:, 1]], rules.groups[1][standing[:, 2]]] = True
    allowed = rules.allowed & ~met[rules.groups[0][:, None], rules.groups[1][None, :]]
    for _, _, row, column in problem.locked:  # a locked meeting of another round is not brought forward
        allowed[row, column] = False
    free = []
    for part in (0, 1):
        open_ = rules.there[part][:, round_number] & (counts[part] < rules.limits[part][:, 1])
        open_[[line[1 + part] for line in locked]] = False
        free.append(open_)
    allowed &= free[0][:, None] & free[1][None, :]
    chosen = _best_round(rules, allowed, counts, int(tables_per_round(problem)[round_number]) - len(locked))
    return np.concatenate([standing, np.column_stack([np.full(len(chosen), round_number), chosen])])


def _best_round(
    rules: _Rules, allowed: NDArray[np.bool_], counts: tuple[Integers, Integers], n_tables: int
) -> Integers:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  slow import

    n_rows, n_columns = allowed.shape
    # Each level costs more than a simple cycle can lose on all levels below it: a cycle replaces at most one pair per
    # participant of the smaller side, and changes the counts of one participant at either end.
    evenness = UNITS_PER_WEIGHT * 2 * (n_rows + n_columns) + 1
    meeting = evenness * (4 * rules.problem.n_rounds + 4) if rules.even_counts else evenness
    least = 4 * meeting
    demanded = 8 * least
    ends = []
    for part in (0, 1):
        cost = evenness * (2 * counts[part] + 1) if rules.even_counts else np.zeros(len(counts[part]), np.int64)
        ends.append(cost - least * (counts[part] < rules.limits[part][:, 0]))
    sides = [Side(n, n, n, groups) for n, groups in zip(counts, rules.groups, strict=True)]
    flow = FlowOfPairs(worth(rules.problem), allowed, sides[0], sides[1], n_tables)
    arcs = pair_arcs(flow, rules.units + demanded * rules.demanded)
    source, sink, first_row, first_column = 0, 1, 2, 2 + n_rows
    first_gate = first_column + n_columns
    rows, columns, gates = np.arange(n_rows), np.arange(n_columns), 2 * np.arange(arcs.n_gates)
    values = (rules.units + demanded * rules.demanded)[arcs.rows, arcs.columns]
    solver = SimpleMinCostFlow()
    ids = []
    for tails, heads, costs in (
        (first_row + arcs.rows, first_column + arcs.columns, -values),
        (first_row + arcs.entry_rows, first_gate + 2 * arcs.entry_gates, -arcs.entry_units),
        (first_gate + 2 * arcs.exit_gates + 1, first_column + arcs.exit_columns, -arcs.exit_units),
        (first_gate + gates, first_gate + gates + 1, 0 * gates),
        (np.full(n_rows, source), first_row + rows, ends[0] - meeting),
        (first_column + columns, np.full(n_columns, sink), ends[1]),
    ):
        capacities = np.ones(len(tails), np.int64)
        ids.append(solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs))
    solver.add_arc_with_capacity_and_unit_cost(source, sink, n_tables, 0)
    solver.set_node_supply(source, n_tables)
    solver.set_node_supply(sink, -n_tables)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise OverflowError(f"The flow of one round could not be solved: status {status}.")
    taken, entered, left = (solver.flows(arc_ids) > 0 for arc_ids in ids[:3])
    by_gate_in = np.argsort(arcs.entry_gates[entered], kind="stable")
    by_gate_out = np.argsort(arcs.exit_gates[left], kind="stable")
    chosen_rows = np.concatenate([arcs.rows[taken], arcs.entry_rows[entered][by_gate_in]])
    return np.column_stack(
        [chosen_rows, np.concatenate([arcs.columns[taken], arcs.exit_columns[left][by_gate_out]])]
    ).astype(np.int64)
