"""Measure the planner and write the page of figures.

python -m tests.benchmarks [--seed 7] [--repeats 5] [--largest 5000] [--output docs/benchmarks.md] [--only speed]
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

import numpy
import ortools
import scipy

from tests.benchmarks import absences, evening_run, fairness, repairing, speed, weights

INTRODUCTION = """# What was measured

Every figure of this page was printed by one command, `{command}`, on {machine}; Python {python}, numpy {numpy},
scipy {scipy}, ortools {ortools}; the last section is written by hand (`tests/benchmarks/falls_short.md`). Times are
processor time, not the wall clock's; ratios are of the same run. The evenings are seeded and fictional
(`tests/benchmarks/evenings.py`): profiles with popular themes ("crowded") or pure chance ("uniform"), eight rounds, 1 %
of the pairs forbidden, 2 % required; tables for all ("full") or for seven tenths ("0.7").
"""

REMARKS = Path(__file__).with_name("falls_short.md")


def main() -> None:
    """Run the chosen sections and print or write the page."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--repeats", type=int, default=5, help="runs after a warm-up; the best counts")
    options.add_argument("--largest", type=int, default=5000, help="the most people of a side")
    options.add_argument("--output", type=Path, help="the page to write, instead of printing")
    options.add_argument("--only", action="append", help="name of a section; again for more")
    options.add_argument("--quick", action="store_true", help="leave out what takes a minute and more each")
    chosen = options.parse_args()
    seed, repeats, largest = chosen.seed, chosen.repeats, chosen.largest
    sections: dict[str, Callable[[], str]] = {
        "weights": lambda: weights.section(seed=seed, repeats=repeats, cp_sat=not chosen.quick),
        "speed": lambda: speed.section(seed=seed, repeats=repeats, largest=largest),
        "absences": lambda: absences.section(seed=seed, repeats=repeats, largest=largest, long=not chosen.quick),
        "fairness": lambda: fairness.section(seed=seed, repeats=min(repeats, 2), largest=largest),
        "repairs": lambda: repairing.section(seed=seed, repeats=min(repeats, 3), largest=largest),
        "evening": lambda: evening_run.section(seed=seed),
    }
    unknown = set(chosen.only or ()) - set(sections)
    if unknown:
        options.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(sections)}")
    page, remarks = [_introduction().strip()], REMARKS.read_text(encoding="utf-8").strip()
    for name, run in sections.items():
        if not chosen.only or name in chosen.only:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            page.append(run().strip())
            if chosen.output:  # what was measured stays, should the rest be stopped
                chosen.output.write_text("\n\n".join([*page, remarks]) + "\n", encoding="utf-8")
    if not chosen.output:
        print("\n\n".join([*page, remarks]))


def _introduction() -> str:
    command = " ".join(["python -m tests.benchmarks", *sys.argv[1:]])
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "ortools": ortools.__version__}
    machine = f"{os.cpu_count()} shared cores ({platform.machine()})"
    return INTRODUCTION.format(command=command, machine=machine, python=platform.python_version(), **versions)


if __name__ == "__main__":
    main()
