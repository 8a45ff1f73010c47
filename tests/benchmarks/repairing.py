"""How long a repair takes after a tenth of the people have not come, and how much it changes beside the bound."""

from dataclasses import replace

import numpy as np

from schedules import MeetingPlan, PlanningProblem, build_plan, check_plan, problem_in_force, repair_plan
from tests.benchmarks.evenings import evening
from tests.benchmarks.measuring import best_time, table

BARS = {100: 0.15, 500: 2.0}
HEADS = (
    *("people", "evening", "known at", "seconds", "bar", "changed cells", "bound", "same meetings"),
    *("weight / best", "meetings", "broken rules"),
)


def no_shows(problem: PlanningProblem, share: float, from_round: int, seed: int) -> PlanningProblem:
    """The same evening without a share of each side from a round on."""
    rng = np.random.default_rng([seed, problem.n_rows, from_round])
    sides = []
    for n_people in (problem.n_rows, problem.n_columns):
        there = np.ones((n_people, problem.n_rounds), np.bool_)
        there[rng.choice(n_people, max(1, round(share * n_people)), replace=False), from_round:] = False
        sides.append(there)
    return replace(problem, row_available=sides[0], column_available=sides[1])


def section(*, seed: int, repeats: int, largest: int) -> str:
    """The part of the page about repairs."""
    lines = []
    for n_people in (12, 30, 60, 100, 500):
        if n_people > largest:
            continue
        for family, kind in (("crowded", "full"), ("uniform", "full"), ("crowded", "0.7")):
            problem = evening(family, n_people, n_people, kind, seed)  # type: ignore[arg-type]
            plan = build_plan(problem, even_counts=False, fairness_tolerance=None)
            for from_round in (0, 2):
                lines.append(_measured(problem, plan, f"{family} {kind}", from_round, seed, repeats))
    return (
        "## Repair after a tenth of the people have not come\n\n"
        "`repair_plan`, best of the repeats after a warm-up, processor time. A changed cell is (participant, round) "
        "with another partner than announced, people who are gone left aside; the bound is proven.\n\n"
        + table(HEADS, lines)
    )


def _measured(
    problem: PlanningProblem, plan: MeetingPlan, name: str, from_round: int, seed: int, repeats: int
) -> tuple[object, ...]:
    situation = no_shows(problem, 0.1, from_round, seed)
    seconds, repaired = best_time(lambda: repair_plan(situation, plan, from_round=from_round), repeats)
    made = repaired.repair
    broken = check_plan(problem_in_force(situation, plan, from_round=from_round), repaired)
    to_come = [tuple(m) for m in repaired.meetings[:, [0, 2, 3]].tolist() if m[0] >= from_round]
    before = {(r, row, column) for r, _, row, column in plan.meetings.tolist()}
    kept = sum(line in before for line in to_come) / max(len(to_come), 1)
    return (
        f"{problem.n_rows} x {problem.n_columns}",
        name,
        "the door" if from_round == 0 else f"round {from_round}",
        f"{seconds:.3f}",
        BARS.get(problem.n_rows, ""),
        made.n_changed_cells,
        made.n_changed_cells_bound,
        f"{kept:.1%}",
        f"{made.remaining_weight / made.remaining_weight_bound:.4f}",
        f"{made.n_remaining_meetings} of {made.n_remaining_meetings_bound}",
        len(broken),
    )


if __name__ == "__main__":
    print(section(seed=7, repeats=3, largest=500))
