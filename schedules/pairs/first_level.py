"""Pairs that found a round -> how good a choice they are before weight, and whether none is better."""

import numpy as np

from schedules.pairs.flow_of_pairs import Integers
from schedules.pairs.pairing import Pairing
from schedules.problem import PlanningProblem


def first_level_reached(problem: PlanningProblem, pairing: Pairing, pairs: Integers) -> bool:
    """Tell whether pairs, (n, 2), are as many, as even and as kind to those who idled as the choice without rounds."""
    n_meetings, minus_squares, served = first_levels(problem, pairs)
    return (
        n_meetings == pairing.most_meetings
        and pairing.least_squares in (None, -minus_squares)
        and served == _idled_served(problem, pairing.pairs)
    )


def first_levels(problem: PlanningProblem, pairs: Integers) -> tuple[int, int, int]:
    """Return the meetings of pairs, (n, 2), minus their sum of squared counts, and history: the more the better."""
    squares = sum(int((np.bincount(pairs[:, part]) ** 2).sum()) for part in (0, 1))
    return len(pairs), -squares, _idled_served(problem, pairs)


def _idled_served(problem: PlanningProblem, pairs: Integers) -> int:
    """Count the meetings of each participant as often as they idled before."""
    sides = zip((problem.row_idled, problem.column_idled), (0, 1), strict=True)
    return sum(int(idled[pairs[:, part]].sum()) for idled, part in sides if idled is not None)
