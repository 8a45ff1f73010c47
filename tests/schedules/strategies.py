"""Random tiny evenings, with every kind of demand alone and together."""

import numpy as np
from hypothesis import strategies as st

from schedules import InvalidProblem, PlanningProblem

WEIGHTS = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.55, 0.9, 1.0])


@st.composite
def tiny_evenings(draw, *, absences=False, locks=False, colleagues=True, demands=True):
    """At most 3 x 4 participants and 3 rounds: small enough to count every plan."""
    sizes = [(2, 2, 2), (2, 3, 2), (3, 3, 2), (3, 3, 3), (3, 4, 2), (4, 2, 3)]
    n_rows, n_columns, n_rounds = draw(st.sampled_from(sizes))
    pair = st.tuples(st.integers(0, n_rows - 1), st.integers(0, n_columns - 1))
    cells = st.lists(WEIGHTS, min_size=n_rows * n_columns, max_size=n_rows * n_columns)
    weights = np.array(draw(cells)).reshape(n_rows, n_columns)

    def groups(n):
        return draw(st.none() | st.lists(st.integers(0, n - 1), min_size=n, max_size=n)) if colleagues else None

    def limits(n):
        limit = st.tuples(st.sampled_from([0, 0, 0, 1, 2]), st.sampled_from([n_rounds, n_rounds, 2, 1]))
        table = draw(st.none() | st.lists(limit, min_size=n, max_size=n)) if demands else None
        return None if table is None else [(min(least, most), most) for least, most in table]

    def there(n):
        line = st.lists(st.sampled_from([True, True, True, False]), min_size=n_rounds, max_size=n_rounds)
        # a side of which nobody ever comes is refused: another test's subject
        some = st.lists(line, min_size=n, max_size=n).filter(lambda lines: any(map(any, lines)))
        return draw(st.none() | some) if absences else None

    locked = []
    if locks:
        for row, column in draw(st.lists(pair, max_size=2, unique=True)):
            locked.append((draw(st.integers(0, n_rounds - 1)), -1, row, column))
    fields = {
        "n_rounds": n_rounds,
        "n_tables": draw(st.none() | st.integers(1, min(n_rows, n_columns))),
        "row_groups": groups(n_rows),
        "column_groups": groups(n_columns),
        "row_limits": limits(n_rows),
        "column_limits": limits(n_columns),
        "row_available": there(n_rows),
        "column_available": there(n_columns),
        "forbidden": draw(st.lists(pair, max_size=2)),
        "required": draw(st.lists(pair, max_size=2)) if demands else [],
        "locked": locked,
    }
    try:
        return PlanningProblem(weights, **fields)
    except InvalidProblem:  # contradictory demands are another test's subject: keep the evening, drop the demands
        return PlanningProblem(weights, **{**fields, "forbidden": [], "required": [], "locked": []})
