"""The demands of a situation and what stands already -> the demands that still can be met, and those that cannot.

A demand is given up only when the situation itself rules it out: somebody is not there any more, the organisations have
met by others, the rounds left are too few. What cannot be met *together* is for ``InfeasiblePlan`` to say.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schedules.constraints import meeting_limits, novel_pairs, presence, tables_per_round, worth
from schedules.problem import ANY_TABLE, PlanningProblem, demanded_pairs, organisations

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Waiver:
    """Demands that cannot be met any more: pairs that were to meet, people whose least number was lowered."""

    pairs: tuple[Pair, ...] = ()
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()


def standing_meetings(
    problem: PlanningProblem,
    bare: PlanningProblem,
    allowed: Truths,
    played: Integers,
    possible: Integers,
    from_round: int,
) -> Integers:
    """Return the meetings of the announced round that need not change, (n, 4); table -1 where theirs is not free.

    ``bare`` is the problem in force without demands, allowed who may still meet. When tables are missing, meetings
    whose table is still there and then the heavier ones stay. A demand of people who have gone takes nobody's place.
    """
    announced = possible[possible[:, 0] == from_round]
    moved = _must_move(problem, played, from_round)
    announced = announced[~moved[0][announced[:, 2]] & ~moved[1][announced[:, 3]]]
    locks, together = _possible_demands(problem, bare, allowed, from_round)
    announced = announced[~_others_must_meet(problem, announced, locks, together, from_round)].copy()
    locked_at = {(row, column): table for r, table, row, column in locks if r == from_round}
    taken = set(locked_at.values())
    n_tables = bare.n_tables
    for line in announced:
        own = {int(seats[who]) for seats, who in _own_seats(problem, line) if seats[who] >= 0}
        seat = locked_at.get((int(line[2]), int(line[3])), own.pop() if len(own) == 1 else ANY_TABLE)
        if seat != ANY_TABLE:
            line[1] = seat
        elif line[1] in taken or line[1] in _seats_of_others(problem, line) or not _there(bare, line[1], from_round):
            line[1] = ANY_TABLE
    order = np.lexsort((-worth(problem)[announced[:, 2], announced[:, 3]], announced[:, 1] == ANY_TABLE))
    pairs = {(int(row), int(column)) for row, column in announced[:, 2:]}
    room = len(announced)
    if n_tables is not None:
        room = int(tables_per_round(bare)[from_round]) - len(set(locked_at) - pairs)
    first = order[np.argsort([tuple(pair) not in locked_at for pair in announced[order, 2:].tolist()], kind="stable")]
    kept: Integers = announced[np.sort(first[: max(room, 0)])]
    return kept


def demands_left(
    problem: PlanningProblem,
    bare: PlanningProblem,
    allowed: Truths,
    played: Integers,
    standing: Integers,
    from_round: int,
) -> tuple[dict[str, Any], Waiver]:
    """Return the fields of demands that the problem in force has, and what was given up.

    allowed: who may still meet, played meetings left out. standing: meetings of the announced round that stay.
    """
    there = tuple(side.copy() for side in presence(bare))
    for side in there:
        side[:, :from_round] = False
    free = there  # rounds to come in which somebody has no meeting yet
    for part in (0, 1):
        free[part][standing[:, 2 + part], standing[:, 0]] = False
    settled = {(row, column) for row, column in np.concatenate([played, standing])[:, 2:].tolist()}
    groups = organisations(problem)
    busy = {(int(groups[0][row]), int(groups[1][column])) for row, column in settled}
    most = [limits[:, 1] for limits in meeting_limits(problem)]
    counts = [
        np.bincount(np.concatenate([played, standing])[:, 2 + part], minlength=len(most[part])) for part in (0, 1)
    ]
    locked, waived = _locked_left(problem, bare, allowed, free, settled, busy, len(standing), from_round)
    for _, _, row, column in locked:
        counts[0][row] += 1
        counts[1][column] += 1
    required: list[Pair] = []
    places = _places_left(bare, standing, locked, from_round)
    for row, column in sorted(set(problem.required) - settled - {line[2:] for line in locked}):
        if places <= 0:
            free[0][:, from_round] = free[1][:, from_round] = False
        rounds = np.flatnonzero(free[0][row] & free[1][column]).tolist()
        together = rounds and allowed[row, column]
        pair = (int(groups[0][row]), int(groups[1][column]))
        asked = [sum(one[part] == who for one in required) for part, who in ((0, row), (1, column))]
        room = all(
            counts[part][who] + asked[part] < most[part][who] and asked[part] < int(free[part][who].sum())
            for part, who in ((0, row), (1, column))
        )
        if together and room and pair not in busy:
            required.append((row, column))
            places -= rounds == [from_round]
        else:
            waived.append((row, column))
    fields: dict[str, Any] = {"required": required}
    fields["locked"] = np.concatenate([played, standing, np.array(locked, np.int64).reshape(-1, 4)])
    lowered = _limits_left(problem, allowed, free, counts, required, fields)
    return fields, Waiver(tuple(sorted(waived)), lowered[0], lowered[1])


def _must_move(problem: PlanningProblem, played: Integers, from_round: int) -> tuple[Truths, Truths]:
    """Return who cannot keep a meeting in the announced round: at their most meetings, or in need of their break."""
    found = []
    windows = (problem.row_breaks, problem.column_breaks)
    for part, limits, there, breaks in zip((2, 3), meeting_limits(problem), presence(problem), windows, strict=True):
        moved = np.bincount(played[:, part], minlength=len(limits)) >= limits[:, 1]
        if breaks is not None:
            busy = there.copy()
            busy[:, :from_round] = False
            busy[played[:, part], played[:, 0]] = True
            for participant in np.flatnonzero((breaks[:, 0] >= 0) & (breaks[:, 1] == from_round)).tolist():
                moved[participant] |= bool(busy[participant, breaks[participant, 0] : from_round + 1].all())
        found.append(moved)
    return found[0], found[1]


def _possible_demands(
    problem: PlanningProblem, bare: PlanningProblem, allowed: Truths, from_round: int
) -> tuple[list[tuple[int, int, int, int]], list[Pair]]:
    """Return the locked meetings whose people are there in that round, and demanded pairs that have a round left."""
    rows, columns = presence(bare)
    locks = [
        (r, table, row, column)
        for r, table, row, column in problem.locked
        if r >= from_round and allowed[row, column] and rows[row, r] and columns[column, r]
    ]
    together = [
        (row, column)
        for row, column in demanded_pairs(problem)
        if allowed[row, column] and (rows[row, from_round:] & columns[column, from_round:]).any()
    ]
    return locks, together


def _others_must_meet(
    problem: PlanningProblem,
    announced: Integers,
    locks: list[tuple[int, int, int, int]],
    together: list[Pair],
    from_round: int,
) -> Truths:
    """Return which meetings stand in the way of a demanded one: of the same organisations, or locked in this round."""
    groups = organisations(problem)
    wanted = {(int(groups[0][row]), int(groups[1][column])): (row, column) for row, column in together}
    locked = [(row, column) for r, _, row, column in locks if r == from_round]
    rows, columns = dict(locked), {column: row for row, column in locked}
    elsewhere = {(row, column) for r, _, row, column in locks if r != from_round}
    blocked = np.zeros(len(announced), np.bool_)
    for entry, (_, _, row, column) in enumerate(announced.tolist()):
        pair = wanted.get((int(groups[0][row]), int(groups[1][column])), (row, column))
        blocked[entry] = (
            pair != (row, column)
            or (row, column) in elsewhere
            or rows.get(row, column) != column
            or columns.get(column, row) != row
        )
    return blocked


def _places_left(
    bare: PlanningProblem, standing: Integers, locked: list[tuple[int, int, int, int]], from_round: int
) -> int:
    """Return how many more meetings the announced round has tables for, beside those that are not moved for anybody."""
    if not len(standing):
        return bare.n_rows
    return int(tables_per_round(bare)[from_round]) - len(standing) - sum(r == from_round for r, *_ in locked)


def _locked_left(
    problem: PlanningProblem,
    bare: PlanningProblem,
    allowed: Truths,
    free: tuple[Truths, ...],
    settled: set[Pair],
    busy: set[Pair],
    n_standing: int,
    from_round: int,
) -> tuple[list[tuple[int, int, int, int]], list[Pair]]:
    """Return the locked meetings to come that still can take place, taking their people's rounds, and the others."""
    groups = organisations(problem)
    tables = tables_per_round(bare)
    used = Counter({from_round: n_standing})
    locked, waived = [], []
    for r, table, row, column in problem.locked:
        if (row, column) in settled:
            continue
        pair = (int(groups[0][row]), int(groups[1][column]))
        possible = r >= from_round and allowed[row, column] and free[0][row, r] and free[1][column, r]
        table_there = table == ANY_TABLE or _there(bare, table, r)
        if possible and pair not in busy and used[r] < tables[r]:
            locked.append((r, table if table_there else ANY_TABLE, row, column))
            free[0][row, r] = free[1][column, r] = False
            used[r] += 1
        else:
            waived.append((row, column))
    return locked, waived


def _limits_left(
    problem: PlanningProblem,
    allowed: Truths,
    free: tuple[Truths, ...],
    counts: list[Integers],
    required: list[Pair],
    fields: dict[str, Any],
) -> list[tuple[int, ...]]:
    """Set the limits in force, lowered where they cannot be had any more, and return whose were lowered."""
    novel = novel_pairs(problem)
    together = allowed & (free[0].astype(np.float32) @ free[1].T.astype(np.float32) > 0.5)
    together &= ~_met_by_colleagues(problem, fields["locked"][:, 2:], required)
    groups = organisations(problem)
    choices = _organisations_of(together, groups[1]), _organisations_of(together.T, groups[0])
    lowered, novel_least = [], problem.novel_least
    locked = fields["locked"]
    for part, side, limits in zip((0, 1), ("row", "column"), meeting_limits(problem), strict=True):
        limits = limits.copy()
        asked = np.bincount(np.array(required, np.int64).reshape(-1, 2)[:, part], minlength=len(limits))
        limits[:, 1] = np.maximum(limits[:, 1], counts[part] + asked)
        rounds = free[part].sum(axis=1)
        can = counts[part] + np.minimum(np.minimum(rounds, choices[part]), limits[:, 1] - counts[part])
        lowered.append(tuple(np.flatnonzero(limits[:, 0] > can).tolist()))
        limits[:, 0] = np.minimum(limits[:, 0], can)
        if getattr(problem, f"{side}_limits") is not None:
            fields[f"{side}_limits"] = limits
        if novel_least:
            had = np.bincount(locked[novel[locked[:, 2], locked[:, 3]], 2 + part], minlength=len(limits))
            left = np.minimum(rounds, (together & novel).sum(axis=1 - part))
            needed = np.minimum(problem.novel_least, np.minimum(counts[part] + rounds, limits[:, 1]))
            short = had + left < needed
            novel_least = min(novel_least, int((had + left)[short].min(initial=novel_least)))
    fields["novel_least"] = novel_least
    for side in ("row", "column"):
        fields.setdefault(f"{side}_limits", None)
    return lowered


def _organisations_of(together: Truths, groups: Integers) -> Integers:
    """Return of how many organisations each row's partners are: of one, nobody meets more than one person."""
    first = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[first], prepend=-1))
    found: Integers = np.logical_or.reduceat(together[:, first], starts, axis=1).sum(axis=1)
    return found


def _met_by_colleagues(problem: PlanningProblem, settled: Integers, required: list[Pair]) -> Truths:
    """Return which pairs are of organisations whose one meeting is settled, or falls to two others."""
    groups = organisations(problem)
    pairs = np.concatenate([settled, np.array(required, np.int64).reshape(-1, 2)])
    taken = np.zeros([side.max() + 1 for side in groups], np.bool_)
    taken[groups[0][pairs[:, 0]], groups[1][pairs[:, 1]]] = True
    met = taken[groups[0][:, None], groups[1][None, :]]
    for row, column in required:
        met[row, column] = False
    return met


def _own_seats(problem: PlanningProblem, meeting: Integers) -> list[tuple[Integers, int]]:
    sides = ((problem.row_seats, int(meeting[2])), (problem.column_seats, int(meeting[3])))
    return [(seats, who) for seats, who in sides if seats is not None]


def _seats_of_others(problem: PlanningProblem, meeting: Integers) -> set[int]:
    held: set[int] = set()
    for seats, who in _own_seats(problem, meeting):
        held |= set(np.delete(seats, who).tolist())
    return held - {ANY_TABLE, -2}


def _there(bare: PlanningProblem, table: int, round_number: int) -> bool:
    if bare.n_tables is None:
        return True
    if table >= bare.n_tables:
        return False
    return bare.table_available is None or bool(bare.table_available[table, round_number])
