"""Random evenings with repairs: how many were played, and how soon each seeded bug is found.

    python -m tests.proofs.repairs --n 10000 --seed 7 [--part 1/2]
    python -m tests.proofs.repairs --only 4711 --seed 7
    python -m tests.proofs.repairs --bugs --n 500 --seed 7

Each history is a function of the seed and of its number, so that one that fails can be played again alone, and parts
can be run apart and added up. SQLite only: what the databases do differently (locks) is for ``races``.
"""

import argparse
import gc
import random
import sys
import time
from collections.abc import Iterable

from tests.proofs.protocol_bugs import Bug, seeded
from tests.proofs.repairs_bugs import BUGS
from tests.proofs.repairs_evening import RandomEvening
from tests.proofs.repairs_known import BrokenPromise, Counts
from tests.proofs.repairs_world import RepairsWorld, repairs_world

BROKEN_CODE = (NameError, TypeError, AttributeError, ImportError)


def play(world: RepairsWorld, numbers: Iterable[int], *, seed: int, counts: Counts) -> None:
    """Play the histories of these numbers; raises BrokenPromise, with the number, at the first wrong one."""
    for number in numbers:
        evening = RandomEvening(world, counts, random.Random(f"{seed} {number}"))
        try:
            evening.play()
        except Exception as error:
            raise BrokenPromise(f"history {number}: {type(error).__name__} {error}") from error


def found_in(world: RepairsWorld, bug: Bug, *, n: int, seed: int) -> int | None:
    """How many histories it takes until one of them is wrong with the bug; None when none is."""
    counts = Counts()
    with seeded(bug):
        try:
            play(world, range(n), seed=seed, counts=counts)
        except BrokenPromise as broken:
            if isinstance(broken.__cause__, BROKEN_CODE):  # the bug does not fit the code any more
                raise
            return counts.evenings
    return None


def main() -> int:
    """Play, and print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--only", type=int)
    parser.add_argument("--bugs", action="store_true", help="look for the seeded bugs")
    given = parser.parse_args()
    part, n_parts = map(int, given.part.split("/"))
    numbers = range(part - 1, given.n, n_parts) if given.only is None else [given.only]
    with repairs_world() as world:
        if given.bugs:
            return int(not _look_for_bugs(world, n=given.n, seed=given.seed))
        gc.collect()
        gc.freeze()  # what is there now stays: it need not be looked through again and again
        counts, began = Counts(), time.process_time()
        try:
            for number in numbers:
                play(world, [number], seed=given.seed, counts=counts)
                if counts.evenings % 250 == 0:
                    print(f"{counts}, 0 wrong so far", flush=True)
        except BrokenPromise as broken:
            print(f"seed {given.seed}: WRONG after {counts}\n{broken}")
            return 1
        pace = counts.evenings / (time.process_time() - began)
        print(f"seed {given.seed}, part {given.part}: {counts}, 0 wrong ({pace:.1f} a second of processor)")
    return 0


def _look_for_bugs(world: RepairsWorld, *, n: int, seed: int) -> bool:
    n_found = 0
    for bug in BUGS:
        number = found_in(world, bug, n=n, seed=seed)
        n_found += number is not None
        print(f"{bug.name}: {f'found in history {number}' if number else 'NOT FOUND'}", flush=True)
    print(f"seed {seed}: {n_found} of {len(BUGS)} seeded bugs found")
    return n_found == len(BUGS)


if __name__ == "__main__":
    sys.exit(main())
