"""The rules of a plan, each stated once: as arrays for the solver and as conditions for the check.

Who may meet (``allowed_pairs``), how often (``meeting_limits``), when (``presence``) and at how many tables
(``tables_per_round``) are read from here by every step that builds a plan; ``check_plan`` tests a finished plan against
the same definitions and names what is broken.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from schedules.findings import Finding, Value, Values
from schedules.plan import MeetingPlan
from schedules.problem import PlanningProblem, demanded_pairs, organisations

ANY_TABLE = -1


def presence(problem: PlanningProblem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is there in which round: (n_rows, n_rounds) and (n_columns, n_rounds)."""
    sides = ((problem.row_available, problem.n_rows), (problem.column_available, problem.n_columns))
    there = [np.ones((n, problem.n_rounds), np.bool_) if given is None else given for given, n in sides]
    return there[0], there[1]


def meeting_limits(problem: PlanningProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return least and most meetings of each row and of each column, as demanded, the most never above the rounds."""
    sides = ((problem.row_limits, problem.n_rows), (problem.column_limits, problem.n_columns))
    limits = [np.tile([0, problem.n_rounds], (n, 1)) if given is None else given.copy() for given, n in sides]
    for table in limits:
        table[:, 1] = np.minimum(table[:, 1], problem.n_rounds)
    return limits[0].astype(np.int64), limits[1].astype(np.int64)


def forbidden_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two organisations must not meet."""
    row_group, column_group = organisations(problem)
    between = np.zeros((int(row_group.max()) + 1, int(column_group.max()) + 1), np.bool_)
    if problem.forbidden:
        rows, columns = np.array(problem.forbidden).T
        between[row_group[rows], column_group[columns]] = True
    if problem.row_groups is None and problem.column_groups is None:
        return between
    return between[row_group[:, None], column_group[None, :]]


def never_together(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two are there in no common round."""
    if problem.row_available is None and problem.column_available is None:
        return np.zeros((problem.n_rows, problem.n_columns), np.bool_)
    row_there, column_there = presence(problem)
    common: NDArray[np.bool_] = row_there.astype(np.float32) @ column_there.T.astype(np.float32) < 0.5
    return common


def allowed_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two may meet and are there in a common round."""
    return ~(forbidden_pairs(problem) | never_together(problem))


def tables_per_round(problem: PlanningProblem) -> int:
    """Return how many meetings fit into one round."""
    smaller_side = min(problem.n_rows, problem.n_columns)
    return smaller_side if problem.n_tables is None else min(problem.n_tables, smaller_side)


def meetings_that_fit(problem: PlanningProblem) -> int:
    """Return how many meetings fit into the evening: per round, the tables and who is there."""
    there = (side.sum(axis=0) for side in presence(problem))
    return int(np.minimum(tables_per_round(problem), np.minimum(*there)).sum())


@dataclass(frozen=True)
class BrokenRule(Finding):
    """One rule that a plan breaks, with the participants, rounds and counts concerned."""

    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "size": "The plan is for {plan_rows} x {plan_columns} participants, {plan_rounds} rounds; the problem has "
            "{rows} x {columns}, {rounds} rounds.",
            "unknown": "Meeting {entry} names {part} {value}, but there are {count} (numbered from 0).",
            "busy_twice": "{side} {participant} has {count} meetings in round {round_number}.",
            "table_twice": "{count} meetings share table {table_number} in round {round_number}.",
            "pair_twice": "Row {row} and column {column} meet {count} times.",
            "organisations_twice": "The organisations of rows {rows} and columns {columns} meet {count} times.",
            "forbidden": "Row {row} and column {column} meet in round {round_number}, but must not.",
            "required_missing": "Row {row} and column {column} must meet, but do not.",
            "absent": "{side} {participant} has a meeting in round {round_number}, but is not there.",
            "too_few": "{side} {participant} has {count} meetings, at least {least} were demanded.",
            "too_many": "{side} {participant} has {count} meetings, at most {most} are allowed.",
            "locked_missing": "The locked meeting of row {row} and column {column} in round {round_number} is missing.",
            "locked_moved": "The locked meeting of row {row} and column {column} in round {round_number} is at table "
            "{table_number}, not at table {locked_table}.",
        }
    )


Meetings = NDArray[np.int64]
Breaches = Iterator[tuple[str, dict[str, Value]]]


def check_plan(problem: PlanningProblem, plan: MeetingPlan) -> list[BrokenRule]:
    """Return every rule of the problem that the plan breaks; an empty list when it breaks none."""
    size = [*_sizes(problem, plan)]
    if size:
        return [BrokenRule(code, values) for code, values in size]
    unknown = [BrokenRule(code, values) for code, values in _unknown_numbers(problem, plan.meetings)]
    if unknown:  # the other rules would look up participants that do not exist
        return unknown
    return [BrokenRule(code, values) for rule in RULES for code, values in rule(problem, plan.meetings)]


def _sizes(problem: PlanningProblem, plan: MeetingPlan) -> Breaches:
    planned = (plan.n_rows, plan.n_columns, plan.n_rounds)
    asked = (problem.n_rows, problem.n_columns, problem.n_rounds)
    if planned != asked:
        names = ("plan_rows", "plan_columns", "plan_rounds", "rows", "columns", "rounds")
        yield "size", dict(zip(names, (*planned, *asked), strict=True))


def _unknown_numbers(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    # without a limit on tables any table number from zero is right
    counts = (problem.n_rounds, problem.n_tables, problem.n_rows, problem.n_columns)
    for part, (label, count) in enumerate(zip(("round", "table", "row", "column"), counts, strict=True)):
        wrong = meetings[:, part] < 0
        if count is not None:
            wrong = wrong | (meetings[:, part] >= count)
        for entry in np.flatnonzero(wrong):
            shown = "any number of tables" if count is None else count
            yield "unknown", {"entry": int(entry), "part": label, "value": int(meetings[entry, part]), "count": shown}


def _one_meeting_per_round(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for side, part in (("Row", 2), ("Column", 3)):
        for (round_number, participant), count in _repeated(meetings[:, [0, part]]):
            yield "busy_twice", {"side": side, "participant": participant, "round_number": round_number, "count": count}


def _one_meeting_per_table(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for (round_number, table_number), count in _repeated(meetings[:, [0, 1]]):
        yield "table_twice", {"round_number": round_number, "table_number": table_number, "count": count}


def _organisations_meet_once(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for (row, column), count in _repeated(meetings[:, [2, 3]]):
        yield "pair_twice", {"row": row, "column": column, "count": count}
    row_group, column_group = organisations(problem)
    met = np.unique(meetings[:, [2, 3]], axis=0)
    between = np.stack([row_group[met[:, 0]], column_group[met[:, 1]]], axis=1)
    for groups, count in _repeated(between):
        there = met[(between == groups).all(axis=1)]
        rows, columns = (tuple(sorted({int(number) for number in there[:, side]})) for side in (0, 1))
        yield "organisations_twice", {"rows": rows, "columns": columns, "count": count}


def _forbidden_stay_apart(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    forbidden = forbidden_pairs(problem)
    for round_number, _, row, column in meetings[forbidden[meetings[:, 2], meetings[:, 3]]].tolist():
        yield "forbidden", {"row": row, "column": column, "round_number": round_number}


def _demanded_meet(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    met = {(row, column) for _, _, row, column in meetings.tolist()}
    for row, column in demanded_pairs(problem):
        if (row, column) not in met:
            yield "required_missing", {"row": row, "column": column}


def _only_who_is_there(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for side, part, there in zip(("Row", "Column"), (2, 3), presence(problem), strict=True):
        for meeting in meetings[~there[meetings[:, part], meetings[:, 0]]].tolist():
            yield "absent", {"side": side, "participant": meeting[part], "round_number": meeting[0]}


def _within_limits(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for side, part, limits in zip(("Row", "Column"), (2, 3), meeting_limits(problem), strict=True):
        counts = np.bincount(meetings[:, part], minlength=len(limits))
        for participant in np.flatnonzero(counts < limits[:, 0]).tolist():
            values: Values = {"side": side, "participant": participant, "count": int(counts[participant])}
            yield "too_few", {**values, "least": int(limits[participant, 0])}
        for participant in np.flatnonzero(counts > limits[:, 1]).tolist():
            values = {"side": side, "participant": participant, "count": int(counts[participant])}
            yield "too_many", {**values, "most": int(limits[participant, 1])}


def _locked_stand(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    table_of = {(round_number, row, column): table for round_number, table, row, column in meetings.tolist()}
    for round_number, locked_table, row, column in problem.locked:
        values: dict[str, Value] = {"row": row, "column": column, "round_number": round_number}
        table = table_of.get((round_number, row, column))
        if table is None:
            yield "locked_missing", values
        elif locked_table not in (ANY_TABLE, table):
            yield "locked_moved", {**values, "table_number": table, "locked_table": locked_table}


RULES: tuple[Callable[[PlanningProblem, Meetings], Breaches], ...] = (
    _one_meeting_per_round,
    _one_meeting_per_table,
    _organisations_meet_once,
    _forbidden_stay_apart,
    _demanded_meet,
    _only_who_is_there,
    _within_limits,
    _locked_stand,
)


def _repeated(pairs: Meetings) -> Iterator[tuple[tuple[int, int], int]]:
    counts = Counter((first, second) for first, second in pairs.tolist())
    return ((pair, count) for pair, count in sorted(counts.items()) if count > 1)
