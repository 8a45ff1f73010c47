"""An optimal flow -> prices of its nodes: the proof that no other flow costs less.

A flow is optimal when prices exist with cost + price(tail) - price(head) >= 0 on every arc of its residual network
(Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 9). They are the fixed point of relaxing the arcs, begun at
guessed prices (Bellman 1958); in whole numbers, hence exact. Among all such prices the highest ones are taken that lie
nowhere above the guess: near a good guess few pairs of the whole matrix contradict them.
"""

import numpy as np

from schedules.pairs.flow_of_pairs import Integers


def node_prices(
    tails: Integers, heads: Integers, costs: Integers, capacities: Integers, flows: Integers, guess: Integers
) -> Integers:
    """Return whole prices under which no arc of the residual network has a negative reduced cost.

    Arrays have one entry per arc, ``guess`` one per node. Raises ArithmeticError when the flow is not optimal.
    Complexity: O(nodes arcs) at worst; a sweep looks only at arcs out of nodes whose price fell in the last one.
    """
    open_, used = flows < capacities, flows > 0
    tail = np.concatenate([tails[open_], heads[used]])
    head = np.concatenate([heads[open_], tails[used]])
    cost = np.concatenate([costs[open_], -costs[used]])
    return _settled(guess, tail, head, cost)


def _settled(prices: Integers, tail: Integers, head: Integers, cost: Integers) -> Integers:
    """Return the greatest prices not above the given ones with price(head) <= price(tail) + cost on every arc."""
    n_nodes = len(prices)
    order = np.argsort(tail, kind="stable")
    head, cost = head[order], cost[order]
    degree = np.bincount(tail, minlength=n_nodes)
    first = np.cumsum(degree) - degree
    prices = prices.copy()
    fallen = np.arange(n_nodes)  # only arcs out of nodes whose price fell can ask for more
    marked = np.zeros(n_nodes, np.bool_)
    for _ in range(n_nodes + 1):
        count = degree[fallen]
        end = np.cumsum(count)
        if not len(end) or not end[-1]:
            return prices
        arcs = np.arange(end[-1]) + np.repeat(first[fallen] - end + count, count)
        reached = np.repeat(prices[fallen], count) + cost[arcs]
        heads = head[arcs]
        lower = reached < prices[heads]
        heads = heads[lower]
        np.minimum.at(prices, heads, reached[lower])
        marked[heads] = True
        fallen = np.flatnonzero(marked)
        marked[fallen] = False
    raise ArithmeticError("The flow is not optimal: its residual network has a cycle of negative cost.")
