"""What a plan is worth beside the public yardsticks, and how long each takes."""

from collections.abc import Callable, Iterator
from functools import partial

from schedules import PlanningProblem, build_plan
from tests.benchmarks import yardsticks
from tests.benchmarks.evenings import Kind, evening
from tests.benchmarks.measuring import best_time, once, table

SIZES = ((60, 50), (100, 100), (250, 250))
KINDS: tuple[Kind, ...] = ("full", "0.7")
TOOLS: tuple[tuple[str, Callable[[PlanningProblem], float]], ...] = (
    ("circle rotation by hand", yardsticks.circle),
    ("sorted greedy (spreadsheet)", yardsticks.sorted_greedy),
    ("Hungarian method per round", yardsticks.hungarian),
    ("min-cost flow on all arcs, no rounds", yardsticks.flow_on_all_arcs),
)
CP_SAT_SIZE, CP_SAT_SECONDS = (60, 50), 60


def section(*, seed: int, repeats: int, cp_sat: bool) -> str:
    """Weight relative to the proven optimum and processor time, tool by tool."""
    heads = ["evening", "tables", "tool", "weight / optimum", "milliseconds"]
    return "\n\n".join(
        [
            "## What a plan is worth",
            "Weight alone: `build_plan(even_counts=False, fairness_tolerance=None)` is the proven optimum (gap 0), the "
            "others relative to it. The flow leaves rounds, tables and required pairs aside, so it may pass 1.",
            table(heads, _lines(seed, repeats, cp_sat)),
        ]
    )


def _lines(seed: int, repeats: int, cp_sat: bool) -> Iterator[list[object]]:
    for n_rows, n_columns in SIZES:
        for kind in KINDS:
            problem = evening("crowded", n_rows, n_columns, kind, seed)
            head = [f"{n_rows} x {n_columns}", kind]
            seconds, plan = best_time(partial(_planned, problem), repeats)
            assert plan.gap == 0, "the yardstick must be the proven optimum"
            for name, tool in TOOLS:
                spent, weight = best_time(partial(tool, problem), repeats)
                yield [*head, name, f"{weight / plan.total:.4f}", f"{1000 * spent:.1f}"]
            if cp_sat and (n_rows, n_columns) == CP_SAT_SIZE:
                spent, weight = once(partial(yardsticks.constraint_solver, problem, seconds=CP_SAT_SECONDS))
                yield [
                    *head,
                    f"CP-SAT, {CP_SAT_SECONDS} s, 2 workers",
                    f"{weight / plan.total:.4f}",
                    f"{1000 * spent:.0f}",
                ]
            yield [*head, "**build_plan**", f"{1:.4f}", f"{1000 * seconds:.1f}"]


def _planned(problem: PlanningProblem):
    return build_plan(problem, even_counts=False, fairness_tolerance=None)
