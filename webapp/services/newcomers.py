"""A planning problem and the plan before -> the same problem in which nobody who has just come is left alone.

A repair changes as little as it can, and the least change would be to leave a newcomer out wherever their side is the
larger one. Whoever is there and has no meeting to come is therefore owed a fair share of the rounds that are left: in
each, the pairs that can sit over the people of their side, rounded down. Whom the plan did not know is owed one at
least; the others may simply have their break at the end.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules import MeetingPlan, PlanningProblem

Truths = NDArray[np.bool_]


def with_newcomers_seated(problem: PlanningProblem, plan: MeetingPlan, rounds_begun: int) -> PlanningProblem:
    """The problem with the least number of meetings that those without a meeting to come are owed.

    The planner lowers what cannot be had, and says so. O(participants x rounds + meetings).
    """
    shape = problem.weights.shape
    there = [
        np.ones((n, problem.n_rounds), np.bool_) if given is None else given
        for n, given in zip(shape, (problem.row_available, problem.column_available), strict=True)
    ]
    pairs = np.minimum(there[0].sum(axis=0), there[1].sum(axis=0))
    if problem.n_tables is not None:
        pairs = np.minimum(pairs, problem.n_tables)
    limits: dict[str, Any] = {}
    for side, part, present, known in (
        ("row", 2, there[0], _known(plan.n_rows, plan.absent_rows, shape[0])),
        ("column", 3, there[1], _known(plan.n_columns, plan.absent_columns, shape[1])),
    ):
        least = _owed(plan.meetings, part, present, known, pairs, rounds_begun)
        if least.any():
            limits[f"{side}_limits"] = np.stack([least, np.full(len(least), problem.n_rounds)], axis=1)
    return replace(problem, **limits) if limits else problem


def _known(n_planned: int, absent: tuple[int, ...], n_people: int) -> Truths:
    """Whom the plan reckoned with."""
    known = np.arange(n_people) < n_planned
    known[list(absent)] = False
    return known


def _owed(
    meetings: NDArray[np.int64],
    part: int,
    present: Truths,
    known: Truths,
    pairs: NDArray[np.int64],
    rounds_begun: int,
) -> NDArray[np.int64]:
    """Meetings of the whole evening that each person of a side is owed at least; 0 for whoever has some to come."""
    n_people = len(present)
    to_come = np.bincount(meetings[meetings[:, 0] >= rounds_begun, part], minlength=n_people)
    past = meetings[meetings[:, 0] < rounds_begun]
    played = np.bincount(past[present[past[:, part], past[:, 0]], part], minlength=n_people)
    share = np.minimum(1.0, pairs / np.maximum(present.sum(axis=0), 1))[rounds_begun:]
    left = present[:, rounds_begun:]
    fair = np.floor((left * share).sum(axis=1) + 1e-9).astype(np.int64)
    owed = np.maximum(fair, ~known)
    return np.where((to_come == 0) & left.any(axis=1) & (owed > 0), played + owed, 0)
