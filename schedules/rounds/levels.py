"""A problem -> what its lines (round, row, column) are judged by, level after level, as exact keys and as costs.

The levels, in order: demanded pairs, least meetings, least novel meetings, the number of meetings, their evenness,
those who idled at earlier evenings, the weight. As costs of one flow each level
outweighs what a simple cycle of the residual network can lose on the levels below it; keys compare two plans exactly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import allowed_pairs, least_novel, meeting_limits, novel_pairs, rounds_to_meet, worth
from schedules.pairs.colleagues import has_colleagues, organisations_novel
from schedules.pairs.flow_of_pairs import FlowOfPairs, Side
from schedules.problem import PlanningProblem, demanded_pairs, organisations

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Key = tuple[int, int, int, int, int, int, int]
FINEST_UNITS, LARGEST_COST = 10**6, 2**60


@dataclass(frozen=True)
class LevelCosts:
    """What one step on each level costs, in units of weight; 0 for a level that is not asked for."""

    history: int
    evenness: int
    meeting: int
    novel: int
    least: int
    demanded: int


@dataclass(frozen=True)
class Levels:
    """The problem as arrays.

    units: whole weights; flow: weights, who may meet and the organisations; limits: least and most meetings, the most
    never above the rounds they can meet in; asked_most: the most that they themselves ask for; novel: None unless a
    least number of novel meetings is asked for.
    """

    problem: PlanningProblem
    even_counts: bool
    units: Integers
    flow: FlowOfPairs
    demanded: Truths
    limits: tuple[Integers, Integers]
    asked_most: tuple[Integers, Integers]
    novel: Truths | None
    novel_least: tuple[Integers, Integers]
    idled: tuple[Integers, Integers] | None
    colleagues: bool
    units_per_weight: int
    costs: LevelCosts

    @classmethod
    def of(cls, problem: PlanningProblem, *, even_counts: bool) -> "Levels":
        groups = organisations(problem)
        allowed = allowed_pairs(problem)
        demanded = np.zeros_like(allowed)
        for row, column in demanded_pairs(problem):  # nobody else may use up the meeting of these organisations
            allowed[np.ix_(groups[0] == groups[0][row], groups[1] == groups[1][column])] = False
            allowed[row, column] = demanded[row, column] = True
        limits = meeting_limits(problem)
        asked_most = limits[0][:, 1].copy(), limits[1][:, 1].copy()
        for table, rounds in zip(limits, rounds_to_meet(problem), strict=True):
            table[:, 1] = np.minimum(table[:, 1], rounds)
        sides = [
            Side(table[:, 0], table[:, 1], np.zeros(len(table), np.int64), names)
            for table, names in zip(limits, groups, strict=True)
        ]
        novel = novel_pairs(problem) if problem.novel_least else None
        flow = FlowOfPairs(worth(problem), allowed, sides[0], sides[1], 0, novel=novel)
        idled = None
        if problem.row_idled is not None or problem.column_idled is not None:
            given = ((problem.row_idled, problem.n_rows), (problem.column_idled, problem.n_columns))
            both = [np.zeros(n, np.int64) if before is None else before for before, n in given]
            idled = (both[0], both[1])
        units_per_weight, costs = _costs(problem, even_counts, idled)
        return cls(
            problem=problem,
            even_counts=even_counts,
            units=np.rint(flow.weights * units_per_weight).astype(np.int64),
            flow=flow,
            demanded=demanded,
            limits=limits,
            asked_most=asked_most,
            novel=organisations_novel(flow),
            novel_least=least_novel(problem),
            idled=idled,
            colleagues=has_colleagues(flow),
            units_per_weight=units_per_weight,
            costs=costs,
        )

    @property
    def weight_alone(self) -> bool:
        """Whether nobody's meetings are limited by anything but rounds, and only their number and weight count."""
        open_ended = all((most == self.problem.n_rounds).all() for most in self.asked_most)
        no_least = not any(table[:, 0].any() for table in self.limits)
        return open_ended and no_least and not self.even_counts and self.idled is None and self.novel is None

    def counts(self, lines: Integers) -> tuple[Integers, Integers]:
        """Return how many meetings each row and each column has."""
        rows = np.bincount(lines[:, 1], minlength=self.problem.n_rows)
        return rows, np.bincount(lines[:, 2], minlength=self.problem.n_columns)

    def novel_counts(self, lines: Integers) -> tuple[Integers, Integers]:
        """Return how many novel meetings each row and each column has; of all meetings when none is asked for."""
        return self.counts(lines if self.novel is None else lines[self.novel[lines[:, 1], lines[:, 2]]])

    def names(self, rows: Integers, columns: Integers) -> Integers:
        """Return one number per pair of organisations, which meet at most once whoever represents them."""
        groups = self.flow.row_side.groups, self.flow.column_side.groups
        return groups[0][rows] * (int(groups[1].max()) + 1) + groups[1][columns]

    def key(self, lines: Integers) -> Key:
        """Return what is sought, the smaller the better, in the order of the levels."""
        counts = self.counts(lines)
        pairs = lines[:, 1], lines[:, 2]
        missing = len(demanded_pairs(self.problem)) - int(self.demanded[pairs].sum())
        below = sum(int(np.maximum(table[:, 0] - n, 0).sum()) for table, n in zip(self.limits, counts, strict=True))
        few_novel = squares = idled = 0
        if self.novel is not None:
            novel_counts = zip(self.novel_least, self.novel_counts(lines), strict=True)
            few_novel = sum(int(np.maximum(least - n, 0).sum()) for least, n in novel_counts)
        if self.even_counts:
            squares = sum(int((n**2).sum()) for n in counts)
        if self.idled is not None:
            idled = sum(int((before * n).sum()) for before, n in zip(self.idled, counts, strict=True))
        return missing, below, few_novel, -len(lines), squares, -idled, -int(self.units[pairs].sum())


def _costs(
    problem: PlanningProblem, even_counts: bool, idled: tuple[Integers, Integers] | None
) -> tuple[int, LevelCosts]:
    """Return the finest units at which all levels fit into 64 bits, and the cost of a step on each level."""
    n_people = problem.n_rows + problem.n_columns
    spread = 0 if idled is None else sum(int(side.max() - side.min()) for side in idled)
    longest = 0 if idled is None else max(int(side.max()) for side in idled)
    units = FINEST_UNITS
    while True:
        weight = units * n_people + 1
        history = weight if spread else 0
        evenness = weight + 2 * history * spread if even_counts else 0
        meeting = weight + 2 * history * longest + evenness * (4 * problem.n_rounds + 4)
        novel = 4 * meeting if problem.novel_least else 0
        least = 4 * (meeting + novel)
        demanded = 8 * least
        if demanded * 4 * n_people < LARGEST_COST or units == 1:
            return units, LevelCosts(history, evenness, meeting, novel, least, demanded)
        units //= 10
