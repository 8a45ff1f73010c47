"""The heaviest choice of pairs -> the one whose lowest total is as high as it can be for a small share of the weight.

Number, evenness and history of meetings stay exactly as they are. A floor is tried, from the highest that counting
allows downwards: a linear programme proves it out of reach, or its choice is made whole; the gap between the highest
floor reached and the lowest proven out of reach is halved a few times. At the floor that was reached, the most weight.
To find the highest lowest total is NP-hard (Bezakova & Dani 2005, doi:10.1145/1120680.1120683): hence floor and bound.
"""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from schedules.fair.floor_problem import FloorProblem, floor_problem, quantised
from schedules.fair.floor_programme import Reached, heaviest_at_floor
from schedules.fair.floor_proof import Depth, heaviest_exactly
from schedules.fair.floor_rounding import Effort, whole_choice
from schedules.pairs.flow_of_pairs import ChosenPairs, FlowOfPairs, Integers, Numbers, Truths

MOST_TRIALS = 9
MOST_PROOFS = 5
PEOPLE_TO_TRY = 20_000  # in all trials together: beyond some two thousand people there are fewer
CLOSE_PROOF = 0.002  # of the bound: what is left unproven below it when the proofs end
CLOSE_IN_ALL = 0.008  # of the bound: what no more proofs are spent on
MOST_DECISIONS = 6  # in whole numbers
SHALLOW, DEEP = Depth(most_open_pairs=500, steps=0.05), Depth(most_open_pairs=2000, steps=0.6)
WIDE_OPEN = 0.991  # of the bound: a lower floor is worth a deeper proof
CLOSE_ENOUGH = 0.007  # of the bound: what is left between floors reached and out of reach when the search ends
LEAST_STEP, MOST_STEP = 0.5, 0.9  # where between the two a floor is tried
FIRST_STEP = 0.6
SURELY_HOPELESS = 0.35  # of those who count are below the highest floor
FIRST = Effort(n_free=2, n_nodes=20, relative_gap=1e-3)
LAST = Effort(n_free=2, n_nodes=20, relative_gap=1e-4)


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
    """The best choice so far, and what is known about floors: the lowest not found, the lowest proven out of reach."""

    problem: FloorProblem
    rows: Integers
    columns: Integers
    floor: float
    weight: float
    watched: Truths
    out_of_reach: float
    deadline: float | None
    decisions_left: int = MOST_DECISIONS
    not_found: float = math.inf
    last_reached: tuple[float, Reached] | None = None

    @property
    def half_unit(self) -> float:
        return 0.5 / self.problem.units_per_weight

    def time_left(self) -> float | None:
        return None if self.deadline is None else max(0.01, self.deadline - time.monotonic())

    def over(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

    def take(self, rows: Integers, columns: Integers) -> bool:
        """Take the choice if it is better, and tell whether it is."""
        problem, half_unit = self.problem, self.half_unit
        weight = float(quantised(problem.flow.weights[rows, columns], problem.units_per_weight).sum())
        floor = problem.lowest(rows, columns)
        if weight < problem.weight_needed - half_unit or floor < self.floor - half_unit:
            return False
        if floor < self.floor + half_unit and weight < self.weight + half_unit:
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
    time_limit: float | None,
) -> FairPairs:
    """Return the choice of highest known lowest total that weighs at least (1 - tolerance) of the most weight.

    chosen: an optimal choice of ``flow``. standing_totals: (n_rows,), (n_columns,), in weights, what demanded meetings
    bring already. fair_rows, fair_columns: (n_rows,), (n_columns,), whose totals count. tolerance: share of the weight
    of all meetings, standing ones included, in [0, 1]. time_limit: seconds after which no new trial
    begins; None is the same on any machine. Never returns a choice with a lower floor than ``chosen``.
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
    totals = problem.totals(chosen.rows, chosen.columns, flow.weights[chosen.rows, chosen.columns])
    search = _Search(
        problem=problem,
        rows=chosen.rows,
        columns=chosen.columns,
        floor=floor,
        weight=chosen.weight / units,
        watched=problem.counts & (totals < 1.25 * highest),
        out_of_reach=highest,
        deadline=deadline,
    )
    bound_at_floor = chosen.bound / units
    if highest > floor:
        _prove_widely(search)
        _raise(search)
        _prove(search)
        _prove_deeply(search)
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


def _prove_widely(search: _Search) -> None:
    """Where everybody keeps their number of meetings in the search, prove first what any possible numbers allow."""
    wide = replace(search.problem, least=search.problem.widest_least, most=search.problem.widest_most)
    if (wide.least == search.problem.least).all() and (wide.most == search.problem.most).all():
        return
    low = search.floor
    for _ in range(min(MOST_PROOFS, PEOPLE_TO_TRY // wide.n_people)):
        if search.over():
            return
        target = (low + search.out_of_reach) / 2
        reached = heaviest_at_floor(wide, target, search.watched)
        if reached is not None and reached.bound < wide.weight_needed:
            search.out_of_reach = target
        else:
            low = target


def _raise(search: _Search) -> None:
    """Try floors until the highest reached and the lowest not reached are close."""
    needed = search.problem.weight_needed
    to_spare = max(search.weight - needed, 0.0)  # weight left at the highest floor reached
    lacking = to_spare  # weight missing at the lowest floor not reached
    before = -math.inf
    target = _first_target(search)
    for _ in range(max(1, min(MOST_TRIALS, PEOPLE_TO_TRY // search.problem.n_people))):
        if search.over():
            return
        reached = _programme(search, target)
        if reached is not None and reached.bound < needed:
            search.out_of_reach = min(search.out_of_reach, target)
            lacking = needed - reached.bound
        elif reached is not None and _reach(search, target, reached):
            search.last_reached = target, reached
            to_spare = reached.bound - needed
        else:
            search.not_found = min(search.not_found, target)
            lacking = to_spare
        missed = min(search.out_of_reach, search.not_found)
        if missed - search.floor <= CLOSE_ENOUGH * missed:
            return
        share = to_spare / max(to_spare + lacking, 1e-12)  # the bound falls ever faster: a secant stays within reach
        share = min(max(share, LEAST_STEP), MOST_STEP if search.floor > before else LEAST_STEP)
        before = search.floor
        target = search.floor + (missed - search.floor) * share


def _reach(search: _Search, target: float, reached: Reached) -> bool:
    """Make the linear choice whole; where that fails, decide whether any choice reaches the floor."""
    if not reached.short and _round(search, reached, target, _effort(search, target, reached)):
        return True
    return not search.over() and _decide(search, target, reached, SHALLOW) and search.floor >= target - search.half_unit


def _decide(search: _Search, target: float, reached: Reached, depth: Depth) -> bool:
    """Find a choice that reaches the floor, or prove that there is none; tell whether either was done."""
    if not search.decisions_left:
        return False
    search.decisions_left -= 1
    needed = search.problem.weight_needed
    exact = heaviest_exactly(reached, target, needed, depth=depth, time_limit=search.time_left())
    if exact is None:
        return False
    if exact.pairs is None:
        search.out_of_reach = min(search.out_of_reach, target)
    else:
        search.take(*exact.pairs)
    return True


def _first_target(search: _Search) -> float:
    """Begin at the highest floor, unless counts are free and many people are far below it: it is hopeless then."""
    problem = search.problem
    if problem.flow.even_counts or search.watched.sum() <= SURELY_HOPELESS * problem.counts.sum():
        return search.out_of_reach
    return search.floor + FIRST_STEP * (search.out_of_reach - search.floor)


def _effort(search: _Search, target: float, reached: Reached) -> Effort:
    """At the highest floor search for the most weight at once; below it any choice of enough weight will do."""
    if target >= search.out_of_reach:
        return LAST
    to_spare = max(0.0, reached.bound - search.problem.weight_needed)
    return replace(FIRST, relative_gap=min(FIRST.relative_gap, 0.5 * to_spare / max(reached.bound, 1e-9)))


def _prove(search: _Search) -> None:
    """Where choices were not found, prove as much as a few linear programmes can."""
    known = min(search.not_found, search.out_of_reach)  # what was tried there was not proven
    for _ in range(min(MOST_PROOFS, PEOPLE_TO_TRY // search.problem.n_people)):
        known = max(known, search.floor)
        if search.over() or search.out_of_reach - known <= CLOSE_PROOF * search.out_of_reach:
            return
        if search.out_of_reach - search.floor <= CLOSE_IN_ALL * search.out_of_reach:
            return
        target = (known + search.out_of_reach) / 2
        reached = _programme(search, target)
        if reached is not None and reached.bound < search.problem.weight_needed:
            search.out_of_reach = target
        elif reached is None or not _decide(search, target, reached, SHALLOW):
            known = target


def _prove_deeply(search: _Search) -> None:
    """Where more than a hundredth is open, decide once, with more effort, just above the floor that was reached."""
    if search.over() or search.floor > WIDE_OPEN * search.out_of_reach or search.floor <= 0:
        return
    target = search.floor / WIDE_OPEN
    reached = _programme(search, target)
    if reached is not None and reached.bound < search.problem.weight_needed:
        search.out_of_reach = target
    elif reached is not None:
        search.decisions_left = 1
        _decide(search, target, reached, DEEP)


def _heaviest(search: _Search) -> float:
    """At the floor that was reached, look for more weight; return the proven most."""
    floor, half_unit = search.floor, search.half_unit
    if search.over():
        return math.inf
    known = search.last_reached is not None and abs(search.last_reached[0] - floor) < half_unit
    reached = search.last_reached[1] if search.last_reached is not None and known else _programme(search, floor)
    if reached is None:
        return math.inf
    if reached.bound > search.weight + half_unit and not (known and floor >= search.out_of_reach - half_unit):
        _round(search, reached, floor, LAST)
    if reached.bound > search.weight + half_unit and not search.over():
        exact = heaviest_exactly(reached, floor, search.weight, depth=SHALLOW, time_limit=search.time_left())
        if exact is not None and exact.pairs is not None:
            search.take(*exact.pairs)
            return search.weight
    return reached.bound


def _programme(search: _Search, floor: float) -> Reached | None:
    """Solve the linear programme at a floor; what it found out about pairs and people serves the next ones."""
    reached = heaviest_at_floor(search.problem, floor, search.watched)
    if reached is not None:
        search.problem, search.watched = reached.problem, reached.watched
    return reached


def _round(search: _Search, reached: Reached, floor: float, effort: Effort) -> bool:
    whole = whole_choice(reached, floor, effort=effort, time_limit=search.time_left())
    return whole is not None and search.take(reached.problem.rows[whole], reached.problem.columns[whole])
