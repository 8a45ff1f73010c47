"""The lowest participant's total beside its proven ceiling, what it cost, and the published reviewer assignment."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from schedules import MeetingPlan, PlanningProblem, build_plan
from tests.benchmarks.evenings import Family, Kind, evening
from tests.benchmarks.measuring import best_time, once, table

SIZES = ((31, 25), (60, 50), (100, 100), (250, 250), (500, 500))
PUBLISHED = (("TPMS", 201.88, 0.90), ("PR4A", 197.32, 0.92), ("FairIR", 201.83, 0.93), ("FairFlow", 197.67, 0.94))


def section(*, seed: int, repeats: int, largest: int) -> str:
    """Rotation evenings, then the reviewers."""
    heads = ["people", "family", "tables", "even", "lowest before", "lowest", "ceiling", "lowest / ceiling"]
    heads += ["weight given", "without a meeting", "seconds"]
    text = [
        "## Fair",
        "All three levels (`fairness_tolerance=0.01`, both sides): the lowest total of any participant, the proven "
        "ceiling of it at 99 % of the weight, and the share of the weight it cost.",
        table(heads, _lines(seed, repeats, largest)),
    ]
    folder = os.environ.get("ENTREMISE_DATA")
    if folder:
        text += [
            "Reviewers of MIDL (177 x 118, three reviews a paper, at most four each): total, and the lowest paper's.",
            table(["tool", "total", "lowest", "proven most at that lowest", "seconds"], _midl(Path(folder))),
        ]
    return "\n\n".join(text)


def _lines(seed: int, repeats: int, largest: int) -> Iterator[list[object]]:
    families: tuple[Family, ...] = ("crowded", "uniform")
    kinds: tuple[Kind, ...] = ("full", "0.7")
    for n_rows, n_columns in SIZES:
        for family in families if n_rows <= 100 else families[:1]:
            for kind in kinds:
                for even in (True, False):
                    if n_rows > largest:
                        continue
                    problem = evening(family, n_rows, n_columns, kind, seed)
                    plain = build_plan(problem, even_counts=even, fairness_tolerance=None)
                    times = repeats if n_rows <= 100 else 1
                    spent, plan = best_time(partial(build_plan, problem, even_counts=even), times)
                    ceiling = plan.certificate.floor_bound or float("nan")
                    alone = int((np.concatenate([plan.row_counts, plan.column_counts]) == 0).sum())
                    yield [
                        *(f"{n_rows} x {n_columns}", family, kind, "yes" if even else "no"),
                        *(f"{plain.lowest_total:.4f}", f"{plan.lowest_total:.4f}", f"{ceiling:.4f}"),
                        *(f"**{plan.lowest_total / ceiling:.4f}**", f"{1 - plan.total / plain.total:.3%}", alone),
                        f"{spent:.3f}",
                    ]


def _midl(folder: Path) -> Iterator[list[object]]:
    for name, total, lowest in PUBLISHED:
        yield [name, f"{total:.2f}", f"{lowest:.2f}", "", ""]
    scores = np.load(folder / "affinity" / "midl" / "scores.npy")
    unit = float(scores.max())  # weights are scores divided by the greatest; -1 is a conflict
    problem = PlanningProblem(
        np.clip(scores / unit, 0, 1),
        n_rounds=4,
        forbidden=np.argwhere(scores == -1),
        row_limits=np.tile([0, 4], (len(scores), 1)),
        column_limits=np.tile([3, 3], (scores.shape[1], 1)),
    )
    for name, tolerance in (("build_plan, most weight", None), ("**build_plan, fair to papers**", 0.01)):
        seconds, plan = once(partial(_reviewers, problem, tolerance))
        bound = plan.certificate.weight_bound_at_floor
        proven = plan.upper_bound if bound is None else bound
        yield [
            name,
            f"{plan.total * unit:.6f}",
            f"{plan.lowest_total * unit:.6f}",
            f"{proven * unit:.6f}",
            f"{seconds:.1f}",
        ]


def _reviewers(problem: PlanningProblem, tolerance: float | None) -> MeetingPlan:
    return build_plan(problem, even_counts=False, fairness_tolerance=tolerance, fairness_side="columns")
