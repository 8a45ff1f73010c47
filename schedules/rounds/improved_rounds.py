"""Meetings in rounds -> better ones, by solving two rounds at a time again until no two can be improved."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from schedules.constraints import needs_break, presence, tables_per_round
from schedules.rounds.candidates import Candidates
from schedules.rounds.joint_rounds import Standing, best_pairs_of_rounds
from schedules.rounds.levels import Integers, Key, Levels, Truths
from schedules.rounds.partial_gains import Pairs, trades
from schedules.rounds.personal_breaks import without_breaks
from schedules.rounds.two_rounds import FREE, LEFT_OUT, in_turns

MOST_TRADES = 24  # of two rounds, the best ones first: each is a walk through all meetings of both


@dataclass(frozen=True)
class Evening:
    """Rounds and who is there: ``open_`` (n, n_rounds) without the rounds of locked meetings, ``tables`` less the
    locked meetings, the window of those who need a round free, (n, 2), -1 for all others."""

    levels: Levels
    locked: Integers
    open_: tuple[Truths, Truths]
    tables: Integers
    windows: tuple[Integers, Integers]

    @classmethod
    def of(cls, levels: Levels) -> "Evening":
        problem = levels.problem
        locked = np.array([(r, row, column) for r, _, row, column in problem.locked], np.int64).reshape(-1, 3)
        open_, windows = [], []
        given = (problem.row_breaks, problem.column_breaks)
        for part, (there, needed) in enumerate(zip(presence(problem), needs_break(problem), strict=True)):
            there = there.copy()
            there[locked[:, 1 + part], locked[:, 0]] = False
            open_.append(there)
            window, asked = np.full((len(there), 2), FREE, np.int64), given[part]
            if asked is not None:
                window[needed] = asked[needed]
            windows.append(window)
        tables = tables_per_round(problem) - np.bincount(locked[:, 0], minlength=problem.n_rounds)
        tables = np.minimum(tables, np.minimum(open_[0].sum(axis=0), open_[1].sum(axis=0)))
        return cls(levels, locked, (open_[0], open_[1]), tables, (windows[0], windows[1]))

    def scarcest_first(self) -> list[int]:
        """Return the rounds that have tables: first those with the fewest people to spare, then the smallest."""
        people = np.minimum(self.open_[0].sum(axis=0), self.open_[1].sum(axis=0))
        order = np.lexsort((self.tables, people - self.tables))
        return [int(round_number) for round_number in order if self.tables[round_number]]

    def seats(self, round_number: int) -> int:
        """Return how many meetings a round can have, the locked ones included."""
        return int(self.tables[round_number] + (self.locked[:, 0] == round_number).sum())

    def break_missing(self, lines: Integers) -> bool:
        """Return whether somebody meets in all rounds of their window; only locked meetings can bring that about."""
        for part in (0, 1):
            for participant in np.flatnonzero(self.windows[part][:, 0] >= 0).tolist():
                first, last = self.windows[part][participant].tolist()
                mine = lines[lines[:, 1 + part] == participant, 0]
                if int(((mine >= first) & (mine <= last)).sum()) > last - first:
                    return True
        return False

    def open_in(self, lines: Integers, rounds: list[int]) -> tuple[Truths, Truths]:
        """Return who can meet in which round, (n, n_rounds), when ``rounds`` are built beside ``lines`` and every break
        that these do not leave free is left in ``rounds``."""
        windows = []
        for part in (0, 1):
            window = self.windows[part].copy()
            for participant in np.flatnonzero(window[:, 0] >= 0).tolist():
                first, last = window[participant].tolist()
                mine = lines[lines[:, 1 + part] == participant, 0]
                within = sum(first <= r <= last for r in rounds)
                if len(set(mine[(mine >= first) & (mine <= last)].tolist())) + within < last - first + 1:
                    window[participant] = FREE
            windows.append(window)
        torn = np.zeros(self.levels.problem.n_rounds, np.bool_)
        torn[rounds] = True
        open_ = self.open_[0] & torn, self.open_[1] & torn
        return without_breaks(open_, (windows[0], windows[1]), self.tables)

    def open_for(self, part: int, lines: Integers, rounds: tuple[int, ...]) -> tuple[Integers, Integers, Truths]:
        """Return of one side, all other rounds standing: how often each can meet in ``rounds``, the only round of them
        for each who is there in one (FREE for the others), and who is there in which, (n, len(rounds)).

        lines: those that stand. A break that the other rounds do not leave free must be left free in these.
        """
        there = self.open_[part][:, list(rounds)].copy()
        caps = there.sum(axis=1)
        window = self.windows[part]
        for participant in np.flatnonzero(window[:, 0] >= 0).tolist():
            first, last = window[participant].tolist()
            within = [place for place, r in enumerate(rounds) if first <= r <= last]
            mine = lines[lines[:, 1 + part] == participant, 0]
            busy = len(set(mine[(mine >= first) & (mine <= last)].tolist()))
            if not within or busy + len(within) < last - first + 1:
                continue  # the break lies in another round
            if len(within) == 1:
                there[participant, within[0]] = False
                caps[participant] = there[participant].sum()
            else:
                caps[participant] = min(caps[participant], there[participant].sum() - 1)
        only = np.full(len(there), FREE, np.int64)
        for place in range(len(rounds)):
            only[there[:, place] & (there.sum(axis=1) == 1)] = place
        return caps, only, there


class Improvement:
    """Lines that keep every rule, and the search for better ones; ``lines`` and ``key`` are the best so far."""

    def __init__(self, evening: Evening, pairs: Candidates, lines: Integers) -> None:
        self.evening, self.levels, self.pairs = evening, evening.levels, pairs
        self.lines = lines
        self.key: Key = self.levels.key(lines)
        self.changes = np.zeros(self.levels.problem.n_rounds, np.int64)  # how often each round has changed
        self.tried: dict[tuple[int, int], tuple[int, int]] = {}

    def pass_over_twos(self, rounds: list[int], *, most: int, goal: Key | None = None) -> None:
        """Solve all twos of the rounds again, in their order, until nothing improves or ``most`` have been solved."""
        while True:
            before = self.key
            for one, other in combinations(rounds, 2):
                first, second = min(one, other), max(one, other)
                if self.tried.get((first, second)) == self._state(first, second):
                    continue
                if not most or self.key == goal:
                    return
                most -= 1
                self.solve_two(first, second)
                self.tried[first, second] = self._state(first, second)
            if self.key == before:
                return

    def _state(self, first: int, second: int) -> tuple[int, int]:
        return int(self.changes[first]), int(self.changes[second])

    def solve_one(self, round_number: int, *, all_pairs: bool = False) -> bool:
        """Choose one round anew; return whether it became better."""
        return self._accept(self._one(self.lines, round_number, all_pairs=all_pairs), (round_number,))

    def solve_two(self, first: int, second: int, *, draws: np.random.Generator | None = None) -> bool:
        """Choose two rounds anew; return whether they became better. With ``draws`` they also change without gain."""
        rounds = (first, second)
        standing = self.without(self.lines, rounds)
        sides = [self.evening.open_for(part, standing, rounds) for part in (0, 1)]
        here = self._left(self.pairs, standing, sides[0][2], sides[1][2])
        tables = int(self.evening.tables[first]), int(self.evening.tables[second])
        caps = sides[0][0], sides[1][0]
        chosen = best_pairs_of_rounds(self.levels, here, Standing.of(self.levels, standing), caps, sum(tables))
        found = np.column_stack([np.full(len(chosen[0]), first), *chosen])
        gains = self.levels.key(np.concatenate([standing, found])) < self.key
        if not gains and draws is None:
            return False
        mine = np.isin(self.lines[:, 0], rounds) & ~self._is_locked(self.lines)
        current = self.lines[mine, 1], self.lines[mine, 2]
        bound = sides[0][1], sides[1][1]

        def placed(pairs: tuple[Integers, Integers]) -> tuple[Integers, int]:
            turns = in_turns(self.levels, pairs, bound, tables, draws)
            lines = np.column_stack([np.where(turns == 0, first, second), *pairs])[turns != LEFT_OUT]
            return np.concatenate([standing, lines]), int((turns == LEFT_OUT).sum())

        if not gains:
            return self._accept(placed(current)[0], rounds, neutral=True)
        lines, n_left_out = placed(chosen)
        if not n_left_out:
            return self._accept(lines, rounds)
        lines = self._one(self._one(lines, first), second)
        partly = self._partly(current, chosen, placed)
        if partly is not None and self.levels.key(partly) < self.levels.key(lines):
            lines = partly
        return self._accept(lines, rounds)

    def _partly(
        self, current: Pairs, chosen: Pairs, placed: Callable[[Pairs], tuple[Integers, int]]
    ) -> Integers | None:
        """Return lines with those trades towards the chosen pairs after which all find their round, None if none do."""
        rows, columns = (np.concatenate([current[part], chosen[part]]) for part in (0, 1))
        sign = np.where(np.arange(len(rows)) < len(current[0]), -1, 1)
        costs = self.levels.costs
        values = self.levels.units[rows, columns] + costs.demanded * self.levels.demanded[rows, columns] + costs.meeting
        found = trades(current, chosen, self.levels.problem.n_columns)
        found.sort(key=lambda trade: -int((sign * values)[trade].sum()))
        meets = sign < 0
        best = None
        for trade in found[:MOST_TRADES]:
            meets[trade] = ~meets[trade]
            names = self.levels.names(rows[meets], columns[meets])
            lines, n_left_out = placed((rows[meets], columns[meets]))
            if n_left_out or len(np.unique(names)) < len(names):  # colleagues may have traded places
                meets[trade] = ~meets[trade]
            else:
                best = lines
        return best

    def fill_up(self, rounds: list[int]) -> None:
        """Choose from all pairs the rounds in which tables stay empty."""
        for round_number in rounds:
            if int((self.lines[:, 0] == round_number).sum()) < self.evening.seats(round_number):
                self.solve_one(round_number, all_pairs=True)

    def take(self, lines: Integers, rounds: tuple[int, ...]) -> bool:
        """Go on from these lines if they are not worse; return whether they are better."""
        return self._accept(lines, rounds, neutral=True)

    def _one(self, lines: Integers, round_number: int, *, all_pairs: bool = False) -> Integers:
        """Return the lines with one round chosen anew."""
        standing = self.without(lines, (round_number,))
        sides = [self.evening.open_for(part, standing, (round_number,)) for part in (0, 1)]
        pairs = self.pairs
        if all_pairs:
            pairs = Candidates.of(self.levels, *np.nonzero(self.levels.flow.allowed))
        here = self._left(pairs, standing, sides[0][2], sides[1][2])
        caps, tables = (sides[0][0], sides[1][0]), int(self.evening.tables[round_number])
        chosen = best_pairs_of_rounds(self.levels, here, Standing.of(self.levels, standing), caps, tables)
        return np.concatenate([standing, np.column_stack([np.full(len(chosen[0]), round_number), *chosen])])

    def without(self, lines: Integers, rounds: tuple[int, ...]) -> Integers:
        """Return the lines that stand when these rounds are chosen anew: all others, and what is locked."""
        kept = lines[:, 0] != rounds[0]
        for round_number in rounds[1:]:
            kept &= lines[:, 0] != round_number
        kept |= self._is_locked(lines)
        left: Integers = lines[kept]
        return left

    def _is_locked(self, lines: Integers) -> Truths:
        columns, locked = self.levels.problem.n_columns, self.evening.locked
        fixed: Truths = np.zeros(len(lines), np.bool_)
        if len(locked):
            fixed |= np.isin(lines[:, 1] * columns + lines[:, 2], locked[:, 1] * columns + locked[:, 2])
        return fixed

    def _left(self, pairs: Candidates, standing: Integers, row_open: Truths, column_open: Truths) -> Candidates:
        """Return the candidates who are there together in one of the rounds, (n, rounds), and whose organisations do
        not meet in the rounds that stand."""
        met = np.zeros(int(pairs.names.max(initial=0)) + 1, np.bool_)
        names = self.levels.names(standing[:, 1], standing[:, 2])
        met[names[names < len(met)]] = True
        together = (row_open[pairs.rows] & column_open[pairs.columns]).any(axis=1)
        return pairs.only(together & ~met[pairs.names])

    def _accept(self, lines: Integers, rounds: tuple[int, ...], *, neutral: bool = False) -> bool:
        key = self.levels.key(lines)
        better = key < self.key
        if better or (neutral and key == self.key):
            self.lines, self.key = lines, key
            self.changes[list(rounds)] += 1
        return better
