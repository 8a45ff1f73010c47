"""A problem -> a plan: count, choose the pairs, give them rounds, give them tables."""

import math

import numpy as np

from schedules.constraints import presence, worth
from schedules.pairing import Pairing, choose_pairs, weight_bound
from schedules.plan import Certificate, MeetingPlan
from schedules.problem import PlanningProblem
from schedules.round_by_round import fill_rounds
from schedules.rounds import Integers, in_rounds
from schedules.seating import seat_meetings
from schedules.shortages import refuse_shortages

FAIRNESS_SIDES = ("rows", "columns", "both")


def build_plan(
    problem: PlanningProblem,
    *,
    even_counts: bool = True,
    fairness_tolerance: float | None = 0.01,
    fairness_side: str = "both",
    seed: int = 0,
    time_limit: float | None = None,
) -> MeetingPlan:
    """Return the plan with as many meetings as the room allows, the most even, then of the most weight.

    Without absences and locked meetings it is exact: ``gap == 0``, proven in whole units of 1e-9 of a weight (coarser
    only for thousands of participants). Otherwise ``gap`` says what is open. fairness_tolerance and fairness_side are
    checked, but the lowest total is not raised: the whole tolerance is left unused, and the summary says so.
    time_limit: seconds for the search when pairs do not fit into rounds; None is reproducible on any machine.
    Raises InfeasiblePlan when demands cannot be met, ValueError when an option is wrong.
    Complexity: one min-cost flow on n_rows x n_columns arcs; 60 x 50 in hundredths of a second.

    >>> build_plan(PlanningProblem([[0.75, 0.25], [0.25, 0.5]], n_rounds=1)).total
    1.25
    """
    _check_options(fairness_tolerance, fairness_side, seed, time_limit)
    refuse_shortages(problem)
    pairing = choose_pairs(problem, even_counts=even_counts)
    timed_pairs = in_rounds(problem, pairing.pairs, seed=seed)
    if len(timed_pairs) < len(pairing.pairs):
        timed_pairs = fill_rounds(problem, timed_pairs, even_counts=even_counts, seed=seed, time_limit=time_limit)
    meetings = seat_meetings(problem, timed_pairs)
    row_there, column_there = presence(problem)
    return MeetingPlan(
        n_rows=problem.n_rows,
        n_columns=problem.n_columns,
        n_rounds=problem.n_rounds,
        n_tables=problem.n_tables,
        meetings=meetings,
        weights=worth(problem)[meetings[:, 2], meetings[:, 3]],
        certificate=_certify(problem, pairing, timed_pairs),
        even_counts=even_counts,
        absent_rows=tuple(np.flatnonzero(~row_there.any(axis=1)).tolist()),
        absent_columns=tuple(np.flatnonzero(~column_there.any(axis=1)).tolist()),
        seed=seed,
    )


def _certify(problem: PlanningProblem, pairing: Pairing, timed_pairs: Integers) -> Certificate:
    """Bound the weight of any plan with the same number and spread of meetings."""
    rows, columns = timed_pairs[:, 1], timed_pairs[:, 2]
    weights = worth(problem)[rows, columns]
    weight = int(np.rint(weights * pairing.units_per_weight).astype(np.int64).sum())
    squares = int((np.bincount(rows) ** 2).sum() + (np.bincount(columns) ** 2).sum())
    first_level_reached = (
        len(timed_pairs) == pairing.most_meetings
        and pairing.least_squares in (None, squares)
        and _idled_served(problem, timed_pairs[:, 1:]) == _idled_served(problem, pairing.pairs)
    )
    if not first_level_reached:
        upper_bound = max(math.fsum(weights), weight_bound(problem))
    elif weight >= pairing.bound:
        upper_bound = math.fsum(weights)
    else:
        upper_bound = math.fsum(weights) + (pairing.bound - weight) / pairing.units_per_weight
    return Certificate(
        upper_bound=upper_bound,
        most_meetings=pairing.most_meetings,
        least_squares=pairing.least_squares if len(timed_pairs) == pairing.most_meetings else None,
        weight_unit=1 / pairing.units_per_weight,
    )


def _idled_served(problem: PlanningProblem, pairs: Integers) -> int:
    """Count the meetings of each participant as often as they idled before."""
    sides = zip((problem.row_idled, problem.column_idled), (0, 1), strict=True)
    return sum(int(idled[pairs[:, part]].sum()) for idled, part in sides if idled is not None)


def _check_options(fairness_tolerance: float | None, fairness_side: str, seed: int, time_limit: float | None) -> None:
    wrong = []
    if fairness_tolerance is not None and not 0 <= fairness_tolerance <= 1:
        wrong.append(f"fairness_tolerance must be None or lie in 0 to 1, not {fairness_tolerance}.")
    if fairness_side not in FAIRNESS_SIDES:
        wrong.append(f"fairness_side must be one of {', '.join(FAIRNESS_SIDES)}, not {fairness_side!r}.")
    if isinstance(seed, bool) or seed < 0:
        wrong.append(f"seed must be a whole number of at least 0, not {seed}.")
    if time_limit is not None and not time_limit > 0:
        wrong.append(f"time_limit must be None or more than 0 seconds, not {time_limit}.")
    if wrong:
        raise ValueError(" ".join(wrong))
