"""Absences, breaks, locked meetings, tables that come and go -> rounds with nearly the best meetings there can be.

Giving rounds is a list edge colouring, NP-complete in general (Even, Itai & Shamir 1976, doi:10.1137/0205048), so the
result comes with a bound and not with a proof. Rounds are built one after the other along the prices of those that are
left (``guided_rounds``), then two at a time are solved again (``improved_rounds``); with a time limit the search goes
on (``search_rounds``). When demanded pairs or least numbers are still missing, CP-SAT looks for any rounds that have
them (``feasible_rounds``), and these are improved.
"""

from dataclasses import replace
from time import monotonic

import numpy as np

from schedules.b_matching import Start, best_pairs
from schedules.candidates import Candidates
from schedules.feasible_rounds import find_rounds
from schedules.guided_rounds import guided_rounds
from schedules.improved_rounds import Evening, Improvement
from schedules.levels import Integers, Key, Levels
from schedules.pair_network import FIRST_ROW
from schedules.pairing import remaining_flow
from schedules.personal_breaks import without_breaks
from schedules.problem import PlanningProblem
from schedules.search_rounds import search_rounds

MOST_PASSES = 4


def fill_rounds(
    problem: PlanningProblem,
    start: Integers,
    *,
    even_counts: bool,
    seed: int,
    time_limit: float | None,
    begin: Start | None = None,
    goal: Key | None = None,
) -> Integers:
    """Return lines (round, row, column) that keep every rule; raises InfeasiblePlan when a demand does not fit.

    start: lines that could be placed so far, valid but perhaps too few. begin: the ``start`` of the relaxation's
    choice of pairs, computed when it is not given. goal: no key is better; the search ends there.
    Complexity: two min-cost flows on a core of pairs per round, one per two rounds and pass.
    """
    ends = None if time_limit is None else monotonic() + time_limit
    levels = Levels.of(problem, even_counts=even_counts)
    evening = Evening.of(levels)
    begin = _begin(problem) if begin is None else begin
    pairs = _candidates(levels, begin)
    order = np.argsort(evening.tables, kind="stable")
    rounds = order[evening.tables[order] > 0].tolist()
    guess = np.zeros(FIRST_ROW, np.int64)
    for prices in (begin.row_prices, -begin.column_prices):
        guess = np.concatenate([guess, np.rint(prices * levels.units_per_weight).astype(np.int64)])
    open_ = without_breaks(evening.open_, evening.windows, evening.tables)
    lines = guided_rounds(levels, pairs, evening.locked, rounds, open_, evening.tables, guess=guess)
    found = [Improvement(evening, pairs, built) for built in ((lines, start) if len(start) else (lines,))]
    for improvement in found:
        _improve(improvement, rounds, goal)
    best = min(found, key=lambda improvement: improvement.key)
    if ends is not None:
        search_rounds(best, rounds, goal=goal, draws=np.random.default_rng(seed), ends=ends)
    if best.key[:3] != (0, 0, 0):
        left = None if ends is None else max(1.0, ends - monotonic())
        best = Improvement(evening, pairs, find_rounds(problem, best.lines, seed=seed, time_limit=left))
        _improve(best, rounds, goal)
    return best.lines


def _improve(improvement: Improvement, rounds: list[int], goal: Key | None) -> None:
    improvement.fill_up(rounds)
    for _ in range(MOST_PASSES):
        if improvement.key == goal or not improvement.pass_over_pairs(rounds[::-1]):
            break
    improvement.fill_up(rounds)


def _begin(problem: PlanningProblem) -> Start:
    """Return a core of pairs and prices by which to begin, from the relaxation without levels above the weight."""
    flow, _ = remaining_flow(problem, even_counts=False)
    chosen = best_pairs(replace(flow, free_number=True))
    if chosen is None or chosen.start is None:
        rows, columns = np.nonzero(flow.allowed)
        n_rows, n_columns = flow.allowed.shape
        return Start(rows, columns, np.zeros(n_rows), np.zeros(n_columns))
    return chosen.start


def _candidates(levels: Levels, begin: Start) -> Candidates:
    demanded = np.nonzero(levels.demanded)
    rows = np.concatenate([begin.rows, demanded[0]])
    columns = np.concatenate([begin.columns, demanded[1]])
    keys = np.unique(rows * levels.problem.n_columns + columns)
    rows, columns = np.divmod(keys, levels.problem.n_columns)
    open_ = levels.flow.allowed[rows, columns]
    locked = np.zeros_like(levels.demanded)
    for _, _, row, column in levels.problem.locked:
        locked[row, column] = True
    open_ &= ~locked[rows, columns]
    return Candidates.of(levels, rows[open_], columns[open_])
