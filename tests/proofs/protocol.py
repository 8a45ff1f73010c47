"""Random evenings against the real application: how many were played, and how soon each seeded bug is found.

    python -m tests.proofs.protocol --n 2000 --seed 7 [--database sqlite|postgresql] [--part 1/4]
    python -m tests.proofs.protocol --bugs --n 200 --seed 7 [--part 1/4]

One process; a part takes its share of the runs with a seed of its own, so that parts can be run apart and added up. Of
the bugs a part takes every so many, with the same seed, so that all parts together say what one run says. A bug is
looked for on SQLite first; the evening that it fails is then the first to be played on PostgreSQL.
"""

import argparse
import sys
import time
from contextlib import ExitStack

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.database import ExampleDatabase, InMemoryExampleDatabase
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


def runs_until_found(
    where: World, bug: Bug, *, n_runs: int, seed_number: int, failed: ExampleDatabase | None = None
) -> int | None:
    """The number of the run that a seeded bug fails; None when none of them does.

    Evenings of ``failed`` are played first, and the one that fails now is put into it.
    """
    machine = on(where)
    with seeded(bug):
        try:
            run_state_machine_as_test(
                seed(seed_number)(machine),
                settings=settings(
                    max_examples=n_runs,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=failed,
                    phases=(Phase.reuse, Phase.generate),
                    report_multiple_bugs=False,
                    print_blob=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        except Exception:  # Hypothesis wraps what it found in exceptions of its own
            if not machine.first_failure:
                raise
            return machine.first_failure
    return None


def look_for_bugs(bugs: tuple[Bug, ...], *, n_runs: int, seed_number: int) -> bool:
    """Look for bugs on both databases, and print in which run each is found; returns whether all were."""
    n_found = dict.fromkeys(("sqlite", "postgresql"), 0)
    with ExitStack() as stack:
        worlds = {kind: stack.enter_context(world(kind)) for kind in n_found}
        for bug in bugs:
            failed = InMemoryExampleDatabase()
            for kind, where in worlds.items():
                run = runs_until_found(where, bug, n_runs=n_runs, seed_number=seed_number, failed=failed)
                n_found[kind] += run is not None
                print(f"{kind}: {bug.name}: {f'found in run {run}' if run else 'NOT FOUND'}", flush=True)
    for kind, number in n_found.items():
        print(f"{kind}, seed {seed_number}: {number} of {len(bugs)} seeded bugs found")
    return all(number == len(bugs) for number in n_found.values())


def main() -> int:
    """Play, and print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--bugs", action="store_true", help="look for the seeded bugs, on both databases")
    arguments = parser.parse_args()
    part, n_parts = map(int, arguments.part.split("/"))
    if arguments.bugs:
        return int(not look_for_bugs(BUGS[part - 1 :: n_parts], n_runs=arguments.n, seed_number=arguments.seed))
    with world(arguments.database) as where:
        n_runs = len(range(part - 1, arguments.n, n_parts))
        began = time.process_time()
        machine = play(where, n_runs=n_runs, seed_number=arguments.seed * 1000 + part)
        spent = time.process_time() - began
        print(
            f"{arguments.database}, seed {arguments.seed}, part {part}/{n_parts}: {machine.runs} evenings, "
            f"{machine.steps} steps, 0 wrong ({machine.runs / spent:.1f} evenings a second of processor)"
        )
    return 0  # a wrong evening has raised


if __name__ == "__main__":
    sys.exit(main())
