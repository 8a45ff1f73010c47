"""Pairs that found a round -> whether they are as good a choice, before weight, as the choice without rounds."""

import numpy as np

from schedules.pairs.flow_of_pairs import Integers
from schedules.pairs.pairing import Pairing
from schedules.problem import PlanningProblem


def first_level_reached(problem: PlanningProblem, pairing: Pairing, pairs: Integers) -> bool:
    """Tell whether pairs, (n, 2), are as many, as even and as kind to those who idled as the choice without rounds."""
    squares = sum(int((np.bincount(pairs[:, part]) ** 2).sum()) for part in (0, 1))
    return (
        len(pairs) == pairing.most_meetings
        and pairing.least_squares in (None, squares)
        and _idled_served(problem, pairs) == _idled_served(problem, pairing.pairs)
    )


def _idled_served(problem: PlanningProblem, pairs: Integers) -> int:
    """Count the meetings of each participant as often as they idled before."""
    sides = zip((problem.row_idled, problem.column_idled), (0, 1), strict=True)
    return sum(int(idled[pairs[:, part]].sum()) for idled, part in sides if idled is not None)
