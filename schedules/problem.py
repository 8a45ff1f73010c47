"""An evening to be planned: participants, weights, room and demands, validated when built.

Rows and columns are the participants of the two sides. In each of ``n_rounds`` rounds a participant has at most one
meeting and at most ``n_tables`` meetings take place; two organisations meet at most once. Everything is counted from
zero. A contradiction inside the data (a pair both forbidden and required) is refused here, all contradictions at once;
a demand that is consistent but too great is refused by ``build_plan``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schedules import problem_values as given
from schedules.contradictions import ANY_TABLE, MOST_ROUNDS, MOST_TABLES, STAYS, contradictions
from schedules.faults import Fault, InvalidProblem

__all__ = ["ANY_TABLE", "STAYS", "PlanningProblem", "demanded_pairs", "organisations"]

Pair = tuple[int, int]
LockedMeeting = tuple[int, int, int, int]
EarlierMeeting = tuple[int, int, int]
SIDES = ("rows", "columns")


@dataclass(frozen=True, init=False, eq=False, repr=False)
class PlanningProblem:
    """Weights, room and demands of one evening.

    weights: array (n_rows, n_columns) in [0, 1]. forbidden, required: pairs (row, column); a forbidden pair forbids
    every pair of representatives of the two organisations. row_available, column_available: bool (n, n_rounds).
    row_limits, column_limits: int (n, 2), least and most meetings. row_groups, column_groups: int (n,), the
    organisation of each participant (None: each its own). locked: meetings (round, table or -1 for any, row, column)
    that must stand exactly there.

    met: earlier meetings (row, column, days ago) of two organisations. Without ``met_half_life`` (days) they do not
    meet again unless it is demanded; with it their weight is multiplied by 1 - 2^(-days / met_half_life).
    novelty: array (n_rows, n_columns) in [0, 1]; a pair is novel from ``novel_from`` on, and each participant has at
    least ``novel_least`` novel meetings (or all of theirs, when they can have fewer).
    row_seats, column_seats: int (n,), the table a person keeps: a number, STAYS (-2) for one and the same, whichever,
    ANY_TABLE (-1) for whoever may move. table_available: bool (n_tables, n_rounds). seated_side: "rows" or "columns"
    sit and the others walk (None: whichever moves fewer people); after ``swap_after`` rounds the other side sits.
    break_rounds: rounds in which nobody meets. row_breaks, column_breaks: int (n, 2), first and last round between
    which the person needs one round free, (-1, -1) for none. row_idled, column_idled: int (n,), idle rounds at earlier
    evenings. row_priorities, column_priorities: float (n,) above 0, divided by the side's greatest; they multiply the
    weights of a person's meetings.

    Raises ``InvalidProblem`` (a ValueError) with every fault when the data contradict themselves, and for more than
    10,000 rounds or a million tables.

    >>> PlanningProblem([[0.5, 1.0]], n_rounds=2, required=[(0, 1)])
    PlanningProblem(1 x 2, 2 rounds, any number of tables, 1 required)
    """

    weights: NDArray[np.float64]
    n_rounds: int
    n_tables: int | None
    forbidden: tuple[Pair, ...]
    required: tuple[Pair, ...]
    row_available: NDArray[np.bool_] | None
    column_available: NDArray[np.bool_] | None
    row_limits: NDArray[np.int64] | None
    column_limits: NDArray[np.int64] | None
    row_groups: NDArray[np.int64] | None
    column_groups: NDArray[np.int64] | None
    locked: tuple[LockedMeeting, ...]
    met: tuple[EarlierMeeting, ...]
    met_half_life: float | None
    novelty: NDArray[np.float64] | None
    novel_from: float
    novel_least: int
    row_seats: NDArray[np.int64] | None
    column_seats: NDArray[np.int64] | None
    table_available: NDArray[np.bool_] | None
    seated_side: str | None
    swap_after: int | None
    break_rounds: tuple[int, ...]
    row_breaks: NDArray[np.int64] | None
    column_breaks: NDArray[np.int64] | None
    row_idled: NDArray[np.int64] | None
    column_idled: NDArray[np.int64] | None
    row_priorities: NDArray[np.float64] | None
    column_priorities: NDArray[np.float64] | None

    def __init__(
        self,
        weights: ArrayLike,
        n_rounds: int = 8,
        n_tables: int | None = None,
        forbidden: ArrayLike = (),
        required: ArrayLike = (),
        row_available: ArrayLike | None = None,
        column_available: ArrayLike | None = None,
        row_limits: ArrayLike | None = None,
        column_limits: ArrayLike | None = None,
        row_groups: ArrayLike | None = None,
        column_groups: ArrayLike | None = None,
        locked: ArrayLike = (),
        *,
        met: ArrayLike = (),
        met_half_life: float | None = None,
        novelty: ArrayLike | None = None,
        novel_from: float = 0.5,
        novel_least: int = 0,
        row_seats: ArrayLike | None = None,
        column_seats: ArrayLike | None = None,
        table_available: ArrayLike | None = None,
        seated_side: str | None = None,
        swap_after: int | None = None,
        break_rounds: Sequence[int] = (),
        row_breaks: ArrayLike | None = None,
        column_breaks: ArrayLike | None = None,
        row_idled: ArrayLike | None = None,
        column_idled: ArrayLike | None = None,
        row_priorities: ArrayLike | None = None,
        column_priorities: ArrayLike | None = None,
    ) -> None:
        faults: list[Fault] = []
        table = given.read_weights("weights", weights, faults)
        given.check_count("n_rounds", n_rounds, 1, faults, most=MOST_ROUNDS)
        if n_tables is not None:
            given.check_count("n_tables", n_tables, 0, faults, most=MOST_TABLES)
        if faults:  # every later check needs the shape and the rounds
            raise InvalidProblem(faults)
        n_rows, n_columns = table.shape
        n_rounds, n_tables = int(n_rounds), None if n_tables is None else int(n_tables)
        _check_options(swap_after, n_rounds, met_half_life, novel_from, novel_least, novelty, seated_side, faults)
        if table_available is not None and n_tables is None:
            faults.append(Fault("tables_unknown"))
        ends = (("row", n_rows), ("column", n_columns))
        values: dict[str, object] = {
            "weights": table,
            "n_rounds": n_rounds,
            "n_tables": n_tables,
            "forbidden": given.read_tuples("forbidden", forbidden, ends, faults),
            "required": given.read_tuples("required", required, ends, faults),
            "locked": given.read_tuples(
                "locked",
                locked,
                (("round", n_rounds), ("table", MOST_TABLES if n_tables is None else n_tables), *ends),
                faults,
            ),
            "met": given.read_tuples("met", met, (*ends, ("days", None)), faults),
            "met_half_life": met_half_life,
            "novelty": None if novelty is None else given.read_weights("novelty", novelty, faults),
            "novel_from": novel_from,
            "novel_least": novel_least,
            "table_available": None
            if n_tables is None
            else given.read_presence("table_available", table_available, (n_tables, n_rounds), faults),
            "seated_side": seated_side,
            "swap_after": swap_after,
            "break_rounds": given.read_rounds("break_rounds", break_rounds, n_rounds, faults),
        }
        sides = (
            ("row", n_rows, row_available, row_limits, row_groups, row_seats, row_breaks, row_idled, row_priorities),
            (
                *("column", n_columns, column_available, column_limits, column_groups),
                *(column_seats, column_breaks, column_idled, column_priorities),
            ),
        )
        for side, n, available, limits, groups, seats, breaks, idled, priorities in sides:
            values |= {
                f"{side}_available": given.read_presence(f"{side}_available", available, (n, n_rounds), faults),
                f"{side}_limits": given.read_numbers(f"{side}_limits", limits, (n, 2), faults),
                f"{side}_groups": given.read_numbers(f"{side}_groups", groups, (n,), faults),
                f"{side}_seats": given.read_numbers(f"{side}_seats", seats, (n,), faults),
                f"{side}_breaks": given.read_breaks(f"{side}_breaks", breaks, n, n_rounds, faults),
                f"{side}_idled": given.read_counts(f"{side}_idled", idled, n, faults),
                f"{side}_priorities": given.read_priorities(f"{side}_priorities", priorities, n, faults),
            }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if self.novelty is not None and self.novelty.shape != table.shape:
            shapes = {"expected": str(table.shape), "found": str(self.novelty.shape)}
            faults.append(Fault("shape", {"name": "novelty", **shapes}))
        if not faults:
            faults = contradictions(self, organisations(self), demanded_pairs(self))
        if faults:
            raise InvalidProblem(faults)

    @cached_property
    def forbidden_ends(self) -> NDArray[np.int64]:
        """The forbidden pairs as an array, (n, 2)."""
        return np.array(self.forbidden, dtype=np.int64).reshape(-1, 2)

    @property
    def n_rows(self) -> int:
        return int(self.weights.shape[0])

    @property
    def n_columns(self) -> int:
        return int(self.weights.shape[1])

    def __repr__(self) -> str:
        tables = "any number of tables" if self.n_tables is None else f"{self.n_tables} tables"
        demands = [("forbidden", self.forbidden), ("required", self.required), ("locked", self.locked)]
        counts = "".join(f", {len(entries)} {name}" for name, entries in demands if entries)
        return f"PlanningProblem({self.n_rows} x {self.n_columns}, {self.n_rounds} rounds, {tables}{counts})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PlanningProblem):
            return NotImplemented
        return all(_same(getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)

    __hash__ = None  # type: ignore[assignment]  # arrays inside: equality without a hash


def demanded_pairs(problem: PlanningProblem) -> tuple[Pair, ...]:
    """Return the pairs that must meet, required or locked, sorted and each once."""
    return tuple(sorted({*problem.required, *((row, column) for _, _, row, column in problem.locked)}))


def organisations(problem: PlanningProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the organisation of each row and of each column, numbered from zero without holes on either side."""
    sides = ((problem.row_groups, problem.n_rows), (problem.column_groups, problem.n_columns))
    numbered = [np.arange(n) if given is None else np.unique(given, return_inverse=True)[1] for given, n in sides]
    return numbered[0].astype(np.int64), numbered[1].astype(np.int64)


def _same(left: object, right: object) -> bool:
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return bool(np.array_equal(left, right))
    return bool(type(left) is type(right) and left == right)


def _check_options(
    swap_after: int | None,
    n_rounds: int,
    met_half_life: float | None,
    novel_from: float,
    novel_least: int,
    novelty: ArrayLike | None,
    seated_side: str | None,
    faults: list[Fault],
) -> None:
    if swap_after is not None:
        given.check_count("swap_after", swap_after, 1, faults, most=n_rounds)
    if met_half_life is not None:
        given.check_span("met_half_life", met_half_life, None, faults)
    given.check_span("novel_from", novel_from, 1, faults)
    given.check_count("novel_least", novel_least, 0, faults)
    if novelty is None and novel_least != 0:
        faults.append(Fault("novel_without_novelty", {"value": str(novel_least)}))
    if seated_side not in (None, *SIDES):
        faults.append(Fault("seated_side", {"value": str(seated_side)}))
