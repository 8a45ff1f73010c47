"""A situation -> the rounds to come with few changed cells, worth at least what is asked, for evenings of any size.

A Lagrangian search: every changed cell has a price, rounds are solved one after the other at that price, and the price
falls until the plan is heavy enough; where single rounds get stuck, two are solved one after the other with both free.
Then rounds are solved again at higher prices wherever the slack allows. Every step is exact for its round, the whole is
not: the bound says how far it may be.
"""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from schedules.repairing.rounds_to_come import RoundsToCome

Integers = NDArray[np.int64]
HIGHEST_PRICE = 16.0
PRICES = tuple(0.5**step for step in range(1, 9))
FACTORS = (8.0, 2.0, 1.3)
MOST_SWEEPS = 4
MANY_PEOPLE = 300  # of one side: beyond, two rounds at once cost seconds and are tried at the lowest prices only


def least_changed(rounds: RoundsToCome, kept: Integers, n_meetings: int) -> Integers:
    """Return lines (round, row, column) with as many meetings as found, changing only what must change.

    First only people without a meeting are put together; others move when that is not enough for ``n_meetings``.
    """
    stays = {tuple(line) for line in kept.tolist()}
    timed, value = kept, _value(rounds, kept, HIGHEST_PRICE)
    for _ in range(2):
        for round_number in range(rounds.from_round, len(rounds.tables)):
            here = timed[:, 0] == round_number
            here[here] = [tuple(line) not in stays for line in timed[here].tolist()]
            tried = rounds.filled(timed[~here], round_number, HIGHEST_PRICE)
            tried_value = _value(rounds, tried, HIGHEST_PRICE)
            if tried_value < value:
                timed, value = tried, tried_value
    if len(timed) == n_meetings and value[0][:2] == (0, 0):
        return timed
    return _swept(rounds, timed, HIGHEST_PRICE)


def heaviest(rounds: RoundsToCome, start: Integers) -> Integers:
    """Return lines of as much weight as found, whatever changes."""
    return _swept(rounds, start, 0.0, deep=max(rounds.weights.shape) <= MANY_PEOPLE)


def few_changes(rounds: RoundsToCome, start: Integers, asked: float, fewest: int) -> Integers | None:
    """Return lines worth at least ``asked`` with few changes, None when none were found.

    start: lines with the fewest changes. fewest: a bound on them, at which the search ends. Complexity: some dozens of
    assignments per round.
    """
    many = max(rounds.weights.shape) > MANY_PEOPLE
    for deep in (False, True):
        timed = start
        for price in PRICES[-2:] if deep and many else PRICES:
            timed = _swept(rounds, timed, price, deep=deep, n_sweeps=1, enough=asked)
            if rounds.weight(timed) >= asked:
                return tightened(rounds, timed, asked, price, fewest)
    return None


def tightened(rounds: RoundsToCome, timed: Integers, asked: float, price: float, fewest: int) -> Integers:
    """Return lines with fewer changes as far as the weight above ``asked`` allows, a round at a time."""
    n_changed = rounds.cells.n_changed(timed)
    key = rounds.key(timed)
    for factor in FACTORS:
        for round_number in range(rounds.from_round, len(rounds.tables)):
            if n_changed <= fewest:
                return timed
            tried = rounds.solved(timed, round_number, price * factor)
            if rounds.weight(tried) >= asked and rounds.key(tried) <= key:
                fewer = rounds.cells.n_changed(tried)
                if fewer < n_changed:
                    timed, n_changed = tried, fewer
    return timed


def kept_lines(rounds: RoundsToCome) -> Integers:
    """Return what can stay as it was: fixed meetings and possible ones, within everybody's limits and the tables."""
    weights = rounds.weights[rounds.possible[:, 1], rounds.possible[:, 2]]
    demanded = rounds.demanded[rounds.possible[:, 1], rounds.possible[:, 2]]
    kept = _Kept(rounds)
    for r, row, column in rounds.fixed.tolist():
        kept.add(r, row, column)
    for r, row, column in rounds.possible[np.lexsort((-weights, ~demanded))].tolist():
        if rounds.allowed[row, column] and kept.fits(r, row, column):
            kept.add(r, row, column)
    return np.array(sorted(kept.lines), np.int64).reshape(-1, 3)


class _Kept:
    """Lines that fit together."""

    def __init__(self, rounds: RoundsToCome) -> None:
        self.rounds = rounds
        self.lines: list[tuple[int, int, int]] = []
        self.tables = rounds.tables.copy()
        self.met: set[tuple[int, int]] = set()
        self.busy = (np.zeros_like(rounds.there[0]), np.zeros_like(rounds.there[1]))
        self.counts = [np.zeros(len(rounds.most[part]), np.int64) for part in (0, 1)]
        for part in (0, 1):
            np.add.at(self.counts[part], rounds.played[:, 1 + part], 1)
            self.busy[part][rounds.played[:, 1 + part], rounds.played[:, 0]] = True

    def fits(self, round_number: int, row: int, column: int) -> bool:
        """Whether a meeting breaks no limit, break or table count beside those that are in."""
        if not self.tables[round_number] or self._pair(row, column) in self.met:
            return False
        for part, who in ((0, row), (1, column)):
            if self.busy[part][who, round_number] or self.counts[part][who] >= self.rounds.most[part][who]:
                return False
            windows = self.rounds.windows[part]
            if windows is not None and windows[who, 0] <= round_number <= windows[who, 1]:
                first, last = windows[who]
                if self.busy[part][who, first : last + 1].sum() >= last - first:
                    return False
        return True

    def add(self, round_number: int, row: int, column: int) -> None:
        self.lines.append((round_number, row, column))
        self.met.add(self._pair(row, column))
        self.tables[round_number] -= 1
        for part, who in ((0, row), (1, column)):
            self.busy[part][who, round_number] = True
            self.counts[part][who] += 1

    def _pair(self, row: int, column: int) -> tuple[int, int]:
        return int(self.rounds.groups[0][row]), int(self.rounds.groups[1][column])


def _swept(
    rounds: RoundsToCome,
    timed: Integers,
    price: float,
    *,
    deep: bool = False,
    n_sweeps: int = MOST_SWEEPS,
    enough: float = np.inf,
) -> Integers:
    """Solve rounds in turn until none gets better or the weight is enough; ``deep`` solves two after each other too."""
    value = _value(rounds, timed, price)
    to_come = range(rounds.from_round, len(rounds.tables))
    steps: list[tuple[int, ...]] = [(first,) for first in to_come]
    if deep:
        steps += permutations(to_come, 2)
    for _ in range(n_sweeps):
        before = value
        for step in steps:
            tried = timed
            for freed in step[1:]:
                tried = rounds.without(tried, freed)
            for round_number in step:
                tried = rounds.solved(tried, round_number, price)
            tried_value = _value(rounds, tried, price)
            if tried_value < value:
                timed, value = tried, tried_value
                if rounds.weight(timed) >= enough:
                    return timed
        if value == before:
            break
    return timed


def _value(rounds: RoundsToCome, timed: Integers, price: float) -> tuple[tuple[int, int, int], float]:
    """Return what is sought, the smaller the better."""
    return rounds.key(timed), round(price * rounds.cells.n_changed(timed) - rounds.weight(timed), 9)
