"""Rounds with absences -> rounds in which the lowest total is higher, for a share of the weight.

Which rounds can hold which pairs is NP-complete to say, so the fair choice of pairs is made without rounds, and the
rounds are filled once more with those pairs worth more than the others. The result is taken when it reaches the same
levels, costs no more than the tolerance, and nobody is left as low as before.
"""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import numpy as np

from schedules.constraints import worth
from schedules.fair.fair_pairing import Fairness, FairPairing, fair_pairs, never_meeting, yielding
from schedules.pairs.first_level import first_level_reached, first_levels
from schedules.pairs.flow_of_pairs import Integers
from schedules.pairs.pairing import Pairing, choose_pairs
from schedules.problem import PlanningProblem
from schedules.rounds.round_by_round import fill_rounds

LEAST_SECONDS = 0.01
BONUS = 0.5  # of the greatest weight: enough that fair pairs give way only where they find no round


def fair_rounds(
    problem: PlanningProblem,
    pairing: Pairing,
    fairness: Fairness,
    *,
    even_counts: bool,
    seed: int,
    time_limit: float | None,
) -> tuple[Integers, FairPairing]:
    """Return lines (round, row, column) and what is proven about their lowest total.

    The tolerance is a share of the weight of the heaviest lines that are found first. The bound on the lowest total
    holds for all plans of the same levels and at least that weight; it is None when the lines do not reach the levels
    of the choice without rounds. time_limit: seconds in all, shared by the three searches.
    Complexity: a dozen linear programmes and filling the rounds twice. Raises InfeasiblePlan when a demand finds no
    round.
    """
    tolerance, side = fairness.tolerance, fairness.side
    seconds_for = _shares_of(time_limit)
    timed_pairs = fill_rounds(problem, pairing, even_counts=even_counts, seed=seed, time_limit=seconds_for(1 / 3))
    total = float(worth(problem)[timed_pairs[:, 1], timed_pairs[:, 2]].sum())
    heaviest = pairing.weight / pairing.units_per_weight
    share = 1 - (1 - tolerance) * total / heaviest if heaviest > 0 else tolerance
    share = min(1.0, max(tolerance, share))  # of the weight without rounds, which is a little more
    fair = fair_pairs(problem, pairing, replace(fairness, tolerance=share), time_limit=seconds_for(1 / 2))
    fair_choice = np.zeros(problem.weights.shape, np.bool_)
    fair_choice[fair.pairs[:, 0], fair.pairs[:, 1]] = True
    favoured = replace(problem, weights=(problem.weights + BONUS * fair_choice) / (1 + BONUS))
    aimed_at = replace(choose_pairs(favoured, even_counts=even_counts), pairs=fair.pairs)
    tried = fill_rounds(favoured, aimed_at, even_counts=even_counts, seed=seed, time_limit=seconds_for(1))
    floor, tried_floor = (_lowest(problem, pairing, lines, side) for lines in (timed_pairs, tried))
    tried_total = float(worth(problem)[tried[:, 1], tried[:, 2]].sum())
    better = (tried_floor, tried_total) > (floor, total) and tried_total >= (1 - tolerance) * total
    if better and _levels(problem, tried, even_counts) >= _levels(problem, timed_pairs, even_counts):
        timed_pairs, floor = tried, tried_floor
    if not first_level_reached(problem, pairing, timed_pairs[:, 1:]):
        return timed_pairs, replace(fair, floor_bound=None, weight_bound=None)
    unit = 1 / pairing.units_per_weight
    at_that_floor = fair.floor is not None and floor >= fair.floor - unit
    return timed_pairs, fair if at_that_floor else replace(fair, weight_bound=None)


def _lowest(problem: PlanningProblem, pairing: Pairing, lines: Integers, side: str) -> float:
    """Return the lowest total of those who count, infinite when nobody does."""
    weights = worth(problem)[lines[:, 1], lines[:, 2]]
    absent, yields = never_meeting(pairing), yielding(problem)
    totals = [
        np.bincount(lines[:, 1 + part], weights=weights, minlength=len(absent[part]))[~(absent[part] | yields[part])]
        for part, name in ((0, "rows"), (1, "columns"))
        if side in (name, "both")
    ]
    return float(np.concatenate(totals).astype(np.float64).min(initial=np.inf))  # numpy counts no lines as integers


def _levels(problem: PlanningProblem, lines: Integers, even_counts: bool) -> tuple[int, int, int]:
    """Return meetings, evenness where it is asked for, and history, the more the better."""
    n_meetings, minus_squares, served = first_levels(problem, lines[:, 1:])
    return n_meetings, minus_squares if even_counts else 0, served


def _shares_of(time_limit: float | None) -> Callable[[float], float | None]:
    """Return what gives a share of the seconds that are then left."""
    if time_limit is None:
        return lambda share: None
    ends = monotonic() + time_limit
    return lambda share: max(LEAST_SECONDS, share * (ends - monotonic()))
