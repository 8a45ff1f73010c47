"""Random evenings against the real application: how many were played, and how soon each seeded bug is found.

    python -m tests.proofs.protocol --n 2000 --seed 7 [--database sqlite|postgresql] [--part 1/4] [--bugs]

One process; a part takes its share of the runs with a seed of its own, so that parts can be run apart and added up.
"""

import argparse
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proofs.protocol_bugs import BUGS, Bug, seeded
from tests.proofs.protocol_machine import EveningMachine, on
from tests.proofs.protocol_world import World, world

STEPS = 50


def play(where: World, *, n_runs: int, seed_number: int, shrink: bool = True) -> type[EveningMachine]:
    """Play evenings; raises what the first wrong one raised. Returns the machine with its counts."""
    machine = on(where)
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        seed(seed_number)(machine),
        settings=settings(
            max_examples=n_runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine


def runs_until_found(where: World, bug: Bug, *, n_runs: int, seed_number: int) -> int | None:
    """The number of the run that a seeded bug fails; None when none of them does."""
    machine = on(where)
    with seeded(bug):
        try:
            run_state_machine_as_test(
                seed(seed_number)(machine),
                settings=settings(
                    max_examples=n_runs,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate,),
                    report_multiple_bugs=False,
                    print_blob=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        except Exception:  # the wrong evening, whatever it raised
            return machine.first_failure or machine.runs
    return None


def main() -> None:
    """Play, and print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--bugs", action="store_true")
    arguments = parser.parse_args()
    part, n_parts = map(int, arguments.part.split("/"))
    with world(arguments.database) as where:
        if arguments.bugs:
            n_found = 0
            for bug in BUGS:
                run = runs_until_found(where, bug, n_runs=arguments.n, seed_number=arguments.seed)
                n_found += run is not None
                found = f"found in run {run}" if run else "NOT FOUND"
                print(f"{arguments.database}: {bug.name}: {found}", flush=True)
            print(f"{arguments.database}: {n_found} of {len(BUGS)} seeded bugs found")
            return
        n_runs = len(range(part - 1, arguments.n, n_parts))
        began = time.process_time()
        machine = play(where, n_runs=n_runs, seed_number=arguments.seed * 1000 + part)
        spent = time.process_time() - began
        print(
            f"{arguments.database}, seed {arguments.seed}, part {part}/{n_parts}: {machine.runs} evenings, "
            f"{machine.steps} steps, 0 wrong ({machine.runs / spent:.1f} evenings a second of processor)"
        )


if __name__ == "__main__":
    main()
