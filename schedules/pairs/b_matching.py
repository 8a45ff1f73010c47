"""Weights and capacities -> the pairs that meet: a maximum-weight b-matching, solved exactly as a min-cost flow.

In this order: as many meetings as asked for; the least sum of squared counts; the most meetings for those who idled
most; the most weight. The first levels are bounds of each participant's meetings (``even_bounds``) whenever a flow
exists within them; otherwise they are costs, higher than any weight: a flow that is not the most even can be improved
along a simple cycle of the residual network, which visits a participant at most once and so changes the weight by at
most ``_weight_of_a_cycle`` and the history by at most the difference of idle rounds on each side. Weights are whole
units, so that the optimum is exact (Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 14): found on a core of good
pairs and proven by pricing all others (``core_flow``).
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.pairs.colleagues import (
    PairArcs,
    gates_are_exact,
    has_colleagues,
    n_gated,
    one_row_goes,
    organisations_novel,
    pair_arcs,
    who_goes,
)
from schedules.pairs.core_flow import solve_on_core
from schedules.pairs.even_bounds import even_bounds, history_bounds
from schedules.pairs.flow_of_pairs import ChosenPairs, FlowOfPairs, Integers, Side, Start
from schedules.pairs.pair_network import FIRST_ROW, NOVEL, USUAL, frame_of
from schedules.pairs.pricing import in_weights, units_of

__all__ = ["ChosenPairs", "FlowOfPairs", "Integers", "PairArcs", "Side", "Start", "best_pairs", "pair_arcs"]

FINEST_UNITS_PER_WEIGHT = 10**9
COARSEST_UNITS_PER_WEIGHT = 10**3
LARGEST_SCALED_COST = 2**60  # the solver multiplies costs by the number of nodes, in 64 bits
MOST_BRANCHES = 400
ARCS_TO_SEARCH = 600_000  # pairs solved in all branches together: a few seconds, the same on any machine


def best_pairs(flow: FlowOfPairs, *, start: Start | None = None) -> ChosenPairs | None:
    """Return an optimal choice of pairs, or None when there is none.

    Where several representatives of *both* organisations have different weights it is no longer a flow: the flow then
    counts the better weight (a bound), and branch and bound over who represents the organisation closes the difference;
    after at most 400 branches (fewer on large evenings) the best choice is returned with the bound that is left.
    start: the ``start`` of a similar problem's choice, to begin with; it changes nothing but the time.
    Complexity: some min-cost flows on O((n_rows + n_columns) highest count) arcs and passes over all pairs, per branch;
    a min-cost flow with a arcs and n nodes takes O(n^2 a log(n C)). Raises OverflowError when even weights of three
    decimals do not fit into 64 bits.
    """
    flow = replace(flow, novel=organisations_novel(flow))
    bounded = within_bounds(flow)
    found = None if bounded is None else _branched(bounded, start, bounded=True)
    plain = not flow.even_counts and flow.row_side.idled is None and flow.column_side.idled is None
    if found is not None or bounded is None or plain or flow.free_number:
        return found
    return _branched(flow, start, bounded=False)


def within_bounds(flow: FlowOfPairs) -> FlowOfPairs | None:
    """Return the flow with each side's bounds narrowed to its best levels above the weight, None if that cannot be."""
    if flow.free_number:
        return flow
    sides = []
    for side in (flow.row_side, flow.column_side):
        novel_least = np.zeros_like(side.least) if side.novel_least is None else side.novel_least
        least, most = np.maximum(side.least, novel_least), side.most
        if (least > most).any() or not int(least.sum()) <= flow.n_meetings <= int(most.sum()):
            return None
        side = replace(side, least=least)
        if flow.even_counts:
            least, most = even_bounds(side, flow.n_meetings)
        least, most = history_bounds(side, least, most, flow.n_meetings)
        sides.append(replace(side, least=least, most=most))
    return replace(flow, row_side=sides[0], column_side=sides[1])


@dataclass(frozen=True)
class _Costs:
    """Whole units of a weight and what the levels above it cost, in these units."""

    units_per_weight: int
    unevenness: int
    history: int

    @classmethod
    def of(cls, flow: FlowOfPairs, *, bounded: bool) -> "_Costs":
        """Return the finest power of ten at which the solver's scaled costs fit into 64 bits."""
        n_rows, n_columns = flow.allowed.shape
        n_nodes = 3 * (FIRST_ROW + n_rows + n_columns) + 2 * (n_gated(flow) if has_colleagues(flow) else 0)
        sides = (flow.row_side, flow.column_side)
        highest = max(int((side.standing + side.most).max(initial=0)) for side in sides)
        idled = [np.zeros(1, np.int64) if side.idled is None else side.idled for side in sides]
        spread = sum(int(side.max() - side.min()) for side in idled)
        longest = max(int(side.max()) for side in idled)
        units_per_weight = FINEST_UNITS_PER_WEIGHT
        while units_per_weight >= COARSEST_UNITS_PER_WEIGHT:
            weight = _weight_of_a_cycle(flow, units_per_weight)
            with_costs = not bounded and not flow.free_number
            history = weight + 1 if with_costs and spread else 0
            unevenness = history * spread + weight + 1 if with_costs and flow.even_counts else 0
            greatest = units_per_weight + history * longest + (2 * highest + 1) * unevenness
            if greatest * n_nodes < LARGEST_SCALED_COST:
                return cls(units_per_weight, unevenness, history)
            units_per_weight //= 10
        raise OverflowError(f"{n_rows} x {n_columns} participants with even counts do not fit into 64-bit integers.")


def _branched(flow: FlowOfPairs, start: Start | None, *, bounded: bool) -> ChosenPairs | None:
    """Return the best choice; where gates only bound the weight, by branching on who represents the organisations."""
    costs = _Costs.of(flow, bounded=bounded)
    exact = not has_colleagues(flow) or gates_are_exact(flow, costs.units_per_weight)
    root = _relaxed(flow, costs, start, all_pairs=not exact)
    if root is None:
        return None
    best = None if root.impossible else root
    waiting = [(root.bound_key, 0, flow, root)] if root.suspects else []
    n_branches = 0
    most_branches = min(MOST_BRANCHES, ARCS_TO_SEARCH // max(1, flow.allowed.size))
    while waiting and (best is None or waiting[0][0] < best.key) and n_branches < most_branches:
        _, _, branch, found = waiting.pop(0)
        for child in who_goes(branch, found.rows, found.columns, found.suspects[0]):
            n_branches += 1
            solved = _relaxed(child, costs, None, all_pairs=True)
            if solved is None:
                continue
            if not solved.impossible and (best is None or solved.key < best.key):
                best = solved
            if solved.suspects:
                waiting.append((solved.bound_key, n_branches, child, solved))
        waiting.sort(key=lambda entry: entry[:2])
    if best is None and waiting:  # nobody found who may go: let one row of each organisation go wherever that matters
        best = _relaxed(one_row_goes(flow), costs, None, all_pairs=True)
    if best is None:
        return None
    still_open = [found.bound for key, _, _, found in waiting if key < best.key]
    return replace(best, bound=max([best.weight, *still_open]), suspects=())


def _relaxed(flow: FlowOfPairs, costs: _Costs, start: Start | None, *, all_pairs: bool) -> ChosenPairs | None:
    """Solve the flow; between organisations with several representatives the counted weight is a bound."""
    frame = frame_of(flow, unevenness=costs.unevenness, history=costs.history)
    if frame is None:
        return None
    units_per_weight = costs.units_per_weight
    found = solve_on_core(flow, frame, units_per_weight, start=start, all_pairs=all_pairs)
    if found is None:
        return None
    units = units_of(flow, found.rows, found.columns, units_per_weight)
    open_ = flow.allowed[found.rows, found.columns]
    squares = idled = 0
    for side, who in ((flow.row_side, found.rows), (flow.column_side, found.columns)):
        counts = np.bincount(who, minlength=len(side.most))
        squares += int(((side.standing + counts) ** 2).sum())
        idled += 0 if side.idled is None else int((side.idled * counts).sum())
    prices = [in_weights(side, units_per_weight) for side in (found.prices.rows, found.prices.columns)]
    return ChosenPairs(
        rows=found.rows,
        columns=found.columns,
        weight=int(units.sum()),
        bound=int(found.counted_units.sum()),
        squares=squares if flow.even_counts and not flow.free_number else 0,
        units_per_weight=units_per_weight,
        suspects=tuple(np.flatnonzero((found.counted_units > units) | ~open_).tolist()),
        impossible=not bool(open_.all()),
        row_prices=prices[0][USUAL],
        column_prices=prices[1][USUAL],
        row_novel_prices=None if flow.novel is None else prices[0][NOVEL],
        column_novel_prices=None if flow.novel is None else prices[1][NOVEL],
        start=found.start(units_per_weight),
        idled=0 if flow.free_number else idled,
    )


def _weight_of_a_cycle(flow: FlowOfPairs, units_per_weight: int) -> int:
    """Bound how much weight a simple cycle can lose: without gates it leaves at most one pair per participant of the
    smaller side (with novelty one novel and one usual); with gates each participant has at most two arcs on it (four),
    none worth more than one weight."""
    n_rows, n_columns = flow.allowed.shape
    arcs = 2 * (n_rows + n_columns) if has_colleagues(flow) else min(n_rows, n_columns)
    cycle: int = arcs * units_per_weight * (1 if flow.novel is None else 2)
    return cycle
