"""The b-matching as a network: source -> row -> column -> sink; what is left out of it are the pairs themselves.

A participant's arc carries the meetings above the least; the least ones are supplies of the node itself. With novelty a
participant's node has a novel and a usual node behind it, and the novel one has a supply of its own (laminar bounds,
still a flow). Where a level above the weight needs costs, the k-th meeting of a participant is an arc of its own:
2k - 1 for evenness (convex, so still a flow), less what their idle rounds of earlier evenings are worth.
Solver: cost-scaling push-relabel (Goldberg 1997, doi:10.1006/jagm.1995.0805).
"""

from dataclasses import dataclass, replace

import numpy as np

from schedules.pairs.flow_of_pairs import FlowOfPairs, Integers, Side

SOURCE, SINK, FIRST_ROW = 0, 1, 2
USUAL, NOVEL = 0, 1


@dataclass(frozen=True)
class Arcs:
    """Arcs of a network, one entry each."""

    tails: Integers
    heads: Integers
    capacities: Integers
    costs: Integers

    @classmethod
    def joined(cls, *parts: "Arcs") -> "Arcs":
        names = ("tails", "heads", "capacities", "costs")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]).astype(np.int64) for name in names))

    @classmethod
    def plain(cls, tails: Integers, heads: Integers, capacities: Integers) -> "Arcs":
        return cls(tails, heads, capacities, np.zeros(len(tails), np.int64))


@dataclass(frozen=True)
class Frame:
    """Everything but the pairs: arcs, supply of each node, and the nodes at which usual and novel pairs begin and end,
    (2, n); without novelty both are the same."""

    arcs: Arcs
    supplies: Integers
    row_nodes: Integers
    column_nodes: Integers

    @property
    def n_nodes(self) -> int:
        return len(self.supplies)

    def weightless(self) -> "Frame":
        """Return the frame with all its costs at nothing."""
        arcs = Arcs.plain(self.arcs.tails, self.arcs.heads, self.arcs.capacities)
        return replace(self, arcs=arcs)


def frame_of(flow: FlowOfPairs, *, unevenness: int = 0, history: int = 0) -> Frame | None:
    """Return the frame, or None when the bounds contradict the number of meetings.

    unevenness: cost of one unit of squared counts; history: worth of one meeting of somebody who idled once; both 0
    when the bounds alone say how often everybody meets.
    """
    n_rows, n_columns = flow.allowed.shape
    sides = (flow.row_side, flow.column_side)
    least = [side.least if side.novel_least is None else np.maximum(side.least, side.novel_least) for side in sides]
    needs = [int(side_least.sum()) for side_least in least]
    if flow.n_meetings < max(needs) or any((low > side.most).any() for low, side in zip(least, sides, strict=True)):
        return None
    first = (FIRST_ROW, FIRST_ROW + n_rows)
    n_nodes = FIRST_ROW + n_rows + n_columns
    split = flow.novel is not None
    supplies = np.zeros(n_nodes + 2 * (n_rows + n_columns) * split, np.int64)
    supplies[[SOURCE, SINK]] = flow.n_meetings - needs[0], needs[1] - flow.n_meetings
    parts, ends = [], []
    for which, (side, low) in enumerate(zip(sides, least, strict=True)):
        people = first[which] + np.arange(len(low))
        usual = novel = people
        sign = 1 - 2 * which
        supplies[people] = sign * low
        if split:
            novel_least = np.zeros_like(low) if side.novel_least is None else side.novel_least
            usual = n_nodes + 2 * n_rows * which + np.arange(len(low))
            novel = usual + len(low)
            supplies[people] -= sign * novel_least
            supplies[novel] = sign * novel_least
            for node in (usual, novel):
                parts.append(_turned(which, people, node, side.most - novel_least, np.zeros_like(low)))
        who, room, costs = _room(side, low, unevenness, history)
        gate = np.full(len(who), (SOURCE, SINK)[which])
        parts.append(_turned(which, gate, people[who], room, costs))
        ends.append(np.stack([usual, novel]))
    if flow.free_number:
        parts.append(Arcs.plain(np.array([SOURCE]), np.array([SINK]), np.array([flow.n_meetings])))
    return Frame(Arcs.joined(*parts), supplies, ends[0], ends[1])


def _turned(which: int, outer: Integers, inner: Integers, capacities: Integers, costs: Integers) -> Arcs:
    """Return arcs towards the pairs for rows, away from them for columns."""
    return Arcs(outer, inner, capacities, costs) if which == 0 else Arcs(inner, outer, capacities, costs)


def _room(side: Side, least: Integers, unevenness: int, history: int) -> tuple[Integers, Integers, Integers]:
    """Return participant, capacity and cost of the arcs for the meetings beyond the least ones."""
    room = side.most - least
    worth = np.zeros(len(room), np.int64) if side.idled is None else -history * side.idled
    if not unevenness:
        who = np.flatnonzero(room)
        return who, room[who], worth[who]
    who = np.repeat(np.arange(len(room)), room)
    rank = np.arange(len(who)) - np.repeat(np.cumsum(room) - room, room)
    costs = worth[who] + unevenness * (2 * (side.standing + least)[who] + 2 * rank + 1)
    return who, np.ones(len(who), np.int64), costs


def cheapest_flow(arcs: Arcs, supplies: Integers) -> Integers | None:
    """Return the cheapest flow on each arc, or None when the supplies cannot all be carried.

    Complexity: O(n^2 a log(n C)) at worst for n nodes, a arcs and costs up to C. Raises OverflowError when n C does not
    fit into 64 bits.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  slow import

    solver = SimpleMinCostFlow()
    ids = solver.add_arcs_with_capacity_and_unit_cost(arcs.tails, arcs.heads, arcs.capacities, arcs.costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = solver.solve()
    if status == SimpleMinCostFlow.OPTIMAL:
        flows: Integers = solver.flows(ids)
        return flows
    if status == SimpleMinCostFlow.INFEASIBLE:
        return None
    raise OverflowError(f"The flow solver gave up with status {status}.")
