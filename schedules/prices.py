"""An optimal flow -> prices of its nodes: the proof that no other flow costs less.

A flow is optimal when prices exist with cost + price(tail) - price(head) >= 0 on every arc of its residual network
(Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 9). They are the fixed point of relaxing all arcs at once, begun at
guessed prices (Bellman 1958); in whole numbers, hence exact. Among all such prices those are taken that lie between the
highest ones below the guess and the lowest above it: near a good guess few pairs of the whole matrix contradict them.
"""

import numpy as np

from schedules.flow_of_pairs import Integers


def node_prices(
    tails: Integers, heads: Integers, costs: Integers, capacities: Integers, flows: Integers, guess: Integers
) -> Integers:
    """Return whole prices under which no arc of the residual network has a negative reduced cost.

    Arrays have one entry per arc, ``guess`` one per node. Raises ArithmeticError when the flow is not optimal.
    Complexity: O(arcs) per sweep, as many sweeps as the longest path that changes a price has arcs.
    """
    open_, used = flows < capacities, flows > 0
    tail = np.concatenate([tails[open_], heads[used]])
    head = np.concatenate([heads[open_], tails[used]])
    cost = np.concatenate([costs[open_], -costs[used]])
    below = _settled(guess, tail, head, cost)
    above = -_settled(-guess, head, tail, cost)
    return (below + above) >> 1  # the mean of two solutions is one, and rounding all of it down keeps whole bounds


def _settled(prices: Integers, tail: Integers, head: Integers, cost: Integers) -> Integers:
    """Return the greatest prices not above the given ones with price(head) <= price(tail) + cost on every arc."""
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    if not len(head):
        return prices
    starts = np.flatnonzero(np.diff(head, prepend=-1))
    nodes = head[starts]
    prices = prices.copy()
    for _ in range(len(prices) + 1):
        reached = np.minimum.reduceat(prices[tail] + cost, starts)
        before = prices[nodes]
        if (reached >= before).all():
            return prices
        prices[nodes] = np.minimum(before, reached)
    raise ArithmeticError("The flow is not optimal: its residual network has a cycle of negative cost.")
