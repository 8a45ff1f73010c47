"""A problem -> the same evening with more or fewer tables or rounds, or more participants.

What the new ones are like is decided here, once: a new table is there all evening; whoever attends the last round
attends the new ones; a limit that was all the rounds stays all the rounds; a newcomer without given weights is typical,
the mean of those who are there, and may meet anybody, any time. Demands that lose their round or table keep what is
left of them: a meeting locked to a round that is gone is still required, a seat at a table that is gone is any one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schedules.problem import ANY_TABLE, STAYS, PlanningProblem

Weights = NDArray[np.float64]


def with_tables(problem: PlanningProblem, n_tables: int) -> PlanningProblem:
    """Return the problem with another number of tables; raises ValueError when it is negative."""
    if n_tables < 0:
        raise ValueError(f"{n_tables} tables cannot be: at least 0.")
    available = problem.table_available
    if available is not None:
        more = np.ones((max(0, n_tables - len(available)), problem.n_rounds), np.bool_)
        available = np.concatenate([available[:n_tables], more])
    changed: dict[str, Any] = {"n_tables": n_tables, "table_available": available}
    for name in ("row_seats", "column_seats"):
        seats = getattr(problem, name)
        changed[name] = None if seats is None else np.where(seats >= n_tables, STAYS, seats)
    changed["locked"] = [
        (round_number, table if table < n_tables else ANY_TABLE, row, column)
        for round_number, table, row, column in problem.locked
    ]
    return replace(problem, **changed)


def with_rounds(problem: PlanningProblem, n_rounds: int) -> PlanningProblem:
    """Return the problem with another number of rounds, added or dropped at the end; raises ValueError below 1."""
    if n_rounds < 1:
        raise ValueError(f"{n_rounds} rounds cannot be: at least 1.")
    before = problem.n_rounds
    changed: dict[str, Any] = {}
    for name in ("row_available", "column_available", "table_available"):
        given = getattr(problem, name)
        if given is not None:
            added = np.repeat(given[:, -1:], max(0, n_rounds - before), axis=1)
            changed[name] = np.concatenate([given, added], axis=1)[:, :n_rounds]
    for name in ("row_limits", "column_limits"):
        given = getattr(problem, name)
        if given is not None:
            most = np.where(given[:, 1] >= before, max(n_rounds, before), given[:, 1])
            changed[name] = np.stack([np.minimum(given[:, 0], n_rounds), most], axis=1)
    for name in ("row_breaks", "column_breaks"):
        given = getattr(problem, name)
        if given is not None:
            changed[name] = np.where(given[:, :1] >= n_rounds, -1, np.minimum(given, n_rounds - 1))
    dropped = [(row, column) for round_number, _, row, column in problem.locked if round_number >= n_rounds]
    changed["locked"] = [meeting for meeting in problem.locked if meeting[0] < n_rounds]
    changed["required"] = [*problem.required, *dropped]
    changed["break_rounds"] = [round_number for round_number in problem.break_rounds if round_number < n_rounds]
    swap = problem.swap_after
    changed["swap_after"] = None if swap is None or swap >= n_rounds else swap
    return replace(problem, n_rounds=n_rounds, **changed)


def with_newcomers(
    problem: PlanningProblem,
    *,
    n_rows: int = 0,
    n_columns: int = 0,
    row_weights: ArrayLike | None = None,
    column_weights: ArrayLike | None = None,
) -> PlanningProblem:
    """Return the problem with more participants at the end of each side.

    n_rows, n_columns: how many typical newcomers, whose weight with a participant is the mean of that participant's
    weights. row_weights: (k, problem.n_columns), of k newcomers on the rows' side, column_weights: (problem.n_rows, k),
    of newcomers on the columns' side; between newcomers of both sides the mean of all weights. Raises ValueError when a
    count is negative, given together with weights, or a shape disagrees.
    """
    weights = problem.weights
    of_columns = None if column_weights is None else np.transpose(np.asarray(column_weights, dtype=np.float64))
    rows = _newcomers(weights, n_rows, row_weights, "row")
    columns = _newcomers(weights.T, n_columns, of_columns, "column")
    changed: dict[str, Any] = {"weights": _enlarged(weights, rows, columns)}
    if problem.novelty is not None:
        typical = [np.tile(problem.novelty.mean(axis=axis), (len(new), 1)) for axis, new in enumerate((rows, columns))]
        changed["novelty"] = _enlarged(problem.novelty, *typical)
    for side, n_newcomers in (("row", len(rows)), ("column", len(columns))):
        changed |= _joined(problem, side, n_newcomers)
    return replace(problem, **changed)


def _newcomers(weights: Weights, n: int, given: ArrayLike | None, side: str) -> Weights:
    """Return one line of weights for each newcomer of a side."""
    if given is None:
        if n < 0:
            raise ValueError(f"{n} more {side}s cannot be: absences say who does not come.")
        return np.tile(weights.mean(axis=0), (n, 1))
    table = np.array(given, dtype=np.float64)
    partners = weights.shape[1]
    if n or table.ndim != 2 or table.shape[1] != partners:
        raise ValueError(f"{side}_weights of shape {table.shape} and n_{side}s {n}: {partners} weights a newcomer.")
    return table


def _enlarged(table: Weights, rows: Weights, columns: Weights) -> Weights:
    """Return the table with lines for newcomers of the rows and of the columns; between them its mean."""
    n_rows, n_columns = table.shape
    enlarged: Weights = np.full((n_rows + len(rows), n_columns + len(columns)), table.mean())
    enlarged[:n_rows, :n_columns] = table
    enlarged[n_rows:, :n_columns] = rows
    enlarged[:n_rows, n_columns:] = columns.T
    return enlarged


def _joined(problem: PlanningProblem, side: str, n_newcomers: int) -> Mapping[str, Any]:
    """Return what a problem says of one side's participants, with newcomers who are free of all demands."""
    changed: dict[str, Any] = {}
    groups = getattr(problem, f"{side}_groups")
    if groups is not None:
        changed[f"{side}_groups"] = np.concatenate([groups, groups.max() + 1 + np.arange(n_newcomers)])
    priorities = getattr(problem, f"{side}_priorities")
    newcomers: dict[str, Any] = {
        "available": np.ones((n_newcomers, problem.n_rounds), np.bool_),
        "limits": np.tile(np.array([0, problem.n_rounds]), (n_newcomers, 1)),
        "seats": np.full(n_newcomers, ANY_TABLE),
        "breaks": np.full((n_newcomers, 2), -1),
        "idled": np.zeros(n_newcomers, np.int64),
        "priorities": np.full(n_newcomers, 1.0 if priorities is None else priorities.mean()),
    }
    for name, values in newcomers.items():
        given = getattr(problem, f"{side}_{name}")
        if given is not None:
            changed[f"{side}_{name}"] = np.concatenate([given, values])
    return changed
