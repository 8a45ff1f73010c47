"""An evening to be planned: participants, weights, room and demands, validated when built.

Rows and columns are the participants of the two sides. In each of ``n_rounds`` rounds a participant has at most one
meeting and at most ``n_tables`` meetings take place; two organisations meet at most once. Everything is counted from
zero. A contradiction inside the data (a pair both forbidden and required) is refused here, all contradictions at once;
a demand that is consistent but too great is refused by ``build_plan``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schedules.findings import Finding, Values

Pair = tuple[int, int]
LockedMeeting = tuple[int, int, int, int]


@dataclass(frozen=True)
class Fault(Finding):
    """Something in the data of a problem that contradicts itself or has the wrong shape."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "weights_shape": "weights must be a table with at least one row and one column, not shape {shape}.",
            "weights_not_numbers": "weights must be numbers; they could not be read as such.",
            "weights_nan": "{count} weights are not finite numbers, the first at row {row}, column {column}.",
            "weights_range": "{count} weights lie outside 0 to 1, the first ({value}) at row {row}, column {column}.",
            "n_rounds": "n_rounds must be a whole number of at least 1, not {value}.",
            "n_tables": "n_tables must be None or a whole number of at least 0, not {value}.",
            "shape": "{name} must have shape {expected}, not {found}.",
            "not_numbers": "{name} must hold whole numbers (or truth values for availability) in a regular table.",
            "index": "{name} entry {entry} names {part} {value}, but there are {count} (numbered from 0).",
            "limits_order": "{name}: participant {participant} has least {least}, most {most}, not 0 <= least <= most.",
            "forbidden_and_required": "Row {row} and column {column} must meet, but their organisations must not.",
            "organisations_required_twice": "Several meetings are demanded between the organisations of row {row} and "
            "column {column}; two organisations meet at most once.",
            "locked_twice_in_round": "{count} locked meetings of {side} {participant} fall in round {round_number}.",
            "locked_table_twice": "{count} locked meetings share table {table_number} in round {round_number}.",
            "locked_pair_twice": "The meeting of row {row} and column {column} is locked {count} times.",
        }
    )


class InvalidProblem(ValueError):  # noqa: N818  named for what it says, as InfeasiblePlan is
    """The data of a problem contradict themselves; ``faults`` lists every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(fault) for fault in faults))


@dataclass(frozen=True, init=False, eq=False, repr=False)
class PlanningProblem:
    """Weights, room and demands of one evening.

    weights: array (n_rows, n_columns) in [0, 1]. forbidden, required: pairs (row, column); a forbidden pair forbids
    every pair of representatives of the two organisations. row_available, column_available: bool (n, n_rounds).
    row_limits, column_limits: int (n, 2), least and most meetings. row_groups, column_groups: int (n,), the
    organisation of each participant (None: each its own). locked: meetings (round, table or -1 for any, row, column)
    that must stand exactly there. Raises ``InvalidProblem`` (a ValueError) with every fault when the data contradict
    themselves.

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
    ) -> None:
        faults: list[Fault] = []
        table = _read_weights(weights, faults)
        _check_count("n_rounds", n_rounds, 1, faults)
        if n_tables is not None:
            _check_count("n_tables", n_tables, 0, faults)
        if faults:  # every later check needs the shape and the rounds
            raise InvalidProblem(faults)
        n_rows, n_columns = table.shape
        pair_ends = (("row", n_rows), ("column", n_columns))
        locked_ends = (("round", int(n_rounds)), ("table", n_tables), *pair_ends)
        values = {
            "weights": table,
            "n_rounds": int(n_rounds),
            "n_tables": None if n_tables is None else int(n_tables),
            "forbidden": _read_tuples("forbidden", forbidden, pair_ends, faults),
            "required": _read_tuples("required", required, pair_ends, faults),
            "row_available": _read_presence("row_available", row_available, (n_rows, int(n_rounds)), faults),
            "column_available": _read_presence(
                "column_available", column_available, (n_columns, int(n_rounds)), faults
            ),
            "row_limits": _read_numbers("row_limits", row_limits, (n_rows, 2), faults),
            "column_limits": _read_numbers("column_limits", column_limits, (n_columns, 2), faults),
            "row_groups": _read_numbers("row_groups", row_groups, (n_rows,), faults),
            "column_groups": _read_numbers("column_groups", column_groups, (n_columns,), faults),
            "locked": _read_tuples("locked", locked, locked_ends, faults),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if not faults:
            _check_limits(self, faults)
            _check_demands(self, faults)
            _check_locked(self, faults)
        if faults:
            raise InvalidProblem(faults)

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


def _read_weights(given: ArrayLike, faults: list[Fault]) -> NDArray[np.float64]:
    try:
        table = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        faults.append(Fault("weights_not_numbers"))
        return np.zeros((1, 1))
    if table.ndim != 2 or 0 in table.shape:
        faults.append(Fault("weights_shape", {"shape": str(table.shape)}))
        return np.zeros((1, 1))
    finite = np.isfinite(table)
    if not finite.all():
        row, column = (int(index) for index in np.argwhere(~finite)[0])
        faults.append(Fault("weights_nan", {"count": int((~finite).sum()), "row": row, "column": column}))
    outside = finite & ((table < 0) | (table > 1))
    if outside.any():
        row, column = (int(index) for index in np.argwhere(outside)[0])
        where = {"count": int(outside.sum()), "row": row, "column": column, "value": float(table[row, column])}
        faults.append(Fault("weights_range", where))
    table.flags.writeable = False
    return table


def _check_count(name: str, value: object, least: int, faults: list[Fault]) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        faults.append(Fault(name, {"value": str(value)}))


def _read_numbers(
    name: str, given: ArrayLike | None, shape: tuple[int, ...], faults: list[Fault]
) -> NDArray[np.int64] | None:
    if given is None:
        return None
    try:
        raw = np.array(given)
        table = raw.astype(np.int64)
        whole = raw.dtype.kind in "biuf" and bool(np.array_equal(table, raw))
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        faults.append(Fault("not_numbers", {"name": name}))
        return None
    if table.shape != shape:
        faults.append(Fault("shape", {"name": name, "expected": str(shape), "found": str(table.shape)}))
        return None
    table.flags.writeable = False
    return table


def _read_presence(
    name: str, given: ArrayLike | None, shape: tuple[int, int], faults: list[Fault]
) -> NDArray[np.bool_] | None:
    numbers = _read_numbers(name, given, shape, faults)
    if numbers is None:
        return None
    if ((numbers != 0) & (numbers != 1)).any():
        faults.append(Fault("not_numbers", {"name": name}))
        return None
    presence = numbers.astype(np.bool_)
    presence.flags.writeable = False
    return presence


def _read_tuples(
    name: str, given: ArrayLike, parts: tuple[tuple[str, int | None], ...], faults: list[Fault]
) -> tuple[tuple[int, ...], ...]:
    """Read entries of whole numbers whose n-th number lies below the n-th count (a table may also be -1: any)."""
    try:
        raw = np.array(given if isinstance(given, np.ndarray) else list(given))  # type: ignore[arg-type]
        entries = raw.astype(np.int64).reshape(-1, len(parts)) if raw.size else np.zeros((0, len(parts)), np.int64)
        whole = bool(np.array_equal(entries, raw.reshape(entries.shape))) and (not raw.size or raw.ndim == 2)
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        faults.append(Fault("not_numbers", {"name": name}))
        return ()
    for part, (label, count) in enumerate(parts):
        numbers = entries[:, part]
        wrong = numbers < (-1 if label == "table" else 0)
        if count is not None:
            wrong |= numbers >= count
        for entry in np.flatnonzero(wrong):
            shown: Values = {"name": name, "entry": int(entry), "part": label, "value": int(numbers[entry])}
            faults.append(Fault("index", {**shown, "count": "any number of tables" if count is None else count}))
    return tuple(tuple(entry) for entry in entries.tolist())


def _check_limits(problem: PlanningProblem, faults: list[Fault]) -> None:
    for name in ("row_limits", "column_limits"):
        limits = getattr(problem, name)
        if limits is None:
            continue
        for participant in np.flatnonzero((limits[:, 0] < 0) | (limits[:, 0] > limits[:, 1])):
            least, most = (int(limit) for limit in limits[participant])
            where = {"name": name, "participant": int(participant), "least": least, "most": most}
            faults.append(Fault("limits_order", where))


def _check_demands(problem: PlanningProblem, faults: list[Fault]) -> None:
    row_group, column_group = organisations(problem)
    forbidden = {(int(row_group[row]), int(column_group[column])) for row, column in problem.forbidden}
    demanded: dict[Pair, int] = {}
    for row, column in demanded_pairs(problem):
        pair = (int(row_group[row]), int(column_group[column]))
        where = {"row": row, "column": column}
        if pair in forbidden:
            faults.append(Fault("forbidden_and_required", where))
        if demanded.setdefault(pair, 0) == 1:
            faults.append(Fault("organisations_required_twice", where))
        demanded[pair] += 1


def _check_locked(problem: PlanningProblem, faults: list[Fault]) -> None:
    for side, part in (("row", 2), ("column", 3)):
        counts = Counter((meeting[part], meeting[0]) for meeting in problem.locked)
        for (participant, round_number), count in sorted(counts.items()):
            if count > 1:
                where: Values = {"side": side, "participant": participant, "round_number": round_number, "count": count}
                faults.append(Fault("locked_twice_in_round", where))
    tables = Counter((meeting[0], meeting[1]) for meeting in problem.locked if meeting[1] >= 0)
    for (round_number, table_number), count in sorted(tables.items()):
        if count > 1:
            shared: Values = {"round_number": round_number, "table_number": table_number, "count": count}
            faults.append(Fault("locked_table_twice", shared))
    pairs = Counter((meeting[2], meeting[3]) for meeting in problem.locked)
    for (row, column), count in sorted(pairs.items()):
        if count > 1:
            faults.append(Fault("locked_pair_twice", {"row": row, "column": column, "count": count}))
