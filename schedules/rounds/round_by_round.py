"""Absences, breaks, locked meetings, tables that come and go -> rounds with nearly the best meetings there can be.

Giving rounds is a list edge colouring, NP-complete in general (Even, Itai & Shamir 1976, doi:10.1137/0205048), so the
result comes with a bound and not with a proof. Rounds are built one after the other along the prices of those that are
left (``guided_rounds``), then two at a time are solved again (``improved_rounds``); with a time limit the search goes
on (``search_rounds``). When demanded pairs or least numbers are still missing, CP-SAT looks for any rounds that have
them (``feasible_rounds``), and these are improved.
"""

from time import monotonic

import numpy as np

from schedules.pairs.flow_of_pairs import Start
from schedules.pairs.pair_network import FIRST_ROW
from schedules.pairs.pairing import Pairing
from schedules.problem import PlanningProblem
from schedules.rounds.candidates import Candidates
from schedules.rounds.feasible_rounds import find_rounds
from schedules.rounds.guided_rounds import guided_rounds
from schedules.rounds.improved_rounds import Evening, Improvement
from schedules.rounds.levels import Integers, Key, Levels
from schedules.rounds.personal_breaks import without_breaks
from schedules.rounds.search_rounds import search_rounds

GOOD_ENOUGH = 0.03  # of the greatest worth: pairs that miss their prices by less are candidates too
CELLS_TO_LOOK_AT = 4_000_000
PRICED_EVERY = 4
FEW_MEETINGS, MANY_MEETINGS = 500, 2400
MOST_TWOS = 112  # four passes over eight rounds
FEWEST_STEPS, MOST_STEPS, STEPS_TIMES_MEETINGS = 8, 16, 1600
NEAR = 0.002  # of the weight


def fill_rounds(
    problem: PlanningProblem, pairing: Pairing, *, even_counts: bool, seed: int, time_limit: float | None
) -> Integers:
    """Return lines (round, row, column) that keep every rule; raises InfeasiblePlan when a demand does not fit.

    pairing: the best choice of pairs without rounds: when these, or others as good, have all found a round, the search
    ends; its prices are what the rounds begin with. time_limit: seconds to search on; without it the work is the same
    on every machine, least where an evening is neither small nor large.
    Complexity: two min-cost flows on a core of pairs per round, one for each two rounds that are solved again.
    """
    ends = None if time_limit is None else monotonic() + time_limit
    levels = Levels.of(problem, even_counts=even_counts)
    evening = Evening.of(levels)
    pairs, begin = pairing.pairs, pairing.chosen.start
    candidates = _candidates(levels, begin, pairs)
    goal = levels.key(np.column_stack([np.zeros(len(pairs), np.int64), pairs]))
    rounds = evening.scarcest_first()
    draws = np.random.default_rng(seed)
    best = Improvement(evening, candidates, _built(evening, candidates, rounds, begin))
    _improve(best, rounds, goal, draws)
    if ends is not None:
        search_rounds(best, rounds, goal=goal, draws=draws, ends=ends)
    if best.key[:3] != (0, 0, 0) or evening.break_missing(best.lines):
        left = None if ends is None else max(1.0, ends - monotonic())
        best = Improvement(evening, candidates, find_rounds(problem, best.lines, seed=seed, time_limit=left))
        _improve(best, rounds, goal, draws)
    return best.lines


def _built(evening: Evening, candidates: Candidates, rounds: list[int], begin: Start) -> Integers:
    levels = evening.levels
    nodes = np.concatenate([np.zeros(FIRST_ROW), begin.row_prices, -begin.column_prices])
    return guided_rounds(
        levels,
        candidates,
        evening.locked,
        rounds,
        without_breaks(evening.open_, evening.windows, evening.tables),
        evening.tables,
        guess=np.rint(nodes * levels.units_per_weight).astype(np.int64),
        first=_first_prices(levels, candidates, begin) if levels.weight_alone else None,
        priced_every=PRICED_EVERY if levels.weight_alone and int(evening.tables.sum()) > FEW_MEETINGS else 1,
    )


def _improve(improvement: Improvement, rounds: list[int], goal: Key, draws: np.random.Generator) -> None:
    n_meetings = int(improvement.evening.tables.sum())
    improvement.fill_up(rounds)
    improvement.pass_over_twos(rounds[::-1], most=_twos(improvement, goal), goal=goal)
    if 0 < n_meetings <= FEW_MEETINGS:
        steps = min(MOST_STEPS, max(FEWEST_STEPS, STEPS_TIMES_MEETINGS // n_meetings))
        search_rounds(improvement, rounds, goal=goal, draws=draws, most_steps=steps)
    improvement.fill_up(rounds)


def _twos(improvement: Improvement, goal: Key) -> int:
    """Return how many times two rounds are solved again: often where it is quick, where a plan takes long anyway, or
    where much may be missing; hardly ever in between."""
    n_meetings = int(improvement.evening.tables.sum())
    if n_meetings <= FEW_MEETINGS:
        return MOST_TWOS
    near = improvement.key[:-1] == goal[:-1] and improvement.key[-1] <= (1 - NEAR) * goal[-1]
    if near and improvement.levels.weight_alone:
        return int(MOST_TWOS * min(1.0, (n_meetings / MANY_MEETINGS) ** 5))
    return MOST_TWOS // 2


def _first_prices(levels: Levels, candidates: Candidates, begin: Start) -> tuple[Integers, Integers]:
    """Return gain and cost of each candidate by the prices of the relaxation."""
    prices = begin.row_prices[candidates.rows] + begin.column_prices[candidates.columns]
    ends = np.rint(prices * levels.units_per_weight).astype(np.int64)
    return candidates.values - ends, ends + levels.costs.meeting


def _candidates(levels: Levels, begin: Start, pairs: Integers) -> Candidates:
    """Return the core, the chosen and demanded pairs and all that nearly pay their prices, without locked ones."""
    chosen = levels.demanded.copy()
    chosen[begin.rows, begin.columns] = True
    chosen[pairs[:, 0], pairs[:, 1]] = True
    if chosen.size <= CELLS_TO_LOOK_AT:
        worth = levels.flow.weights
        chosen |= worth - begin.row_prices[:, None] - begin.column_prices > -GOOD_ENOUGH * float(worth.max())
    chosen &= levels.flow.allowed
    for _, _, row, column in levels.problem.locked:
        chosen[row, column] = False
    return Candidates.of(levels, *np.nonzero(chosen))
