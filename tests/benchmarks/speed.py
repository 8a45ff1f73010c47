"""How the time of a whole plan grows with the evening, beside one min-cost flow on all arcs; memory at the largest."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import numpy as np

from schedules import MeetingPlan, PlanningProblem, build_plan
from tests.benchmarks.evenings import Kind, evening
from tests.benchmarks.measuring import best_time, table
from tests.benchmarks.yardsticks import flow_on_all_arcs

SIZES = (100, 250, 500, 1000, 2000, 5000)
KINDS: tuple[Kind, ...] = ("full", "0.7")
FEW_REPEATS_FROM = 2000
MEMORY = """
import resource, sys
from schedules import build_plan
from tests.benchmarks.evenings import evening
problem = evening("crowded", {size}, {size}, "full", {seed})
small = evening("crowded", 30, 30, "full", {seed})
build_plan(small, fairness_tolerance=None)
with open("/proc/self/clear_refs", "w") as peak:
    peak.write("5")
def read(name):
    return int(next(line for line in open("/proc/self/status") if line.startswith(name)).split()[1])
before = read("VmRSS")
build_plan(problem, fairness_tolerance=None)
print("above", (read("VmHWM") - before) // 1024)
"""


def section(*, seed: int, repeats: int, largest: int) -> str:
    """The curve of the times, and the memory of the largest evening."""
    heads = ["people", "tables", "flow s", "plan s", "plan / flow", "ns per pair", "gap", "most meetings - least"]
    sizes = [size for size in SIZES if size <= largest]
    text = [
        "## How fast",
        "Whole `build_plan(fairness_tolerance=None)` (most meetings, most even, most weight, rounds, tables, "
        "certificate) beside one ortools min-cost flow on all arcs, arc arrays included; processor time in one run, "
        f"best of {repeats} after a warm-up ({min(repeats, 2)} from {FEW_REPEATS_FROM} people on).",
        table(heads, _lines(sizes, seed, repeats)),
        f"Memory above the problem's own at {sizes[-1]} x {sizes[-1]}: {memory(sizes[-1], seed)} MB "
        "(peak resident memory while planning, in a process of its own).",
        f"Importing `schedules`: {import_seconds():.2f} s of processor time.",
    ]
    return "\n\n".join(text)


def _lines(sizes: list[int], seed: int, repeats: int) -> Iterator[list[object]]:
    for size in sizes:
        for kind in KINDS:
            problem = evening("crowded", size, size, kind, seed)
            times = repeats if size < FEW_REPEATS_FROM else min(repeats, 2)
            plan_seconds, plan = best_time(partial(_planned, problem), times)
            flow_seconds, _ = best_time(partial(flow_on_all_arcs, problem), times)
            counts = np.concatenate([plan.row_counts, plan.column_counts])
            yield [
                f"{size} x {size}",
                kind,
                f"{flow_seconds:.4f}",
                f"{plan_seconds:.4f}",
                f"**{plan_seconds / flow_seconds:.3f}**",
                f"{1e9 * plan_seconds / size**2:.0f}",
                plan.gap,
                int(counts.max() - counts.min()),
            ]


def _planned(problem: PlanningProblem) -> MeetingPlan:
    return build_plan(problem, fairness_tolerance=None)


def memory(size: int, seed: int) -> int:
    """Megabytes of resident memory that planning adds at its peak."""
    shown = subprocess.run(
        [sys.executable, "-c", MEMORY.format(size=size, seed=seed)], capture_output=True, text=True, check=True
    )
    return int(re.findall(r"above (\d+)", shown.stdout)[0])


def import_seconds() -> float:
    """Processor seconds of importing the package in a fresh interpreter."""
    code = "import time; began = time.process_time(); import schedules; print(time.process_time() - began)"
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
