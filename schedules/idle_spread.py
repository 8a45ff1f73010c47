"""Meetings in rounds -> the same meetings in rounds where nobody idles twice in a row, as far as that can be had.

Of the meetings of two rounds, those that hang together by their people (Kempe 1879) can trade rounds as a whole: only
the people at the two ends of such a chain idle in another round than before. A person is on one chain only, so all
chains of two rounds that pay are traded at once; one that takes a meeting from a round is traded with one that gives
one back, unless tables are left. Absences, locked meetings and breaks bar a chain. Pairs of rounds are gone through
until nothing changes; trades that neither pay nor cost lead on from there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import needs_break, presence, tables_per_round, worth
from schedules.problem import PlanningProblem

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
PLAYED_SHARE = 0.95  # of its even share, what an evening that is cut short has played at least
ROUNDING = 1e-9
MEETINGS_SWEPT, SWEEPS, PATIENCE = 6000, (10, 40), 15  # small evenings are gone through more often


def consecutive_idle_rounds(problem: PlanningProblem, timed_pairs: Integers) -> tuple[Integers, Integers]:
    """Return how often each row and each column idles in two rounds in a row, being there in both.

    timed_pairs: lines (round, row, column). Three idle rounds in a row count twice. O(participants n_rounds).
    """
    counts = []
    for part, there in zip((1, 2), presence(problem), strict=True):
        idle = there.copy()
        idle[timed_pairs[:, part], timed_pairs[:, 0]] = False
        counts.append(_consecutive(idle))
    return counts[0], counts[1]


def spread_idle_rounds(problem: PlanningProblem, timed_pairs: Integers, *, seed: int) -> Integers:
    """Return the lines (round, row, column) in other rounds, with fewer people who idle twice in a row.

    Every rule kept stays kept. After r of R rounds, breaks of all not counted, at least 0.95 r / R of the weight is
    played, or what it was before when that was less. seed: which trades that do not pay are made. O(R^2 n log n) a
    sweep, n participants.
    """
    unavoidable, fewest = (
        sum(int(side.sum()) for side in found(problem, timed_pairs))
        for found in (least_consecutive, consecutive_idle_rounds)
    )
    if fewest == unavoidable:
        return timed_pairs
    rounds = _Rounds(problem, timed_pairs)
    best = timed_pairs[:, 0]
    rng = np.random.default_rng(seed)
    pairs_of_rounds = [(one, other) for one in range(problem.n_rounds) for other in range(one + 1, problem.n_rounds)]
    without_gain = 0
    for _ in range(int(np.clip(MEETINGS_SWEPT // len(timed_pairs), *SWEEPS)) if len(timed_pairs) else 0):
        for one, other in pairs_of_rounds:
            rounds.trade(one, other, rng, shake=without_gain > 0)
        count = rounds.n_consecutive()
        without_gain = 0 if count < fewest else without_gain + 1
        if count < fewest:
            best, fewest = rounds.of_pairs(), count
        if fewest == unavoidable or without_gain == PATIENCE:
            break
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


def _consecutive(idle: Flags) -> Integers:
    counts: Integers = (idle[:, 1:] & idle[:, :-1]).sum(axis=1)
    return counts


class _Rounds:
    """Who has which pair in which round, one line per round; rows and columns are vertices of one list."""

    def __init__(self, problem: PlanningProblem, timed_pairs: Integers) -> None:
        n_rounds, self.n_rows = problem.n_rounds, problem.n_rows
        self.there = np.concatenate(presence(problem)).T.copy()
        ends = timed_pairs[:, 1], problem.n_rows + timed_pairs[:, 2]
        self.pair_at = np.full(self.there.shape, -1, np.int64)
        self.partner_at = self.pair_at.copy()
        for end, partner in (ends, ends[::-1]):
            self.pair_at[timed_pairs[:, 0], end] = np.arange(len(timed_pairs))
            self.partner_at[timed_pairs[:, 0], end] = partner
        self.busy = self.pair_at >= 0
        self.idle = np.zeros((n_rounds + 2, self.there.shape[1]), np.int8)  # nobody idles before or after the evening
        self.idle[1:-1] = self.there & ~self.busy
        self.fixed = np.zeros(self.there.shape, np.bool_)
        for round_number, _, row, column in problem.locked:
            self.fixed[round_number, [row, problem.n_rows + column]] = True
        self.in_break = _break_windows(problem).T.copy()
        self.tables = tables_per_round(problem)
        self.sizes = np.bincount(timed_pairs[:, 0], minlength=n_rounds)
        self.weights = worth(problem)[timed_pairs[:, 1], timed_pairs[:, 2]]
        self.played = np.cumsum(np.bincount(timed_pairs[:, 0], weights=self.weights, minlength=n_rounds))
        rounds_played = np.cumsum(self.tables > 0)
        even = PLAYED_SHARE * self.played[-1] * rounds_played / rounds_played[-1]
        self.floor = np.minimum(even, self.played) - ROUNDING

    def n_consecutive(self) -> int:
        return int(np.count_nonzero(self.idle[1:] & self.idle[:-1]))

    def of_pairs(self) -> Integers:
        round_of = np.zeros(len(self.weights), np.int64)
        rounds, rows = np.nonzero(self.busy[:, : self.n_rows])
        round_of[self.pair_at[rounds, rows]] = rounds
        return round_of

    def trade(self, one: int, other: int, rng: np.random.Generator, *, shake: bool) -> None:
        """Let the chains of two rounds trade them where that pays, and half of those that cost nothing; ``shake``: even
        if none pays."""
        gains = self._gains(one, other)
        if gains.max(initial=0) <= 0 and not shake:
            return
        chains = _chains(self.partner_at[one], self.partner_at[other], self.n_rows)
        gain = (gains[chains.first] + gains[chains.last]).astype(np.float64)
        gain += np.where(rng.random(len(gain)) < 0.5, 0.25, -0.25)
        gain[chains.of_vertices(self._barred(one, other))] = -np.inf
        # a chain between the two sides takes a meeting from one round to the other
        lost = (chains.first < self.n_rows).astype(np.int64) - (chains.last < self.n_rows)
        spare = (int(self.tables[one] - self.sizes[one]), int(self.tables[other] - self.sizes[other]))
        chosen = _paying(gain, lost, spare)
        if len(chosen):
            self._move(chains, chosen, lost, one, other)

    def _gains(self, one: int, other: int) -> NDArray[np.int8]:
        """Return for each vertex how many consecutive idle rounds it loses when it trades the two rounds."""
        idle = self.idle
        before = idle[one + 1], idle[other + 1]
        after = tuple((self.there[a] & ~self.busy[b]).view(np.int8) for a, b in ((one, other), (other, one)))
        beside_one, beside_other = idle[one].copy(), idle[other + 2].copy()
        if other > one + 1:
            beside_one += idle[one + 2]
            beside_other += idle[other]
        gains: NDArray[np.int8] = (before[0] - after[0]) * beside_one + (before[1] - after[1]) * beside_other
        if other == one + 1:
            gains += before[0] * before[1] - after[0] * after[1]
        return gains

    def _barred(self, one: int, other: int) -> Integers:
        """Return who cannot trade these two rounds: absent, locked, or in need of the break."""
        barred = (self.busy[one] & ~self.there[other]) | (self.busy[other] & ~self.there[one])
        barred |= self.fixed[one] | self.fixed[other]
        who = np.flatnonzero(self.in_break.any(axis=0))
        if len(who):
            busy = self.busy[:, who]
            busy[[one, other]] = busy[[other, one]]
            barred[who] |= (busy | ~self.in_break[:, who]).all(axis=0)
        return np.flatnonzero(barred)

    def _move(self, chains: "_Chains", chosen: Integers, lost: Integers, one: int, other: int) -> None:
        moved = chains.vertices_of(chosen)
        rows = moved[moved < self.n_rows]
        leaving, coming = (self.pair_at[round_number, rows] for round_number in (one, other))
        played = self.played.copy()
        played[one:other] += self.weights[coming[coming >= 0]].sum() - self.weights[leaving[leaving >= 0]].sum()
        if (played < np.minimum(self.floor, self.played)).any():
            return
        self.played = played
        for lines in (self.pair_at, self.partner_at, self.busy):
            lines[one, moved], lines[other, moved] = lines[other, moved], lines[one, moved]
        for round_number in (one, other):
            self.idle[round_number + 1] = self.there[round_number] & ~self.busy[round_number]
        n_lost = int(lost[chosen].sum())
        self.sizes[one] -= n_lost
        self.sizes[other] += n_lost


@dataclass(frozen=True)
class _Chains:
    """The open chains of two rounds: their first and last vertices, and the last vertex for each vertex on one."""

    first: Integers
    last: Integers
    last_of: Integers

    def of_vertices(self, vertices: Integers) -> Integers:
        number = np.full(len(self.last_of), -1, np.int64)
        number[self.last] = np.arange(len(self.last))
        found = number[self.last_of[vertices]]
        return found[found >= 0]

    def vertices_of(self, chains: Integers) -> Integers:
        wanted = np.zeros(len(self.last_of), np.bool_)
        wanted[self.last[chains]] = True
        return np.flatnonzero(wanted[self.last_of])


def _chains(partner_in_one: Integers, partner_in_other: Integers, n_rows: int) -> _Chains:
    # walk rows to columns by the meetings of the first round, back by those of the second
    following = np.concatenate([partner_in_one[:n_rows], partner_in_other[n_rows:]])
    preceding = np.concatenate([partner_in_other[:n_rows], partner_in_one[n_rows:]])
    first = np.flatnonzero((following >= 0) & (preceding < 0))
    following = np.where(following < 0, np.arange(len(following)), following)
    last = following[first]
    while not np.array_equal(last, following[last]):
        following = following[following]
        last = following[first]
    return _Chains(first, last, following)


def _break_windows(problem: PlanningProblem) -> Flags:
    """Return, for each vertex who needs a break, the rounds of which one stays free, (n_rows + n_columns, n_rounds)."""
    found = []
    for windows, needed in zip((problem.row_breaks, problem.column_breaks), needs_break(problem), strict=True):
        inside = np.zeros((len(needed), problem.n_rounds), np.bool_)
        for participant in np.flatnonzero(needed).tolist():
            first, last = windows[participant].tolist() if windows is not None else (0, -1)
            inside[participant, first : last + 1] = True
        found.append(inside)
    return np.concatenate(found)


def _paying(gain: NDArray[np.float64], lost: Integers, spare: tuple[int, int]) -> Integers:
    """Return the chains to trade, of most gain, when the first round may grow by spare[0], the second by spare[1]."""
    even = np.flatnonzero((lost == 0) & (gain > 0))
    takers, givers = (_by_gain(gain, np.flatnonzero((lost == sign) & (gain > -np.inf))) for sign in (1, -1))
    n_taken, n_given = (int((gain[some] > 0).sum()) for some in (takers, givers))
    # too many meetings on one side: leave out what gains least there, or trade what costs least on the other side
    if n_taken - n_given > spare[1]:
        n_taken, n_given = _balanced(gain[takers], gain[givers], n_taken, n_given, n_taken - n_given - spare[1])
    elif n_given - n_taken > spare[0]:
        n_given, n_taken = _balanced(gain[givers], gain[takers], n_given, n_taken, n_given - n_taken - spare[0])
    return np.concatenate([even, takers[:n_taken], givers[:n_given]])


def _by_gain(gain: NDArray[np.float64], chains: Integers) -> Integers:
    return chains[np.argsort(-gain[chains], kind="stable")]


def _balanced(
    many: NDArray[np.float64], few: NDArray[np.float64], n_many: int, n_few: int, excess: int
) -> tuple[int, int]:
    dropped, added = many[:n_many][::-1], -few[n_few:]
    costs = np.concatenate([dropped, added])
    cheapest = np.argsort(costs, kind="stable")[:excess]
    n_dropped = int((cheapest < len(dropped)).sum())
    return n_many - n_dropped, n_few + excess - n_dropped
