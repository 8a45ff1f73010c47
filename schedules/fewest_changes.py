"""A situation -> the rounds to come with few changed cells, worth at least what is asked.

A Lagrangian search: every changed cell has a price, rounds are solved one after the other at that price, and the price
falls until the plan is heavy enough (bisection); then rounds are solved again at higher prices wherever the slack
allows. Every step is exact for its round, the whole is not: the bound says how far it may be.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.rounds_to_come import RoundsToCome

Integers = NDArray[np.int64]
HIGHEST_PRICE = 16.0
BISECTIONS = 6
MOST_SWEEPS = 4


def least_changed(rounds: RoundsToCome, kept: Integers) -> Integers:
    """Return lines (round, row, column) with as many meetings as found, changing only what must change."""
    return _swept(rounds, kept, HIGHEST_PRICE)


def heaviest(rounds: RoundsToCome, start: Integers) -> Integers:
    """Return lines of as much weight as found, whatever changes."""
    return _swept(rounds, start, 0.0)


def few_changes(rounds: RoundsToCome, start: Integers, asked: float) -> Integers | None:
    """Return lines worth at least ``asked`` with few changes, None when none were found.

    start: lines with the fewest changes. Complexity: some dozens of assignments per round.
    """
    if rounds.weight(start) >= asked:
        return start
    high, low = 1.0, 0.0
    light, best = start, None
    key = rounds.key(start)
    for step in range(BISECTIONS):
        price = high / 4 if best is None and step < 4 else (high + low) / 2
        tried = _swept(rounds, light, price)
        if rounds.key(tried) > key:
            continue
        if rounds.weight(tried) >= asked:
            low = price
            if best is None or rounds.cells.n_changed(tried) <= rounds.cells.n_changed(best):
                best = tried
        else:
            high, light = price, tried
    if best is None:
        tried = heaviest(rounds, light)
        if rounds.weight(tried) < asked or rounds.key(tried) > key:
            return None
        best = tried
    return tightened(rounds, best, asked, low)


def tightened(rounds: RoundsToCome, timed: Integers, asked: float, price: float) -> Integers:
    """Return lines with fewer changes as far as the weight above ``asked`` allows, a round at a time."""
    n_changed = rounds.cells.n_changed(timed)
    key = rounds.key(timed)
    for factor in (8.0, 4.0, 2.0, 1.5, 1.2, 1.05):
        for round_number in range(rounds.from_round, len(rounds.tables)):
            tried = rounds.solved(timed, round_number, max(price, 0.01) * factor)
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


def _swept(rounds: RoundsToCome, timed: Integers, price: float) -> Integers:
    """Solve rounds in turn until none gets better."""
    value = _value(rounds, timed, price)
    for _ in range(MOST_SWEEPS):
        before = value
        for round_number in range(rounds.from_round, len(rounds.tables)):
            tried = rounds.solved(timed, round_number, price)
            tried_value = _value(rounds, tried, price)
            if tried_value < value:
                timed, value = tried, tried_value
        if value == before:
            break
    return timed


def _value(rounds: RoundsToCome, timed: Integers, price: float) -> tuple[tuple[int, int, int], float]:
    """Return what is sought, the smaller the better."""
    return rounds.key(timed), round(price * rounds.cells.n_changed(timed) - rounds.weight(timed), 9)
