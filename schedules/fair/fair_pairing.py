"""The heaviest pairs of an evening -> the pairs whose lowest total is as high as a share of the weight allows.

Says who counts for the lowest total, and hands the choice to ``fairness``; demanded meetings stand.
"""

from dataclasses import dataclass

import numpy as np

from schedules.constraints import worth
from schedules.fair.fairness import FairPairs, raise_lowest
from schedules.pairs.flow_of_pairs import Integers, Truths
from schedules.pairs.pairing import Pairing
from schedules.problem import PlanningProblem


@dataclass(frozen=True)
class Fairness:
    """How fair a plan is to be: the share of the weight it may cost, in [0, 1], whose lowest total counts ("rows",
    "columns", "both")."""

    tolerance: float
    side: str


@dataclass(frozen=True)
class FairPairing:
    """The pairs, (n, 2), demanded ones first, their lowest total and what is proven: ``floor_bound``, that no choice
    within the tolerance has a higher one, None when nobody counts; ``weight_bound``, the most weight at that floor."""

    pairs: Integers
    weight: int
    floor: float | None
    floor_bound: float | None
    weight_bound: float | None


def fair_pairs(
    problem: PlanningProblem, pairing: Pairing, fairness: Fairness, *, time_limit: float | None
) -> FairPairing:
    """Return the fairer choice of pairs, of the same number, spread and history, for at most the tolerance of the
    weight; bounds in weights. time_limit: seconds for the search (None: the same work on any machine). Complexity: a
    dozen linear programmes on a core of pairs."""
    demanded, units = pairing.demanded, pairing.units_per_weight
    standing = worth(problem)[demanded[:, 0], demanded[:, 1]]
    totals = [
        np.bincount(demanded[:, part], weights=standing, minlength=n).astype(np.float64)
        for part, n in ((0, problem.n_rows), (1, problem.n_columns))
    ]
    absent, yields = never_meeting(pairing), yielding(problem)
    found: FairPairs = raise_lowest(
        pairing.flow,
        pairing.chosen,
        standing_totals=(totals[0], totals[1]),
        fair_rows=~(absent[0] | yields[0]) & (fairness.side != "columns"),
        fair_columns=~(absent[1] | yields[1]) & (fairness.side != "rows"),
        tolerance=fairness.tolerance,
        time_limit=time_limit,
    )
    before = pairing.weight - pairing.chosen.weight
    return FairPairing(
        pairs=np.concatenate([demanded, np.column_stack([found.rows, found.columns])]),
        weight=before + found.weight,
        floor=None if found.floor is None else found.floor / units,
        floor_bound=None if found.floor_bound is None else found.floor_bound / units,
        weight_bound=(before + found.weight_bound) / units,
    )


def never_meeting(pairing: Pairing) -> tuple[Truths, Truths]:
    """Return who can have no meeting at all: never there, at most none, or nobody left to meet."""
    sides = [side.standing + side.most <= 0 for side in (pairing.flow.row_side, pairing.flow.column_side)]
    return sides[0], sides[1]


def yielding(problem: PlanningProblem) -> tuple[Truths, Truths]:
    """Return who does not count for the lowest total: who has less than their side's highest priority, and those whose
    meetings are worth nothing whomever they meet, as of somebody without a profile: no plan can raise them."""
    table = worth(problem) > 0
    worthless = [np.asarray(~table.any(axis=axis), np.bool_) for axis in (1, 0)]
    priorities = problem.row_priorities, problem.column_priorities
    found = [
        alone if given is None else alone | (given < 1) for alone, given in zip(worthless, priorities, strict=True)
    ]
    return found[0], found[1]
