"""The heaviest choice of pairs -> the one whose lowest total is as high as it can be for a small share of the weight.

Number, evenness and history of meetings stay exactly as they are. A floor is tried, from the highest that counting
allows downwards: a linear programme proves it out of reach, or its choice is made whole; the gap between the highest
floor reached and the lowest proven out of reach is halved a few times. At the floor that was reached, the most weight.
To find the highest lowest total is NP-hard (Bezakova & Dani 2005, doi:10.1145/1120680.1120683): hence floor and bound.
"""

import time
from dataclasses import dataclass

import numpy as np

from schedules.flow_of_pairs import ChosenPairs, FlowOfPairs, Integers, Numbers, Truths
from schedules.floor_problem import FloorProblem, floor_problem
from schedules.floor_programme import Reached, heaviest_at_floor
from schedules.floor_rounding import whole_choice

MOST_TRIALS = 8
CLOSE_ENOUGH = 0.002  # of the bound: what is left between floors reached and out of reach when the search ends


@dataclass(frozen=True)
class FairPairs:
    """The choice, its lowest total and its weight, each with its proven bound, in whole units.

    floor: the lowest total of those who count, what stands already included; floor_bound: no choice that keeps the
    levels above and the share of the weight has a higher one. weight: of the chosen pairs alone; weight_bound: the most
    that such a choice can weigh at that floor. Both floors are None when nobody counts.
    """

    rows: Integers
    columns: Integers
    floor: int | None
    floor_bound: int | None
    weight: int
    weight_bound: int
    units_per_weight: int


@dataclass
class _Search:
    """The best choice so far, and what is known about floors: reached, not found, proven out of reach."""

    problem: FloorProblem
    rows: Integers
    columns: Integers
    floor: float
    weight: float
    out_of_reach: float
    not_found: float
    deadline: float | None

    def time_left(self) -> float | None:
        return None if self.deadline is None else max(0.01, self.deadline - time.monotonic())

    def over(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

    def take(self, reached: Reached, whole: Truths) -> bool:
        """Take the choice if it is better, and tell whether it is."""
        problem = reached.problem
        rows, columns = problem.rows[whole], problem.columns[whole]
        weight = float(problem.weights[whole].sum())
        floor = problem.lowest(rows, columns)
        unit = 0.5 / problem.units_per_weight
        if weight < problem.weight_needed - unit or floor < self.floor - unit:
            return False
        if floor < self.floor + unit and weight < self.weight + unit:
            return False
        self.rows, self.columns, self.floor, self.weight = rows, columns, floor, weight
        return True


def raise_lowest(
    flow: FlowOfPairs,
    chosen: ChosenPairs,
    *,
    standing_totals: tuple[Numbers, Numbers],
    fair_rows: Truths,
    fair_columns: Truths,
    tolerance: float,
    seed: int,
    time_limit: float | None,
) -> FairPairs:
    """Return the choice of highest known lowest total that weighs at least (1 - tolerance) of the most weight.

    chosen: an optimal choice of ``flow``. standing_totals: (n_rows,), (n_columns,), in weights, what demanded meetings
    bring already. fair_rows, fair_columns: (n_rows,), (n_columns,), whose totals count. tolerance: share of the weight of
    all meetings, standing ones included, in [0, 1]. seed: kept for other methods; this one draws nothing. time_limit: seconds after
    which no new trial begins; None is the same on any machine. Never returns less than ``chosen``.
    Complexity: a dozen linear programmes with O((n_rows + n_columns) most) columns and passes over all pairs.
    """
    deadline = None if time_limit is None else time.monotonic() + time_limit
    problem = floor_problem(
        flow,
        chosen,
        standing_totals=standing_totals,
        fair_rows=fair_rows,
        fair_columns=fair_columns,
        tolerance=tolerance,
    )
    units = chosen.units_per_weight
    if not problem.counts.any():
        return FairPairs(chosen.rows, chosen.columns, None, None, chosen.weight, chosen.bound, units)
    floor = problem.lowest(chosen.rows, chosen.columns)
    highest = max(floor, problem.highest_countable())
    search = _Search(problem, chosen.rows, chosen.columns, floor, chosen.weight / units, highest, np.inf, deadline)
    bound_at_floor = chosen.bound / units
    if highest > floor:
        _raise(search)
        bound_at_floor = min(bound_at_floor, _heaviest(search))
    weight = round(search.weight * units)
    return FairPairs(
        rows=search.rows,
        columns=search.columns,
        floor=round(search.floor * units),
        floor_bound=round(max(search.floor, search.out_of_reach) * units),
        weight=weight,
        weight_bound=max(weight, int(np.floor(bound_at_floor * units))),
        units_per_weight=units,
    )


def _raise(search: _Search) -> None:
    """Try floors until the highest reached and the lowest not reached are close."""
    target = search.out_of_reach
    for _ in range(MOST_TRIALS):
        if search.over():
            return
        reached = heaviest_at_floor(search.problem, target, _watched(search, target))
        lower_half = (search.floor + target) / 2
        if reached is not None and reached.bound < search.problem.weight_needed:
            search.out_of_reach = min(search.out_of_reach, target)
            reach = target - (search.problem.weight_needed - reached.bound) / max(reached.slope, 1e-9)
            target = min(max(reach, search.floor + 0.25 * (target - search.floor)), target - 1e-6)
        elif reached is None or not _round(search, reached, target):
            search.not_found = min(search.not_found, target)
            target = lower_half
        else:
            target = (search.floor + min(search.out_of_reach, search.not_found)) / 2
        if min(search.out_of_reach, search.not_found) - search.floor <= CLOSE_ENOUGH * search.out_of_reach:
            return


def _round(search: _Search, reached: Reached, target: float) -> bool:
    whole = whole_choice(reached, target, n_free=400, n_nodes=20, relative_gap=1e-4, time_limit=search.time_left())
    return whole is not None and search.take(reached, whole)


def _heaviest(search: _Search) -> float:
    """At the floor that was reached, look for more weight; return the proven most."""
    if search.over():
        return np.inf
    reached = heaviest_at_floor(search.problem, search.floor, _watched(search, search.floor))
    if reached is None:
        return np.inf
    if reached.bound > search.weight + 0.5 / search.problem.units_per_weight:
        whole = whole_choice(
            reached, search.floor, n_free=800, n_nodes=50, relative_gap=0.0, time_limit=search.time_left()
        )
        if whole is not None:
            search.take(reached, whole)
    return reached.bound


def _watched(search: _Search, floor: float) -> Truths:
    """Return who may fall short of the floor when weight alone decides."""
    problem = search.problem
    weights = problem.flow.weights[search.rows, search.columns]
    watched: Truths = problem.counts & (problem.totals(search.rows, search.columns, weights) < 1.2 * floor)
    return watched
