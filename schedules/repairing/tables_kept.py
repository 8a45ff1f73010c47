"""Repaired rounds -> tables: who keeps the partner keeps the table, others get the free tables they move to least.

In each round a linear assignment gives tables to the meetings that have none: a table that one of the two was told
costs less than one that nobody was told. Seats are kept; whoever is to keep one table, whichever, keeps the one they
had most.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from schedules.problem import ANY_TABLE, STAYS
from schedules.repairing.in_force import Situation

Integers = NDArray[np.int64]
MOVED, ELSEWHERE, NOT_THERE = 1000.0, 1.0, 1e6


def tables_kept(situation: Situation, timed: Integers) -> Integers:
    """Return meetings (round, table, row, column) for lines (round, row, column) of the rounds to come.

    O(meetings) for those who keep their table, O(tables^3) per round for the others.
    """
    told = {(r, row, column): table for r, table, row, column in situation.plan.meetings.tolist()}
    seats = _seats(situation, timed)
    locked = {(r, row, column): table for r, table, row, column in situation.fixed.tolist() if table != ANY_TABLE}
    n_tables = _n_tables(situation, timed)
    lines = []
    for round_number in sorted(set(timed[:, 0].tolist())):
        meetings = timed[timed[:, 0] == round_number]
        held = [_held(seats, row, column) for _, row, column in meetings.tolist()]
        wished = [
            table if table != ANY_TABLE else locked.get(tuple(line), told.get(tuple(line), ANY_TABLE))
            for table, line in zip(held, meetings.tolist(), strict=True)
        ]
        there = _tables_there(situation, round_number, n_tables)
        tables = _given(wished, held, meetings, situation, there)
        lines.append(np.column_stack([meetings[:, 0], tables, meetings[:, 1:]]))
    return np.concatenate(lines) if lines else np.zeros((0, 4), np.int64)


def _given(
    wished: list[int], held: list[int], meetings: Integers, situation: Situation, there: NDArray[np.bool_]
) -> Integers:
    tables = np.full(len(meetings), ANY_TABLE)
    taken: set[int] = set()
    order = sorted(range(len(meetings)), key=lambda entry: (held[entry] == ANY_TABLE, entry))  # seats come first
    for entry in order:
        wish = wished[entry]
        if wish != ANY_TABLE and wish < len(there) and there[wish] and wish not in taken:
            tables[entry] = wish
            taken.add(wish)
    open_entries = np.flatnonzero(tables == ANY_TABLE)
    if not len(open_entries):
        return tables
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import

    free = np.array([table for table in np.flatnonzero(there).tolist() if table not in taken])
    costs = np.zeros((len(open_entries), len(free)))
    near = _near(situation, int(meetings[0, 0]))
    for line, entry in enumerate(open_entries.tolist()):
        for part in (0, 1):
            costs[line] += ELSEWHERE * (free != near[part].get(int(meetings[entry, 1 + part]), ANY_TABLE))
    chosen = linear_sum_assignment(costs)
    tables[open_entries[chosen[0]]] = free[chosen[1]]
    return tables


def _near(situation: Situation, round_number: int) -> tuple[dict[int, int], dict[int, int]]:
    """Return the table that each person was told for this round."""
    meetings = situation.plan.meetings[situation.plan.meetings[:, 0] == round_number]
    tables = meetings[:, 1].tolist()
    return (
        dict(zip(meetings[:, 2].tolist(), tables, strict=True)),
        dict(zip(meetings[:, 3].tolist(), tables, strict=True)),
    )


def _seats(situation: Situation, timed: Integers) -> tuple[dict[int, int], dict[int, int]]:
    """Return the table of everybody who keeps one, those who may choose included."""
    problem = situation.asked
    seats: tuple[dict[int, int], dict[int, int]] = ({}, {})
    stays = []
    for part, given in enumerate((problem.row_seats, problem.column_seats)):
        if given is None:
            continue
        seats[part].update({who: int(given[who]) for who in np.flatnonzero(given >= 0).tolist()})
        stays += [(part, who) for who in np.flatnonzero(given == STAYS).tolist()]
    if not stays:
        return seats
    used = {table for side in seats for table in side.values()}
    told = {(r, row, column): table for r, table, row, column in situation.plan.meetings.tolist()}
    wishes: dict[tuple[int, int], Counter[int]] = {}
    for part, who in stays:
        mine = situation.played[situation.played[:, 2 + part] == who, 1].tolist()
        to_come = [told[line] for line in map(tuple, timed[timed[:, 1 + part] == who].tolist()) if line in told]
        announced = situation.plan.meetings[situation.plan.meetings[:, 2 + part] == who, 1].tolist()
        wishes[part, who] = Counter(mine * 1000 + to_come * 30 + announced)
    n_tables = _n_tables(situation, timed)
    always = np.ones(n_tables, np.bool_)
    for round_number in sorted(set(timed[:, 0].tolist())):
        always &= _tables_there(situation, round_number, n_tables)
    for part, who in sorted(stays, key=lambda key: (-max(wishes[key].values(), default=0), key)):
        wished = [table for table, _ in wishes[part, who].most_common() if table < n_tables and always[table]]
        free = [table for table in (*wished, *np.flatnonzero(always).tolist()) if table not in used]
        if free:
            seats[part][who] = int(free[0])
            used.add(int(free[0]))
    return seats


def _held(seats: tuple[dict[int, int], dict[int, int]], row: int, column: int) -> int:
    return seats[0].get(row, seats[1].get(column, ANY_TABLE))


def _n_tables(situation: Situation, timed: Integers) -> int:
    if situation.problem.n_tables is not None:
        return situation.problem.n_tables
    largest = int(np.bincount(timed[:, 0]).max(initial=1)) if len(timed) else 1
    seats = [given for given in (situation.asked.row_seats, situation.asked.column_seats) if given is not None]
    highest = max([int(situation.plan.meetings[:, 1].max(initial=0)), *(int(given.max()) for given in seats)])
    locked = max((table for _, table, _, _ in situation.problem.locked), default=0)
    return max(largest, highest + 1, locked + 1)


def _tables_there(situation: Situation, round_number: int, n_tables: int) -> NDArray[np.bool_]:
    if situation.problem.table_available is not None:
        return situation.problem.table_available[:, round_number]
    return np.ones(n_tables, np.bool_)
