"""Meetings at tables -> how often people change tables, beside a plain numbering and a bound that no seating beats."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


class People(Protocol):
    """Whoever knows how many people each side has: a problem or a plan."""

    @property
    def n_rows(self) -> int: ...

    @property
    def n_columns(self) -> int: ...


@dataclass(frozen=True)
class MovesOfSide:
    """Moves from table to table over the evening, of the people of one side who meet anybody."""

    most: int
    mean: float


@dataclass(frozen=True)
class SeatingFigures:
    """Moves of both sides, those of a plain numbering (tables 0, 1, 2 ... in the order of the rows in each round), and
    the total of both sides beside the least that any seating of these meetings can have."""

    rows: MovesOfSide
    columns: MovesOfSide
    rows_by_numbering: MovesOfSide
    columns_by_numbering: MovesOfSide
    total: int
    total_by_numbering: int
    least_total: int


def seating_figures(people: People, meetings: Integers) -> SeatingFigures:
    """Return the moves that the meetings (round, table, row, column) cost, beside a plain numbering; O(n log n)."""
    plain = meetings[np.lexsort((meetings[:, 2], meetings[:, 0]))]
    first = np.searchsorted(plain[:, 0], plain[:, 0])
    numbered = np.column_stack([plain[:, 0], np.arange(len(plain)) - first, plain[:, 2:]])
    moves, plain_moves = (moves_per_participant(people, lines) for lines in (meetings, numbered))
    met = [np.bincount(meetings[:, part], minlength=len(side)) > 0 for part, side in zip((2, 3), moves, strict=True)]
    rows, columns = (_of_side(side, there) for side, there in zip(moves, met, strict=True))
    plain_rows, plain_columns = (_of_side(side, there) for side, there in zip(plain_moves, met, strict=True))
    total, plain_total = (int(sum(side.sum() for side in both)) for both in (moves, plain_moves))
    return SeatingFigures(rows, columns, plain_rows, plain_columns, total, plain_total, least_moves(meetings))


def moves_per_participant(people: People, meetings: Integers) -> tuple[Integers, Integers]:
    """Return how often each row and each column changes tables over the evening; idle rounds do not count."""
    moves = []
    for part, n_participants in ((2, people.n_rows), (3, people.n_columns)):
        order = np.lexsort((meetings[:, 0], meetings[:, part]))
        tables, who = meetings[order, 1], meetings[order, part]
        moved = (who[1:] == who[:-1]) & (tables[1:] != tables[:-1])
        moves.append(np.bincount(who[1:][moved], minlength=n_participants))
    return moves[0], moves[1]


def least_moves(meetings: Integers) -> int:
    """Return a number of moves, of both sides together, that no seating of these meetings goes below.

    Two people who meet and whose last meetings were in one and the same round, with others, were at two tables then: at
    least one of them moves. Meetings without such a round before them may cost nothing. O(n log n).
    """
    rounds_before = []
    for part in (2, 3):
        order = np.lexsort((meetings[:, 0], meetings[:, part]))
        before = np.full(len(meetings), -1, np.int64)
        same = meetings[order[1:], part] == meetings[order[:-1], part]
        before[order[1:][same]] = meetings[order[:-1][same], 0]
        rounds_before.append(before)
    return int(((rounds_before[0] == rounds_before[1]) & (rounds_before[0] >= 0)).sum())


def _of_side(moves: Integers, there: NDArray[np.bool_]) -> MovesOfSide:
    return MovesOfSide(int(moves.max(initial=0)), float(moves[there].mean()) if there.any() else 0.0)
