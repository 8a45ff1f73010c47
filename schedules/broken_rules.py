"""A problem and a plan -> every rule that the plan breaks, named with the people, rounds and counts concerned.

The conditions are those of ``constraints``, which the solver reads too.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import (
    forbidden_pairs,
    least_novel,
    meeting_limits,
    met_pairs,
    novel_pairs,
    presence,
)
from schedules.findings import Finding, Value, Values
from schedules.plan import MeetingPlan
from schedules.problem import ANY_TABLE, STAYS, PlanningProblem, demanded_pairs, organisations


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
            "met_again": "Row {row} and column {column} meet in round {round_number}, but their organisations "
            "have met before.",
            "in_common_break": "{count} meetings fall in round {round_number}, in which nobody meets.",
            "no_break": "{side} {participant} has no round free from round {first} to {last}, but needs one.",
            "table_missing": "Table {table_number} is used in round {round_number}, but is not there then.",
            "away_from_seat": "{side} {participant} sits at table {table_number} in round {round_number}, not at their "
            "own table {seat}.",
            "changes_table": "{side} {participant} is to keep one table, but sits at {count} tables.",
            "too_few_novel": "{side} {participant} has {count} novel meetings, at least {least} were demanded.",
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


def _met_once(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    met = met_pairs(problem)
    for round_number, _, row, column in meetings[met[meetings[:, 2], meetings[:, 3]]].tolist():
        yield "met_again", {"row": row, "column": column, "round_number": round_number}


def _demanded_meet(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    met = {(row, column) for _, _, row, column in meetings.tolist()}
    for row, column in demanded_pairs(problem):
        if (row, column) not in met:
            yield "required_missing", {"row": row, "column": column}


def _only_who_is_there(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    available = (problem.row_available, problem.column_available)
    for side, part, there in zip(("Row", "Column"), (2, 3), available, strict=True):
        if there is None:
            continue
        for meeting in meetings[~there[meetings[:, part], meetings[:, 0]]].tolist():
            yield "absent", {"side": side, "participant": meeting[part], "round_number": meeting[0]}


def _breaks_are_kept(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for round_number in problem.break_rounds:
        count = int((meetings[:, 0] == round_number).sum())
        if count:
            yield "in_common_break", {"round_number": round_number, "count": count}
    there = presence(problem)
    for side, part, windows in zip(("Row", "Column"), (2, 3), (problem.row_breaks, problem.column_breaks), strict=True):
        if windows is None:
            continue
        busy = np.zeros((len(windows), problem.n_rounds), np.bool_)
        busy[meetings[:, part], meetings[:, 0]] = True
        for participant in np.flatnonzero(windows[:, 0] >= 0).tolist():
            first, last = windows[participant].tolist()
            if (busy & there[part - 2])[participant, first : last + 1].all():
                yield "no_break", {"side": side, "participant": participant, "first": first, "last": last}


def _tables_are_there(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    if problem.table_available is None:
        return
    for round_number, table_number, _, _ in meetings[~problem.table_available[meetings[:, 1], meetings[:, 0]]].tolist():
        yield "table_missing", {"round_number": round_number, "table_number": table_number}


def _seats_are_kept(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    for side, part, seats in zip(("Row", "Column"), (2, 3), (problem.row_seats, problem.column_seats), strict=True):
        if seats is None:
            continue
        own = seats[meetings[:, part]]
        for meeting in meetings[(own >= 0) & (own != meetings[:, 1])].tolist():
            where: Values = {"side": side, "participant": meeting[part], "round_number": meeting[0]}
            yield "away_from_seat", {**where, "table_number": meeting[1], "seat": int(seats[meeting[part]])}
        for participant in np.flatnonzero(seats == STAYS).tolist():
            tables = np.unique(meetings[meetings[:, part] == participant, 1])
            if len(tables) > 1:
                yield "changes_table", {"side": side, "participant": participant, "count": len(tables)}


def _novel_meetings(problem: PlanningProblem, meetings: Meetings) -> Breaches:
    if not problem.novel_least:
        return
    novel = novel_pairs(problem)[meetings[:, 2], meetings[:, 3]]
    for side, part, least in zip(("Row", "Column"), (2, 3), least_novel(problem), strict=True):
        counts = np.bincount(meetings[novel, part], minlength=len(least))
        for participant in np.flatnonzero(counts < least).tolist():
            who: Values = {"side": side, "participant": participant}
            yield "too_few_novel", {**who, "count": int(counts[participant]), "least": int(least[participant])}


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
    _met_once,
    _demanded_meet,
    _only_who_is_there,
    _breaks_are_kept,
    _tables_are_there,
    _seats_are_kept,
    _within_limits,
    _novel_meetings,
    _locked_stand,
)


def _repeated(pairs: Meetings) -> Iterator[tuple[tuple[int, int], int]]:
    counts = Counter((first, second) for first, second in pairs.tolist())
    return ((pair, count) for pair, count in sorted(counts.items()) if count > 1)
