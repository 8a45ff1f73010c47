"""Meetings in rounds -> chains of meetings that trade two rounds as a whole, people keeping all their rules.

Of the meetings of two rounds, those that hang together by their people form chains (Kempe 1879); only the people at the
two ends of an open chain meet in another round than before when it trades. One that takes a meeting from a round is
traded with one that gives one back, unless tables are left. Absences, locked meetings and breaks bar a chain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import needs_break, presence, tables_per_round, worth
from schedules.problem import PlanningProblem
from schedules.rounds.euler_split import lowest_on_way

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
PLAYED_SHARE = 0.95  # of its even share, what an evening that is cut short has played at least
ROUNDING = 1e-9


class RoundsInTrade:
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
        self.floor = PLAYED_SHARE * self.played[-1] * rounds_played / rounds_played[-1] - ROUNDING

    def plays_too_little(self) -> bool:
        """Return whether an evening that is cut short has played less than its share."""
        return bool((self.played < self.floor).any())

    def keep_what_is_played(self) -> None:
        self.floor = np.minimum(self.floor, self.played - ROUNDING)

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
        self._trade(chains, gain, one, other)

    def bring_forward(self, one: int, other: int) -> None:
        """Let the chains trade that bring weight to the first of two rounds, where too little is played before the
        other."""
        if not (self.played < self.floor)[one:other].any():
            return
        chains = _chains(self.partner_at[one], self.partner_at[other], self.n_rows, closed=True)
        number = chains.numbers(np.arange(self.n_rows))
        rows = np.flatnonzero(number >= 0)
        later, sooner = (self._weights(round_number, rows) for round_number in (other, one))
        gain = np.bincount(number[rows], weights=later - sooner, minlength=len(chains.first))
        self._trade(chains, gain.astype(np.float64), one, other)

    def _weights(self, round_number: int, rows: Integers) -> NDArray[np.float64]:
        pairs = self.pair_at[round_number, rows]
        return np.where(pairs >= 0, self.weights[pairs], 0.0)

    def _trade(self, chains: "_Chains", gain: NDArray[np.float64], one: int, other: int) -> None:
        barred = chains.numbers(self._barred(one, other))
        gain[barred[barred >= 0]] = -np.inf
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
        played = self.played.copy()
        played[one:other] += self._weights(other, rows).sum() - self._weights(one, rows).sum()
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
    """Chains of the meetings of two rounds: their first and last vertices, and the last vertex for each on one."""

    first: Integers
    last: Integers
    last_of: Integers

    def numbers(self, vertices: Integers) -> Integers:
        """Return the number of each vertex's chain, -1 for those on none."""
        number = np.full(len(self.last_of), -1, np.int64)
        number[self.last] = np.arange(len(self.last))
        return number[self.last_of[vertices]]

    def vertices_of(self, chains: Integers) -> Integers:
        wanted = np.zeros(len(self.last_of), np.bool_)
        wanted[self.last[chains]] = True
        return np.flatnonzero(wanted[self.last_of])


def _chains(partner_in_one: Integers, partner_in_other: Integers, n_rows: int, *, closed: bool = False) -> _Chains:
    """Return the chains of two rounds, with ``closed`` those that close up too: any vertex is their first and last."""
    # walk rows to columns by the meetings of the first round, back by those of the second
    following = np.concatenate([partner_in_one[:n_rows], partner_in_other[n_rows:]])
    preceding = np.concatenate([partner_in_other[:n_rows], partner_in_one[n_rows:]])
    first = np.flatnonzero((following >= 0) & (preceding < 0))
    one_step = following = np.where(following < 0, np.arange(len(following)), following)
    last = following[first]
    while not np.array_equal(last, following[last]):
        following = following[following]
        last = following[first]
    chains = _Chains(first, last, following)
    if not closed:
        return chains
    around = np.flatnonzero((chains.numbers(np.arange(len(following))) < 0) & (one_step != np.arange(len(following))))
    lowest = lowest_on_way(one_step)
    last_of = following.copy()
    last_of[around] = lowest[around]
    ends = np.unique(lowest[around])
    return _Chains(np.concatenate([first, ends]), np.concatenate([last, ends]), last_of)


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
