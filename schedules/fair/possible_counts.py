"""How often each participant may meet in any choice of a given sum of squares, when the most even bounds cannot be had.

Each side's counts add up to N, so what one participant's count costs in squares is told by filling the others' like
water (``even_bounds``): a count whose side would need more squares than the other side's least leaves cannot be.
"""

from dataclasses import replace

import numpy as np

from schedules.pairs.even_bounds import even_bounds
from schedules.pairs.flow_of_pairs import Integers, Side

MOST_PEOPLE = 600  # of one side; beyond it the counts asked for are returned as they are


def possible_counts(side: Side, other: Side, n_meetings: int, squares: int) -> tuple[Integers, Integers]:
    """Return least and most meetings of each participant of ``side`` in choices of ``n_meetings`` with at most
    ``squares`` over both sides, standing meetings included; O(n^2 log n) times the spread of the counts."""
    least, most = side.least.copy(), side.most.copy()
    room = squares - (_least_squares(other, n_meetings) or 0)
    if len(least) > MOST_PEOPLE:
        return least, most
    level = even_bounds(side, n_meetings)
    for who in range(len(least)):
        count = int(level[0][who])
        while count > least[who] and _with_count(side, who, count - 1, n_meetings) <= room:
            count -= 1
        least[who] = count
        count = int(level[1][who])
        while count < most[who] and _with_count(side, who, count + 1, n_meetings) <= room:
            count += 1
        most[who] = count
    return least, most


def _with_count(side: Side, who: int, count: int, n_meetings: int) -> float:
    least, most = side.least.copy(), side.most.copy()
    least[who] = most[who] = count
    squares = _least_squares(replace(side, least=least, most=most), n_meetings)
    return np.inf if squares is None else squares


def _least_squares(side: Side, n_meetings: int) -> int | None:
    """Return the least sum of squares of one side alone, None when it cannot have so many meetings."""
    if not int(side.least.sum()) <= n_meetings <= int(side.most.sum()):
        return None
    base, top = even_bounds(side, n_meetings)
    lifted = n_meetings - int(base.sum())
    squares = int(((side.standing + base) ** 2).sum())
    if lifted:
        level = int((side.standing + base)[top > base].max())
        squares += lifted * (2 * level + 1)
    return squares
