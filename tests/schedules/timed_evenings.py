"""Random evenings with their meetings already in rounds, made without the planner."""

import numpy as np
from hypothesis import strategies as st

from schedules import PlanningProblem
from schedules.constraints import presence, seated_apart, tables_per_round


@st.composite
def evenings_in_rounds(draw, *, absences=True, locks=True, breaks=True, seats=True, tables=True, most=6):
    """An evening and lines (round, row, column) that keep its rules, each two people at most once.

    Some people miss rounds, some rounds lack tables, some keep a table, some meetings are locked, some want a break.
    """
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n_rows, n_columns, n_rounds = (int(n) for n in rng.integers(2, (most + 1, most + 1, 6)))
    n_tables = int(rng.integers(1, min(n_rows, n_columns) + 2))
    fields = {"n_rounds": n_rounds, "n_tables": n_tables}
    if absences and rng.random() < 0.6:
        fields["row_available"] = rng.random((n_rows, n_rounds)) < 0.85
        fields["column_available"] = rng.random((n_columns, n_rounds)) < 0.85
    if tables and rng.random() < 0.5:
        fields["table_available"] = rng.random((n_tables, n_rounds)) < 0.8
    if seats and rng.random() < 0.6:
        kept = rng.permutation(n_tables)[: int(rng.integers(0, n_tables + 1))]
        for name, n in (("row_seats", n_rows), ("column_seats", n_columns)):
            places = np.full(n, -1)
            for person, table in zip(rng.permutation(n), kept[: len(kept) // 2 + 1], strict=False):
                places[person] = table
            kept = kept[len(kept) // 2 + 1 :]
            fields[name] = places
    problem = PlanningProblem(rng.random((n_rows, n_columns)), **fields)
    lines = _lines(problem, rng)
    if breaks and rng.random() < 0.5:  # windows in which these lines leave a round free
        fields["row_breaks"] = [_window(lines[lines[:, 1] == row, 0], n_rounds, rng) for row in range(n_rows)]
    if locks and len(lines) and rng.random() < 0.5:
        locked = lines[rng.random(len(lines)) < 0.3]
        fields["locked"] = [(int(r), -1, int(row), int(column)) for r, row, column in locked]
    return PlanningProblem(problem.weights, **fields), lines


def _lines(problem, rng):
    there, apart, room = presence(problem), seated_apart(problem), tables_per_round(problem)
    met, lines = set(), []
    for round_number in range(problem.n_rounds):
        busy = set()
        for pair in rng.permutation(problem.n_rows * problem.n_columns).tolist():
            row, column = divmod(pair, problem.n_columns)
            free = ("row", row) not in busy and ("column", column) not in busy and (row, column) not in met
            here = there[0][row, round_number] and there[1][column, round_number] and not apart[row, column]
            if free and here and len(busy) < 2 * room[round_number] and rng.random() < 0.8:
                busy |= {("row", row), ("column", column)}
                met.add((row, column))
                lines.append((round_number, row, column))
    return np.array(lines, np.int64).reshape(-1, 3)


def _window(busy_rounds, n_rounds, rng):
    free = sorted(set(range(n_rounds)) - set(busy_rounds.tolist()))
    if not free or rng.random() < 0.5:
        return (-1, -1)
    inside = int(rng.choice(free))
    return (int(rng.integers(0, inside + 1)), int(rng.integers(inside, n_rounds)))
