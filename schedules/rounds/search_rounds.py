"""Meetings in rounds and some time -> better ones: rounds are torn up, three or four at a time, and built again.

Large neighbourhood search (Shaw 1998, doi:10.1007/3-540-49481-2_30): the torn rounds are built again along prices in
another order, their twos are solved again, and what is not worse stays. In between free strands of two rounds change
sides at random, which costs nothing and opens other improvements.
"""

from time import monotonic

import numpy as np

from schedules.rounds.guided_rounds import guided_rounds
from schedules.rounds.improved_rounds import Improvement
from schedules.rounds.levels import Key

FEWEST_TORN, MOST_TORN = 2, 4


def search_rounds(
    improvement: Improvement,
    rounds: list[int],
    *,
    goal: Key,
    draws: np.random.Generator,
    ends: float | None = None,
    most_steps: int | None = None,
) -> None:
    """Improve until ``goal`` is reached, ``most_steps`` are made or the monotonic clock passes ``ends``."""
    steps = 0
    while len(rounds) > 1 and improvement.key != goal and (most_steps is None or steps < most_steps):
        if ends is not None and monotonic() >= ends:
            break
        steps += 1
        n_torn = min(len(rounds), int(draws.integers(FEWEST_TORN, MOST_TORN + 1)))
        torn = draws.permutation(rounds)[:n_torn].tolist()
        improvement.solve_two(min(torn[:2]), max(torn[:2]), draws=draws)
        if n_torn > FEWEST_TORN:
            rebuild(improvement, torn)


def rebuild(improvement: Improvement, torn: list[int]) -> None:
    """Build some rounds anew and solve their twos again; what is worse is not kept."""
    evening, levels = improvement.evening, improvement.levels
    standing = improvement.without(improvement.lines, tuple(torn))
    open_ = evening.open_in(standing, torn)
    nodes = np.zeros(0, np.int64)
    lines = guided_rounds(levels, improvement.pairs, standing, torn, open_, evening.tables, guess=nodes)
    trial = Improvement(evening, improvement.pairs, lines)
    trial.pass_over_twos(torn, most=len(torn))
    improvement.take(trial.lines, tuple(torn))
