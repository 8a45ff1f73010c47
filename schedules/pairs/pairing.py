"""A problem -> the pairs that meet, as many as the room allows, most even, heaviest; or the shortage that forbids it.

Demanded pairs (required or locked) are set aside and the flow chooses the rest. The number of meetings is the smallest
of the room, the two sides' capacities, or, when these cannot be filled, a maximum flow.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import (
    allowed_pairs,
    least_novel,
    meeting_limits,
    meetings_that_fit,
    novel_pairs,
    rounds_to_meet,
    worth,
)
from schedules.pairs.b_matching import ChosenPairs, FlowOfPairs, Integers, Side, Start, best_pairs
from schedules.pairs.max_flow import diagnose_least, most_pairs
from schedules.problem import PlanningProblem, demanded_pairs, organisations


@dataclass(frozen=True)
class Pairing:
    """The chosen pairs, (n, 2), with what is proven: weight and its bound (in units), the most meetings and the least
    sum of squares (None when even counts were not asked for). flow, chosen: the choice beside the demanded pairs.
    freest: a bound on the weight of any number and spread of meetings, if it is known already."""

    pairs: NDArray[np.int64]
    weight: int
    bound: int
    units_per_weight: int
    most_meetings: int
    least_squares: int | None
    flow: FlowOfPairs
    chosen: ChosenPairs
    demanded: Integers
    freest: float | None = None


def choose_pairs(problem: PlanningProblem, *, even_counts: bool, freely_first: bool = False) -> Pairing:
    """Return the best pairs, rounds left aside; raises InfeasiblePlan when least meetings cannot be had together.

    freely_first: look for the most weight of any number of meetings before; where that has the most meetings anyway, it
    is the choice, and both bounds come from one flow.
    """
    flow, demanded = remaining_flow(problem, even_counts=even_counts)
    spread_alone = not even_counts and problem.row_idled is None and problem.column_idled is None
    free = best_pairs(replace(flow, free_number=True)) if freely_first and spread_alone else None
    if free is not None and len(free.rows) == flow.n_meetings:
        chosen: ChosenPairs | None = free
    else:
        chosen = best_pairs(flow, start=None if free is None else free.start)
    if chosen is None:  # the sides' capacities cannot be filled: forbidden pairs or colleagues stand in the way
        flow = replace(flow, n_meetings=min(flow.n_meetings, most_pairs(flow)))
        chosen = best_pairs(flow)
    if chosen is None:
        raise diagnose_least(problem, flow)
    units = np.rint(worth(problem)[demanded[:, 0], demanded[:, 1]] * chosen.units_per_weight).astype(np.int64)
    standing_weight = int(units.sum())
    return Pairing(
        pairs=np.concatenate([demanded, np.stack([chosen.rows, chosen.columns], axis=1)]),
        weight=standing_weight + chosen.weight,
        bound=standing_weight + chosen.bound,
        units_per_weight=chosen.units_per_weight,
        most_meetings=len(demanded) + flow.n_meetings,
        least_squares=chosen.squares if even_counts else None,
        flow=flow,
        chosen=chosen,
        demanded=demanded,
        freest=None if free is None else _bound_of(problem, demanded, flow.n_meetings, free),
    )


def weight_bound(problem: PlanningProblem, *, start: Start | None = None) -> float:
    """Return the most weight that any number of meetings can have, rounds left aside; ``start`` only saves time."""
    flow, demanded = remaining_flow(problem, even_counts=False)
    chosen = best_pairs(replace(flow, free_number=True), start=start)
    if chosen is None:
        raise diagnose_least(problem, flow)
    return _bound_of(problem, demanded, flow.n_meetings, chosen)


def _bound_of(problem: PlanningProblem, demanded: Integers, n_meetings: int, chosen: ChosenPairs) -> float:
    standing = float(worth(problem)[demanded[:, 0], demanded[:, 1]].sum())
    # a choice of so many pairs may be worth half a unit more per pair than its whole units say
    rounding = (n_meetings + 1) / chosen.units_per_weight
    return standing + chosen.bound / chosen.units_per_weight + rounding


def remaining_flow(problem: PlanningProblem, *, even_counts: bool) -> tuple[FlowOfPairs, Integers]:
    """Return the flow that is left when the demanded pairs are set aside, and these pairs, (n, 2)."""
    demanded = np.array(demanded_pairs(problem), dtype=np.int64).reshape(-1, 2)
    groups = organisations(problem)
    allowed = allowed_pairs(problem)
    for row, column in demanded:  # these organisations have had their meeting
        allowed[np.ix_(groups[0] == groups[0][row], groups[1] == groups[1][column])] = False
    novel = novel_pairs(problem) if problem.novel_least else None
    standing_novel = np.zeros((0, 2), np.int64) if novel is None else demanded[novel[demanded[:, 0], demanded[:, 1]]]
    sides = []
    for part, limits, rounds, least, idled in zip(
        (0, 1),
        meeting_limits(problem),
        rounds_to_meet(problem),
        least_novel(problem),
        (problem.row_idled, problem.column_idled),
        strict=True,
    ):
        standing = np.bincount(demanded[:, part], minlength=len(limits)).astype(np.int64)
        drawn = np.bincount(standing_novel[:, part], minlength=len(limits)).astype(np.int64)
        choice = allowed.sum(axis=1 - part)
        most = np.minimum(np.minimum(limits[:, 1], rounds) - standing, choice)
        novel_least = None if novel is None else np.maximum(least - drawn, 0)
        sides.append(Side(np.maximum(limits[:, 0] - standing, 0), most, standing, groups[part], idled, novel_least))
    room = meetings_that_fit(problem) - len(demanded)
    n_meetings = min(room, int(sides[0].most.sum()), int(sides[1].most.sum()))
    flow = FlowOfPairs(worth(problem), allowed, sides[0], sides[1], n_meetings, even_counts, novel=novel)
    return flow, demanded
