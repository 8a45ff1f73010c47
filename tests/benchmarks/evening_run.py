"""What an evening is like: how much is lost when it ends early, how often people move, who idles twice in a row."""

from collections.abc import Iterator

import numpy as np

from schedules import MeetingPlan, build_plan
from tests.benchmarks.evenings import Kind, evening
from tests.benchmarks.measuring import table

SIZES = ((31, 25), (60, 50), (100, 100))
KINDS: tuple[Kind, ...] = ("full", "0.7", "absent")


def section(*, seed: int) -> str:
    """Played shares and moves."""
    heads = ["people", "tables", "least share played / (r/R)", "moves per row: mean, most", "per column: mean, most"]
    heads += ["naive seating: mean per row, per column", "idle twice in a row"]
    return "\n\n".join(
        [
            "## In the hall",
            "After each round r of R, the share of the weight already played, divided by r/R: at least 0.95 is asked. "
            "Moves from table to table, beside a seating that fills the tables from the first in the order of rows.",
            table(heads, _lines(seed)),
        ]
    )


def _lines(seed: int) -> Iterator[list[object]]:
    for n_rows, n_columns in SIZES:
        for kind in KINDS:
            problem = evening("crowded", n_rows, n_columns, kind, seed)
            plan = build_plan(problem)
            there = (problem.row_available, problem.column_available)
            moves = [_moves(plan.meetings, part, n) for part, n in ((2, n_rows), (3, n_columns))]
            naive = [_moves(_naive(plan), part, n) for part, n in ((2, n_rows), (3, n_columns))]
            idle = sum(
                _idle_twice(plan, part, n, given)
                for part, n, given in zip((2, 3), (n_rows, n_columns), there, strict=True)
            )
            yield [
                *(f"{n_rows} x {n_columns}", kind, f"{played_share(plan):.3f}"),
                *(f"{one.mean():.2f}, {one.max()}" for one in moves),
                ", ".join(f"{one.mean():.2f}" for one in naive),
                idle,
            ]


def played_share(plan: MeetingPlan) -> float:
    """The least, over the rounds r, of the share of the weight played up to r divided by r/R."""
    weights = np.bincount(plan.meetings[:, 0], weights=plan.weights, minlength=plan.n_rounds).cumsum()
    return float((weights / weights[-1] / (np.arange(1, plan.n_rounds + 1) / plan.n_rounds)).min())


def _naive(plan: MeetingPlan) -> np.ndarray:
    meetings = plan.meetings[np.lexsort((plan.meetings[:, 2], plan.meetings[:, 0]))].copy()
    for round_number in range(plan.n_rounds):
        here = meetings[:, 0] == round_number
        meetings[here, 1] = np.arange(int(here.sum()))
    return meetings


def _moves(meetings: np.ndarray, part: int, n_participants: int) -> np.ndarray:
    order = np.lexsort((meetings[:, 0], meetings[:, part]))
    who, tables = meetings[order, part], meetings[order, 1]
    moved = (who[1:] == who[:-1]) & (tables[1:] != tables[:-1])
    return np.bincount(who[1:][moved], minlength=n_participants)


def _idle_twice(plan: MeetingPlan, part: int, n_participants: int, available: np.ndarray | None) -> int:
    busy = np.zeros((n_participants, plan.n_rounds), bool)
    busy[plan.meetings[:, part], plan.meetings[:, 0]] = True
    idle = ~busy if available is None else ~busy & available
    return int((idle[:, 1:] & idle[:, :-1]).sum())
