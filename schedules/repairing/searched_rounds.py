"""The rounds to come -> the plan of them that changes the fewest cells among those that are worth enough.

Small evenings are solved to the end and proven, those of medium size by integer programming without the last proof,
large ones by the Lagrangian search. In all of them: demands first, then the most meetings, then the share of the best
weight, then the fewest changes.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schedules.build import build_plan
from schedules.problem import PlanningProblem
from schedules.repairing.changes_bound import forced_cells
from schedules.repairing.fewest_changes import few_changes, heaviest, least_changed
from schedules.repairing.fewest_changes_exactly import Asked, fewest_changes, most_meetings, most_weight
from schedules.repairing.meetings_to_come import MeetingsToCome
from schedules.repairing.rounds_to_come import RoundsToCome
from schedules.rounds.feasible_rounds import find_rounds
from schedules.shortages import InfeasiblePlan, Shortage

Integers = NDArray[np.int64]
SMALL, MEDIUM, MEDIUM_WITH_TIME = 1400, 6_000, 40_000  # meetings that may take place; 12 x 12 in 8 rounds have 1152
ALMOST = 1e-6


@dataclass(frozen=True)
class Wanted:
    """What is known of the rounds to come: the most meetings (a bound), the most weight with so many (a bound), whether
    that weight is of plans as even as can be, and the share of the best weight that is asked for."""

    n_meetings: int
    weight: float
    even: bool
    share: float


@dataclass(frozen=True)
class Searched:
    """Lines (round, row, column), the weight asked for, the bounds of weight and of changed cells."""

    timed: Integers
    asked: float
    weight_bound: float
    fewest: int


def searched(
    problem: PlanningProblem,
    rounds: RoundsToCome,
    kept: Integers,
    wanted: Wanted,
    *,
    seed: int,
    time_limit: float | None,
) -> Searched:
    """Return the best rounds found; raises InfeasiblePlan when demands cannot be met together.

    ``problem`` is the problem in force, ``rounds`` its rounds to come with shares for newcomers.
    """
    model = MeetingsToCome.of(rounds, MEDIUM if time_limit is None else MEDIUM_WITH_TIME)
    start = least_changed(rounds, kept, wanted.n_meetings)
    missing = rounds.missing(start)
    if model is not None and (missing or len(start) < wanted.n_meetings):
        found = most_meetings(model, time_limit)
        if found.impossible:
            raise InfeasiblePlan([Shortage("rounds_do_not_fit")])
        if found.timed is not None and (missing or len(found.timed) > len(start)):
            start = found.timed
    if rounds.missing(start):
        lines = find_rounds(problem, np.concatenate([rounds.played, start]), seed=seed, time_limit=time_limit)
        start = least_changed(rounds, lines[lines[:, 0] >= rounds.from_round], wanted.n_meetings)
    if model is not None and len(model.lines) <= SMALL:
        wanted = _best_weight(problem, model, start, wanted, seed, time_limit)
    asked = wanted.share * wanted.weight
    fewest = forced_cells(rounds, len(start))
    timed = few_changes(rounds, start, asked, fewest)
    known = None if timed is None else rounds.cells.n_changed(timed)
    if model is not None and (known is None or known > fewest):
        exact = fewest_changes(
            model, Asked(len(start), asked), known, prove=len(model.lines) <= SMALL, time_limit=time_limit
        )
        timed = timed if exact.timed is None else exact.timed
        fewest = fewest if exact.impossible else max(fewest, int(exact.bound))
    if timed is None:  # the bound is out of reach: the heaviest plan that was found takes its place
        heavy = heaviest(rounds, start)
        asked = wanted.share * rounds.weight(heavy)
        fewest = forced_cells(rounds, len(start))
        timed = few_changes(rounds, start, asked, fewest)
        timed = heavy if timed is None else timed
    return Searched(timed, asked, wanted.weight, min(fewest, rounds.cells.n_changed(timed)))


def _best_weight(
    problem: PlanningProblem,
    model: MeetingsToCome,
    start: Integers,
    wanted: Wanted,
    seed: int,
    time_limit: float | None,
) -> Wanted:
    """Return what is wanted with the most weight that so many meetings really can have."""
    rounds = model.rounds
    if len(start) == wanted.n_meetings:
        fresh = build_plan(problem, even_counts=wanted.even, fairness_tolerance=None, seed=seed)
        if (
            rounds.weight(fresh.meetings[:, [0, 2, 3]][fresh.meetings[:, 0] >= rounds.from_round])
            >= wanted.weight - ALMOST
        ):
            return wanted
    found = most_weight(model.as_even_as_can_be(len(start)) if wanted.even else model, len(start), time_limit)
    if found.impossible:
        return wanted
    return replace(wanted, weight=found.bound)
