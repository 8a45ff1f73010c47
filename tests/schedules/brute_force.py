"""Every plan of a tiny evening, counted one by one, from the text of the rules and from no code of the package."""

from dataclasses import dataclass
from itertools import product

from schedules import PlanningProblem


@dataclass(frozen=True)
class Best:
    n_meetings: int
    squares: int
    weight: float


def best_plan(problem: PlanningProblem, *, even_counts: bool) -> Best | None:
    """Most meetings, then (if asked for) least squares, then most weight, over all ways to give pairs a round."""
    found = None
    for plan in _plans(problem):
        rows, columns = ([entry[side] for entry in plan] for side in (1, 2))
        squares = sum(rows.count(r) ** 2 for r in set(rows)) + sum(columns.count(c) ** 2 for c in set(columns))
        weight = sum(float(problem.weights[row, column]) for _, row, column in plan)
        key = (-len(plan), squares if even_counts else 0, -weight)
        if found is None or key < found[0]:
            found = (key, Best(len(plan), squares, weight))
    return None if found is None else found[1]


def most_weight(problem: PlanningProblem) -> float:
    """The most weight of any valid plan, however many meetings it has."""
    return max(sum(float(problem.weights[row, column]) for _, row, column in plan) for plan in _plans(problem))


def _plans(problem: PlanningProblem):
    row_of = list(range(problem.n_rows)) if problem.row_groups is None else problem.row_groups.tolist()
    column_of = list(range(problem.n_columns)) if problem.column_groups is None else problem.column_groups.tolist()
    banned = {(row_of[row], column_of[column]) for row, column in problem.forbidden}
    pairs = [
        (row, column)
        for row, column in product(range(problem.n_rows), range(problem.n_columns))
        if (row_of[row], column_of[column]) not in banned
    ]
    locked = {(row, column): number for number, _, row, column in problem.locked}
    must = {*problem.required, *locked}
    tables = len(pairs) if problem.n_tables is None else problem.n_tables

    def there(round_number, row, column):
        at_rows = problem.row_available is None or problem.row_available[row, round_number]
        at_columns = problem.column_available is None or problem.column_available[column, round_number]
        return at_rows and at_columns

    alike = problem.row_available is None and problem.column_available is None and not problem.locked

    def rounds_to_try(plan):  # rounds that are all alike may be numbered in the order of their first use
        return min(problem.n_rounds, len({entry[0] for entry in plan}) + 1) if alike else problem.n_rounds

    def extend(index, plan, busy, met):
        if index == len(pairs):
            if _limits_hold(problem, plan):
                yield tuple(plan)
            return
        row, column = pairs[index]
        if (row, column) not in must:
            yield from extend(index + 1, plan, busy, met)
        if (row_of[row], column_of[column]) in met:
            return
        for number in [locked[row, column]] if (row, column) in locked else range(rounds_to_try(plan)):
            if not there(number, row, column) or {("r", row, number), ("c", column, number)} & busy:
                continue
            if sum(entry[0] == number for entry in plan) >= tables:
                continue
            yield from extend(
                index + 1,
                [*plan, (number, row, column)],
                busy | {("r", row, number), ("c", column, number)},
                met | {(row_of[row], column_of[column])},
            )

    yield from extend(0, [], frozenset(), frozenset())


def _limits_hold(problem: PlanningProblem, plan) -> bool:
    for side, limits in ((1, problem.row_limits), (2, problem.column_limits)):
        counts = [entry[side] for entry in plan]
        for participant, (least, most) in enumerate([] if limits is None else limits.tolist()):
            if not least <= counts.count(participant) <= most:
                return False
    return True
