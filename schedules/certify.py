"""The chosen pairs and the pairs that found a round -> what is proven about the plan: a bound for each level."""

import math

import numpy as np

from schedules.constraints import worth
from schedules.fair.fair_pairing import FairPairing
from schedules.pairs.first_level import first_level_reached
from schedules.pairs.flow_of_pairs import Integers
from schedules.pairs.pairing import Pairing, weight_bound
from schedules.plan import Certificate
from schedules.problem import PlanningProblem

MOST_PAIRS_TO_FREE = 40_000  # what the number and spread of meetings cost takes one more flow


def certify(problem: PlanningProblem, pairing: Pairing, fair: FairPairing | None, pairs: Integers) -> Certificate:
    """Return the bounds of a plan with these pairs, (n, 2).

    When the plan has as many meetings, as evenly spread and as kind to those who idled, as the b-matching, its weight
    is bounded by the b-matching's; otherwise by the most weight of any number of meetings. Bounds hold for every plan
    of the problem that reaches the same levels.
    """
    weights = worth(problem)[pairs[:, 0], pairs[:, 1]]
    total = math.fsum(weights)
    weight = int(np.rint(weights * pairing.units_per_weight).astype(np.int64).sum())
    reached = first_level_reached(problem, pairing, pairs)
    freest = None
    if not reached or problem.weights.size <= MOST_PAIRS_TO_FREE:
        known = pairing.freest
        freest = max(total, weight_bound(problem, start=pairing.chosen.start) if known is None else known)
    if reached:
        upper_bound = total + max(0, pairing.bound - weight) / pairing.units_per_weight
    else:
        upper_bound = total if freest is None else freest
    return Certificate(
        upper_bound=upper_bound,
        most_meetings=pairing.most_meetings,
        least_squares=pairing.least_squares if len(pairs) == pairing.most_meetings else None,
        weight_unit=1 / pairing.units_per_weight,
        floor_bound=_floor_bound(problem, pairing, fair),
        weight_bound_at_floor=None if fair is None or fair.weight_bound is None else max(total, fair.weight_bound),
        freest_weight=None if freest is None else max(freest, upper_bound),
    )


def _floor_bound(problem: PlanningProblem, pairing: Pairing, fair: FairPairing | None) -> float | None:
    """Return the bound on the lowest total in real weights: each meeting may be worth half a unit more than counted."""
    if fair is None or fair.floor_bound is None:
        return None
    return fair.floor_bound + problem.n_rounds * 0.5 / pairing.units_per_weight
