"""The rules of an evening, each stated once, as arrays: the solver's capacities and the conditions of the check.

Who may meet (``allowed_pairs``), how often (``meeting_limits``, ``rounds_to_meet``), when (``presence``), at how many
tables (``tables_per_round``), what a meeting is worth (``worth``) and which are novel (``novel_pairs``) are read from
here by every step that builds a plan; ``check_plan`` tests a finished plan against the same definitions.
"""

import numpy as np
from numpy.typing import NDArray

from schedules.problem import ANY_TABLE, PlanningProblem, demanded_pairs, organisations

Integers = NDArray[np.int64]


def worth(problem: PlanningProblem) -> NDArray[np.float64]:
    """Return what each meeting is worth, (n_rows, n_columns) in [0, 1]: its weight, less what an earlier meeting takes
    off, times the priorities of both."""
    table = problem.weights
    if problem.met and problem.met_half_life is not None:
        row_group, column_group = organisations(problem)
        kept = np.ones((int(row_group.max()) + 1, int(column_group.max()) + 1))
        for row, column, days in problem.met:
            pair = row_group[row], column_group[column]
            kept[pair] = min(kept[pair], 1 - 2.0 ** (-days / problem.met_half_life))
        table = table * kept[row_group[:, None], column_group[None, :]]
    if problem.row_priorities is not None:
        table = table * problem.row_priorities[:, None]
    if problem.column_priorities is not None:
        table = table * problem.column_priorities[None, :]
    return table


def presence(problem: PlanningProblem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who can meet in which round: (n_rows, n_rounds) and (n_columns, n_rounds); nobody in a round
    without tables, and whoever keeps a table only when it is there and no meeting of others is locked at it."""
    closed = tables_per_round(problem) == 0
    sides = (
        (problem.row_available, problem.row_seats, problem.n_rows),
        (problem.column_available, problem.column_seats, problem.n_columns),
    )
    found = []
    for side, (given, seats, n_participants) in enumerate(sides):
        there = np.ones((n_participants, problem.n_rounds), np.bool_) if given is None else given
        if closed.any():
            there = there.copy()
            there[:, closed] = False
        if seats is not None and problem.table_available is not None:
            seated = seats >= 0
            there = there.copy()
            there[seated] &= problem.table_available[seats[seated]]
        if seats is not None and problem.locked:
            there = there.copy()
            for round_number, table_number, *pair in problem.locked:
                held = (seats == table_number) & (seats >= 0) & (np.arange(n_participants) != pair[side])
                there[held, round_number] = False
        found.append(there)
    return found[0], found[1]


def needs_break(problem: PlanningProblem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who needs a round left free that their absences do not leave free already, (n_rows,) and (n_columns,)."""
    found = []
    for windows, there in zip((problem.row_breaks, problem.column_breaks), presence(problem), strict=True):
        needed = np.zeros(len(there), np.bool_)
        if windows is not None:
            for participant in np.flatnonzero(windows[:, 0] >= 0).tolist():
                first, last = windows[participant]
                needed[participant] = there[participant, first : last + 1].all()
        found.append(needed)
    return found[0], found[1]


def rounds_to_meet(problem: PlanningProblem) -> tuple[Integers, Integers]:
    """Return in how many rounds each row and each column can meet somebody: where they are there, less their break."""
    sides = zip(presence(problem), needs_break(problem), strict=True)
    rounds = [there.sum(axis=1) - needed for there, needed in sides]
    return rounds[0], rounds[1]


def meeting_limits(problem: PlanningProblem) -> tuple[Integers, Integers]:
    """Return least and most meetings of each row and of each column, as demanded, the most never above the rounds."""
    sides = ((problem.row_limits, problem.n_rows), (problem.column_limits, problem.n_columns))
    limits = [np.tile([0, problem.n_rounds], (n, 1)) if given is None else given.copy() for given, n in sides]
    for table in limits:
        table[:, 1] = np.minimum(table[:, 1], problem.n_rounds)
    return limits[0].astype(np.int64), limits[1].astype(np.int64)


def forbidden_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two organisations must not meet."""
    return _between_organisations(problem, problem.forbidden_ends)


def met_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two organisations have met and so do not meet again; a half-life and
    a demand to meet lift it."""
    if problem.met_half_life is not None or not problem.met:
        return np.zeros((problem.n_rows, problem.n_columns), np.bool_)
    row_group, column_group = organisations(problem)
    demanded = {(row_group[row], column_group[column]) for row, column in demanded_pairs(problem)}
    met = [(row, column) for row, column, _ in problem.met if (row_group[row], column_group[column]) not in demanded]
    return _between_organisations(problem, met)


def never_together(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two can meet in no common round."""
    if problem.row_available is None and problem.column_available is None and problem.table_available is None:
        return np.zeros((problem.n_rows, problem.n_columns), np.bool_)
    row_there, column_there = presence(problem)
    common: NDArray[np.bool_] = row_there.astype(np.float32) @ column_there.T.astype(np.float32) < 0.5
    return common


def seated_apart(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where both keep a table of their own."""
    if problem.row_seats is None or problem.column_seats is None:
        return np.zeros((problem.n_rows, problem.n_columns), np.bool_)
    apart: NDArray[np.bool_] = (problem.row_seats != ANY_TABLE)[:, None] & (problem.column_seats != ANY_TABLE)
    return apart


def allowed_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where the two may meet and can in a common round."""
    barred = forbidden_pairs(problem)
    for rule in (met_pairs, never_together, seated_apart):
        barred |= rule(problem)
    return ~barred


def novel_pairs(problem: PlanningProblem) -> NDArray[np.bool_]:
    """Return (n_rows, n_columns): True where a meeting counts as novel, between two organisations whose representatives
    are all novel to each other; nowhere when no novelty is given."""
    if problem.novelty is None:
        return np.zeros((problem.n_rows, problem.n_columns), np.bool_)
    known = problem.novelty < problem.novel_from
    if problem.row_groups is None and problem.column_groups is None:
        return ~known
    return ~_between_organisations(problem, np.argwhere(known))


def least_novel(problem: PlanningProblem) -> tuple[Integers, Integers]:
    """Return the least novel meetings of each row and each column: what is asked for, or all the meetings they can
    have when those are fewer."""
    sides = zip(rounds_to_meet(problem), meeting_limits(problem), strict=True)
    least = [np.minimum(problem.novel_least, np.minimum(rounds, limits[:, 1])) for rounds, limits in sides]
    return least[0], least[1]


def tables_per_round(problem: PlanningProblem) -> Integers:
    """Return how many meetings fit into each round, (n_rounds,): the tables that are there, none in a common break."""
    smaller_side = min(problem.n_rows, problem.n_columns)
    tables = np.full(problem.n_rounds, smaller_side, np.int64)
    if problem.table_available is not None:
        tables = np.minimum(tables, problem.table_available.sum(axis=0))
    elif problem.n_tables is not None:
        tables = np.minimum(tables, problem.n_tables)
    tables[list(problem.break_rounds)] = 0
    return tables


def meetings_that_fit(problem: PlanningProblem) -> int:
    """Return how many meetings fit into the evening: per round, the tables and who is there."""
    there = (side.sum(axis=0) for side in presence(problem))
    return int(np.minimum(tables_per_round(problem), np.minimum(*there)).sum())


def _between_organisations(
    problem: PlanningProblem, pairs: tuple[tuple[int, int], ...] | list[tuple[int, int]] | Integers
) -> NDArray[np.bool_]:
    row_group, column_group = organisations(problem)
    between = np.zeros((int(row_group.max()) + 1, int(column_group.max()) + 1), np.bool_)
    if len(pairs):
        rows, columns = np.array(pairs).T
        between[row_group[rows], column_group[columns]] = True
    if problem.row_groups is None and problem.column_groups is None:
        return between
    return between[row_group[:, None], column_group[None, :]]
