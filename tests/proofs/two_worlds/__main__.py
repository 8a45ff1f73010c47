"""``python -m tests.proofs.two_worlds --pairs 20000 --seed 7 [--part i/k]``: the whole figure, or one part of it.

``--leaks`` builds each seeded leak into the application instead, and says after how many pairs it was found.
"""

import argparse
import gc
import sys
import time

from tests.proofs.two_worlds.asking import say
from tests.proofs.two_worlds.leaks import LEAKS, found_after
from tests.proofs.two_worlds.proving import Prover, Tally, WorldsDifferError
from tests.proofs.two_worlds.stage import stage

BLOCKS = 10
LEAST_VIEWS = 20
LEAST_LOOKS = 500
PAIRS_OF_THE_FIGURE = 20_000


def main() -> int:
    """Run the proof, or the seeded leaks."""
    reader = argparse.ArgumentParser(prog="python -m tests.proofs.two_worlds")
    reader.add_argument("--pairs", type=int, default=PAIRS_OF_THE_FIGURE)
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--part", default="1/1", help="i/k: the i-th of k parts, to be run beside the others")
    reader.add_argument("--leaks", action="store_true")
    reader.add_argument(
        "--without-other-phone", action="store_true", help="do not open the answerer's link on another phone"
    )
    asked = reader.parse_args()
    if asked.leaks:
        with stage() as opened:
            found = [(leak.name, found_after(leak, opened, seed=asked.seed, most_pairs=1_000)) for leak in LEAKS]
        for name, one in found:
            say(f"{name}: " + (f"found after {one.pairs} pairs: {one.where}" if one else "NOT FOUND"))
        n_found = sum(one is not None for _, one in found)
        say(f"{n_found} of {len(LEAKS)} seeded leaks found")
        return 0 if n_found == len(LEAKS) else 1
    part, parts = (int(number) for number in asked.part.split("/"))
    gc.set_threshold(50_000, 20, 100)  # many small values live as long as one request
    with stage() as opened:
        return _prove(Prover(opened, other_phone=not asked.without_other_phone), asked.pairs, asked.seed, part, parts)


def views_of_each_pair(n_all: int) -> int:
    """Views per pair, so that in the full figure each of ``n_all`` is looked at often enough, block by block."""
    return max(LEAST_VIEWS, -(-LEAST_LOOKS * n_all // PAIRS_OF_THE_FIGURE))


def _prove(prover: Prover, n_pairs: int, seed: int, part: int, parts: int) -> int:
    started = time.process_time()
    n_views = views_of_each_pair(len(prover.views))
    blocks = [block for block in range(BLOCKS) if block % parts == part - 1]
    for block in blocks:
        size = n_pairs * (block + 1) // BLOCKS - n_pairs * block // BLOCKS
        try:
            prover.prove(n_pairs=size, n_views=n_views, seed_of_all=seed * BLOCKS + block)
        except WorldsDifferError as error:
            say(f"DIFFERENT, the smallest evening found:\n{error}")
            return 1
        _report(prover.tally, prover, n_views, time.process_time() - started, seed, block)
    return 1 if prover.tally.answers[500] else 0


def _report(tally: Tally, prover: Prover, n_views: int, seconds: float, seed: int, block: int) -> None:
    least = min((tally.looked[view], str(view)) for view in prover.views)
    taken = sum(count for code, count in tally.answers.items() if code < 400)
    say(
        f"two worlds, seed {seed}, to block {block + 1} of {BLOCKS}: {tally.pairs} pairs of {tally.evenings} evenings, "
        f"0 differences; {len(prover.views)} route x actor, {n_views} for each pair, each at least {least[0]} times "
        f"({least[1]}); {sum(tally.answers.values())} answers, {taken} below 400, {tally.answers[500]} of class 500; "
        f"the answer stored in {tally.stored} pairs, told apart by the answerer in {tally.told_apart} of "
        f"{tally.asked} asked; {2 * tally.pairs / seconds:.1f} worlds per second, "
        f"{seconds / tally.pairs * PAIRS_OF_THE_FIGURE / 60:.0f} minutes for {PAIRS_OF_THE_FIGURE} pairs"
    )


if __name__ == "__main__":
    sys.exit(main())
