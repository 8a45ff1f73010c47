"""Evenings where a tenth of the people miss one to three rounds: weight beside the bound and the Hungarian method."""

from collections.abc import Iterator
from functools import partial

from schedules import build_plan, check_plan
from tests.benchmarks.evenings import Family, evening
from tests.benchmarks.measuring import best_time, once, table
from tests.benchmarks.yardsticks import bound_with_absences, hungarian

SIZES = (100, 250, 500)
FAMILIES: tuple[Family, ...] = ("crowded", "uniform")
N_SEEDS, LONG_LIMIT = 5, 60


def section(*, seed: int, repeats: int, largest: int, long: bool) -> str:
    """Means over five seeds; ``long`` adds the plan that a minute finds."""
    heads = ["people", "family", "plan / bound", "Hungarian / bound", "plan s", "plan / Hungarian time", "broken rules"]
    heads += [f"with {LONG_LIMIT} s"] if long else []
    return "\n\n".join(
        [
            "## With absences",
            "A tenth of the people miss one to three of eight rounds: giving rounds is NP-complete. "
            "`build_plan(even_counts=False, fairness_tolerance=None)`, mean of "
            f"{N_SEEDS} seeds; the bound is the relaxed b-matching's with the number of meetings free.",
            table(heads, _lines(seed, repeats, largest, long)),
        ]
    )


def _lines(seed: int, repeats: int, largest: int, long: bool) -> Iterator[list[object]]:
    for size in SIZES:
        if size > largest:
            continue
        for family in FAMILIES:
            shares, others, seconds, ratios, longer, n_broken = [], [], [], [], [], 0
            for number in range(N_SEEDS):
                problem = evening(family, size, size, "absent", seed + number)
                bound = bound_with_absences(problem)
                spent, plan = best_time(
                    partial(build_plan, problem, even_counts=False, fairness_tolerance=None),
                    repeats,
                )
                hungarian_seconds, weight = best_time(partial(hungarian, problem), repeats)
                shares.append(plan.total / bound)
                others.append(weight / bound)
                seconds.append(spent)
                ratios.append(spent / hungarian_seconds)
                n_broken += len(check_plan(problem, plan))
                if long and size == SIZES[0] and family == FAMILIES[0]:
                    _, plan = once(
                        partial(build_plan, problem, even_counts=False, fairness_tolerance=None, time_limit=LONG_LIMIT)
                    )
                    longer.append(plan.total / bound)
            line: list[object] = [f"{size} x {size}", family, _mean(shares, 5), _mean(others, 5), _mean(seconds, 3)]
            line += [f"**{_mean(ratios, 1)}**", n_broken]
            yield line + ([_mean(longer, 5) if longer else "-"] if long else [])


def _mean(values: list[float], digits: int) -> str:
    return f"{sum(values) / len(values):.{digits}f}"
