"""A problem and its plan -> what the evening would be with other tables, other rounds or more people, in numbers.

Each answer is a plan built anew with the options of the one that stands, so that it tells what ``build_plan`` would
give, not an estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from schedules.build import build_plan
from schedules.changed_evening import with_newcomers, with_rounds, with_tables
from schedules.constraints import presence
from schedules.faults import InvalidProblem
from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem
from schedules.shortages import InfeasiblePlan

LADDER = (0, -1, 1, -2, 2, 3, -3, 4, -4)
MOST_PAIRS = ((2_500, 5), (10_000, 3))  # pairs of an evening, points that are soon computed for it


@dataclass(frozen=True)
class Figures:
    """An evening in numbers.

    row_least, row_most, column_least, column_most: meetings per participant who is there at all. idle_rounds: rounds in
    which somebody is there without a meeting, counted over all people, common breaks left aside.
    """

    n_rows: int
    n_columns: int
    n_rounds: int
    n_tables: int | None
    n_meetings: int
    total: float
    lowest_total: float
    row_least: int
    row_most: int
    column_least: int
    column_most: int
    idle_rounds: int


@dataclass(frozen=True)
class WhatIf:
    """The evening as it stands and as it would be."""

    before: Figures
    after: Figures

    @property
    def more_meetings(self) -> int:
        """How many meetings come in addition."""
        return self.after.n_meetings - self.before.n_meetings

    @property
    def more_total(self) -> float:
        """How much weight comes in addition."""
        return self.after.total - self.before.total


@dataclass(frozen=True)
class CurvePoint:
    """The evening at one value of what changes; no figures when no plan can meet its demands."""

    value: int
    figures: Figures | None


def figures_of(problem: PlanningProblem, plan: MeetingPlan) -> Figures:
    """Return a plan in numbers."""
    sides = []
    idle_rounds = 0
    for there, counts in zip(presence(problem), (plan.row_counts, plan.column_counts), strict=True):
        somebody = counts[there.any(axis=1)]
        sides.append((int(somebody.min(initial=problem.n_rounds)), int(somebody.max(initial=0))))
        idle_rounds += int(there.sum()) - int(counts.sum())
    return Figures(
        n_rows=problem.n_rows,
        n_columns=problem.n_columns,
        n_rounds=problem.n_rounds,
        n_tables=problem.n_tables,
        n_meetings=len(plan),
        total=plan.total,
        lowest_total=plan.lowest_total,
        row_least=sides[0][0],
        row_most=sides[0][1],
        column_least=sides[1][0],
        column_most=sides[1][1],
        idle_rounds=idle_rounds,
    )


def what_if(
    problem: PlanningProblem,
    plan: MeetingPlan,
    *,
    more_tables: int = 0,
    more_rounds: int = 0,
    more_rows: int = 0,
    more_columns: int = 0,
    row_weights: ArrayLike | None = None,
    column_weights: ArrayLike | None = None,
    time_limit: float | None = None,
) -> WhatIf:
    """Return the plan's figures beside those of the changed evening.

    more_tables, more_rounds: below 0 for fewer; tables without a limit stay so unless there are fewer, counted from
    those in use. more_rows, more_columns: typical newcomers (the mean of those who are there), or their weights,
    (k, n_columns) and (n_rows, k). Raises InfeasiblePlan when the changed evening cannot meet its demands, ValueError
    when a number cannot be. Complexity: one ``build_plan``.

    >>> problem = PlanningProblem([[0.75, 0.25], [0.25, 0.5]], n_rounds=1)
    >>> what_if(problem, build_plan(problem), more_rounds=1).more_meetings
    2
    """
    changed = problem
    if more_tables and not (problem.n_tables is None and more_tables > 0):
        changed = with_tables(changed, tables_in_use(problem, plan) + more_tables)
    if more_rounds:
        changed = with_rounds(changed, changed.n_rounds + more_rounds)
    if more_rows or more_columns or row_weights is not None or column_weights is not None:
        changed = with_newcomers(
            changed, n_rows=more_rows, n_columns=more_columns, row_weights=row_weights, column_weights=column_weights
        )
    return WhatIf(figures_of(problem, plan), figures_of(changed, _rebuilt(changed, plan, time_limit)))


def curve(
    problem: PlanningProblem,
    plan: MeetingPlan,
    *,
    over: str,
    values: Sequence[int],
    time_limit: float | None = None,
) -> tuple[CurvePoint, ...]:
    """Return the figures at each number of tables or of rounds, in the order of the values.

    over: "tables" or "rounds". The value of now is the plan itself, not built again. time_limit: seconds of each search
    for rounds. Raises ValueError when a value cannot be. Complexity: one ``build_plan`` a value.
    """
    if over not in ("tables", "rounds"):
        raise ValueError(f'over must be "tables" or "rounds", not {over!r}.')
    now = tables_in_use(problem, plan) if over == "tables" else problem.n_rounds
    change = with_tables if over == "tables" else with_rounds
    points = []
    for value in values:
        if value == now:
            points.append(CurvePoint(value, figures_of(problem, plan)))
            continue
        try:
            changed = change(problem, value)
            points.append(CurvePoint(value, figures_of(changed, _rebuilt(changed, plan, time_limit))))
        except (InfeasiblePlan, InvalidProblem):  # too few tables for those who keep one, say
            points.append(CurvePoint(value, None))
    return tuple(points)


def values_around(problem: PlanningProblem, plan: MeetingPlan, *, over: str) -> tuple[int, ...]:
    """Return the values around the present one that are worth a look and soon computed, rising; none for an evening of
    more than 10 000 pairs."""
    now = tables_in_use(problem, plan) if over == "tables" else problem.n_rounds
    size = problem.n_rows * problem.n_columns
    n_points = next((points for pairs, points in MOST_PAIRS if size <= pairs), 0)
    step = max(1, now // 10) if over == "tables" else 1
    most = min(problem.n_rows, problem.n_columns) if over == "tables" else max(problem.n_rows, problem.n_columns)
    values = [now + step * rung for rung in LADDER]
    return tuple(sorted([value for value in values if value == now or 1 <= value <= most][:n_points]))


def tables_in_use(problem: PlanningProblem, plan: MeetingPlan) -> int:
    """Return the number of tables, or of those the plan uses when there is no limit."""
    return len(np.unique(plan.meetings[:, 1])) if problem.n_tables is None else problem.n_tables


def _rebuilt(problem: PlanningProblem, plan: MeetingPlan, time_limit: float | None) -> MeetingPlan:
    return build_plan(
        problem,
        even_counts=plan.even_counts,
        fairness_tolerance=plan.fairness_tolerance,
        fairness_side=plan.fairness_side,
        seed=plan.seed,
        time_limit=time_limit,
    )
