"""How often each participant meets, when the number of meetings is fixed: the bounds of the most even spread.

With N meetings each side's counts add up to N, so the sum of squares splits into two sums that do not know of each
other. One side's least sum of squares is reached exactly by filling like water: a level h, everybody who can be at h
is at h, and the rest of the N meetings lift some of those who can take one more to h + 1. (Whoever is two or more above
another who may take one, while giving one, could give it: the sum of squares would fall.) These counts are *all* the
minima of the side, and they are intervals [base, base + 1]. So: a flow within the intervals of both sides has the least
sum of squares there is, and every flow that has it lies within them, unless no flow lies within both; only then convex
costs are needed. History (meetings above the least go to those who idled most) narrows the intervals in the same way.
"""

import numpy as np

from schedules.pairs.flow_of_pairs import Integers, Side


def even_bounds(side: Side, n_meetings: int) -> tuple[Integers, Integers]:
    """Return least and most meetings of each participant in the choices of least sum of squared counts.

    Counts include the standing meetings. Needs sum(least) <= n_meetings <= sum(most). O(n log(highest count)).
    """
    low, high = 0, int((side.standing + side.most).max(initial=0)) + 1
    while high - low > 1:  # the highest level that the meetings can fill
        middle = (low + high) // 2
        if int(_filled(side, middle).sum()) <= n_meetings:
            low = middle
        else:
            high = middle
    base = _filled(side, low)
    if int(base.sum()) == n_meetings:
        return base, base
    return base, _filled(side, low + 1)


def history_bounds(side: Side, least: Integers, most: Integers, n_meetings: int) -> tuple[Integers, Integers]:
    """Return the bounds within [least, most] whose meetings fall to those who idled most; O(n log n).

    The greatest sum of idled x meetings fills from the greatest ``idled`` downwards; only those at the last level that
    is reached keep a choice.
    """
    if side.idled is None or (side.idled == side.idled[0]).all():
        return least, most
    order = np.argsort(-side.idled, kind="stable")
    room = np.cumsum((most - least)[order])
    extra = n_meetings - int(least.sum())
    last = side.idled[order[min(int(np.searchsorted(room, extra)), len(order) - 1)]]
    return np.where(side.idled > last, most, least), np.where(side.idled < last, least, most)


def _filled(side: Side, level: int) -> Integers:
    return np.clip(level - side.standing, side.least, side.most)
