"""Some rounds, all others standing -> the best pairs for them together, who is in which of them left aside.

Within these rounds a participant can meet as often as they are there: a b-matching on a core of good pairs, solved as
one min-cost flow whose costs are the levels (``Levels``). For a single round it is exact; for several rounds it is a
relaxation, since nobody says yet in which of them a pair meets. Its node prices tell what a participant's rounds are
worth to the rest of the evening.
"""

from dataclasses import dataclass

import numpy as np

from schedules.pairs.pair_network import FIRST_ROW, SINK, SOURCE, Arcs, cheapest_flow
from schedules.pairs.prices import node_prices
from schedules.rounds.candidates import Candidates, pair_network
from schedules.rounds.levels import Integers, Levels

CELLS_TO_ASSIGN = 20_000


@dataclass(frozen=True)
class Standing:
    """How many meetings, and how many novel ones, each row and each column has in the rounds that stand."""

    counts: tuple[Integers, Integers]
    novel_counts: tuple[Integers, Integers]

    @classmethod
    def of(cls, levels: Levels, lines: Integers) -> "Standing":
        counts = levels.counts(lines)
        return cls(counts, counts if levels.novel is None else levels.novel_counts(lines))


@dataclass(frozen=True)
class Prices:
    """What the relaxation charges: for each candidate the prices of its two ends, and what of them is no price of a
    round but of the meeting itself (its evenness, a participant's most meetings). nodes: where the next one begins."""

    ends: Integers
    meeting: Integers
    nodes: Integers


@dataclass(frozen=True)
class Ends:
    """The arcs of one side's participants: whose, how many meetings, the cost of each."""

    who: Integers
    room: Integers
    costs: Integers


def best_pairs_of_rounds(
    levels: Levels, pairs: Candidates, standing: Standing, caps: tuple[Integers, Integers], n_meetings: int
) -> tuple[Integers, Integers]:
    """Return rows and columns of the best pairs when nobody exceeds their cap; one min-cost flow."""
    return _solved(levels, pairs, _ends_of(levels, standing, caps), _novel_needs(levels, standing), n_meetings)[0]


def priced_pairs_of_rounds(
    levels: Levels,
    pairs: Candidates,
    standing: Standing,
    caps: tuple[Integers, Integers],
    n_meetings: int,
    guess: Integers,
) -> tuple[tuple[Integers, Integers], Prices]:
    """Return the best pairs and their prices; guess: prices of the nodes to begin with, of any length."""
    ends = _ends_of(levels, standing, caps)
    chosen, prices, gates = _solved(levels, pairs, ends, _novel_needs(levels, standing), n_meetings, guess)
    n_rows, n_columns = levels.flow.allowed.shape
    nodes = FIRST_ROW + pairs.rows, FIRST_ROW + n_rows + pairs.columns
    shift = 0 if pairs.novel is None else (n_rows + n_columns) * pairs.novel
    far = nodes[0] + shift, nodes[1] + shift
    own = [np.zeros(0, np.int64)] * 2
    for part, n_participants in ((0, n_rows), (1, n_columns)):
        first = FIRST_ROW + n_rows * part
        people = prices[first : first + n_participants]
        paid = people - prices[SOURCE] if part == 0 else prices[SINK] - people
        taken = np.bincount(chosen[part], minlength=n_participants)
        last = _cost(levels, part, np.arange(n_participants), standing.counts[part] + taken - 1)
        own[part] = np.where(taken == caps[part], np.minimum(paid, last), paid)
    meeting = own[0][pairs.rows] + own[1][pairs.columns]
    meeting += (prices[far[0]] - prices[nodes[0]]) - (prices[far[1]] - prices[nodes[1]])
    return chosen, Prices(prices[far[0]] - prices[far[1]] + gates, meeting + gates, prices)


def matched_pairs(levels: Levels, pairs: Candidates, values: Integers, n_meetings: int) -> tuple[Integers, Integers]:
    """Return rows and columns of the pairs of the greatest sum of positive ``values`` with everyone at most once.

    Small evenings without colleagues: one linear assignment over all cells, O(n^3) (Crouse 2016,
    doi:10.1109/TAES.2016.140952); if that takes more meetings than there may be, and otherwise: one min-cost flow.
    """
    positive = Candidates(pairs.rows, pairs.columns, values, pairs.names, None).only(values > 0)
    shape = levels.flow.allowed.shape
    if not levels.colleagues and shape[0] * shape[1] <= CELLS_TO_ASSIGN:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import

        cells = np.zeros(shape)
        cells[positive.rows, positive.columns] = positive.values
        rows, columns = linear_sum_assignment(cells, maximize=True)
        taken = cells[rows, columns] > 0
        if int(taken.sum()) <= n_meetings:
            return rows[taken], columns[taken]
    ends = []
    for n_participants in shape:
        who = np.arange(n_participants)
        ends.append(Ends(who, np.ones(n_participants, np.int64), np.zeros(n_participants, np.int64)))
    return _solved(levels, positive, (ends[0], ends[1]), None, n_meetings)[0]


def _ends_of(levels: Levels, standing: Standing, caps: tuple[Integers, Integers]) -> tuple[Ends, Ends]:
    found = []
    for part, (counts, cap, limits) in enumerate(zip(standing.counts, caps, levels.limits, strict=True)):
        room = np.maximum(np.minimum(cap, limits[:, 1] - counts), 0)
        if not levels.even_counts and levels.idled is None and (counts >= limits[:, 0]).all():
            who = np.flatnonzero(room)
            cost = -levels.costs.meeting if part == 0 else 0
            found.append(Ends(who, room[who], np.full(len(who), cost, np.int64)))
            continue
        who = np.repeat(np.arange(len(room)), room)
        rank = np.arange(len(who)) - np.repeat(np.cumsum(room) - room, room)
        found.append(Ends(who, np.ones(len(who), np.int64), _cost(levels, part, who, counts[who] + rank)))
    return found[0], found[1]


def _cost(levels: Levels, part: int, who: Integers, counts: Integers) -> Integers:
    """Return the cost of one more meeting of participants who have so many."""
    costs: Integers = levels.costs.evenness * (2 * counts + 1) - levels.costs.least * (
        counts < levels.limits[part][who, 0]
    )
    if levels.idled is not None:
        costs -= levels.costs.history * levels.idled[part][who]
    if part == 0:
        costs -= levels.costs.meeting
    return costs


def _novel_needs(levels: Levels, standing: Standing) -> tuple[Integers, Integers] | None:
    if levels.novel is None:
        return None
    needs = [np.maximum(least - n, 0) for least, n in zip(levels.novel_least, standing.novel_counts, strict=True)]
    return needs[0], needs[1]


def _solved(
    levels: Levels,
    pairs: Candidates,
    ends: tuple[Ends, Ends],
    novel_needs: tuple[Integers, Integers] | None,
    n_meetings: int,
    guess: Integers | None = None,
) -> tuple[tuple[Integers, Integers], Integers, Integers]:
    """Return the chosen pairs and, when a guess is given, the prices of the nodes and of the pairs' gates."""
    n_rows, n_columns = levels.flow.allowed.shape
    n_nodes = FIRST_ROW + n_rows + n_columns
    first = FIRST_ROW, FIRST_ROW + n_rows
    novel_shift = 0
    source, sink = np.full(len(ends[0].who), SOURCE), np.full(len(ends[1].who), SINK)
    parts = [
        Arcs(source, first[0] + ends[0].who, ends[0].room, ends[0].costs),
        Arcs(first[1] + ends[1].who, sink, ends[1].room, ends[1].costs),
        Arcs.plain(np.array([SOURCE]), np.array([SINK]), np.array([n_meetings])),
    ]
    if novel_needs is not None:
        novel_shift = n_rows + n_columns
        for part, needs in enumerate(novel_needs):
            near = first[part] + np.arange(len(needs))
            far = near + novel_shift
            tails, heads = (near, far) if part == 0 else (far, near)
            parts.append(Arcs(tails, heads, needs, np.full(len(needs), -levels.costs.novel)))
            parts.append(Arcs.plain(tails, heads, np.full(len(needs), levels.problem.n_rounds)))
        n_nodes += novel_shift
    pair_part, n_gates = pair_network(levels, pairs, novel_shift=novel_shift, n_nodes=n_nodes)
    arcs = Arcs.joined(*parts, pair_part.arcs)
    n_nodes += 2 * n_gates
    supplies = np.zeros(n_nodes, np.int64)
    supplies[[SOURCE, SINK]] = n_meetings, -n_meetings
    flows = cheapest_flow(arcs, supplies)
    if flows is None:
        raise ArithmeticError("A flow past all pairs was refused.")
    chosen = pair_part.chosen(flows[len(flows) - len(pair_part.arcs.tails) :])
    nothing = np.zeros(0, np.int64)
    if guess is None:
        return chosen, nothing, nothing
    begun = np.zeros(n_nodes, np.int64)
    begun[: min(n_nodes, len(guess))] = guess[: min(n_nodes, len(guess))]
    prices = node_prices(arcs.tails, arcs.heads, arcs.costs, arcs.capacities, flows, begun)
    return chosen, prices, pair_part.gate_prices(levels, prices)
