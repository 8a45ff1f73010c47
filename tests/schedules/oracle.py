"""The best plan of a small evening by CP-SAT, written from the text of the rules and from no code of the package.

One variable per row, column and round; the levels (most meetings, least squares, those who idled before, most weight)
are solved one after the other, each fixed before the next.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from schedules import PlanningProblem

UNITS = 10**9


@dataclass(frozen=True)
class Optimum:
    n_meetings: int
    squares: int
    idled_served: int
    weight: float


def best_plan(problem: PlanningProblem, *, even_counts: bool) -> Optimum | None:
    """The optimum of the levels, None when no plan keeps the rules."""
    for part, n_participants in ((0, problem.n_rows), (1, problem.n_columns)):
        if not any(any(_rounds_there(problem, part, who)) for who in range(n_participants)):
            return None  # an evening without one of its sides is refused
    if not any(_tables(problem, r) for r in range(problem.n_rounds) if r not in problem.break_rounds):
        return None
    model, met = _model(problem)
    counts = {
        "row": [_sum(met, 0, row) for row in range(problem.n_rows)],
        "column": [_sum(met, 1, column) for column in range(problem.n_columns)],
    }
    n_meetings = sum(met.values())
    squares = []
    for side in ("row", "column"):
        for who, total in enumerate(counts[side]):
            count = model.new_int_var(0, problem.n_rounds, f"{side}{who}")
            square = model.new_int_var(0, problem.n_rounds**2, "")
            model.add(count == total)
            model.add_multiplication_equality(square, [count, count])
            squares.append(square)
    idled = sum(
        int(before) * total
        for side, given in (("row", problem.row_idled), ("column", problem.column_idled))
        for before, total in zip([] if given is None else given, counts[side], strict=False)
    )
    weight = sum(round(worth(problem, row, column) * UNITS) * taken for (row, column, _), taken in met.items())
    levels = [n_meetings, -sum(squares) if even_counts else 0, idled, weight]
    if cp_model.CpSolver().solve(model) == cp_model.INFEASIBLE:
        return None
    reached = []
    for level in levels:
        if isinstance(level, int):
            reached.append(level)
            continue
        model.maximize(level)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        reached.append(round(solver.objective_value))
        model.add(level == reached[-1])
    return Optimum(reached[0], -reached[1], reached[2], reached[3] / UNITS)


def worth(problem: PlanningProblem, row: int, column: int) -> float:
    """The weight, less for an earlier meeting, times the priorities."""
    value = float(problem.weights[row, column])
    if problem.met_half_life is not None:
        days = [ago for a, b, ago in problem.met if _same_organisations(problem, (a, b), (row, column))]
        value *= 1 - 2 ** (-min(days) / problem.met_half_life) if days else 1
    if problem.row_priorities is not None:
        value *= problem.row_priorities[row]
    if problem.column_priorities is not None:
        value *= problem.column_priorities[column]
    return value


def _model(problem: PlanningProblem) -> tuple[cp_model.CpModel, dict[tuple[int, int, int], cp_model.IntVar]]:
    model = cp_model.CpModel()
    rows, columns, rounds = range(problem.n_rows), range(problem.n_columns), range(problem.n_rounds)
    met = {key: model.new_bool_var(str(key)) for key in product(rows, columns, rounds) if _possible(problem, *key)}
    for r in rounds:
        for row in rows:
            model.add(sum(taken for (a, _, n), taken in met.items() if (a, n) == (row, r)) <= 1)
        for column in columns:
            model.add(sum(taken for (_, b, n), taken in met.items() if (b, n) == (column, r)) <= 1)
        model.add(sum(taken for (_, _, n), taken in met.items() if n == r) <= _tables(problem, r))
    _organisations_meet_once(model, met, problem)
    locked = {(row, column): (r, row, column) for r, _, row, column in problem.locked}
    for row, column in {*problem.required, *locked}:
        model.add(sum(taken for (a, b, _), taken in met.items() if (a, b) == (row, column)) == 1)
    for (row, column), key in locked.items():
        for (a, b, r), taken in met.items():
            if (a, b) == (row, column) and (r, a, b) != key:
                model.add(taken == 0)
    for part, limits, breaks in (
        (0, problem.row_limits, problem.row_breaks),
        (1, problem.column_limits, problem.column_breaks),
    ):
        for who in (rows, columns)[part]:
            mine = {key: taken for key, taken in met.items() if key[part] == who}
            if limits is not None:
                count = model.new_int_var(0, problem.n_rounds, "")  # a sum of no variables is no expression
                model.add(count == sum(mine.values()))
                model.add_linear_constraint(count, *(int(limit) for limit in limits[who]))
            if breaks is not None and breaks[who][0] >= 0:
                window = range(breaks[who][0], breaks[who][1] + 1)
                model.add(sum(taken for key, taken in mine.items() if key[2] in window) <= len(window) - 1)
            if problem.novel_least:
                can = min(problem.novel_least, _rounds_to_meet(problem, part, who))
                can = can if limits is None else min(can, int(limits[who][1]))
                novel = [taken for key, taken in mine.items() if _novel(problem, *key[:2])]
                count = model.new_int_var(0, problem.n_rounds, "")
                model.add(count == sum(novel))
                model.add(count >= can)
    return model, met


def _organisations_meet_once(model, met, problem: PlanningProblem) -> None:
    between: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for (row, column, _), taken in met.items():
        between.setdefault(_organisations(problem, row, column), []).append(taken)
    for meetings in between.values():
        model.add(sum(meetings) <= 1)


def _possible(problem: PlanningProblem, row: int, column: int, r: int) -> bool:
    if not (_there(problem, 0, row, r) and _there(problem, 1, column, r)):
        return False
    if any(_same_organisations(problem, pair, (row, column)) for pair in problem.forbidden):
        return False
    demanded = [*problem.required, *((a, b) for _, _, a, b in problem.locked)]
    asked = any(_same_organisations(problem, pair, (row, column)) for pair in demanded)
    known = any(_same_organisations(problem, (a, b), (row, column)) for a, b, _ in problem.met)
    if known and problem.met_half_life is None and not asked:
        return False
    seats = (problem.row_seats, row), (problem.column_seats, column)
    return not all(given is not None and given[who] != -1 for given, who in seats)


def _novel(problem: PlanningProblem, row: int, column: int) -> bool:
    """Two organisations are novel to each other when all their representatives are."""
    pairs = product(range(problem.n_rows), range(problem.n_columns))
    theirs = [pair for pair in pairs if _same_organisations(problem, pair, (row, column))]
    return all(problem.novelty[pair] >= problem.novel_from for pair in theirs)


def _there(problem: PlanningProblem, part: int, who: int, r: int) -> bool:
    available = (problem.row_available, problem.column_available)[part]
    seats = (problem.row_seats, problem.column_seats)[part]
    own_table = seats is None or seats[who] < 0 or problem.table_available is None
    return (
        r not in problem.break_rounds
        and _tables(problem, r) > 0
        and (available is None or bool(available[who, r]))
        and (own_table or bool(problem.table_available[seats[who], r]))
    )


def _rounds_to_meet(problem: PlanningProblem, part: int, who: int) -> int:
    there = _rounds_there(problem, part, who)
    breaks = (problem.row_breaks, problem.column_breaks)[part]
    needed = breaks is not None and breaks[who][0] >= 0 and all(there[breaks[who][0] : breaks[who][1] + 1])
    return sum(there) - needed


def _rounds_there(problem: PlanningProblem, part: int, who: int) -> list[bool]:
    return [_there(problem, part, who, r) for r in range(problem.n_rounds)]


def _tables(problem: PlanningProblem, r: int) -> int:
    if problem.table_available is not None:
        return int(problem.table_available[:, r].sum())
    return problem.n_rows + problem.n_columns if problem.n_tables is None else problem.n_tables


def _organisations(problem: PlanningProblem, row: int, column: int) -> tuple[int, int]:
    sides = (problem.row_groups, row), (problem.column_groups, column)
    first, second = (who if groups is None else int(groups[who]) for groups, who in sides)
    return first, second


def _same_organisations(problem: PlanningProblem, one: tuple[int, int], other: tuple[int, int]) -> bool:
    return _organisations(problem, *one) == _organisations(problem, *other)


def _sum(met, part: int, who: int):
    return sum(taken for key, taken in met.items() if key[part] == who)


def random_evening(kinds: tuple[str, ...], seed: int) -> PlanningProblem:
    """A small evening with these kinds of constraint; contradictory draws are drawn again."""
    for attempt in range(100):
        rng = np.random.default_rng([seed, attempt, len(kinds)])
        n_rows, n_columns, n_rounds = (int(rng.integers(*span)) for span in ((2, 6), (2, 6), (2, 5)))
        fields: dict[str, object] = {"n_rounds": n_rounds}
        for kind in kinds:
            fields |= FIELDS[kind](rng, n_rows, n_columns, n_rounds)
        if kinds and "missing_tables" in kinds:
            fields["n_tables"] = len(fields["table_available"])  # type: ignore[arg-type]
        try:
            return PlanningProblem(np.round(rng.random((n_rows, n_columns)), 3), **fields)  # type: ignore[arg-type]
        except ValueError:
            continue
    raise AssertionError(f"no evening without contradictions for {kinds}")


def _pairs(rng, n_rows, n_columns, n):
    return [(int(rng.integers(n_rows)), int(rng.integers(n_columns))) for _ in range(n)]


def _limits(rng, n, n_rounds):
    return [sorted((int(rng.choice([0, 0, 0, 1, 2])), int(rng.integers(1, n_rounds + 1)))) for _ in range(n)]


def _breaks(rng, n, n_rounds):
    windows = []
    for _ in range(n):
        first = int(rng.integers(n_rounds))
        windows.append((first, int(rng.integers(first, n_rounds))) if rng.random() < 0.4 else (-1, -1))
    return windows


def _seats(rng, n, first):
    return [first + who if rng.random() < 0.4 else -1 for who in range(n)]


FIELDS = {
    "forbidden": lambda rng, a, b, r: {"forbidden": _pairs(rng, a, b, 3)},
    "required": lambda rng, a, b, r: {"required": _pairs(rng, a, b, 2)},
    "tables": lambda rng, a, b, r: {"n_tables": int(rng.integers(1, min(a, b) + 1))},
    "limits": lambda rng, a, b, r: {"row_limits": _limits(rng, a, r), "column_limits": _limits(rng, b, r)},
    "colleagues": lambda rng, a, b, r: {"row_groups": rng.integers(0, a, a), "column_groups": rng.integers(0, b, b)},
    "absences": lambda rng, a, b, r: {
        "row_available": rng.random((a, r)) < 0.8,
        "column_available": rng.random((b, r)) < 0.8,
    },
    "locked": lambda rng, a, b, r: {
        "locked": [(int(rng.integers(r)), -1, *pair) for pair in _pairs(rng, a, b, 2)],
    },
    "met": lambda rng, a, b, r: {"met": [(*pair, int(rng.integers(1, 400))) for pair in _pairs(rng, a, b, 4)]},
    "half_life": lambda rng, a, b, r: {
        "met": [(*pair, int(rng.integers(1, 400))) for pair in _pairs(rng, a, b, 4)],
        "met_half_life": 120.0,
    },
    "novelty": lambda rng, a, b, r: {"novelty": rng.random((a, b)), "novel_from": 0.6, "novel_least": 1},
    "seats": lambda rng, a, b, r: {"row_seats": _seats(rng, a, 0), "column_seats": _seats(rng, b, a)},
    "missing_tables": lambda rng, a, b, r: {"table_available": rng.random((a + b, r)) < 0.5},
    "common_break": lambda rng, a, b, r: {"break_rounds": [int(rng.integers(r))]},
    "breaks": lambda rng, a, b, r: {"row_breaks": _breaks(rng, a, r), "column_breaks": _breaks(rng, b, r)},
    "idled": lambda rng, a, b, r: {"row_idled": rng.integers(0, 4, a), "column_idled": rng.integers(0, 4, b)},
    "priorities": lambda rng, a, b, r: {
        "row_priorities": rng.choice([0.5, 1, 2], a),
        "column_priorities": rng.choice([0.5, 1], b),
    },
}
