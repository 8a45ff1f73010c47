"""A problem -> a plan: count, choose the pairs, raise the lowest total, give rounds and tables, say what is proven."""

import numpy as np

from schedules.certify import certify
from schedules.constraints import novel_pairs, worth
from schedules.fair.fair_pairing import Fairness, fair_pairs, never_meeting, yielding
from schedules.fair.fair_rounds import fair_rounds
from schedules.pairs.pairing import choose_pairs
from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem
from schedules.rounds.idle_spread import spread_idle_rounds
from schedules.rounds.open_rounds import in_rounds, open_to_all
from schedules.rounds.round_by_round import fill_rounds
from schedules.search_options import wrong_search_options
from schedules.shortages import refuse_shortages
from schedules.tables.seating import seat_meetings

MOST_PAIRS_TO_RAISE = 2_500_000  # without a time limit: raising the lowest total of 2000 x 2000 takes a minute
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
    """Return the plan that is best in this order: meetings, evenness, history, the lowest total, weight.

    1. As many meetings as the room allows; with ``even_counts`` the least sum of squared counts; then the most meetings
    for those who idled most at earlier evenings. 2. The highest lowest total of ``fairness_side`` ("rows", "columns",
    "both") that costs at most ``fairness_tolerance`` of the weight, in [0, 1]; None skips this level, and so do more
    than 2.5 million pairs without a time limit. 3. The most weight.
    Without absences, personal breaks, locked meetings and tables that come and go, levels 1 and 3 are exact, proven in
    whole units of 1e-9 of a weight (coarser only for thousands of participants): ``gap == 0`` without level 2, with it
    the gap is what fairness cost. Otherwise ``gap`` says what is open. time_limit: seconds for the searches that cannot
    be exact; None does the same work on any machine.
    Raises InfeasiblePlan when demands cannot be met, ValueError when an option is wrong.
    Complexity: min-cost flows on O((n_rows + n_columns) n_rounds) arcs and some passes over all pairs; level 2 a dozen
    linear programmes on as many arcs.

    >>> build_plan(PlanningProblem([[0.75, 0.25], [0.25, 0.5]], n_rounds=1)).total
    1.25
    """
    _check_options(fairness_tolerance, fairness_side, seed, time_limit)
    refuse_shortages(problem)
    everybody_stays = open_to_all(problem)
    pairing = choose_pairs(problem, even_counts=even_counts, freely_first=not everybody_stays)
    fairness = None
    if fairness_tolerance is not None and (time_limit is not None or problem.weights.size <= MOST_PAIRS_TO_RAISE):
        fairness = Fairness(fairness_tolerance, fairness_side)
    fair = None
    if everybody_stays:
        if fairness is not None:
            fair = fair_pairs(problem, pairing, fairness, time_limit=time_limit)
        timed_pairs = in_rounds(problem, pairing.pairs if fair is None else fair.pairs, seed=seed)
    elif fairness is None:
        timed_pairs = fill_rounds(problem, pairing, even_counts=even_counts, seed=seed, time_limit=time_limit)
    else:
        timed_pairs, fair = fair_rounds(
            problem, pairing, fairness, even_counts=even_counts, seed=seed, time_limit=time_limit
        )
    meetings = seat_meetings(problem, spread_idle_rounds(problem, timed_pairs, seed=seed))
    pairs = meetings[:, 2:]
    absent, yields = never_meeting(pairing), yielding(problem)
    return MeetingPlan(
        n_rows=problem.n_rows,
        n_columns=problem.n_columns,
        n_rounds=problem.n_rounds,
        n_tables=problem.n_tables,
        meetings=meetings,
        weights=worth(problem)[pairs[:, 0], pairs[:, 1]],
        certificate=certify(problem, pairing, fair, timed_pairs[:, 1:]),
        even_counts=even_counts,
        novel_pairs=_novel(problem, pairs),
        fairness_side=fairness_side,
        fairness_tolerance=None if fair is None else fairness_tolerance,
        history=problem.row_idled is not None or problem.column_idled is not None,
        absent_rows=tuple(np.flatnonzero(absent[0]).tolist()),
        absent_columns=tuple(np.flatnonzero(absent[1]).tolist()),
        yielding_rows=tuple(np.flatnonzero(yields[0]).tolist()),
        yielding_columns=tuple(np.flatnonzero(yields[1]).tolist()),
        seed=seed,
    )


def _novel(problem: PlanningProblem, pairs: np.ndarray) -> tuple[tuple[int, int], ...]:
    if problem.novelty is None:
        return ()
    novel = novel_pairs(problem)[pairs[:, 0], pairs[:, 1]]
    return tuple(sorted((row, column) for row, column in pairs[novel].tolist()))


def _check_options(fairness_tolerance: float | None, fairness_side: str, seed: int, time_limit: float | None) -> None:
    wrong: list[str] = []
    if fairness_tolerance is not None and not 0 <= fairness_tolerance <= 1:
        wrong.append(f"fairness_tolerance must be None or lie in 0 to 1, not {fairness_tolerance}.")
    if fairness_side not in FAIRNESS_SIDES:
        wrong.append(f"fairness_side must be one of {', '.join(FAIRNESS_SIDES)}, not {fairness_side!r}.")
    wrong += wrong_search_options(seed, time_limit)
    if wrong:
        raise ValueError(" ".join(wrong))
