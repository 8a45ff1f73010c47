"""Meetings in rounds -> the same meetings in rounds where nobody idles twice in a row, as far as that can be had.

Chains of meetings trade two rounds as a whole (``round_trades``); a person is on one chain of two rounds only, so all
that pay are traded at once. Pairs of rounds are gone through until nothing changes; trades that neither pay nor cost
lead on from there. Where an evening that is cut short would have lost too much, trades bring weight forward first.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import presence
from schedules.problem import PlanningProblem
from schedules.rounds.round_trades import RoundsInTrade

Integers = NDArray[np.int64]
# small evenings are gone through more often, and longer without gain
FEW_SHARE = 0.01  # of the meetings: for so few idle rounds one sweep without gain ends it
MEETINGS_SWEPT, SWEEPS, MEETINGS_WITHOUT_GAIN, SWEEPS_WITHOUT_GAIN = 6000, (10, 40), 3000, (3, 15)


def consecutive_idle_rounds(problem: PlanningProblem, timed_pairs: Integers) -> tuple[Integers, Integers]:
    """Return how often each row and each column idles in two rounds in a row, being there in both.

    timed_pairs: lines (round, row, column). Three idle rounds in a row count twice. O(participants n_rounds).
    """
    counts = []
    for part, there in zip((1, 2), presence(problem), strict=True):
        idle = there.copy()
        idle[timed_pairs[:, part], timed_pairs[:, 0]] = False
        counts.append((idle[:, 1:] & idle[:, :-1]).sum(axis=1))
    return counts[0], counts[1]


def spread_idle_rounds(problem: PlanningProblem, timed_pairs: Integers, *, seed: int) -> Integers:
    """Return the lines (round, row, column) in other rounds, with fewer people who idle twice in a row.

    Every rule kept stays kept. After r of R rounds, breaks of all not counted, at least 0.95 r / R of the weight is
    played, or as much as trades could bring forward when it was less. seed: which trades that do not pay are made.
    O(R^2 n log n) a sweep, n participants.
    """
    if not len(timed_pairs):
        return timed_pairs
    rounds = RoundsInTrade(problem, timed_pairs)
    pairs_of_rounds = [(one, other) for one in range(problem.n_rounds) for other in range(one + 1, problem.n_rounds)]
    for one, other in pairs_of_rounds if rounds.plays_too_little() else ():
        rounds.bring_forward(one, other)
    rounds.keep_what_is_played()
    unavoidable = sum(int(side.sum()) for side in least_consecutive(problem, timed_pairs))
    best, fewest = rounds.of_pairs(), rounds.n_consecutive()
    rng = np.random.default_rng(seed)
    without_gain, sweeps_left = 0, int(np.clip(MEETINGS_SWEPT // len(timed_pairs), *SWEEPS))
    patience = int(np.clip(MEETINGS_WITHOUT_GAIN // len(timed_pairs), *SWEEPS_WITHOUT_GAIN))
    if fewest - unavoidable <= FEW_SHARE * len(timed_pairs):
        patience = 1
    while fewest > unavoidable and sweeps_left and without_gain < patience:
        sweeps_left -= 1
        for one, other in pairs_of_rounds:
            rounds.trade(one, other, rng, shake=without_gain > 0)
        count = rounds.n_consecutive()
        without_gain = 0 if count < fewest else without_gain + 1
        if count < fewest:
            best, fewest = rounds.of_pairs(), count
    return np.column_stack([best, timed_pairs[:, 1:]])


def least_consecutive(problem: PlanningProblem, timed_pairs: Integers) -> tuple[Integers, Integers]:
    """Return how often each row and each column has to idle twice in a row, having as many meetings as they have.

    Each person alone: of L rounds in a row with somebody there, a meeting parts L - 1 times two idle rounds by two at
    best. O(participants n_rounds).
    """
    counts = []
    for part, there in zip((1, 2), presence(problem), strict=True):
        outside = np.zeros((len(there), 1), np.bool_)
        there = np.concatenate([outside, there, outside], axis=1)
        who, starts = np.nonzero(there[:, 1:] & ~there[:, :-1])
        lengths = np.nonzero(there[:, :-1] & ~there[:, 1:])[1] - starts
        in_a_row, by_two, by_one = (
            np.bincount(who, weights=some, minlength=len(there)).astype(np.int64)
            for some in (lengths - 1, (lengths - 1) // 2, (lengths + 1) % 2)
        )
        meetings = np.bincount(timed_pairs[:, part], minlength=len(there))
        parted = 2 * np.minimum(meetings, by_two) + np.clip(meetings - by_two, 0, by_one)
        counts.append(in_a_row - parted)
    return counts[0], counts[1]
