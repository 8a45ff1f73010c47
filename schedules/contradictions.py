"""A problem's fields, each well formed -> the faults between them: demands that the problem's own data rule out."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schedules.faults import Fault
from schedules.findings import Values

if TYPE_CHECKING:
    from schedules.problem import Pair, PlanningProblem

ANY_TABLE, STAYS = -1, -2
MOST_ROUNDS, MOST_TABLES = 10_000, 1_000_000  # arrays have a place for every person and table in every round
Groups = tuple[NDArray[np.int64], NDArray[np.int64]]


def contradictions(problem: "PlanningProblem", groups: Groups, demanded: "tuple[Pair, ...]") -> list[Fault]:
    """Return every contradiction; ``groups`` are the organisations of both sides, ``demanded`` the pairs that must
    meet. O(participants + demands)."""
    faults: list[Fault] = []
    for check in (_limits, _locked, _seats, _seated_meetings):
        check(problem, faults)
    _demands(problem, groups, demanded, faults)
    return faults


def _limits(problem: "PlanningProblem", faults: list[Fault]) -> None:
    for name in ("row_limits", "column_limits"):
        limits = getattr(problem, name)
        if limits is None:
            continue
        for participant in np.flatnonzero((limits[:, 0] < 0) | (limits[:, 0] > limits[:, 1])):
            least, most = (int(limit) for limit in limits[participant])
            where = {"name": name, "participant": int(participant), "least": least, "most": most}
            faults.append(Fault("limits_order", where))


def _demands(
    problem: "PlanningProblem", groups: Groups, demanded_pairs: "tuple[Pair, ...]", faults: list[Fault]
) -> None:
    row_group, column_group = groups
    forbidden = {(int(row_group[row]), int(column_group[column])) for row, column in problem.forbidden}
    demanded: dict[tuple[int, int], int] = {}
    for row, column in demanded_pairs:
        pair = (int(row_group[row]), int(column_group[column]))
        where = {"row": row, "column": column}
        if pair in forbidden:
            faults.append(Fault("forbidden_and_required", where))
        if demanded.setdefault(pair, 0) == 1:
            faults.append(Fault("organisations_required_twice", where))
        demanded[pair] += 1
        if _seat(problem.row_seats, row) != ANY_TABLE and _seat(problem.column_seats, column) != ANY_TABLE:
            faults.append(Fault("seated_must_meet", where))


def _locked(problem: "PlanningProblem", faults: list[Fault]) -> None:
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
    for round_number, _, row, column in problem.locked:
        no_other = any(
            windows is not None and (windows[who] == round_number).all()
            for windows, who in ((problem.row_breaks, row), (problem.column_breaks, column))
        )
        if round_number in problem.break_rounds or no_other:
            faults.append(Fault("locked_in_break", {"row": row, "column": column, "round_number": round_number}))


def _seats(problem: "PlanningProblem", faults: list[Fault]) -> None:
    holders: Counter[int] = Counter()
    n_kept = 0
    for name, seats in (("row_seats", problem.row_seats), ("column_seats", problem.column_seats)):
        if seats is None:
            continue
        n_tables = MOST_TABLES if problem.n_tables is None else problem.n_tables
        unknown = (seats < STAYS) | (seats >= n_tables)
        for participant in np.flatnonzero(unknown).tolist():
            shown: Values = {"name": name, "participant": participant, "value": int(seats[participant])}
            faults.append(Fault("seat_index", {**shown, "count": n_tables}))
        holders.update(seats[seats >= 0].tolist())
        n_kept += int((seats != ANY_TABLE).sum())
    for table_number, count in sorted(holders.items()):
        if count > 1:
            faults.append(Fault("seat_taken_twice", {"table_number": table_number, "count": count}))
    if problem.n_tables is not None and n_kept > problem.n_tables:
        faults.append(Fault("seats_over_tables", {"count": n_kept, "tables": problem.n_tables}))


def _seated_meetings(problem: "PlanningProblem", faults: list[Fault]) -> None:
    for _, table_number, row, column in problem.locked:
        for side, seats, participant in (("row", problem.row_seats, row), ("column", problem.column_seats, column)):
            seat = _seat(seats, participant)
            if table_number >= 0 and seat >= 0 and seat != table_number:
                who: Values = {"row": row, "column": column, "side": side, "participant": participant}
                faults.append(Fault("locked_away_from_seat", {**who, "table_number": table_number, "seat": seat}))


def _seat(seats: NDArray[np.int64] | None, participant: int) -> int:
    return ANY_TABLE if seats is None else int(seats[participant])
