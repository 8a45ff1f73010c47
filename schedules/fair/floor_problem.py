"""A flow of pairs and its optimum -> what raising the lowest total may move: bounds, needs and good pairs, as arrays.

Participants are numbered through: the rows, then the columns. The levels above the weight (number, evenness, history)
are bounds of each participant's meetings (``even_bounds``). Where they are not, because no flow lies within both sides'
bounds, every participant keeps the number of meetings they have, and bounds are proven for any that is possible.

Counting alone proves much: whoever is to reach a floor F needs as many meetings as their best pairs take to add up to
F, and a pair so light that the best other ones cannot make up for it does not take place.
"""

import math
from dataclasses import dataclass

import numpy as np

from schedules.fair.possible_counts import possible_counts
from schedules.pairs.b_matching import within_bounds
from schedules.pairs.colleagues import organisations_novel
from schedules.pairs.flow_of_pairs import ChosenPairs, FlowOfPairs, Integers, Numbers, Truths

SPARE_PAIRS = 4  # that a participant's share of the core holds beyond the most meetings
ROUNDING = 1e-10


@dataclass(frozen=True)
class FloorProblem:
    """What may be chosen, and what counts.

    least, most: meetings of each participant in the search; widest_least, widest_most: in the proofs. best: heaviest
    weights of each participant added up, (n_people, n + 1) from none to n of them. standing: what each has already.
    counts: whose totals count. weight_needed: what the choice must weigh. units_per_weight: weights and totals are
    whole multiples of its inverse. rows, columns, weights: the core of good pairs.
    """

    flow: FlowOfPairs
    novel: Truths | None
    novel_least: Integers
    least: Integers
    most: Integers
    widest_least: Integers
    widest_most: Integers
    best: Numbers
    standing: Numbers
    counts: Truths
    weight_needed: float
    units_per_weight: int
    blur: float
    rows: Integers
    columns: Integers
    weights: Numbers

    @property
    def n_rows(self) -> int:
        return len(self.flow.row_side.most)

    @property
    def n_people(self) -> int:
        return len(self.most)

    @property
    def has_colleagues(self) -> bool:
        return any(np.bincount(side.groups).max(initial=0) > 1 for side in (self.flow.row_side, self.flow.column_side))

    def lowest(self, rows: Integers, columns: Integers) -> float:
        """Return the lowest total that counts, in weights."""
        totals = self.totals(rows, columns, quantised(self.flow.weights[rows, columns], self.units_per_weight))
        return float(totals[self.counts].min(initial=np.inf))

    def totals(self, rows: Integers, columns: Integers, weights: Numbers) -> Numbers:
        """Return everybody's total of the given pairs and of what stands."""
        sides = (np.bincount(rows, weights, self.n_rows), np.bincount(columns, weights, self.n_people - self.n_rows))
        return self.standing + np.concatenate(sides)

    def needed_meetings(self, floor: float) -> Integers:
        """Return how many meetings each participant needs at least to reach the floor, one more than there are if
        even all of them do not."""
        short = self.best + self.standing[:, None] < floor - ROUNDING
        needed: Integers = np.where(self.counts, short.sum(axis=1), 0)
        return needed

    def lightest_pairs(self, floor: float, most: Integers) -> Numbers:
        """Return the least weight of a pair with which each participant can still reach the floor."""
        others = np.take_along_axis(self.best, np.maximum(most - 1, 0)[:, None], axis=1)[:, 0]
        lightest: Numbers = np.where(self.counts, floor - self.standing - others - ROUNDING, -np.inf)
        return lightest

    def countable(self, floor: float) -> bool:
        """Tell whether the numbers of meetings alone let everybody reach the floor."""
        needed = np.maximum(self.needed_meetings(floor), self.widest_least)
        sides = (needed[: self.n_rows], needed[self.n_rows :])
        return bool((needed <= self.widest_most).all()) and all(int(s.sum()) <= self.flow.n_meetings for s in sides)

    def highest_countable(self) -> float:
        """Return the highest floor that ``countable`` allows: one of the sums of somebody's best pairs."""
        sums = np.unique((self.best + self.standing[:, None])[self.counts])
        if not len(sums):
            return np.inf
        low, high = 0, len(sums)
        while high - low > 1:
            middle = (low + high) // 2
            if self.countable(float(sums[middle])):
                low = middle
            else:
                high = middle
        return float(sums[low])


def floor_problem(
    flow: FlowOfPairs,
    chosen: ChosenPairs,
    *,
    standing_totals: tuple[Numbers, Numbers],
    fair_rows: Truths,
    fair_columns: Truths,
    tolerance: float,
) -> FloorProblem:
    """Return what may be chosen instead of ``chosen`` at a cost of at most ``tolerance`` of the weight of all."""
    units = chosen.units_per_weight
    standing = quantised(np.concatenate(standing_totals), units)
    sides = (flow.row_side, flow.column_side)
    widest = [np.concatenate([getattr(side, name) for side in sides]) for name in ("least", "most")]
    counts = [
        np.bincount(who, minlength=len(side.most))
        for who, side in zip((chosen.rows, chosen.columns), sides, strict=True)
    ]
    now = np.concatenate(counts)
    bounded = within_bounds(flow)
    if bounded is None:
        least = most = now
    else:
        inner = (bounded.row_side, bounded.column_side)
        least, most = (np.concatenate([getattr(side, name) for side in inner]) for name in ("least", "most"))
        if (now < least).any() or (now > most).any():
            least = most = now
        else:
            widest = [least, most]
    if least is now and flow.even_counts:
        turns = ((sides[0], sides[1]), (sides[1], sides[0]))
        possible = [possible_counts(side, other, flow.n_meetings, chosen.squares) for side, other in turns]
        widest = [np.concatenate([found[part] for found in possible]) for part in (0, 1)]
    n_rows = len(sides[0].most)
    greatest = int(widest[1].max(initial=0))
    row_mates, row_weights = _best_pairs_of_each(flow, greatest + SPARE_PAIRS, by_column=False)
    column_mates, column_weights = _best_pairs_of_each(flow, greatest + SPARE_PAIRS, by_column=True)
    pairs = [chosen.rows * flow.allowed.shape[1] + chosen.columns]
    for mates, weights, by_column in ((row_mates, row_weights, False), (column_mates, column_weights, True)):
        who, place = np.nonzero(weights > -np.inf)
        mate = mates[who, place]
        pairs.append(mate * flow.allowed.shape[1] + who if by_column else who * flow.allowed.shape[1] + mate)
    rows, columns = np.divmod(np.unique(np.concatenate(pairs)), flow.allowed.shape[1])
    standing_units = round(float(standing[:n_rows].sum()) * units)
    needed_units = math.ceil((1 - tolerance) * (standing_units + chosen.weight)) - standing_units
    novel_least = [np.zeros_like(side.least) if side.novel_least is None else side.novel_least for side in sides]
    return FloorProblem(
        flow=flow,
        novel=None if flow.novel is None else organisations_novel(flow),
        novel_least=np.concatenate(novel_least),
        least=least,
        most=most,
        widest_least=widest[0],
        widest_most=widest[1],
        best=_added_up([row_weights, column_weights], greatest, units),
        standing=standing,
        counts=np.concatenate([fair_rows, fair_columns]),
        weight_needed=min(needed_units, chosen.weight) / units,
        units_per_weight=units,
        blur=_blur(flow, units),
        rows=rows,
        columns=columns,
        weights=quantised(flow.weights[rows, columns], units),
    )


def quantised(weights: Numbers, units_per_weight: int) -> Numbers:
    """Return the weights as the nearest whole multiples of a unit."""
    return np.rint(weights * units_per_weight) / units_per_weight


def _blur(flow: FlowOfPairs, units_per_weight: int) -> float:
    """Return how far any weight is from a whole number of units, in units: at most a half."""
    size = max(1, 2**20 // max(1, flow.weights.shape[1]))
    farthest = 0.0
    for first in range(0, len(flow.weights), size):
        units = flow.weights[first : first + size] * units_per_weight
        farthest = max(farthest, float(np.abs(units - np.rint(units)).max(initial=0.0)))
    return min(0.5, farthest + 1e-6)


def _best_pairs_of_each(flow: FlowOfPairs, n_each: int, *, by_column: bool) -> tuple[Integers, Numbers]:
    """Return the partners of the heaviest pairs of each row (column), heaviest first, and their weights; -inf: none."""
    n_people, n_mates = flow.allowed.shape[::-1] if by_column else flow.allowed.shape
    n_each = min(n_each, n_mates)
    mates = np.zeros((n_people, n_each), np.int64)
    weights = np.full((n_people, n_each), -np.inf)
    size = max(1, 2**20 // max(1, n_mates))
    for first in range(0, n_people, size):
        block = slice(first, min(first + size, n_people))
        part = (slice(None), block) if by_column else (block, slice(None))
        values = np.where(flow.allowed[part], flow.weights[part], -np.inf)
        values = np.ascontiguousarray(values.T) if by_column else values
        found = np.argpartition(-values, n_each - 1, axis=1)[:, :n_each] if n_each else mates[block]
        there = np.take_along_axis(values, found, axis=1)
        order = np.lexsort((found, -there), axis=1)
        mates[block] = np.take_along_axis(found, order, axis=1)
        weights[block] = np.take_along_axis(there, order, axis=1)
    return mates, weights


def _added_up(weights: list[Numbers], greatest: int, units_per_weight: int) -> Numbers:
    """Return sums of each participant's heaviest pairs, from none to ``greatest`` of them; missing ones add nothing."""
    sums = []
    for side in weights:
        wide = np.zeros((len(side), greatest + 1))
        known = min(greatest, side.shape[1])
        wide[:, 1 : known + 1] = np.where(side[:, :known] > -np.inf, quantised(side[:, :known], units_per_weight), 0)
        sums.append(quantised(np.cumsum(wide, axis=1), units_per_weight))
    return np.concatenate(sums)
